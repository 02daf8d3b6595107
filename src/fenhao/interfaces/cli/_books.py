"""What commands on the books share: the connection, the acting person, keys, and answers as a table or as JSON lines."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import TypeVar

import click
from rich.markup import escape
from rich.table import Table

from fenhao.engine.ledger import Chart
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.names import (
    balance_name,
    category_name,
    evidence_text,
    line_name,
    tier_name,
    type_names,
)
from fenhao.interfaces.words import Language, knows
from fenhao.kernel import Trouble, grouped_text, parse_amount
from fenhao.runs.book import Book

Function = TypeVar("Function", bound=Callable[..., object])
Cell = str | int | bool | date | datetime | Fraction | Enum | None
"""What a cell of an answer holds; money is a whole number of minor units."""


class Kind(Enum):
    """How a column is shown to people; machines get the plain value under the column's name."""

    text = "text"
    money = "money"
    count = "count"
    share = "share"  # an exact fraction; people read a percentage with one decimal
    word = "word"  # an Enum or code whose words are ``{subject}.{value}``
    tier = "tier"  # a tier's code; people read its name
    category = "category"  # a branch of the chart
    balance = "balance"  # ``level/horizon/period/scope``
    line = "line"  # ``period/tier/category``
    evidence = "evidence"  # ``participated=4 invited=90``


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer: its name among the command's words and in JSON, and what it holds."""

    name: str
    kind: Kind = Kind.text
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Open books: the company, who acts, and the moment. ``by`` is None only while the books have no people at all."""

    book: Book
    by: int | None
    at: datetime


def open_desk(frame: Frame, *, by: str = "") -> Desk:
    """Return the company's books, ready to be asked: connected, at this version's structure, the person found.

    ``by`` is a user name; left out, the only active person acts. Trouble when it names nobody, or when several could
    be meant.
    """
    book = frame.book()
    frame.connect(book.root, book.settings.database)
    from fenhao.books.database import read  # rooms of the books open only once the site is set up
    from fenhao.books.people import directory

    now = frame.now()
    active = {
        each.username: each.id for each in read(lambda session: directory(session, at=now)) if each.active
    }
    if by and by not in active:
        raise Trouble("people.unknown", {"name": by, "known": ", ".join(sorted(active)) or "–"})
    if not by and len(active) > 1:
        raise Trouble("people.who", {"known": ", ".join(sorted(active))})
    return Desk(book, active[by] if by else next(iter(active.values()), None), now)


def by_option(frame: Frame) -> Callable[[Function], Function]:
    """Return ``--by NAME``: who acts."""
    return click.option("--by", default="", envvar="FENHAO_USER", help=frame.word("cli.by"))


def json_option(frame: Frame) -> Callable[[Function], Function]:
    """Return ``--json``: answers as JSON lines."""
    return click.option("--json", "as_json", is_flag=True, help=frame.word("cli.json"))


def key_option(frame: Frame) -> Callable[[Function], Function]:
    """Return ``--key KEY``: the idempotency key; drawn when it is left out."""
    return click.option("--key", default=_new_key, help=frame.word("cli.key"))


def amount(text: str, *, desk: Desk) -> int:
    """Return an amount typed by a person in minor units of the book's currency."""
    return parse_amount(text, digits=desk.book.digits)


def day(given: datetime | None, *, desk: Desk) -> date:
    """Return the day that was typed, otherwise today as the company's clocks tell it."""
    return given.date() if given is not None else desk.book.today(desk.at)


def over(day: date, *, desk: Desk) -> datetime:
    """Return the moment at which a day is over by the company's clocks."""
    return desk.book.begins(day + timedelta(days=1))


def show(
    frame: Frame,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    noun: str,
    as_json: bool,
    digits: int,
    title: str = "",
) -> None:
    """Print rows: a table whose headings are the words ``cli.{noun}.{column}``, or one JSON object a line."""
    if as_json:
        for row in rows:
            say_json({column.name: cell for column, cell in zip(columns, row, strict=True)})
        return
    chart = frame.book().chart if any(column.kind in _NAMED for column in columns) else None
    table = Table(box=None, header_style="bold", title=title or None, title_justify="left")
    for column in columns:
        right = column.kind in {Kind.money, Kind.count, Kind.share}
        table.add_column(
            frame.word(f"cli.{noun}.{column.name}"), justify="right" if right else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(
            *(
                _told(frame, column, cell, digits=digits, chart=chart)
                for column, cell in zip(columns, row, strict=True)
            )
        )
    frame.out.print(table)


def say_json(facts: Mapping[str, object]) -> None:
    """Print one JSON object on a line of its own; exact fractions and days as text."""
    click.echo(json.dumps(facts, ensure_ascii=False, default=_plain))


def _told(frame: Frame, column: Column, cell: Cell, *, digits: int, chart: Chart | None) -> str:
    """Return a cell as a person reads it."""
    if cell is None:
        return "–"
    if column.kind is Kind.money and isinstance(cell, int):
        return grouped_text(cell, digits=digits)
    if column.kind is Kind.count and isinstance(cell, int):
        return f"{cell:,}"
    if column.kind is Kind.share and isinstance(cell, Fraction):
        tenths = cell * 1000
        whole = (abs(tenths.numerator) * 2 + tenths.denominator) // (2 * tenths.denominator)
        return f"{'-' if tenths < 0 and whole else ''}{whole // 10}.{whole % 10}%"
    value = cell.value if isinstance(cell, Enum) else cell
    if column.kind in _NAMED:
        assert chart is not None, "a column of names brings the chart"
        return escape(_NAMED[column.kind](str(value), chart, frame.lang))
    if column.kind is Kind.word:
        code = f"{column.subject}.{value}"
        return frame.word(code) if knows(code) else escape(str(value))
    if isinstance(cell, datetime):
        return f"{frame.book().local(cell):%Y-%m-%d %H:%M}"
    return escape(str(value))


def _line(text: str, chart: Chart, lang: Language) -> str:
    """Return a line's name; what is no line stays as it is."""
    parts = text.split("/")
    return line_name(*parts, chart=chart, lang=lang) if len(parts) == 3 else text


_NAMED: Mapping[Kind, Callable[[str, Chart, Language], str]] = {
    Kind.tier: lambda code, _, lang: tier_name(code, lang=lang) if code else "–",
    Kind.category: lambda code, chart, lang: category_name(code, chart=chart, lang=lang),
    Kind.balance: lambda name, chart, lang: balance_name(name, chart=chart, lang=lang),
    Kind.line: _line,
    Kind.evidence: lambda text, chart, lang: evidence_text(
        text, types=type_names(chart, lang=lang), lang=lang
    ),
}


def _plain(value: object) -> object:
    """Return what JSON has no form for as text that reads back exactly."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def _new_key() -> str:
    """Return a key that nobody has used: a request typed anew is a new request."""
    return secrets.token_hex(16)
