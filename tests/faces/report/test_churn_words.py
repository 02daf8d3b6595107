"""Why a customer is likely to leave, in words, from facts by hand."""

import pytest

from fenhao.interfaces.report import churn_reason_sentence
from fenhao.runs.value import AtRisk
from tests.tables import rows

TYPICAL = (20, 5, 200)
# bought again, days quiet, days known | said
SAID = """
  9   40  300 | no purchase for 40 days, after one every 28 days
  50   8  110 | no purchase for 8 days, after one every 2 days
  90   8  110 | no purchase for 8 days, after one every day
  200  8  110 | no purchase for 8 days
"""


@pytest.mark.parametrize(("facts", "said"), rows(SAID))
def test_a_silence_is_told_beside_the_pace_before_it(facts: str, said: str) -> None:
    often, quiet, age = map(int, facts.split())
    each = AtRisk("K1", often, quiet, age, 0.6, "frequency", "age", 0, 0, 0)
    assert churn_reason_sentence(each, TYPICAL, lang="en") == said
