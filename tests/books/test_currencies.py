"""Other currencies in real books: reserved at the budget rate, spent at the day's, the difference kept by itself."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from fenhao.books.budgets._values import Act, Foreign, Leg, Request
from fenhao.engine.budget import Rate, RateKind, Refusal, Verdict
from tests.books.stage import NOW, Stage, later, of


def dollars(minor: int, *, day: int = 10) -> Leg:
    return replace(of(0, day=day), foreign=Foreign("USD", minor))


def rates(*told: tuple[RateKind, int, str]) -> None:
    from fenhao.books.budgets import operations as books

    for place, (kind, day, value) in enumerate(told):
        rate = Rate("USD", "EUR", kind, date(2026, 5, day), Fraction(value))
        books.set_rate(rate, key=f"rate-{place}", by=1, at=NOW)


def test_what_a_reservation_in_dollars_costs_more_for_the_rate_alone_is_kept_by_itself(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal.models import Foreign as Kept

    rates((RateKind.budget, 1, "0.9"), (RateKind.actual, 1, "0.92"), (RateKind.actual, 12, "0.95"))
    books.fund(key="f", legs=[of(10_000)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[dollars(10_000)], currency="EUR", by=1, at=NOW)
    assert (held.verdict, held.available_minor) == (Verdict.committed, 1000)
    commitment = held.commitments[0]
    first = books.consume(
        key="c1", commitment=commitment, foreign_minor=4000, occurred_on=date(2026, 5, 10), by=1, at=NOW
    )
    assert first.passed
    wrong = books.consume(key="c", commitment=commitment, amount_minor=5, by=1, at=NOW)
    assert wrong.verdict is Refusal.currency_mismatch
    books.release(key="x", commitment=commitment, by=1, at=later(days=1), amount_minor=0)
    back = books.reverse(key="v", entry=first.entries[0], amount_minor=1840, by=1, at=NOW)
    assert back.passed
    kept = list(
        Kept.objects.order_by("id").values_list("currency", "amount_minor", "rate", "fx_difference_minor")
    )
    assert kept == [
        ("USD", 10_000, "9/10", 0),
        ("USD", 4000, "23/25", 80),
        ("USD", 6000, "9/10", 0),
        ("USD", 2000, "23/25", -40),
    ]
    assert books.differences() == ()
    assert not books.spend(key="s1", legs=[of(8161)], currency="EUR", by=1, at=NOW).passed
    assert books.spend(key="s2", legs=[of(8160)], currency="EUR", by=1, at=NOW).passed


def test_a_loss_by_the_rate_asks_control_like_any_other_spend(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    rates((RateKind.budget, 1, "0.9"), (RateKind.actual, 1, "0.95"), (RateKind.actual, 12, "0.8"))
    books.fund(key="f", legs=[of(9_000)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[dollars(10_000)], currency="EUR", by=1, at=NOW).commitments[0]
    told = books.consume(
        key="c1", commitment=held, foreign_minor=10_000, occurred_on=date(2026, 5, 11), by=1, at=NOW
    )
    assert told.verdict is Verdict.exceeds_limit
    told = books.consume(
        key="c2", commitment=held, foreign_minor=10_000, occurred_on=date(2026, 5, 12), by=1, at=NOW
    )
    assert told.passed
    assert books.spend(key="s", legs=[of(1000)], currency="EUR", by=1, at=NOW).passed
    assert books.differences() == ()


def test_a_missing_rate_names_the_pair_its_kind_and_the_day(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    rates((RateKind.budget, 11, "0.9"))
    books.fund(key="f", legs=[of(10_000)], currency="EUR", by=1, at=NOW)
    early = books.reserve(key="r", legs=[dollars(100)], currency="EUR", by=1, at=NOW)
    assert (early.verdict, early.detail) == (Refusal.no_rate, "USD/EUR budget 2026-05-10")
    asked = Request(Act.reserve, "", (dollars(100, day=11),), "EUR")
    assert books.check(asked, at=NOW).passed
    held = books.reserve(key="r", legs=[dollars(100, day=11)], currency="EUR", by=1, at=NOW)
    spent = books.consume(key="c", commitment=held.commitments[0], foreign_minor=1, by=1, at=later(days=1))
    assert (spent.verdict, spent.detail) == (Refusal.no_rate, "USD/EUR actual 2026-05-16")
    bill = books.record_fact(key="b", legs=[dollars(5)], currency="EUR", by=1, at=NOW)
    assert bill.verdict is Refusal.no_rate


def test_two_amounts_or_an_unknown_currency_are_bad_input(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    both = replace(dollars(5), amount_minor=5)
    own = replace(of(0), foreign=Foreign("EUR", 5))
    unknown = replace(of(0), foreign=Foreign("???", 5))
    told = [
        books.spend(key="k", legs=[leg], currency="EUR", by=1, at=NOW).verdict.value
        for leg in (both, own, unknown, dollars(0))
    ]
    assert told == ["two_amounts", "currency_mismatch", "unknown_currency", "amount_not_positive"]
    funded = books.fund(key="k", legs=[dollars(5)], currency="EUR", by=1, at=NOW)
    assert funded.verdict is Refusal.currency_mismatch


def test_consumptions_of_one_commitment_in_one_batch_know_of_each_other(stage: Stage) -> None:
    from fenhao.books.budgets import Ask, operations as books

    rates((RateKind.budget, 1, "0.333"), (RateKind.actual, 1, "0.333"))
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    held = books.reserve(key="r", legs=[dollars(100)], currency="EUR", by=1, at=NOW).commitments[0]
    asks = [
        Ask(Request(Act.consume, f"c{number}", target=held, foreign_minor=30), 1, NOW) for number in range(4)
    ]
    told = books.post(asks)
    assert [each.verdict.value for each in told[:3]] == ["done"] * 3
    assert told[3].passed
    again = books.consume(key="d", commitment=held, foreign_minor=1, by=1, at=NOW)
    assert again.verdict is Refusal.already_settled
    assert books.differences() == ()
