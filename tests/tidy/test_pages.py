"""Registries are imported and each entry is looked for among the pages: what a user can name, a user can read about."""

import importlib
import tomllib
from collections.abc import Iterable
from importlib.resources import files as resources

import click
import pytest

from tests.tidy.tree import ROOT, SOURCE, told

DOCS = ROOT / "docs"


def check_pages(folder: str, names: Iterable[str], *, advice: str) -> None:
    """Fail when an entry has no page or a page has no entry."""
    wanted = set(names)
    present = {path.stem for path in (DOCS / folder).glob("*.md")} - {"README"}
    found = [f"docs/{folder}/{name}.md is missing" for name in sorted(wanted - present)]
    found += [f"docs/{folder}/{name}.md is about nothing" for name in sorted(present - wanted)]
    index = (DOCS / folder / "README.md").read_text(encoding="utf-8")
    found += [
        f"docs/{folder}/README.md does not link {name}.md"
        for name in sorted(wanted)
        if f"({name}.md)" not in index
    ]
    assert wanted, f"the registry behind docs/{folder} is empty"
    assert not found, told(found, advice)
