"""Write the generated parts of docs/ anew: ``./run pages``.

A page is written by hand. What the code knows better stands in it between two marks and is made from the code::

    <!-- made from the code -->
    ...
    <!-- until here -->

An entry of a registry that has no page yet gets one with that part alone. tests/tidy fails when a page and the
code no longer agree.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console

from fenhao.engine import allocation, facts, ledger, loyalty, metrics, satisfaction, value, waste
from fenhao.engine.planning import studies
from fenhao.engine.relation import Column, Division, Model, Relation, Table
from fenhao.engine.satisfaction import warning
from fenhao.engine.service import costing
from fenhao.engine.value import bridge, contracts, returns, spending
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._main import COMMANDS, command
from fenhao.interfaces.words import Language

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
OPEN, CLOSE = "<!-- made from the code -->", "<!-- until here -->"
ROOMS = (
    ("ledger", ledger),
    ("allocation", allocation),
    ("value", value),
    ("bridge", bridge),
    ("returns", returns),
    ("spending", spending),
    ("contracts", contracts),
    ("service", costing),
    ("waste", waste),
    ("satisfaction", satisfaction),
    ("warning", warning),
    ("loyalty", loyalty),
    ("planning", studies),
)
KINDS = {
    "text": "text 文本",
    "day": "date 日期",
    "instant": "date and time 时间",
    "money": "amount 金额",
    "count": "whole number 整数",
    "flag": "yes or no 是否",
}


def columns_table(columns: tuple[Column, ...]) -> str:
    """Return the columns as a Markdown table."""
    rows = ["| column | holds | needed | meaning |", "|---|---|---|---|"]
    for held in columns:
        needed = "yes" if held.needed else ""
        rows.append(f"| `{held.name}` | {KINDS[held.kind.value]} | {needed} | {held.note} |")
    return "\n".join(rows)


def facts_part() -> str:
    """Return every fact table with its columns."""
    parts = []
    for table in facts.TABLES:
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(f"## {table.name}\n\n{table.note} Key: {key}.\n\n{columns_table(table.columns)}")
    parts.append(f"## Lineage\n\nEvery stored row carries these as well.\n\n{columns_table(facts.LINEAGE)}")
    return "\n\n".join(parts)


def described(relation: Relation) -> str:
    """Return one relation as a section of the models page."""
    reads = "" if isinstance(relation, Table) else ", ".join(f"`{name}`" for name in relation.reads)
    lines = [f"### {relation.name}", "", relation.note, ""]
    if isinstance(relation, Division):
        lines += [f"An exact division by largest remainder. Reads {reads}."]
        return "\n".join(lines)
    key = ", ".join(f"`{name}`" for name in relation.key)
    lines += [f"One row per {key or 'result'}." + (f" Reads {reads}." if reads else " Handed in by the run.")]
    if isinstance(relation, Model) and relation.parameters:
        lines += ["Parameters: " + ", ".join(f"`${p.name}` ({p.note})" for p in relation.parameters) + "."]
    return "\n".join([*lines, "", columns_table(relation.columns)])


def graph(relations: tuple[Relation, ...]) -> str:
    """Return who reads whom as a Mermaid drawing."""
    edges = [
        f"  {source} --> {relation.name}"
        for relation in relations
        if not isinstance(relation, Table)
        for source in relation.reads
    ]
    return "\n".join(["```mermaid", "graph LR", *dict.fromkeys(edges), "```"])


def models_part() -> str:
    """Return the graph of models, and each with its grain and columns."""
    parts = []
    for name, room in ROOMS:
        relations: tuple[Relation, ...] = tuple(room.RELATIONS)
        parts += [f"## {name}", graph(relations), *(described(relation) for relation in relations)]
    return "\n\n".join(parts)


def sql_of(relation: Model) -> str:
    """Return the model's SQL as a fenced block."""
    return f"```sql\n{relation.sql.strip()}\n```"


