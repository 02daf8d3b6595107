"""Cost that nobody knows yet, by a table: which rule speaks, what is held, who has to agree."""

from dataclasses import replace

import pytest

from fenhao.engine.budget import (
    ANY,
    NEVER_ASKS,
    Unpriced,
    UnpricedRule,
    held_for_unpriced,
    unpriced_rules_in_conflict,
)
from tests.tables import rows
from tests.unit.budget.test_control import POLICY

RULES = (
    UnpricedRule(ANY, Unpriced.hold_default, 300),
    UnpricedRule("events", Unpriced.approve, 500),
    UnpricedRule("care", Unpriced.approve),
    UnpricedRule("coupons", Unpriced.refuse),
)

HELD = """
# rules | category | bound stated | held | somebody agrees
  none  | sms      |            0 | -    | no
  none  | sms      |           70 | 70   | no
  these | sms      |            0 | 300  | no
  these | sms      |           70 | 70   | no
  these | sms      |          900 | 900  | no
  these | events   |            0 | 500  | yes
  these | events   |            1 | 1    | yes
  these | care     |            0 | -    | yes
  these | care     |           40 | 40   | yes
  these | coupons  |            0 | -    | no
  these | coupons  |           40 | 40   | no
"""


@pytest.mark.parametrize(("written", "category", "stated", "held", "agrees"), rows(HELD))
def test_a_stated_bound_is_held_and_without_one_the_rule_of_the_category_says_what(
    written: str, category: str, stated: str, held: str, agrees: str
) -> None:
    policy = replace(POLICY, unpriced=RULES if written == "these" else ())
    told = held_for_unpriced(policy.of_unpriced(category), stated_minor=int(stated))
    assert told == (None if held == "-" else int(held))
    assert policy.mark_of_unpriced(category) == (0 if agrees == "yes" else NEVER_ASKS)


SENSELESS = """
# policy       | amount
  refuse       | 10
  hold_default | 0
  hold_default | -1
  approve      | -1
"""


@pytest.mark.parametrize(("policy", "amount"), rows(SENSELESS))
def test_a_rule_that_means_nothing_cannot_be_made(policy: str, amount: str) -> None:
    with pytest.raises(ValueError, match=r"default amount|holds nothing"):
        UnpricedRule(ANY, Unpriced(policy), int(amount))


def test_a_category_has_one_rule() -> None:
    again = UnpricedRule("care", Unpriced.refuse)
    assert unpriced_rules_in_conflict((*RULES, again)) == (again,)
    assert unpriced_rules_in_conflict(RULES) == ()
