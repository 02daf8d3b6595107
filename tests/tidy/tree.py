"""The project's own files, parsed once, for the tests that read code instead of running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fenhao"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Code:
    """One Python file. ``name`` is its path from the checkout, as a reader would type it."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """Return the path inside fenhao (``engine/ledger/_chart.py``); empty for a file outside of it."""
        return self.path.relative_to(SOURCE).as_posix() if self.path.is_relative_to(SOURCE) else ""


@cache
def files(*folders: str) -> tuple[Code, ...]:
    """Return the Python files under those folders of the checkout, in order."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(parsed(path) for path in paths)


@cache
def parsed(path: Path) -> Code:
    """Return that file, parsed."""
    text = path.read_text(encoding="utf-8")
    return Code(path=path, name=path.relative_to(ROOT).as_posix(), text=text, tree=ast.parse(text))


def functions(code: Code) -> Iterator[Function]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(code.tree):
        if isinstance(node, Function):
            yield node


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for a chain of names, and the last part alone for anything else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return node.id if isinstance(node, ast.Name) else ""


def told(findings: list[str], advice: str) -> str:
    """Return the failure message: what to write instead, then where."""
    return advice + "\n  " + "\n  ".join(findings)
