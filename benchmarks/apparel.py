"""Pareto/NBD with static covariates beside what CLVTools publishes for its apparel retailer; its data is read, not kept here.

``python -m benchmarks.apparel TRANSACTIONS.parquet COVARIATES.parquet``: apparelTrans (Id, Date) and apparelStaticCov (Id, Gender,
Channel) of CLVTools 0.12.1, a package under GPL-3.
"""

import math
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from fenhao.engine.value.lifetime import PurchaseCounts, covariates, pareto_nbd

WEEKS = 104
PUBLISHED = {
    "r": (1.8387, 0.3457),
    "alpha": (92.9435, 16.9749),
    "s": (0.5913, 0.2603),
    "beta": (49.5048, 36.1444),
    "leaving:Gender": (-0.6428, 0.2956),
    "leaving:Channel": (0.7902, 0.3058),
    "pace:Gender": (0.2860, 0.1041),
    "pace:Channel": (0.6239, 0.1049),
}
LOG_LIKELIHOOD = -5821.0627
"""The walkthrough of CLVTools 0.12.1: estimates and standard errors, those of covariates as logarithms."""


def counts_of(histories: list[set[date]], last: date) -> PurchaseCounts:
    """Return the histories of customers with their purchase days up to a day."""
    rows = [(len(days) - 1, (max(days) - min(days)).days, (last - min(days)).days) for days in histories]
    triples, customers = np.unique(np.array(rows, dtype=np.int64).T, axis=1, return_counts=True)
    return PurchaseCounts(triples[0], triples[1], triples[2], customers.astype(np.int64))


def main(transactions: Path, attributes: Path) -> int:
    """Fit, print both sides, and return 1 where the likelihood differs in its published digits."""
    bought: defaultdict[str, set[date]] = defaultdict(set)
    for row in pq.read_table(transactions).to_pylist():
        bought[row["Id"]].add(date.fromisoformat(str(row["Date"])[:10]))
    last = min(min(days) for days in bought.values()) + timedelta(weeks=WEEKS)
    groups: defaultdict[tuple[int, int], list[set[date]]] = defaultdict(list)
    for row in pq.read_table(attributes).to_pylist():
        groups[row["Gender"], row["Channel"]].append({day for day in bought[row["Id"]] if day <= last})
    design = sorted(groups)
    counts = covariates.GroupedCounts(
        tuple(counts_of(groups[row], last) for row in design),
        np.array(design, dtype=np.float64),
        ("Gender", "Channel"),
    )
    alike = pareto_nbd.fit(counts_of([each for row in design for each in groups[row]], last), 7)
    fit = covariates.fit(model=pareto_nbd.MODEL, alike=alike, counts=counts, unit_days=7)
    for name, value, error in zip(fit.names, fit.values, fit.errors, strict=True):
        found = (math.log(value), error / value) if ":" in name else (value, error)
        print(
            f"{name:16} {found[0]:9.4f} {found[1]:9.4f}   published {PUBLISHED[name][0]:9.4f} {PUBLISHED[name][1]:9.4f}"
        )
    print(f"log-likelihood {fit.log_likelihood:.6f}, published {LOG_LIKELIHOOD}")
    return int(abs(fit.log_likelihood - LOG_LIKELIHOOD) > 0.00005)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
