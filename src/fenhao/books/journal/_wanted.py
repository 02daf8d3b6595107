"""Which entries somebody asks for, as conditions, and the ways that indexes offer to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.books.database import Session
from fenhao.books.journal._tables import Kind

ENTRIES = "journal_entry e JOIN journal_command c ON c.id = e.command_id WHERE"
"""Entries first, each with its request."""
_REQUESTS = "journal_command c CROSS JOIN journal_entry e WHERE e.command_id = c.id AND"
"""Requests first, each with its entries: SQLite keeps the order of a cross join, PostgreSQL finds it by itself."""


class Movement(Enum):
    """What of an entry somebody asks about: funding, money held, or money spent."""

    funded = "funded"
    reserved = "reserved"
    actual = "actual"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: those that fit every field that says something.

    ``lines`` are ids of budget lines, None for all; ``caps`` asks for the entries on campaigns and pools instead.
    ``document`` is how the key of a request, or the name of a load, begins. ``text`` is found in any of an entry's words,
    and ``text_types`` are cost types whose names it was found in. Amounts are those of an entry, without a sign.
    ``by_system`` asks for what nobody did by hand. ``upto`` is the newest entry that counts.
    """

    lines: tuple[int, ...] | None = None
    caps: bool = False
    movement: Movement | None = None
    kinds: tuple[Kind, ...] = ()
    cost_types: tuple[str, ...] = ()
    customer: str = ""
    campaign: str = ""
    department: str = ""
    document: str = ""
    by: int | None = None
    by_system: bool = False
    least_minor: int | None = None
    most_minor: int | None = None
    text: str = ""
    text_types: tuple[str, ...] = ()
    upto: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but lines and a movement is asked for: then the balances know the sums."""
        return self == Wanted(lines=self.lines, movement=self.movement, upto=self.upto)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to all entries asked for: what is read in which order, on which condition.

    ``index`` is the part that an index answers by itself. Where that is a column of the entries, it is asked for each of
    ``each``, together with ``movement``. ``alone`` when the index answers all of it.
    """

    source: str
    condition: str
    values: tuple[object, ...]
    index: str = ""
    index_values: tuple[object, ...] = ()
    column: str = ""
    each: tuple[int | str, ...] = ()
    movement: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """One condition: its subject, its words and values; the column and what it may be, where entries have an index on it."""

    subject: str
    told: str
    values: tuple[object, ...] = ()
    column: str = ""
    each: tuple[int | str, ...] = ()


def scan_of(session: Session, wanted: Wanted) -> Way:
    """Return the way that reads all entries in the order of their ids."""
    told, values = _all_of(_parts(session, wanted))
    return Way(ENTRIES, told, values)


def ways_to(session: Session, wanted: Wanted) -> tuple[Way, ...]:
    """Return every way that an index offers; none when no index does."""
    parts = _parts(session, wanted)
    told, values = _all_of(parts)
    movement = next((f" AND {part.told}" for part in parts if part.subject == "movement"), "")
    own = [part for part in parts if part.subject not in {"on", "movement", "upto"}]
    ways = [
        Way(
            ENTRIES,
            told,
            values,
            index=f"{part.told}{movement}",
            index_values=part.values,
            column=part.column,
            each=part.each,
            movement=movement,
            alone=len(own) == 1,
        )
        for part in own
        if part.column
    ]
    ways += [
        Way(_REQUESTS, told, values, index=part.told, index_values=part.values)
        for part in own
        if part.subject in {"by", "document"}
    ]
    if wanted.caps:
        ways.append(Way(ENTRIES, told, values, index="e.line_id IS NULL", column="e.line_id"))
    return tuple(ways)


def _parts(session: Session, wanted: Wanted) -> list[_Part]:
    """Return what narrows the entries, part by part."""
    parts = [_Part("on", "e.line_id IS NULL" if wanted.caps else "e.line_id IS NOT NULL")]
    if wanted.movement is not None:
        parts.append(_Part("movement", f"NOT (e.{wanted.movement.value}_minor = 0)"))
    if wanted.upto is not None:
        parts.append(_Part("upto", "e.id <= ?", (wanted.upto,)))
    if wanted.lines is not None:
        parts.append(_among(session, "lines", "e.line_id", wanted.lines))
    if wanted.cost_types:
        parts.append(_among(session, "types", "e.cost_type", wanted.cost_types))
    for name in ("customer", "campaign", "department"):
        value: str = getattr(wanted, name)
        if value:
            column = f"e.{name}"
            parts.append(_Part(name, f"{column} = ? AND {column} > ''", (value,), column, (value,)))
    if wanted.kinds:
        condition, marks = session.among("e.kind", [each.value for each in wanted.kinds])
        parts.append(_Part("kinds", condition, tuple(marks)))
    if wanted.by is not None:
        parts.append(_Part("by", "c.by = ?", (wanted.by,)))
    if wanted.by_system:
        parts.append(_Part("system", "c.by IS NULL"))
    if wanted.document:
        parts.append(_begins(session, wanted.document))
    if wanted.least_minor is not None:
        parts.append(_Part("least", "e.amount_minor >= ?", (wanted.least_minor,)))
    if wanted.most_minor is not None:
        parts.append(_Part("most", "e.amount_minor <= ?", (wanted.most_minor,)))
    if wanted.text:
        parts.append(_says(session, wanted))
    return parts


def _among(session: Session, subject: str, column: str, values: Sequence[int] | Sequence[str]) -> _Part:
    """Return the condition that a column is one of these values; with none of them nothing fits."""
    if not values:
        return _Part(subject, "1 = 0", (), column)
    condition, marks = session.among(column, values)
    known = f" AND {column} > ''" if isinstance(values[0], str) else ""
    return _Part(subject, condition + known, tuple(marks), column, tuple(values))


def _begins(session: Session, document: str) -> _Part:
    """Return the condition that a request's key, or the load named in it, begins so: in words that the key's index knows."""
    starts = (document, f"load/{document}", f"unload/{document}")
    if session.on_postgresql:
        told = " OR ".join([r"c.key LIKE ? ESCAPE '\'"] * len(starts))
        return _Part("document", f"({told})", tuple(f"{_plain(each)}%" for each in starts))
    told = " OR ".join(["c.key >= ? AND c.key < ?"] * len(starts))
    return _Part(
        "document", f"({told})", tuple(end for each in starts for end in (each, f"{each}\U0010ffff"))
    )


def _says(session: Session, wanted: Wanted) -> _Part:
    """Return the condition that a text is found in an entry's words."""
    columns = (
        "c.key", "e.customer", "e.campaign", "e.channel", "e.purpose", "e.benefit_type", "e.department", "e.cost_type",
        "e.batch",
    )  # fmt: skip
    joined = " || ' ' || ".join(columns)
    condition = rf"lower({joined}) LIKE ? ESCAPE '\'"
    values: list[object] = [f"%{_plain(wanted.text.lower())}%"]
    if wanted.text_types:
        more, marks = session.among("e.cost_type", wanted.text_types)
        condition, values = f"({condition} OR {more})", [*values, *marks]
    return _Part("text", condition, tuple(values))


def _plain(text: str) -> str:
    """Return text in which LIKE finds no signs of its own."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _all_of(parts: Sequence[_Part]) -> tuple[str, tuple[object, ...]]:
    """Return the parts as one condition with its values."""
    return " AND ".join(part.told for part in parts), tuple(value for part in parts for value in part.values)
