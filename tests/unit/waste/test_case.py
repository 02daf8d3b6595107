"""The life of a case by a table that a controller could read, and properties that hold for every sequence of deeds."""

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.waste import Case, CaseAct, CaseState, CaseVerdict, Deed, answer_case
from tests.tables import rows

PEOPLE = {"-": 0, "ana": 1, "bo": 2, "cy": 3}

DEEDS = """
# state     | decided | appealed | back | cut | who | does    | why  | amount | link | free | -> verdict            | state
  open      | -       | -        |    0 | no  | ana | accept  |      |      0 |      |    - | done                | accepted
  open      | -       | -        |    0 | no  | ana | dismiss | VIP  |      0 |      |    - | done                | dismissed
  open      | -       | -        |    0 | no  | ana | dismiss |      |      0 |      |    - | reason_missing      | open
  open      | -       | -        |    0 | no  | ana | appeal  | test |      0 |      |    - | done                | appealed
  open      | -       | -        |    0 | no  | ana | recover |      |     10 | r1   |   50 | wrong_state         | open
  accepted  | ana     | -        |    0 | no  | bo  | appeal  | paid |      0 |      |    - | done                | appealed
  accepted  | ana     | -        |    0 | no  | bo  | appeal  |      |      0 |      |    - | reason_missing      | accepted
  accepted  | ana     | -        |    0 | yes | bo  | appeal  | paid |      0 |      |    - | feeds_a_cut         | accepted
  accepted  | ana     | -        |   10 | no  | bo  | appeal  | paid |      0 |      |    - | wrong_state         | accepted
  accepted  | ana     | bo       |    0 | no  | bo  | appeal  | anew |      0 |      |    - | already_appealed    | accepted
  accepted  | ana     | -        |    0 | no  | bo  | accept  |      |      0 |      |    - | wrong_state         | accepted
  accepted  | ana     | -        |    0 | no  | bo  | dismiss | VIP  |      0 |      |    - | wrong_state         | accepted
  dismissed | ana     | -        |    0 | no  | bo  | appeal  | fake |      0 |      |    - | done                | appealed
  dismissed | ana     | -        |    0 | no  | bo  | recover |      |     10 | r1   |   50 | wrong_state         | dismissed
  appealed  | ana     | bo       |    0 | no  | cy  | accept  |      |      0 |      |    - | done                | accepted
  appealed  | ana     | bo       |    0 | no  | cy  | dismiss | ok   |      0 |      |    - | done                | dismissed
  appealed  | ana     | bo       |    0 | no  | cy  | dismiss |      |      0 |      |    - | reason_missing      | appealed
  appealed  | ana     | bo       |    0 | no  | bo  | accept  |      |      0 |      |    - | own_appeal          | appealed
  appealed  | ana     | bo       |    0 | no  | ana | accept  |      |      0 |      |    - | own_decision        | appealed
  appealed  | -       | bo       |    0 | no  | ana | accept  |      |      0 |      |    - | done                | accepted
  accepted  | ana     | -        |    0 | no  | ana | recover |      |     40 | r1   |   50 | done                | accepted
  accepted  | ana     | -        |   40 | yes | ana | recover |      |     60 | r1   |   60 | done                | recovered
  accepted  | ana     | -        |   40 | no  | ana | recover |      |     61 | r1   |   99 | exceeds_counted     | accepted
  accepted  | ana     | -        |    0 | no  | ana | recover |      |     60 | r1   |   50 | exceeds_reversal    | accepted
  accepted  | ana     | -        |    0 | no  | ana | recover |      |      0 | r1   |   50 | amount_not_positive | accepted
  accepted  | ana     | -        |    0 | no  | ana | recover |      |     10 |      |   50 | link_missing        | accepted
  accepted  | ana     | -        |    0 | no  | ana | recover |      |     10 | r9   |    - | unknown_reversal    | accepted
  recovered | ana     | -        |  100 | no  | bo  | appeal  | late |      0 |      |    - | wrong_state         | recovered
  withdrawn | -       | -        |    0 | no  | bo  | accept  |      |      0 |      |    - | wrong_state         | withdrawn
"""


@pytest.mark.parametrize(
    (
        "state",
        "decided",
        "appealed",
        "back",
        "cut",
        "who",
        "does",
        "why",
        "amount",
        "link",
        "free",
        "end",
        "then",
    ),
    rows(DEEDS),
)
def test_a_case_is_answered_by_the_table(
    state: str, decided: str, appealed: str, back: str, cut: str, who: str, does: str, why: str, amount: str,
    link: str, free: str, end: str, then: str,
) -> None:  # fmt: skip
    case = Case(CaseState(state), 100, int(back), PEOPLE[decided], PEOPLE[appealed], in_a_cut=cut == "yes")
    left = None if free == "-" else int(free)
    deed = Deed(CaseAct(does), PEOPLE[who], why, int(amount), link, left)
    verdict, after = answer_case(case, deed)
    assert (verdict.value, after.state.value) == (end, then)
    if verdict is not CaseVerdict.done:
        assert after == case


DEED = st.builds(
    Deed,
    act=st.sampled_from(CaseAct),
    by=st.integers(1, 3),
    why=st.sampled_from(("", "because")),
    amount_minor=st.integers(-1, 120),
    link=st.sampled_from(("", "r1")),
    free_minor=st.none() | st.integers(0, 120),
)


@given(counted=st.integers(-50, 100), deeds=st.lists(DEED, max_size=12))
def test_no_sequence_of_deeds_recovers_more_than_was_counted_or_answers_itself(
    counted: int, deeds: list[Deed]
) -> None:
    case, appeals = Case(CaseState.open, counted), 0
    for deed in deeds:
        verdict, after = answer_case(case, deed)
        done = verdict is CaseVerdict.done
        if done and case.state is CaseState.appealed:
            assert deed.by not in {case.appealed_by, case.decided_by}
        appeals += done and deed.act is CaseAct.appeal
        case = after
    assert 0 <= case.recovered_minor <= max(counted, 0)
    assert appeals <= 1
    assert (case.state is CaseState.recovered) == (0 < case.recovered_minor == counted)
