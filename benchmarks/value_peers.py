"""The peers of ``benchmarks.value``: what each does from an order log to every customer's value, as its own documentation has it.

They are run by the Python of an environment of theirs. A range for every customer's value takes them by far the most, so that it is worked out
only where it is asked for, by the cheapest way that each has: parameters drawn so often as the product draws them, and a customer's value under each.
That is the range of an expectation; the product's holds the chance of a customer's own future besides.
"""

from datetime import date, timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

FIRST, DAYS = date(2023, 1, 1), 728
LAST = FIRST + timedelta(days=DAYS)
DRAWS = 100
"""So many draws make a range, on every side."""
_TUNING = 200
"""Steps before the first draw that counts; pymc's own default is 1,000, in four chains."""
_WEEKS = 365 / 7
_AT_ONCE = 100_000


def lifetimes(folder: Path, *, ranges: bool) -> dict[str, float]:
    """Summary, BG/NBD, Gamma-Gamma, expected purchases and value; it tells no range, but what parameters may be: drawn from its variance matrices."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter
    from lifetimes.utils import summary_data_from_transaction_data

    marks = [process_time()]
    orders = pd.concat([pd.read_parquet(path) for path in sorted(folder.glob("orders-*.parquet"))])
    orders["ordered_on"] = pd.to_datetime(orders["ordered_on"])
    rfm = summary_data_from_transaction_data(
        orders,
        "customer_id",
        "ordered_on",
        monetary_value_col="revenue_minor",
        observation_period_end=pd.Timestamp(LAST),
    )
    marks.append(process_time())
    fitter = BetaGeoFitter()
    fitter.fit(rfm["frequency"], rfm["recency"] / 7, rfm["T"] / 7)
    marks.append(process_time())
    paid = rfm[(rfm["frequency"] > 0) & (rfm["monetary_value"] > 0)]
    spend = GammaGammaFitter()
    spend.fit(paid["frequency"], paid["monetary_value"])
    marks.append(process_time())

    def scored() -> tuple[np.ndarray, np.ndarray]:
        orders = fitter.conditional_expected_number_of_purchases_up_to_time(
            _WEEKS, rfm["frequency"], rfm["recency"] / 7, rfm["T"] / 7
        )
        each = spend.conditional_expected_average_profit(rfm["frequency"], rfm["monetary_value"])
        return np.asarray(orders), np.asarray(orders * each)

    expected, value = scored()
    marks.append(process_time())
    found = {name: float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")}
    facts = _told(found, float(expected.sum()), float(value.sum()), marks)
    if not ranges:
        return facts
    begun, chance = process_time(), np.random.default_rng(1)
    drawn = [
        (each, each.params_.copy(), _logs_drawn(each.params_, each.variance_matrix_, chance))
        for each in (fitter, spend)
    ]
    held = np.empty((DRAWS, len(rfm)), dtype=np.float32)
    for draw in range(DRAWS):
        for each, summit, logs in drawn:
            each.params_ = summit * np.exp(logs[draw])
        held[draw] = scored()[1]
    low, high = _ends(held)
    return facts | {"low": low, "high": high, "ranges": process_time() - begun}


def _logs_drawn(
    summit: "pd.Series[float]", variance: "pd.DataFrame", chance: np.random.Generator
) -> np.ndarray:
    """Return how far the logarithms of the parameters lie from the summit, a row a draw."""
    # 0.11.3 multiplies the inverse Hessian of the logarithms by the squares of the parameters, column by column
    logs = np.asarray(variance) / np.asarray(summit) ** 2
    return chance.multivariate_normal(np.zeros(len(summit)), logs, DRAWS)


def clvkit(folder: Path, *, ranges: bool) -> dict[str, float]:
    """Events by the day on a ruler of weeks, as its own reference has them; no ranges a customer, and one fit takes too long for a hundred."""
    import clvkit
    import pandas as pd

    del ranges
    marks = [process_time()]
    orders = pd.concat([pd.read_parquet(path) for path in sorted(folder.glob("orders-*.parquet"))])
    orders["ordered_on"] = pd.to_datetime(orders["ordered_on"])
    base = clvkit.CustomerBase.from_transactions(
        orders,
        datetime_col="ordered_on",
        amount_col="revenue_minor",
        time_unit="W",
        collapse="D",
        observation_period_end=pd.Timestamp(LAST),
    )
    marks.append(process_time())
    model = clvkit.BGNBD().fit(base)
    marks.append(process_time())
    spend = clvkit.GammaGamma().fit(base)
    marks.append(process_time())
    expected = model.predict(t=_WEEKS).to_pandas()["expected_purchases"]
    total = float((expected * spend.predict().to_pandas().iloc[:, 0]).sum())
    marks.append(process_time())
    return _told(dict(model.params_.items()), float(expected.sum()), total, marks)


def pymc_marketing(folder: Path, *, ranges: bool) -> dict[str, float]:
    """Its fastest way, the most likely parameters under its priors; ranges by its sampler in one short chain."""
    import pandas as pd
    from pymc_marketing import clv

    def scored(
        model: clv.BetaGeoModel, spend: clv.GammaGammaModel, some: pd.DataFrame
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return purchases and value, a row a draw."""
        orders = model.expected_purchases(some, future_t=_WEEKS).to_numpy().reshape(-1, len(some))
        each = spend.expected_customer_spend(some).to_numpy().reshape(-1, len(some))
        return orders, orders * each

    marks = [process_time()]
    orders = pd.concat([pd.read_parquet(path) for path in sorted(folder.glob("orders-*.parquet"))])
    orders["ordered_on"] = pd.to_datetime(orders["ordered_on"])
    rfm = clv.rfm_summary(
        orders,
        "customer_id",
        "ordered_on",
        "revenue_minor",
        observation_period_end=pd.Timestamp(LAST),
        time_scaler=7,
    )
    marks.append(process_time())
    model = clv.BetaGeoModel(rfm)
    model.fit(method="map", progressbar=False)
    marks.append(process_time())
    paid = rfm[(rfm["frequency"] > 0) & (rfm["monetary_value"] > 0)]
    spend = clv.GammaGammaModel(paid)
    spend.fit(method="map", progressbar=False)
    marks.append(process_time())
    expected, value = scored(model, spend, rfm)
    marks.append(process_time())
    found = {name: float(model.fit_result[name].to_numpy().ravel()[0]) for name in ("r", "alpha", "a", "b")}
    facts = _told(found, float(expected.sum()), float(value.sum()), marks)
    if not ranges:
        return facts
    begun = process_time()
    chain = {"chains": 1, "cores": 1, "tune": _TUNING, "draws": DRAWS, "progressbar": False, "random_seed": 1}
    model, spend = clv.BetaGeoModel(rfm), clv.GammaGammaModel(paid)
    model.fit(method="mcmc", **chain)
    spend.fit(method="mcmc", **chain)
    low = high = 0.0
    for start in range(0, len(rfm), _AT_ONCE):
        ends = _ends(scored(model, spend, rfm.iloc[start : start + _AT_ONCE])[1])
        low, high = low + ends[0], high + ends[1]
    return facts | {"low": low, "high": high, "ranges": process_time() - begun}


def _ends(values: np.ndarray) -> tuple[float, float]:
    """Return the sums over customers of the tenth and the ninetieth of a hundred values, a row of ``values`` a draw."""
    low, high = np.quantile(values, (0.1, 0.9), axis=0)
    return float(low.sum(dtype=float)), float(high.sum(dtype=float))


def _told(
    parameters: dict[str, float], expected: float, total: float, marks: list[float]
) -> dict[str, float]:
    steps = dict(zip(("count", "fit", "fit spend", "score"), np.diff(marks).tolist(), strict=True))
    return parameters | {"orders expected": expected, "value": total} | steps


PEERS = {"lifetimes": lifetimes, "clvkit": clvkit, "pymc_marketing": pymc_marketing}
