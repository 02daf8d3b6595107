"""The quick ways of hard control are the plain ones: the same text as a JSON encoder's, the same yes as the whole rule."""

import json
from dataclasses import fields
from datetime import date, datetime
from enum import Enum

from hypothesis import given, strategies as st

from fenhao.books.budgets import Leg, Request
from fenhao.books.budgets._values import Foreign, LevelStand, answer_text, body
from fenhao.books.journal import Reference
from fenhao.engine.budget import (
    Ceiling,
    Control,
    Request as Asked,
    Verdict,
    fits,
    weigh_every_level,
)
from fenhao.kernel import Money

MINOR = st.integers(-(10**13), 10**13)
LEGS = st.builds(
    Leg,
    occurred_on=st.dates(),
    tier=st.text(max_size=5),
    category=st.text(max_size=5),
    amount_minor=MINOR,
    cost_type=st.text(max_size=3),
    customer=st.text(max_size=3),
    campaign=st.text(max_size=3),
    fixed=st.booleans(),
    batch=st.text(max_size=3),
    rows=st.none() | st.integers(0, 10**6),
    channel=st.text(max_size=3),
    purpose=st.text(max_size=3),
    benefit_type=st.text(max_size=3),
    department=st.text(max_size=3),
    foreign=st.none() | st.builds(Foreign, currency=st.text(max_size=3), amount_minor=MINOR),
    unpriced=st.booleans(),
    reference=st.none() | st.builds(Reference, source=st.text(max_size=3), number=st.text(max_size=3)),
)


def plain(value: object) -> object:
    """Return a field as JSON tells it."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date | datetime):
        return value.isoformat()
    return list(value[:2]) if isinstance(value, Foreign | Reference) else value


def told(leg: Leg) -> dict[str, object]:
    """Return the fields of a leg that say something, in their order."""
    return {each.name: plain(value) for each in fields(leg) if (value := getattr(leg, each.name))}


@given(
    request=st.builds(
        Request,
        legs=st.lists(LEGS, max_size=3).map(tuple),
        currency=st.text(max_size=3),
        expires_at=st.none() | st.datetimes(),
        occurred_on=st.none() | st.dates(),
        target=st.integers(0, 9),
        amount_minor=MINOR,
        final=st.booleans(),
    )
)
def test_the_body_of_a_request_is_what_a_json_encoder_writes_of_its_fields(request: Request) -> None:
    own = {
        each.name: plain(value)
        for each in fields(request)
        if each.name not in {"key", "legs"} and (value := getattr(request, each.name))
    }
    expected = {**own, "legs": [told(leg) for leg in request.legs]}
    assert body(request) == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))


LEVELS = st.lists(
    st.builds(
        LevelStand,
        balance=st.text(max_size=9),
        funded_minor=MINOR,
        reserved_minor=MINOR,
        actual_minor=MINOR,
        asked_minor=MINOR,
        available_minor=MINOR,
        control=st.sampled_from([each.name for each in Control]),
        tolerance_minor=MINOR,
        verdict=st.sampled_from([each.name for each in Verdict]),
    ),
    max_size=3,
)


@given(policy=st.text(max_size=9), detail=st.text(max_size=9), levels=LEVELS)
def test_the_text_of_an_answer_is_what_a_json_encoder_writes(
    policy: str, detail: str, levels: list[LevelStand]
) -> None:
    expected = {"policy": policy, "detail": detail, "levels": levels}
    text = answer_text(policy=policy, detail=detail, levels=levels, gates=())
    assert text == json.dumps(expected, ensure_ascii=False, separators=(",", ":"))


CEILINGS = st.builds(
    Ceiling,
    available_minor=st.integers(-50, 50),
    approval_above_minor=st.integers(0, 50),
    control=st.sampled_from(Control),
    closed=st.booleans(),
    tolerance_minor=st.integers(0, 10),
)


@given(ceilings=st.lists(CEILINGS, min_size=1, max_size=3), amount=st.integers(-5, 60))
def test_what_fits_every_level_is_what_every_level_commits_without_a_word(
    ceilings: list[Ceiling], amount: int
) -> None:
    _, weighed = weigh_every_level(ceilings, Asked(Money(amount, "EUR")), same_currency=True)
    plainly = all(
        fits(
            available_minor=each.available_minor,
            approval_above_minor=each.approval_above_minor,
            closed=each.closed,
            amount_minor=amount,
        )
        for each in ceilings
    )
    assert plainly == all(verdict is Verdict.committed for verdict, _ in weighed)
    if plainly:
        assert [after for _, after in weighed] == [each.available_minor - amount for each in ceilings]