def rule_parts() -> Iterator[tuple[str, str, str]]:
    """Yield code, title and made part of every rule of ineffective spend."""
    for place, rule in enumerate(waste.RULES, start=1):
        made = f"{rule.says_en}\n\n{rule.says_zh}\n\nPrecedence: {place} of {len(waste.RULES)}. "
        made += f"An entry that an earlier rule has counted is listed again but not counted again.\n\n{sql_of(rule.relation)}"
        yield rule.code, f"{rule.name_en} {rule.name_zh}", made


def driver_parts() -> Iterator[tuple[str, str, str]]:
    """Yield name, title and made part of every allocation driver."""
    for driver in allocation.DRIVERS:
        made = f"{driver.counts_en}\n\n{driver.counts_zh}\n\n{sql_of(driver.relation)}"
        yield driver.name, f"{driver.name_en} {driver.name_zh}", made


def metric_parts() -> Iterator[tuple[str, str, str]]:
    """Yield code, title and made part of every published metric."""
    for metric in metrics.METRICS:
        made = f"{metric.formula_en}\n\n{metric.formula_zh}\n\nUnit: {metric.unit.value}. Version {metric.version}."
        yield metric.code, f"{metric.name_en} {metric.name_zh}", made


def help_of(command: click.Command, within: str = "fenhao") -> str:
    """Return what --help says of a command and of its subcommands, at a width that fits a page."""
    called = f"{within} {command.name}"
    context = command.context_class(command, info_name=called, terminal_width=100)
    texts = [f"```text\n{command.get_help(context)}\n```"]
    if isinstance(command, click.Group):
        texts += [help_of(each, called) for each in command.commands.values()]
    return "\n\n".join(texts)


def _no_books(_root: Path, _database: str) -> None:
    """Open nothing: help texts need no books."""


def _no_pages(
    _root: Path, _database: str, *, host: str, port: int, search: bool, ready: Callable[[str], None]
) -> None:
    """Show nothing."""
    raise AssertionError(f"help texts serve nothing on {host}:{port}, least of all to {ready} ({search})")


def command_parts() -> Iterator[tuple[str, str, str]]:
    """Yield name, title and made part of every command: its help in both languages."""
    languages: tuple[Language, ...] = ("en", "zh")
    frames = [
        Frame(lang=spoken, folder=Path(), out=Console(), err=Console(), connect=_no_books, serve=_no_pages)
        for spoken in languages
    ]
    for page in COMMANDS:
        commands = [command(page, frame) for frame in frames]
        yield page, f"fenhao {commands[0].name}", "\n\n".join(help_of(each) for each in commands)


PLUGINS: dict[str, Callable[[], Iterator[tuple[str, str, str]]]] = {
    "rules": rule_parts,
    "drivers": driver_parts,
    "metrics": metric_parts,
    "commands": command_parts,
}
PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "facts.md": ("Files and facts", facts_part),
    "models.md": ("Models", models_part),
}


def filled(path: Path, title: str, made: str) -> str:
    """Return the page with its made part replaced; a new page when there is none."""
    part = f"{OPEN}\n\n{made}\n\n{CLOSE}"
    if not path.exists():
        return f"# {title}\n\n{part}\n"
    before, opened, rest = path.read_text(encoding="utf-8").partition(OPEN)
    _, closed, after = rest.partition(CLOSE)
    if not opened or not closed:
        raise ValueError(f"{path.relative_to(ROOT)}: the marks {OPEN} and {CLOSE} are gone")
    return before + part + after


def generated() -> dict[Path, str]:
    """Return every page that has a made part, as it should be."""
    pages = {DOCS / name: filled(DOCS / name, title, part()) for name, (title, part) in PAGES.items()}
    for folder, parts in PLUGINS.items():
        for name, title, made in parts():
            path = DOCS / folder / f"{name}.md"
            pages[path] = filled(path, title, made)
    return pages


def main() -> int:
    """Write what has changed."""
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
