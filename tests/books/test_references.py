"""Reservations by the numbers of other systems, on both databases: given once, used in place of the books' own number."""

from dataclasses import replace

import pytest

from fenhao.books.budgets import Act, Answer, Ask, Leg, Reference, Request
from fenhao.engine.budget import HeldState, Refusal, Verdict
from tests.books.stage import NOW, Stage, later, of

PO, INVOICE = Reference("erp", "PO-1"), Reference("erp", "PO-2")


def named(minor: int, reference: Reference | None, **more: str) -> Leg:
    return replace(of(minor, **more), reference=reference)  # type: ignore[arg-type]  # month and day are never told here


def funded() -> None:
    from fenhao.books.budgets import operations as books

    legs = [of(100), of(100, category="gifts")]
    assert books.fund(key="f", legs=legs, currency="EUR", by=1, at=NOW).passed


def reserve(key: str, *legs: Leg) -> Answer:
    from fenhao.books.budgets import operations as books

    return books.reserve(key=key, legs=legs, currency="EUR", by=1, at=NOW)


def test_a_reservation_is_found_consumed_and_released_by_the_number_of_its_source(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    funded()
    held = reserve("r", named(40, PO), named(30, INVOICE, category="gifts"))
    assert held.passed
    found = books.reservation(PO, at=NOW)
    assert found is not None
    assert (found.number, found.reserved_minor, found.remaining_minor) == (held.commitments[0], 40, 40)
    used = books.consume(key="c", reference=PO, amount_minor=25, by=1, at=NOW)
    assert used.passed
    assert books.consume(key="c", reference=PO, amount_minor=25, by=1, at=NOW) == used._replace(replayed=True)
    differs = books.consume(key="c", reference=INVOICE, amount_minor=25, by=1, at=NOW)
    assert (differs.verdict, differs.detail) == (Refusal.key_conflict, "reference")
    assert books.release(key="b", reference=PO, by=1, at=NOW).passed
    found = books.reservation(PO, at=NOW)
    assert found is not None
    assert (found.remaining_minor, found.state) == (0, HeldState.released)
    again = books.consume(key="d", reference=PO, amount_minor=1, by=1, at=NOW)
    assert again.verdict is Refusal.already_released
    assert books.reservation(Reference("crm", "PO-1"), at=NOW) is None, "another system's number is another"
    assert books.differences() == ()


def test_a_number_means_one_reservation_for_ever(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    funded()
    assert reserve("r", named(10, PO)).passed
    taken = reserve("s", named(10, PO, category="gifts"))
    assert (taken.verdict, taken.detail) == (Refusal.reference_taken, "legs[0].reference erp:PO-1")
    assert reserve("s", named(10, INVOICE)).passed, "bad input leaves no trace: its key is free"
    twice = reserve("t", named(1, Reference("erp", "3")), named(1, Reference("erp", "3"), category="gifts"))
    assert (twice.verdict, twice.detail) == (Refusal.reference_taken, "legs[1].reference erp:3")
    assert reserve("t", named(1, Reference("erp", "3"))).passed, "nothing of what was refused took the number"
    assert reserve("u", named(1, Reference("crm", "PO-1"))).passed
    assert books.release(key="b", reference=PO, by=1, at=NOW).passed
    assert reserve("v", named(1, PO)).verdict is Refusal.reference_taken
    over = reserve("w", named(900, Reference("erp", "4")))
    assert over.verdict is Verdict.exceeds_limit
    assert reserve("x", named(1, Reference("erp", "4"))).passed, "no money, no number"
    asked = Request(Act.reserve, "", (named(1, PO),), "EUR")
    assert books.check(asked, at=NOW).verdict is Refusal.reference_taken


BAD = [
    Request(Act.spend, "k", (named(1, PO),), "EUR"),
    Request(Act.reserve, "k", (named(1, Reference("", "1")),), "EUR"),
    Request(Act.reserve, "k", (named(1, Reference("erp", "")),), "EUR"),
    Request(Act.reserve, "k", (named(1, Reference("e:rp", "1")),), "EUR"),
    Request(Act.reserve, "k", (named(1, Reference("erp", "1" * 121)),), "EUR"),
    Request(Act.reserve, "k", (of(1),), "EUR", reference=PO),
    Request(Act.reverse, "k", amount_minor=1, reference=PO),
    Request(Act.consume, "k", target=7, amount_minor=1, reference=PO),
]


@pytest.mark.parametrize("request_", BAD, ids=[str(place) for place in range(len(BAD))])
def test_a_number_that_means_nothing_is_refused_by_name(stage: Stage, request_: Request) -> None:
    from fenhao.books.budgets import operations as books

    assert books.ask(request_, by=1, at=NOW).verdict is Refusal.bad_reference


def test_a_batch_may_use_the_number_that_it_brings(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    funded()
    requests = [
        Request(Act.reserve, "1", (named(40, PO),), "EUR"),
        Request(Act.consume, "2", reference=PO, amount_minor=15),
        Request(Act.reserve, "3", (named(60, INVOICE),), "EUR"),
        Request(Act.release, "4", reference=INVOICE),
        Request(Act.consume, "5", reference=PO, amount_minor=20, final=True),
        Request(Act.consume, "6", reference=Reference("erp", "?"), amount_minor=1),
        Request(Act.spend, "7", (of(65),), "EUR"),
        Request(Act.spend, "8", (of(1),), "EUR"),
    ]
    told = [each.verdict.value for each in books.post([Ask(each, 1, NOW) for each in requests])]
    assert told == [
        *("committed", "done", "committed", "done", "done", "unknown_reference"),
        *("committed", "exceeds_limit"),
    ]
    assert books.differences() == ()


def test_the_number_of_a_source_follows_its_money_into_the_next_month(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read, write
    from fenhao.books.journal import carry, references_of

    funded()
    first, second = reserve("r", named(10, PO)).commitments[0], reserve("s", of(20)).commitments[0]
    assert books.release(key="b", commitment=first, by=1, at=NOW).passed
    write(lambda session: carry(session, [(first, second)]))
    found = books.reservation(PO, at=NOW)
    assert found is not None
    assert (found.number, found.remaining_minor) == (second, 20)
    assert books.consume(key="c", reference=PO, amount_minor=20, by=1, at=later(hours=1)).passed
    assert read(lambda session: references_of(session, [second, first])) == {second: PO, first: PO}
