"""The matrix of controls by a table: which of the written rules speaks for a request at a level."""

from fractions import Fraction

import pytest

from fenhao.engine.budget import (
    ANY,
    DEFAULT_CONTROL,
    NEVER_ASKS,
    Control,
    ControlPolicy,
    ControlRule,
    Document,
    Horizon,
    Level,
    rules_in_conflict,
)
from tests.tables import rows


def rule(
    category: str, document: str, level: str, horizon: str, control: str, tolerance: str = "0"
) -> ControlRule:
    share = Fraction(tolerance[:-1]) / 100 if tolerance.endswith("%") else Fraction(0)
    amount = 0 if share else int(tolerance)
    return ControlRule(
        category, document, Level(level), Horizon(horizon), Control(control), amount, share, NEVER_ASKS
    )


POLICY = ControlPolicy(
    version="2026-1",
    rules=(
        rule(ANY, ANY, "line", "month", "block"),
        rule("coupons", ANY, "line", "month", "approve_over"),
        rule(ANY, "spend", "line", "month", "warn"),
        rule("coupons", "spend", "line", "month", "track"),
        rule(ANY, ANY, "tier", "ytd", "warn", "30%"),
    ),
    no_line_variable=Control.block,
    no_line_fixed=Control.warn,
    warn_at=Fraction(4, 5),
)

SPEAKING = """
# category | document    | level | horizon | what it does
  sms      | reservation | line  | month   | block
  sms      | spend       | line  | month   | warn
  coupons  | reservation | line  | month   | approve_over
  coupons  | spend       | line  | month   | track
  coupons  | spend       | tier  | ytd     | warn
  coupons  | spend       | pool  | whole   | block
"""


@pytest.mark.parametrize(("category", "document", "level", "horizon", "control"), rows(SPEAKING))
def test_the_most_particular_rule_speaks_and_silence_blocks(
    category: str, document: str, level: str, horizon: str, control: str
) -> None:
    spoke = POLICY.rule(
        category=category, document=Document(document), level=Level(level), horizon=Horizon(horizon)
    )
    assert spoke.control is Control(control)


def test_one_line_may_block_at_one_level_and_warn_at_another() -> None:
    assert POLICY.horizons() == ((Level.line, Horizon.month), (Level.tier, Horizon.ytd))
    assert DEFAULT_CONTROL.horizons() == ((Level.line, Horizon.month),)


# Tolerance: the greater of an amount and a share, exact and rounded down.
TOLERANCES = """
# tolerance | funded | may go below zero by
  0         |   1000 |   0
  50        |   1000 |  50
  30%       |   1000 | 300
  30%       |    999 | 299
  30%       |      0 |   0
"""


@pytest.mark.parametrize(("tolerance", "funded", "below"), rows(TOLERANCES))
def test_a_tolerance_is_an_amount_or_a_share(tolerance: str, funded: str, below: str) -> None:
    assert rule(ANY, ANY, "line", "month", "block", tolerance).tolerance(int(funded)) == int(below)


def test_two_rules_for_one_cell_are_found() -> None:
    again = rule(ANY, ANY, "line", "month", "track")
    assert rules_in_conflict((*POLICY.rules, again)) == (again,)
    assert rules_in_conflict(POLICY.rules) == ()
