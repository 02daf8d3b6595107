"""Every verdict of control explains itself, unknown cost asks for its bound, and clocks anywhere tell the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from fenhao.books.budgets import Act, Answer, Leg, Request
from fenhao.engine.budget import (
    ANY,
    DEFAULT_CONTROL,
    NEVER_ASKS,
    Control,
    ControlRule,
    Horizon,
    Level,
    Refusal,
    Unpriced,
    UnpricedRule,
    Verdict,
)
from fenhao.kernel import FiscalCalendar, Trouble
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage, later, of

if TYPE_CHECKING:
    from fenhao.books.budgets.operations import Pass

_RULES = {
    "coupons": (Control.block, 0, NEVER_ASKS),
    "gifts": (Control.approve_over, 0, NEVER_ASKS),
    "calls": (Control.warn, 0, NEVER_ASKS),
    "sms": (Control.track, 0, NEVER_ASKS),
    "events": (Control.block, 10, NEVER_ASKS),
    "care": (Control.block, 0, 50),
}
"""Category: what its line does, its tolerance, and the mark above which somebody has to agree."""

# category, act, amount -> verdict | what would have let it pass
ASKED = {
    Verdict.committed: ("coupons", "spend", 60, []),
    Verdict.exceeds_limit: ("coupons", "spend", 130, [("bring_in", 30), ("ask_for", 100)]),
    Verdict.needs_override: ("gifts", "spend", 130, [("bring_in", 30), ("ask_for", 100), ("authorise", 30)]),
    Verdict.needs_approval: ("care", "spend", 60, [("approve", 60)]),
    Verdict.committed_by_override: ("gifts", "spend_by_override", 130, []),
    Verdict.committed_warned: ("calls", "spend", 130, []),
    Verdict.committed_over: ("sms", "spend", 130, []),
    Verdict.committed_tolerated: ("events", "spend", 110, []),
    Verdict.recorded: ("coupons", "fact", 60, []),
    Verdict.recorded_over: ("coupons", "fact", 130, []),
    Verdict.period_closed: ("coupons", "spend_closed", 60, []),
}
NOT_KEPT = {Verdict.amount_not_positive, Verdict.currency_mismatch}
"""Bad input: it is answered and leaves no trace that could be explained."""


def ruled() -> Cast:
    """Give every line of the table 100 in May, and return the cast."""
    from fenhao.books.budgets import operations as books

    cast = Cast.hired()
    rules = tuple(
        ControlRule(category, ANY, Level.line, Horizon.month, control, tolerance, Fraction(0), mark)
        for category, (control, tolerance, mark) in _RULES.items()
    )
    books.set_policy(replace(DEFAULT_CONTROL, version="all", rules=rules), by=1, at=NOW, why="one of each")
    legs = [of(100, category=each) for each in _RULES]
    assert books.fund(key="f", legs=legs, currency="EUR", by=1, at=NOW).passed
    return cast


def given(cast: Cast, line: tuple[str, str, str], minor: int, kind: "Pass | None" = None) -> int:
    """Return an authorisation that everybody on the route gave."""
    from fenhao.books.budgets import operations as books
    from fenhao.books.inbox import operations as inbox

    told = books.ask_authorisation(
        kind or books.Pass.override,
        books.LineKey(*line),
        amount_minor=minor,
        reason="fair",
        key="q",
        by=cast.requester,
        at=NOW,
        expires_at=later(days=9),
    )
    for who in (cast.finance, cast.boss):
        inbox.answer(key=f"yes{who}", case=told.case, allow=True, by=who, at=NOW)
    return told.authorisation


def asked(cast: Cast, category: str, how: str, minor: int) -> Answer:
    """Ask in one of the ways of the table, under the key ``k``."""
    from fenhao.books.budgets import operations as books

    legs = [of(minor, category=category)]
    act: Callable[..., Answer] = books.record_fact if how == "fact" else books.spend
    if how == "spend_closed":
        assert books.begin_closing("2026-05", by=1, at=NOW).value == "turned"
    if how == "spend_by_override":
        number = given(cast, ("2026-05", "A", category), 30)
        return books.spend(key="k", legs=legs, currency="EUR", by=1, at=NOW, authorisation=number)
    return act(key="k", legs=legs, currency="EUR", by=1, at=NOW)


def test_the_table_has_every_verdict_that_leaves_a_trace() -> None:
    assert set(ASKED) | NOT_KEPT == set(Verdict)


@pytest.mark.parametrize("verdict", ASKED, ids=lambda each: str(each.value))
def test_an_answer_explains_its_sum_its_policy_and_what_would_have_helped(
    stage: Stage, verdict: Verdict
) -> None:
    from fenhao.books.budgets import operations as books

    category, how, minor, remedies = ASKED[verdict]
    told = asked(ruled(), category, how, minor)
    assert told.verdict is verdict
    why = books.explain("k")
    assert why is not None
    assert why.answer == told._replace(replayed=True)
    assert (why.answer.policy, [(each.kind, each.amount_minor) for each in why.remedies]) == ("all", remedies)
    level = why.answer.levels[0]
    assert (level.balance, level.funded_minor, level.asked_minor) == (
        f"line/month/2026-05/A/{category}",
        100,
        minor,
    )
    assert [(each.key, each.amount_minor) for each in why.behind] == [("f", 100)]


def unknown_cost(minor: int) -> Leg:
    return replace(of(minor, category="coupons"), unpriced=True)


def test_unknown_cost_brings_an_upper_bound_or_is_refused(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = ruled()

    def reserve(key: str, minor: int) -> Answer:
        return books.reserve(key=key, legs=[unknown_cost(minor)], currency="EUR", by=cast.requester, at=NOW)

    assert reserve("none", 0).verdict is Refusal.unpriced
    spent = books.spend(key="s", legs=[unknown_cost(40)], currency="EUR", by=cast.requester, at=NOW)
    assert (spent.verdict, spent.detail) == (Refusal.unpriced, "legs[0]")
    assert books.check(Request(Act.spend, "", (unknown_cost(40),), "EUR"), at=NOW).verdict is Refusal.unpriced
    assert reserve("much", 101).verdict is Verdict.exceeds_limit
    held = reserve("bound", 80)
    assert held.passed
    used = books.consume(
        key="c", commitment=held.commitments[0], amount_minor=35, final=True, by=cast.requester, at=NOW
    )
    assert used.passed
    room = books.check(Request(Act.spend, "", (of(65, category="coupons"),), "EUR"), at=NOW)
    assert (room.passed, room.available_minor) == (True, 0)
    assert books.differences() == ()


def test_the_policy_says_what_is_held_for_unknown_cost_without_a_bound(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = ruled()
    rules = (UnpricedRule("coupons", Unpriced.hold_default, 30), UnpricedRule("gifts", Unpriced.approve, 40))
    policy = replace(books.control_at(NOW), version="unknown", unpriced=rules)
    books.set_policy(policy, by=1, at=NOW, why="cost comes later")
    assert books.control_at(NOW) == policy

    def reserve(key: str, category: str, minor: int, authorisation: int = 0) -> Answer:
        leg = replace(unknown_cost(minor), category=category)
        return books.reserve(
            key=key, legs=[leg], currency="EUR", by=cast.requester, at=NOW, authorisation=authorisation
        )

    held = reserve("default", "coupons", 0)
    assert (held.passed, held.available_minor) == (True, 70)
    assert reserve("stated", "coupons", 50).available_minor == 20
    assert reserve("default", "coupons", 0) == held._replace(replayed=True)
    assert reserve("no more", "coupons", 0).verdict is Verdict.exceeds_limit
    assert reserve("no rule", "sms", 0).verdict is Refusal.unpriced
    asks = Request(Act.reserve, "", (replace(unknown_cost(0), category="gifts"),), "EUR")
    assert books.check(asks, at=NOW).verdict is Verdict.needs_approval
    assert reserve("small", "gifts", 1).verdict is Verdict.needs_approval
    assert reserve("alone", "gifts", 0).verdict is Verdict.needs_approval
    why = books.explain("alone")
    assert why is not None
    assert [(each.kind, each.amount_minor) for each in why.remedies] == [("approve", 40)]
    number = given(cast, ("2026-05", "A", "gifts"), 40, books.Pass.approval)
    agreed = reserve("agreed", "gifts", 0, number)
    assert (agreed.passed, agreed.available_minor) == (True, 60)
    assert books.differences() == ()
    twice = replace(policy, version="twice", unpriced=(*rules, rules[0]))
    with pytest.raises(Trouble, match=r"control\.rules_in_conflict"):
        books.set_policy(twice, by=1, at=NOW, why="no")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_hold_ends_at_the_same_instant_on_every_clock(stage: Stage, zone: str) -> None:
    from fenhao.books.budgets import operations as books

    ruled()
    there = ZoneInfo(zone)
    until = later(hours=18)
    held = books.check_and_hold(
        key="h",
        legs=[of(100)],
        currency="EUR",
        by=1,
        at=NOW.astimezone(there),
        hold_until=until.astimezone(there),
    )
    assert held.passed
    before = books.spend(key="s", legs=[of(1)], currency="EUR", by=1, at=later(hours=17).astimezone(there))
    after = books.spend(key="t", legs=[of(1)], currency="EUR", by=1, at=until.astimezone(ZoneInfo("UTC")))
    assert (before.verdict, after.verdict) == (Verdict.exceeds_limit, Verdict.committed)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2028, 2, 29), "2028-02"),
        (date(2028, 3, 1), "2028-03"),
        (date(2026, 12, 31), "2026-12"),
        (date(2028, 1, 1), "2028-01"),
        (date(2028, 12, 31), "2028-12"),
    ],
)
def test_leap_days_and_ends_of_years_belong_to_their_own_month(stage: Stage, day: date, month: str) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal import open_year

    open_year(FiscalCalendar(), 2028)
    leg = replace(of(10), occurred_on=day)
    assert books.fund(key="f", legs=[leg], currency="EUR", by=1, at=NOW).passed
    told = books.spend(key="s", legs=[leg], currency="EUR", by=1, at=NOW)
    assert (told.passed, told.levels[0].balance) == (True, f"line/month/{month}/A/coupons")
    between = replace(leg, occurred_on=date(2027, 6, 1))
    assert (
        books.spend(key="n", legs=[between], currency="EUR", by=1, at=NOW).verdict is Refusal.unknown_period
    )
