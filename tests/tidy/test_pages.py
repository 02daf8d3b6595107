"""Registries are imported and each entry is looked for among the pages: what a user can name, a user can read about."""

import tomllib
from collections.abc import Iterable, Mapping

import pytest

from fenhao.connectors.systems import KINDS
from fenhao.engine.allocation import DRIVERS
from fenhao.engine.metrics import METRICS
from fenhao.engine.waste import RULES
from fenhao.interfaces.cli._main import COMMANDS
from fenhao.profiles import default_text, profile_names
from tests.tidy.tree import ROOT, SOURCE, told

DOCS = ROOT / "docs"
PARTS = {"pull", "systems"}
"""Folders of connectors that are no source: the core, and the systems, each of which has a page of its own."""
CONNECTORS = [
    *(
        path.name
        for path in (SOURCE / "connectors").iterdir()
        if (path / "__init__.py").exists() and path.name not in PARTS
    ),
    *(kind.keys.kind for kind in KINDS),
    "sources",
]
REGISTRIES = {
    "rules": [rule.code for rule in RULES],
    "drivers": [driver.name for driver in DRIVERS],
    "metrics": [metric.code for metric in METRICS],
    "commands": [*COMMANDS],
    "connectors": CONNECTORS,
}


@pytest.mark.parametrize("folder", REGISTRIES)
def test_every_registered_thing_has_its_page_and_every_page_its_thing(folder: str) -> None:
    wanted = set(REGISTRIES[folder])
    pages = DOCS / folder
    present = {path.stem for path in pages.glob("*.md")} - {"README"}
    index = (pages / "README.md").read_text(encoding="utf-8")
    found = [f"docs/{folder}/{name}.md is missing" for name in sorted(wanted - present)]
    found += [
        f"docs/{folder}/{name}.md is about nothing that is registered" for name in sorted(present - wanted)
    ]
    found += [
        f"docs/{folder}/README.md has no link to {name}.md"
        for name in sorted(wanted)
        if f"({name}.md)" not in index
    ]
    assert wanted
    assert not found, told(
        found, "Write the page (./run pages begins it) and link it in the folder's README.md."
    )


@pytest.mark.parametrize("folder", REGISTRIES)
def test_a_page_says_more_than_what_was_made_from_the_code(folder: str) -> None:
    bare = [
        f"docs/{folder}/{path.name}"
        for path in sorted((DOCS / folder).glob("*.md"))
        if len(path.read_text(encoding="utf-8").rpartition("<!-- until here -->")[2].split()) < 15
    ]
    assert not bare, told(
        bare, "Add what the code does not say: when to use it, and an example with figures."
    )


def keys(table: Mapping[str, object], path: str = "") -> Iterable[str]:
    """Yield the dotted path of every setting; names that a company invents (pools, benefits) become <name>."""
    for name, value in table.items():
        free = path in ("pools.", "waste.entitlements.", "budget.tier_shares.")
        here = f"{path}{'<name>' if free else name}"
        if isinstance(value, dict):
            yield from keys(value, f"{here}." if not free else f"{path}<name>.")
        else:
            yield here


@pytest.mark.parametrize("name", ["settings", "policy"])
def test_every_setting_has_its_line(name: str) -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    wanted = sorted(set(keys(tomllib.loads(default_text(name)))))
    missing = [key for key in wanted if f"`{key}`" not in text]
    assert wanted
    assert not missing, told(missing, "Add a line to docs/settings.md: what it means, its unit, its default.")


def test_every_industry_is_named_among_the_settings() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    missing = [name for name in profile_names() if f"`{name}`" not in text]
    assert not missing, told(missing, "Name the industry and what it changes in docs/settings.md.")
