"""BG/NBD with and without a season on CLVTools' apparel retailer: what the season does, and by how much each misses later weeks.

``python -m benchmarks.apparel_season TRANSACTIONS.parquet WEEKS.parquet``: apparelTrans (Id, Date) and apparelDynCov (Cov.Date,
High.Season, a row a customer and week) of CLVTools 0.12.1, a package under GPL-3; its data is read, not kept here.
"""

import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from fenhao.engine.value.lifetime import (
    Fit,
    LifetimeModel,
    PurchaseCounts,
    bg_nbd,
    calendar,
    covariates,
    hold_out,
)

UNIT_DAYS = 7
WEEKS = 4


def season_of(weeks: Path) -> dict[date, float]:
    """Return whether each day lies in the season; a row of the file stands for the week that begins on its day."""
    begins = {
        date.fromisoformat(str(day)[:10]): float(high)
        for day, high in set(
            zip(
                *(pq.read_table(weeks)[name].to_pylist() for name in ("Cov.Date", "High.Season")), strict=True
            )
        )
    }
    return {day + timedelta(days=each): high for day, high in begins.items() for each in range(7)}


def missed(model: LifetimeModel, fit: Fit, counts: PurchaseCounts, came: list[int]) -> float:
    """Return the root mean square of what the purchases expected in each four weeks ahead were off."""
    held = (counts.frequency.astype(np.float64), counts.recency_days / UNIT_DAYS, counts.age_days / UNIT_DAYS)
    until = [
        float(counts.customers @ model.orders(fit.values, *held, WEEKS * (each + 1)))
        for each in range(len(came))
    ]
    return float(np.sqrt(np.mean((np.diff([0.0, *until]) - came) ** 2)))


def main(transactions: Path, weeks: Path) -> int:
    """Print fits and trials for holding back half a year to three years."""
    bought: defaultdict[str, set[date]] = defaultdict(set)
    for row in pq.read_table(transactions).to_pylist():
        bought[row["Id"]].add(date.fromisoformat(str(row["Date"])[:10]))
    season = season_of(weeks)
    first, last = min(map(min, bought.values())), max(map(max, bought.values()))
    for days in (182, 273, 365, 730, 1_095):
        observed = last - timedelta(days=days)
        repeats: Counter[date] = Counter()
        rows = []
        for each in bought.values():
            seen = sorted(day for day in each if day <= observed)
            repeats.update(seen[1:])
            rows.append(
                (len(seen) - 1, (seen[-1] - seen[0]).days, (observed - seen[0]).days, len(each) - len(seen))
            )
        kept, held = np.unique(np.array(rows, dtype=np.int64).T, axis=1, return_counts=True)
        counts = PurchaseCounts(kept[0], kept[1], kept[2], held.astype(np.int64))
        past = [observed - timedelta(days=each) for each in range((observed - first).days)]
        ahead = [observed + timedelta(days=each) for each in range(1, days + 1)]
        known = calendar.BuyingCalendar(
            names=("season",),
            past=np.array([[season.get(day, 0.0)] for day in past]),
            ahead=np.array([[season.get(day, 0.0)] for day in ahead]),
            bought=np.array(
                [sum(season.get(day, 0.0) * count for day, count in repeats.items()) / repeats.total()]
            ),
        )
        dated = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=UNIT_DAYS)
        fits = [(model, model.fit(counts, UNIT_DAYS)) for model in (bg_nbd.MODEL, dated)]
        tried = [
            hold_out(model=model, fit=fit, counts=counts, days_after=kept[3], days=days, draws=100, seed=0)
            for model, fit in fits
        ]
        (effect,) = calendar.effects(fits[1][1])
        gain = covariates.gain(alike=fits[0][1], apart=fits[1][1])
        low, factor, high = effect.pace
        ahead_days = [(day - observed).days for each in bought.values() for day in each if day > observed]
        blocks = days // (UNIT_DAYS * WEEKS)
        came = [
            sum((day - 1) // (UNIT_DAYS * WEEKS) == block for day in ahead_days) for block in range(blocks)
        ]
        plain, with_season = (missed(model, fit, counts, came) for model, fit in fits)
        print(
            f"{days:5} days held back: factor {factor:.3f} ({low:.3f} to {high:.3f}), 2 x gain {gain.ratio:.1f}; came"
            f" {tried[0].actual}, plain {tried[0].expected:.0f} ({tried[0].miss:+.1%}), with the season"
            f" {tried[1].expected:.0f} ({tried[1].miss:+.1%}); off in four weeks (root mean square of {blocks}): {plain:.1f} and {with_season:.1f} of {np.mean(came):.1f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
