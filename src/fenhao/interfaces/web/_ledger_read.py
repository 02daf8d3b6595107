"""A page of the cost ledger: which lines a filter means, their entries, and what all of them come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fenhao.books.budgets.operations import LineStanding, month_standing
from fenhao.books.database import Session
from fenhao.books.journal import (
    Found,
    LedgerRow,
    Month,
    Movement,
    Sums,
    Wanted,
    entry_at,
    find,
    lapsed,
    months,
    sums,
)
from fenhao.books.people import usernames
from fenhao.books.people.operations import departments
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.web._addresses import entry_address
from fenhao.interfaces.web._ledger_asked import NO_TIER, OF_ENTRY, SYSTEM, Asked, types_below
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say

ENTRIES_A_PAGE = 50
NOBODY = -1
LONGEST = 18
"""How many digits the number of an entry has at the most."""


@dataclass(frozen=True, slots=True)
class Total:
    """What all entries asked for come to, in minor units; ``held`` is what of the reserved sum is not lapsed.

    ``count`` is None where it is not known without reading all of them.
    """

    funded: int
    reserved: int
    spent: int
    held: int
    count: int | None

    @property
    def left(self) -> int:
        """What is still free of the funding."""
        return self.funded - self.held - self.spent

    @property
    def lapsed(self) -> int:
        """What is still counted as reserved although its time has come."""
        return self.reserved - self.held

    def of(self, movement: Movement) -> int:
        """Return the number that a reader asked about."""
        return {
            Movement.funded: self.funded,
            Movement.reserved: self.held,
            Movement.actual: self.spent,
        }[movement]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was found: the page of entries, the sums where they are known, and the words to tell them in."""

    months: tuple[Month, ...]
    people: Mapping[int, str]
    departments: Mapping[str, str]
    lines: Mapping[int, LineStanding]
    wanted: Wanted
    found: Found
    total: Total | None


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a reader sees it."""

    entry: LedgerRow
    href: str
    tier: str
    category: str
    month: str
    belongs_to: str
    cost_type: str
    customer: str
    department: str
    who: str


def read_ledger(session: Session, here_at: datetime, names: Names, asked: Asked) -> Ledger:
    """Return the page of entries that an address asks for, with the sums where they are cheap or were asked for."""
    calendar, people, lines, wanted = resolve(session, here_at, names, asked)
    found = find(session, wanted, order=asked.order, after=asked.after, limit=ENTRIES_A_PAGE)
    lines_of = lines or _lines_behind(session, found.rows, here_at)
    return Ledger(
        months=calendar,
        people=people,
        departments=departments_called(session),
        lines=lines_of,
        wanted=wanted,
        found=found,
        total=_total(session, here_at, wanted, lines, found, asked),
    )


def resolve(
    session: Session, at: datetime, names: Names, asked: Asked
) -> tuple[tuple[Month, ...], Mapping[int, str], Mapping[int, LineStanding], Wanted]:
    """Return the months, the people, the lines that a filter means, and the entries that it wants.

    Lines are read where the filter is about them or about nothing else, for then their balances know the sums.
    """
    calendar, people = months(session), usernames(session)
    labels = _labels(calendar, asked)
    by_line = any(asked.get(name) for name in ("from", "to", "tier", "category"))
    wanted = _wanted(names, asked, people, customer=_customer(session, asked))
    plain = replace(wanted, movement=None) == Wanted()
    lines: dict[int, LineStanding] = {}
    if not wanted.caps and (by_line or plain):
        tier, category = asked.get("tier"), asked.get("category")
        lines = {
            line.id: line
            for line in month_standing(session, labels, at=at)
            if (not tier or tier == (line.key.tier or NO_TIER)) and category in {"", line.key.category}
        }
    if by_line or (wanted.movement is not None and plain):
        wanted = replace(wanted, lines=tuple(lines))
    return calendar, people, lines, wanted


def row_of(names: Names, ledger: Ledger, entry: LedgerRow, types: Mapping[str, str]) -> Row:
    """Return an entry in words."""
    line = ledger.lines.get(entry.line_id or 0)
    return Row(
        entry=entry,
        href=entry_address(entry.id),
        tier=names.tier(line.key.tier) if line else "",
        category=names.category(line.key.category) if line else "",
        month=entry.period,
        belongs_to=entry.belongs_to if entry.belongs_to != entry.period else "",
        cost_type=types.get(entry.cost_type, entry.cost_type),
        customer=masked(entry.customer),
        department=ledger.departments.get(entry.department, entry.department),
        who=who_of(names, ledger.people, entry.by),
    )


def rows_of(names: Names, ledger: Ledger) -> list[Row]:
    """Return the page's entries in words."""
    types = type_names(names.here.book.chart, lang=names.lang)
    return [row_of(names, ledger, entry, types) for entry in ledger.found.rows]


