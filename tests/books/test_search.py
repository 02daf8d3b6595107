"""Entries searched: whatever is asked for, in whichever way it is found, it is what a plain look at all of them gives."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fenhao.books.budgets import Leg
from fenhao.engine.budget import HeldState
from tests.books.stage import NOW, Stage, later, of

if TYPE_CHECKING:
    from fenhao.books.database import Session
    from fenhao.books.journal import Wanted

LIMIT = 7


@dataclass(frozen=True)
class Plain:
    """An entry as a plain look sees it."""

    id: int
    amount: int
    on: date
    funded: int
    reserved: int
    actual: int


def some_traffic(seed: int) -> None:
    """Fund, spend, hold, use, give back and reverse: some of everything on six lines."""
    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.operations import Cap

    chance = random.Random(seed)
    lines = [(month, tier) for month in (4, 5) for tier in ("A", "B", "")]
    legs = [of(10**6, month=month, tier=tier) for month, tier in lines]
    assert books.fund(key="year", legs=legs, currency="EUR", by=1, at=NOW).passed
    books.set_cap(Cap(campaign="spring"), 10**6, key="cap", currency="EUR", on=date(2026, 5, 1), by=1, at=NOW)
    for number in range(60):
        month, tier = chance.choice(lines)
        leg = Leg(
            date(2026, month, chance.randint(1, 28)),
            tier,
            "coupons",
            chance.choice((100, 250, 250, 4000)),
            customer=chance.choice(("", "K1", "K2")),
            campaign=chance.choice(("", "spring")),
            cost_type=chance.choice(("", "coupons", "gifts", "50%_off")),
            department=chance.choice(("", "cs")),
            channel=chance.choice(("", "WeCom")),
        )
        by = chance.choice((1, 2))
        key = f"{chance.choice(('doc', 'DOC'))}-{number}"
        if chance.random() < 0.5:
            assert books.spend(key=key, legs=[leg], currency="EUR", by=by, at=NOW).passed
            continue
        held = books.reserve(
            key=key, legs=[leg], currency="EUR", by=by, at=NOW, expires_at=later(days=chance.randint(1, 9))
        ).commitments[0]
        if chance.random() < 0.5:
            used = books.consume(key=f"{key}-use", commitment=held, amount_minor=60, by=by, at=NOW)
            books.reverse(key=f"{key}-back", entry=used.entries[0], amount_minor=20, by=1, at=NOW)


def everything(session: "Session", wanted: "Wanted") -> list[Plain]:
    """All entries that pass, read with nothing but a scan and judged here."""
    rows = session.rows(
        "SELECT e.id, e.line_id, e.kind, e.cost_type, e.customer, e.campaign, e.department, e.amount_minor,"
        " e.funded_minor, e.reserved_minor, e.actual_minor, e.occurred_on, c.key, c.by, e.channel"
        " FROM journal_entry e JOIN journal_command c ON c.id = e.command_id"
    )
    found = []
    for row in rows:
        entry, line, kind, cost_type, customer, campaign, department, amount, *moved = row[:11]
        on, key, by, channel = row[11:]
        moves = dict(zip(("funded", "reserved", "actual"), moved, strict=True))
        words = " ".join(str(each) for each in (key, customer, campaign, channel, department, cost_type))
        fits: tuple[bool, ...] = (
            (line is None) == wanted.caps,
            wanted.lines is None or line in wanted.lines,
            wanted.movement is None or moves[wanted.movement.value] != 0,
            not wanted.kinds or kind in {each.value for each in wanted.kinds},
            not wanted.cost_types or cost_type in wanted.cost_types,
            not wanted.customer or customer == wanted.customer,
            not wanted.campaign or campaign == wanted.campaign,
            not wanted.department or department == wanted.department,
            not wanted.document or str(key).startswith(wanted.document),
            wanted.by is None or by == wanted.by,
            wanted.least_minor is None or int(str(amount)) >= wanted.least_minor,
            wanted.most_minor is None or int(str(amount)) <= wanted.most_minor,
            not wanted.text or wanted.text.lower() in words.lower() or cost_type in wanted.text_types,
        )
        if all(fits):
            day = on if isinstance(on, date) else date.fromisoformat(str(on))
            numbers = [int(str(each)) for each in (*moved,)]
            found.append(Plain(int(str(entry)), int(str(amount)), day, *numbers))
    return found


def questions(lines: list[int]) -> "list[Wanted]":
    """What somebody could ask of those lines' entries."""
    from fenhao.books.journal import Kind, Movement, Wanted

    return [
        Wanted(),
        Wanted(caps=True),
        Wanted(lines=tuple(lines)),
        Wanted(lines=()),
        *(Wanted(lines=tuple(lines), movement=each) for each in Movement),
        Wanted(lines=tuple(lines[:2]), customer="K1"),
        Wanted(customer="K2", movement=Movement.actual),
        Wanted(campaign="spring"),
        Wanted(department="cs", cost_types=("gifts",)),
        Wanted(cost_types=("gifts", "coupons")),
        Wanted(document="doc-1"),
        Wanted(by=2, kinds=(Kind.reserve,)),
        Wanted(least_minor=200, most_minor=300),
        Wanted(text="wecom"),
        Wanted(text="0%_O", text_types=("gifts",)),
        Wanted(text="50%_off", lines=tuple(lines[1:])),
    ]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many entries be many, so that every way of searching is taken."""
    from fenhao.books.journal import _search

    def to(many: int) -> None:
        for name in ("READ_MAX", "WINDOW", "STEP", "SWEEP", "FEW"):
            monkeypatch.setattr(_search, name, many)

    return to


@pytest.mark.parametrize("many", [1, 3, 20, 10_000])
def test_pages_and_sums_are_those_of_a_plain_look(
    stage: Stage, narrow: Callable[[int], None], many: int
) -> None:
    from fenhao.books.database import Session, read
    from fenhao.books.journal import Order, Sums, find, sums

    some_traffic(many)
    narrow(many)

    def look(session: Session) -> None:
        lines = [int(str(each)) for (each,) in session.rows("SELECT id FROM budgets_line ORDER BY id")]
        for wanted in questions(lines):
            truth = everything(session, wanted)
            whole = Sums(
                len(truth),
                sum(each.funded for each in truth),
                sum(each.reserved for each in truth),
                sum(each.actual for each in truth),
            )
            assert sums(session, wanted) == whole, wanted
            keys: dict[Order, Callable[[Plain], tuple[int, int]]] = {
                Order.posted: lambda each: (-each.id, 0),
                Order.day: lambda each: (-each.on.toordinal(), -each.id),
                Order.day_up: lambda each: (each.on.toordinal(), each.id),
                Order.amount: lambda each: (-each.amount, -each.id),
                Order.amount_up: lambda each: (each.amount, each.id),
            }
            for order, key in keys.items():
                seen, after, ordered = [], "", True
                for _ in range(500):
                    page = find(session, wanted, order=order, after=after, limit=LIMIT)
                    seen += [row.id for row in page.rows]
                    ordered, after = page.ordered, page.older
                    assert page.sums in {None, whole}, wanted
                    assert len(page.rows) == LIMIT or not after or page.looked_to is not None, wanted
                    if not after:
                        break
                wanted_order = key if ordered else keys[Order.posted]
                assert seen == [each.id for each in sorted(truth, key=wanted_order)], (wanted, order)

    read(look)
    assert stage.url


def test_a_sweep_brings_everything_once_newest_first(stage: Stage, narrow: Callable[[int], None]) -> None:
    from fenhao.books.database import Session, read
    from fenhao.books.journal import Wanted, newest_entry, sums, sweep

    some_traffic(1)
    narrow(4)

    def look(session: Session) -> None:
        for wanted in (Wanted(), Wanted(customer="K1"), Wanted(text="zzz")):
            below, seen = newest_entry(session) + 1, []
            while below:
                rows, below = sweep(session, wanted, below=below)
                seen += [row.id for row in rows]
            assert seen == sorted(seen, reverse=True)
            assert len(set(seen)) == len(seen) == sums(session, wanted).count

    read(look)
    assert stage.url


def test_what_has_lapsed_is_known_beside_what_the_entries_say(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.journal import Wanted, commitments, lapsed

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    held = books.reserve(
        key="r", legs=[of(300, customer="K1")], currency="EUR", by=1, at=NOW, expires_at=later(days=1)
    )
    assert read(lambda s: lapsed(s, Wanted(customer="K1"), at=NOW)) == 0
    assert read(lambda s: lapsed(s, Wanted(customer="K1"), at=later(days=2))) == 300
    assert read(lambda s: lapsed(s, Wanted(customer="K2"), at=later(days=2))) == 0
    there = read(lambda s: commitments(s, held.commitments))
    assert there[held.commitments[0]].held.state is HeldState.open
    assert stage.url


def test_an_entry_stands_with_its_request_its_commitment_and_its_reversals(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.journal import LedgerRow, entries_about, entry_at

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[of(300), of(200)], currency="EUR", by=1, at=NOW)
    used = books.consume(key="c", commitment=held.commitments[0], amount_minor=100, by=1, at=NOW)
    back = books.reverse(key="v", entry=used.entries[0], amount_minor=40, by=1, at=NOW)

    def around(number: int) -> list[int]:
        def look(session: object) -> tuple[LedgerRow, ...]:
            found = entry_at(session, number)  # type: ignore[arg-type]
            assert found is not None
            return entries_about(session, found, limit=50)  # type: ignore[arg-type]

        return [each.id for each in read(look)]

    first, second = held.entries
    assert around(first) == [second, used.entries[0]]
    assert around(used.entries[0]) == [first, back.entries[0]]
    assert around(back.entries[0]) == [used.entries[0]]
    assert read(lambda s: entry_at(s, 4711)) is None
    assert stage.url
