"""Requests for money that another system has a number for, or that nobody knows yet, on both databases."""

from dataclasses import replace

from fenhao.books.budgets import Done, Reference
from fenhao.engine.budget import Refusal, Unpriced, UnpricedRule, Verdict
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage, of
from tests.books.test_requests import asked, free, fund, say


def test_what_another_system_calls_the_money_means_it_through_edits_and_approval(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    fund(of(900), of(900, category="gifts"))
    order, bill = Reference("erp", "PO-1"), Reference("erp", "PO-2")
    told = asked(cast, replace(of(100), reference=order), replace(of(50, category="gifts"), reference=bill))
    assert told.case is not None
    assert asked(cast, replace(of(1), reference=order), key="other").answer is not None, "it is given already"

    def use(key: str, reference: Reference, minor: int = 10) -> object:
        told = books.consume(key=key, reference=reference, amount_minor=minor, by=cast.requester, at=NOW)
        return told.verdict

    assert use("early", order) is Refusal.waits_for_approval
    for draft, legs in enumerate(
        ([of(60)], [replace(of(80), reference=order), replace(of(5, category="gifts"), reference=bill)])
    ):
        edited = requests.edit(
            key=f"e{draft}", request=told.request or 0, legs=legs, why="smaller", by=cast.requester, at=NOW
        )
        assert edited.verdict.value == "edited"
    assert use("waits", order) is Refusal.waits_for_approval
    assert say(told.case, cast.finance) == "approved"
    found = books.reservation(order, at=NOW)
    assert found is not None
    assert found.remaining_minor == 80
    assert use("paid", order) is Done.done
    assert free(of(1)) == 900 - 80 - 1
    view = requests.requests_at(by=None, at=NOW)[0]
    assert [each.reference for each in view.request.legs] == [order, bill]
    assert [part.held_minor for part in view.parts] == [70, 5]
    assert books.differences() == ()


def test_unknown_cost_is_asked_for_at_its_bound_or_at_what_its_policy_holds(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.requests import operations as requests

    cast = Cast.hired()
    fund(of(900), of(900, category="gifts"))
    rules = (UnpricedRule("coupons", Unpriced.hold_default, 30), UnpricedRule("gifts", Unpriced.approve, 40))
    policy = replace(books.control_at(NOW), version="unknown", unpriced=rules)
    books.set_policy(policy, by=1, at=NOW, why="cost comes later")
    unknown = replace(of(0), unpriced=True)
    refused = asked(cast, replace(unknown, category="sms"), key="no rule")
    assert refused.answer is not None
    assert (refused.verdict.value, refused.answer.verdict) == ("refused", Refusal.unpriced)
    seen = requests.preview(legs=[unknown], currency="EUR", by=cast.requester, at=NOW)
    assert (seen.answer.verdict, free(of(1))) == (Verdict.committed, 899)
    legs = (unknown, replace(unknown, category="gifts"), replace(unknown, amount_minor=70))
    told = asked(cast, *legs)
    assert asked(cast, *legs) == replace(told, replayed=True)
    assert free(of(1)) == 900 - 100 - 1
    assert say(told.case, cast.finance) == "approved", "nobody is asked a second time for not knowing"
    view = requests.requests_at(by=None, at=NOW)[0]
    assert [(leg.unpriced, leg.amount_minor) for leg in view.request.legs] == [
        (True, 30),
        (True, 40),
        (True, 70),
    ]
    paid = books.consume(
        key="bill",
        commitment=view.request.commitments[0],
        amount_minor=12,
        final=True,
        by=cast.requester,
        at=NOW,
    )
    assert paid.passed
    assert books.differences() == ()