def departments_called(session: Session) -> Mapping[str, str]:
    """Return what departments are called, by code."""
    return {each.code: each.name for each in departments(session)}


def who_of(names: Names, people: Mapping[int, str], by: int | None) -> str:
    """Return who acted; the books themselves act for nobody."""
    return say("web.audit.system", {}, names.lang) if by is None else people.get(by, str(by))


def _labels(calendar: Sequence[Month], asked: Asked) -> list[str]:
    """Return the months from one to another; an unknown one means none at all."""
    known = [each.label for each in calendar]
    first, last = asked.get("from"), asked.get("to")
    if not {first, last} - {""} <= set(known):
        return []
    start = known.index(first) if first else 0
    end = known.index(last) + 1 if last else len(known)
    return known[start:end]


def _customer(session: Session, asked: Asked) -> str:
    """Return the customer asked for, by id or as that of an entry; an entry about nobody finds nothing."""
    told = asked.get("customer")
    if not told.startswith(OF_ENTRY):
        return told
    number = told.removeprefix(OF_ENTRY)
    entry = entry_at(session, int(number)) if number.isdecimal() and len(number) < LONGEST else None
    return entry.customer if entry is not None and entry.customer else told


def _wanted(names: Names, asked: Asked, people: Mapping[int, str], *, customer: str) -> Wanted:
    """Return the filters that are not about lines as the journal asks; a name of nobody finds nothing."""
    chart, by = names.here.book.chart, asked.get("by")
    text = asked.get("text")
    called = type_names(chart, lang=names.lang)
    number = next((each for each, name in people.items() if name == by), NOBODY)
    return Wanted(
        caps=asked.get("on") == "caps",
        movement=asked.movement,
        kinds=asked.kinds,
        cost_types=types_below(chart, asked.get("type")) if asked.get("type") else (),
        customer=customer,
        campaign=asked.get("campaign"),
        department=asked.get("department"),
        document=asked.get("document"),
        by=number if by and by != SYSTEM else None,
        by_system=by == SYSTEM,
        least_minor=asked.least_minor,
        most_minor=asked.most_minor,
        text=text,
        text_types=tuple(code for code, name in called.items() if text and text.lower() in name.lower()),
    )


def _total(
    session: Session,
    at: datetime,
    wanted: Wanted,
    lines: Mapping[int, LineStanding],
    found: Found,
    asked: Asked,
) -> Total | None:
    """Return the sums: from the balances where the filter is lines alone, else from what was read, or was asked to be."""
    if replace(wanted, lines=None, movement=None) == Wanted():
        held = sum(line.reserved_minor for line in lines.values())
        gone = lapsed(session, wanted, at=at) if _about_holds(wanted) else 0
        by = wanted.movement
        return Total(
            funded=sum(line.funded_minor for line in lines.values()) if by in {None, Movement.funded} else 0,
            reserved=held + gone if _about_holds(wanted) else 0,
            spent=sum(line.actual_minor for line in lines.values()) if by in {None, Movement.actual} else 0,
            held=held if _about_holds(wanted) else 0,
            count=found.sums.count if found.sums else None,
        )
    told = found.sums or (sums(session, wanted) if asked.total else None)
    return None if told is None else _of(told, lapsed(session, wanted, at=at) if told.reserved_minor else 0)


def _about_holds(wanted: Wanted) -> bool:
    """Whether the reserved sum is among what was asked."""
    return wanted.movement in {None, Movement.reserved}


def _of(told: Sums, gone: int) -> Total:
    """Return sums that were added up; what has lapsed is no longer held."""
    held = told.reserved_minor - gone
    return Total(told.funded_minor, told.reserved_minor, told.actual_minor, held, told.count)


def _lines_behind(session: Session, rows: Sequence[LedgerRow], at: datetime) -> Mapping[int, LineStanding]:
    """Return the lines of the months that these entries are in."""
    labels = sorted({row.period for row in rows if row.line_id is not None})
    return {line.id: line for line in month_standing(session, labels, at=at)}
