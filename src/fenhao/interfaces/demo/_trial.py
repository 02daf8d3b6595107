"""The demonstration's trial by lot: its households are real, who was drawn for what and what they brought is generated.

The retailer ran no such trial. Everything here comes from a stated seed, is marked as generated, and becomes no fact.
"""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.runs.book import Book
from fenhao.runs.mart import CustomerFilter, open_mart
from fenhao.runs.value import KeptTrial, TrialTable, keep_trial

DEMO_TRIAL = "winter-thanks"
_SEED = 20171
_ARMS = ("none", "letter", "coupon")
_COSTS = {"letter": "0.55", "coupon": "2.40"}
_BROUGHT = {"none": 0.0, "letter": 25.0, "coupon": 620.0}
"""What an arm adds to a household's margin on average, in minor units."""
_USUAL_MOST = 4_000
_SPREAD = 900


def make_demo_trial(*, book: Book, at: datetime) -> KeptTrial | None:
    """Generate the trial from its seed for the households of the mart; None where there is no mart.

    A third each is drawn for nothing, a letter, or a coupon. What a household brings in four weeks follows what it brought
    in the year; the coupon adds to it, the letter next to nothing.
    """
    mart = open_mart(book)
    if mart is None:
        return None
    households = list(mart.every(CustomerFilter(), sort="customer_id", descending=False))
    chance = np.random.default_rng(_SEED)
    drawn = chance.permutation(np.arange(len(households)) % len(_ARMS))
    usual = np.minimum([max(each.margin_minor, 0) / 13 for each in households], _USUAL_MOST)
    added = np.array([_BROUGHT[_ARMS[place]] for place in drawn.tolist()])
    brought = usual + added + chance.normal(0.0, _SPREAD, len(households))
    table = pa.table(
        {
            "customer_id": [each.customer_id for each in households],
            "arm": [_ARMS[place] for place in drawn.tolist()],
            "margin_minor": np.rint(brought).astype(np.int64),
            "orders": [each.orders for each in households],
            "revenue_minor": [each.revenue_minor for each in households],
        }
    )
    path = book.root / "trials" / f"{DEMO_TRIAL}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)
    return keep_trial(
        book=book,
        code=DEMO_TRIAL,
        names=("冬季答谢试验", "Winter thanks trial"),
        table=TrialTable(
            file=path,
            arm="arm",
            control="none",
            outcome="margin_minor",
            covariates=("orders", "revenue_minor"),
            customer="customer_id",
            worth=10.0**-book.digits,
            costs=_COSTS,
            observed=False,
        ),
        arms=(
            ("none", "不做任何事", "doing nothing"),
            ("letter", "寄感谢信", "a letter of thanks"),
            ("coupon", "送优惠券", "a coupon"),
        ),
        seed=_SEED,
        at=at,
    )
