"""What looks plain and is not: spend of one amount that the short way of a batch has to leave to everything else."""

from dataclasses import replace

from fenhao.books.budgets import Foreign, Leg, Reference
from fenhao.engine.budget import RESERVE_CATEGORY
from fenhao.kernel import AMOUNT_MINOR_MAX
from tests.books.gating import a, opened
from tests.books.stage import NOW, Stage
from tests.tables import rows

PLAIN = a(10)
LEGS: dict[str, Leg] = {
    "plain": PLAIN,
    "all that is left": a(100),
    "one more": a(101),
    "too large": a(AMOUNT_MINOR_MAX + 1),
    "a benefit of another tier": a(10, customer="b1", benefit="dedicated_service"),
    "abroad": replace(PLAIN, amount_minor=0, foreign=Foreign("USD", 10)),
    "abroad and at home": replace(PLAIN, foreign=Foreign("USD", 10)),
    "unknown cost": replace(PLAIN, unpriced=True),
    "another system's number": replace(PLAIN, reference=Reference("erp", "1")),
    "the reserve": replace(PLAIN, category=RESERVE_CATEGORY),
    "nowhere": replace(PLAIN, category="nowhere"),
}
ASKED = """
# leg                       | currency | leans on | -> verdict
  plain                     | EUR      | 0        | committed
  all that is left          | EUR      | 0        | committed
  one more                  | EUR      | 0        | exceeds_limit
  too large                 | EUR      | 0        | amount_too_large
  plain                     | USD      | 0        | currency_mismatch
  plain                     | ???      | 0        | unknown_currency
  plain                     | EUR      | 77       | unknown_authorisation
  a benefit of another tier | EUR      | 0        | benefit_outside_tier
  abroad                    | EUR      | 0        | no_rate
  abroad and at home        | EUR      | 0        | two_amounts
  unknown cost              | EUR      | 0        | unpriced
  another system's number   | EUR      | 0        | bad_reference
  the reserve               | EUR      | 0        | reserve_not_spendable
  nowhere                   | EUR      | 0        | no_line
"""


def test_only_what_is_plain_takes_the_short_way(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    opened(funded=100)
    for leg, currency, authorisation, verdict in rows(ASKED):
        told = books.spend(
            key=f"{leg}/{currency}/{authorisation}",
            legs=[LEGS[leg]],
            currency=currency,
            by=None,
            at=NOW,
            authorisation=int(authorisation),
        )
        assert told.verdict.value == verdict, (leg, currency)
        if told.passed:
            (entry,) = told.entries
            back = books.reverse(
                key=f"{leg}/back", entry=entry, amount_minor=LEGS[leg].amount_minor, by=None, at=NOW
            )
            assert back.passed, "each row finds the line as the first did"
    assert books.differences() == ()
