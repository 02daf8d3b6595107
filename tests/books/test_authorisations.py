"""An authorisation asked for by itself goes the way that the written policy says: past finance, to the management."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from fenhao.engine.budget import (
    ANY,
    DEFAULT_APPROVALS,
    DEFAULT_CONTROL,
    Control,
    ControlRule,
    Horizon,
    Level,
    Refusal,
    Verdict,
)
from fenhao.kernel import Trouble
from tests.books.cast import Cast, person
from tests.books.stage import NOW, Stage, later, of

LINE = ("2026-05", "A", "coupons")
UNTIL = later(days=9)


def opened_by_override(*, mark: int = 10**12) -> Cast:
    """Return the cast on a line of 100 that lets more pass with an authorisation, and up to the mark without asking."""
    from fenhao.books.budgets import operations as books

    cast = Cast.hired()
    rule = ControlRule(ANY, ANY, Level.line, Horizon.month, Control.approve_over, 0, Fraction(0), mark)
    books.set_policy(replace(DEFAULT_CONTROL, version="ask", rules=(rule,)), by=1, at=NOW, why="ask first")
    books.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    return cast


def asked(
    by: int,
    minor: int,
    *,
    kind: str = "override",
    key: str = "q",
    reason: str = "fair",
    until: datetime = UNTIL,
) -> tuple[int, int]:
    from fenhao.books.budgets import operations as books

    told = books.ask_authorisation(
        books.Pass(kind),
        books.LineKey(*LINE),
        amount_minor=minor,
        reason=reason,
        key=key,
        by=by,
        at=NOW,
        expires_at=until,
    )
    return told.authorisation, told.case


def say(case: int, by: int, *, allow: bool = True, why: str = "") -> str:
    from fenhao.books.inbox import operations as inbox

    told = inbox.answer(key=f"{case}/{by}/{allow}", case=case, allow=allow, by=by, at=NOW, why=why)
    return told.verdict.value


def spent(by: int, minor: int, given: int, *, key: str = "s") -> object:
    from fenhao.books.budgets import operations as books

    legs = [of(minor)]
    return books.spend(key=key, legs=legs, currency="EUR", by=by, at=NOW, authorisation=given).verdict


def test_an_override_passes_finance_and_then_the_management_in_this_order(stage: Stage) -> None:
    cast = opened_by_override()
    given, case = asked(cast.requester, 40)
    assert say(case, cast.boss) == "not_entitled", "finance is asked first"
    assert say(case, cast.finance) == "waiting"
    assert spent(cast.requester, 140, given, key="early") is Refusal.unknown_authorisation
    assert say(case, cast.second_finance) == "not_entitled", "finance has spoken: the management is asked"
    assert say(case, cast.boss) == "approved"
    assert spent(cast.requester, 140, given) is Verdict.committed_by_override


def test_two_of_one_batch_cannot_both_use_an_authorisation(stage: Stage) -> None:
    from fenhao.books.budgets import Act, Ask, Request, operations as books

    cast = opened_by_override(mark=50)
    given, case = asked(cast.requester, 60, kind="approval")
    assert say(case, cast.finance) == "approved"
    wanted = [Request(Act.spend, key, (of(20),), "EUR", authorisation=given) for key in ("one", "two")]
    told = books.post([Ask(each, cast.requester, NOW) for each in wanted])
    assert [each.verdict for each in told] == [Verdict.committed, Refusal.unknown_authorisation]


def test_what_one_of_them_refuses_opens_nothing(stage: Stage) -> None:
    cast = opened_by_override()
    given, case = asked(cast.requester, 40)
    assert say(case, cast.finance) == "waiting"
    assert say(case, cast.boss, allow=False, why="no") == "rejected"
    assert spent(cast.requester, 140, given) is Refusal.unknown_authorisation


def test_the_limit_of_who_answers_has_to_reach_the_excess(stage: Stage) -> None:
    from fenhao.books.people import Role, operations as people

    cast = opened_by_override()
    people.revoke_role(user_id=cast.boss, role=Role.management, by=None, at=NOW)
    person("small boss", Role.management, limit_minor=40)
    asked(cast.requester, 40)
    with pytest.raises(Trouble, match="nobody_could"):
        asked(cast.requester, 41, key="q2")


def test_an_amount_above_the_mark_is_asked_as_spend_of_that_size(stage: Stage) -> None:
    cast = opened_by_override(mark=50)
    assert spent(cast.requester, 60, 0, key="s0") is Verdict.needs_approval
    given, case = asked(cast.requester, 60, kind="approval")
    assert say(case, cast.finance) == "approved"
    assert spent(cast.requester, 60, given) is Verdict.committed
    assert spent(cast.requester, 60, given, key="again") is Refusal.unknown_authorisation


def test_an_approval_does_not_open_more_than_it_says_nor_an_empty_line(stage: Stage) -> None:
    cast = opened_by_override(mark=50)
    given, case = asked(cast.requester, 60, kind="approval")
    assert say(case, cast.finance) == "approved"
    assert spent(cast.requester, 61, given, key="s1") is Verdict.needs_approval
    assert spent(cast.requester, 101, given, key="s2") is Verdict.needs_override


def test_asking_twice_with_one_key_asks_once(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = opened_by_override()
    first = asked(cast.requester, 40)
    assert asked(cast.requester, 40) == first
    with pytest.raises(Trouble, match="key_conflict"):
        asked(cast.requester, 41)
    assert [each.id for each in books.authorisations(by=cast.auditor, at=NOW)] == [first[0]]


def test_the_pool_is_looked_at_when_it_is_asked_and_again_before_every_yes(stage: Stage) -> None:
    from fenhao.books.approvals import operations as approvals

    cast = opened_by_override()
    lean = replace(DEFAULT_APPROVALS, version="lean", override_pool_minor=50)
    approvals.set_policy(lean, key="p", by=cast.finance, at=NOW, why="a lean year")
    with pytest.raises(Trouble, match="pool_exhausted"):
        asked(cast.requester, 51, key="q0")
    (_, first), (_, second) = asked(cast.requester, 30, key="q1"), asked(cast.requester, 21, key="q2")
    assert [say(first, cast.finance), say(second, cast.finance)] == ["waiting", "waiting"]
    assert say(first, cast.boss) == "approved"
    assert say(second, cast.boss) == "no_longer_passes"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"minor": 0}, "no_amount"),
        ({"until": later(days=7)}, "ends_too_early"),
    ],
)
def test_what_is_not_whole_is_not_asked(stage: Stage, change: dict[str, object], code: str) -> None:
    cast = opened_by_override()
    told = {"minor": 40, **change}
    with pytest.raises(Trouble, match=code):
        asked(cast.requester, **told)  # type: ignore[arg-type]


def test_an_unknown_line_and_an_asker_without_the_right_are_refused(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    cast = opened_by_override()
    with pytest.raises(Trouble, match="not_allowed"):
        asked(cast.auditor, 40)
    with pytest.raises(Trouble, match="unknown_line"):
        books.ask_authorisation(
            books.Pass.override,
            books.LineKey("2026-05", "A", "nothing"),
            amount_minor=1,
            reason="fair",
            key="q",
            by=cast.requester,
            at=NOW,
            expires_at=UNTIL,
        )
