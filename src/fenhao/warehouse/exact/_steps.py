"""How an exact division runs on any engine, by largest remainder, without one row per pool and party.

Parties with the same weight get the same base share and the same remainder, so the arithmetic runs on distinct
weights ("levels"). The units that the base shares leave over go to the largest remainders; among the parties at the
boundary remainder they go to the smallest ids. Hence three numbers say all about a pool: its total weight, the
boundary remainder, and the last party at the boundary that still gets a unit. A share is then an expression over
one row of the weights, and a party's sum over all pools of a driver is one expression too.

The boundary is found by counting parties in 1024 buckets of remainders and then looking into one bucket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from fenhao.engine.relation import Cut, Division


class Maker(Protocol):
    """What a division asks of an open engine."""

    def rows(self, sql: str) -> pa.Table:
        """Return the rows of a SELECT in the engine's own dialect."""

    def make(self, name: str, sql: str, *, kept: bool) -> None:
        """Make a SELECT in the engine's own dialect readable under a name; computed once when it is kept."""


_BUCKETS = 1024
_NARROW_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Scripts:
    """One engine's own SQL. The texts hold ``{names}`` that the steps fill in with names and whole numbers."""

    levels: str
    totals: str
    amounts: str
    buckets: str
    boundary: str
    last: str
    given_away: str
    share: str
    no_shares: str
    no_parties: str
    narrow: str
    wide: str
    quoted: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Pool:
    """One amount with a driver that has weight. ``size`` is the amount without its sign."""

    number: int
    pool_id: str
    driver: str
    sign: int
    size: int
    total: int
    wide: str
    """The type that holds its products: the engine's narrow one wherever that is wide enough."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """Who gets one unit more: remainders above ``remainder``, and at it the ids up to ``last`` (None: all)."""

    remainder: int
    last: str | None


@dataclass(frozen=True, slots=True)
class _Bucket:
    """The bucket of remainders where a pool's left-over units run out, and how many reach into it."""

    pool: _Pool
    bucket: int
    left: int


def divide_in_steps(engine: Maker, scripts: Scripts, division: Division, *, by_party: str) -> tuple[Cut, ...]:
    """Define the division's two relations and return how each pool was cut; ValueError for a negative weight."""
    names = {"name": division.name, "amounts": division.amounts, "weights": division.weights}
    engine.make(f"{division.name}_levels", scripts.levels.format(**names), kept=True)
    pools = _pools(engine, scripts, names)
    cuts = _cuts(engine, scripts, names, pools)
    shares = {each: _share(scripts, each, cuts) for each in pools}
    engine.make(division.name, _shares_sql(scripts, names, shares), kept=False)
    engine.make(by_party, _by_party_sql(scripts, names, shares), kept=True)
    (given_away,) = engine.rows(scripts.given_away.format(by_party=by_party))["total"].to_pylist()
    assert int(given_away) == sum(each.sign * each.size for each in pools), f"{division.name} lost a unit"
    return tuple(_told(each, cuts.get(each.number)) for each in pools)


def _told(pool: _Pool, cut: _Cut | None) -> Cut:
    """Return a pool's cut as others read it."""
    return Cut(
        pool_id=pool.pool_id,
        driver=pool.driver,
        amount=pool.sign * pool.size,
        units=pool.total,
        remainder=cut.remainder if cut else None,
        last=cut.last if cut else None,
    )


def _pools(engine: Maker, scripts: Scripts, names: dict[str, str]) -> list[_Pool]:
    """Return the pools whose driver has any weight, in a fixed order."""
    drivers = {str(row["driver"]): row for row in engine.rows(scripts.totals.format(**names)).to_pylist()}
    if any(int(row["lightest"]) < 0 for row in drivers.values()):
        raise ValueError(f"{names['weights']} has a negative weight")
    amounts = sorted(
        (str(row["pool_id"]), str(row["driver"]), int(row["amount_minor"]))
        for row in engine.rows(scripts.amounts.format(**names)).to_pylist()
        if row["driver"] in drivers
    )
    sum_fits = sum(abs(amount) for _, _, amount in amounts) <= _NARROW_MAX
    pools: list[_Pool] = []
    for number, (pool_id, driver, amount) in enumerate(amounts):
        total = int(drivers[driver]["total"])
        largest = max(abs(amount) * int(drivers[driver]["heaviest"]), total)
        wide = scripts.narrow if sum_fits and largest <= _NARROW_MAX else scripts.wide
        pools.append(_Pool(number, pool_id, driver, -1 if amount < 0 else 1, abs(amount), total, wide))
    return pools


def _cuts(engine: Maker, scripts: Scripts, names: dict[str, str], pools: list[_Pool]) -> dict[int, _Cut]:
    """Return for each pool with left-over units who gets them."""
    if not pools:
        return {}
    names = names | {"wide": _widest(scripts, pools)}
    counted = engine.rows(
        scripts.buckets.format(pools=_values(scripts, [_row(each) for each in pools]), **names)
    )
    reached = [found for each in pools if (found := _reached(each, counted.to_pylist())) is not None]
    if not reached:
        return {}
    rows = [(*_row(each.pool), each.bucket) for each in reached]
    groups = engine.rows(scripts.boundary.format(pools=_values(scripts, rows), **names)).to_pylist()
    cuts: dict[int, _Cut] = {}
    ties: list[str] = []
    for each in reached:
        remainder, given, parties = _boundary(each, groups)
        cuts[each.pool.number] = _Cut(remainder, None)
        if given < parties:
            ties.append(_tie(scripts, names, each.pool, remainder=remainder, given=given, parties=parties))
    if ties:
        for row in engine.rows("\nUNION ALL\n".join(ties)).to_pylist():
            cuts[row["number"]] = _Cut(cuts[row["number"]].remainder, str(row["last"]))
    return cuts


def _tie(
    scripts: Scripts, names: dict[str, str], pool: _Pool, *, remainder: int, given: int, parties: int
) -> str:
    """Return the SELECT that finds the last party of a pool's boundary remainder that gets a unit."""
    return scripts.last.format(
        number=pool.number,
        weights=names["weights"],
        driver=scripts.quoted(pool.driver),
        wide=pool.wide,
        size=pool.size,
        total=pool.total,
        remainder=remainder,
        given=given,
        parties=parties,
    )


def _widest(scripts: Scripts, pools: list[_Pool]) -> str:
    """Return the type that holds the products of all pools."""
    return scripts.narrow if all(each.wide == scripts.narrow for each in pools) else scripts.wide


def _reached(pool: _Pool, counted: list[dict[str, int]]) -> _Bucket | None:
    """Return the bucket where the pool's left-over units run out; None when nothing is left over."""
    mine = [row for row in counted if row["number"] == pool.number]
    left = pool.size - sum(int(row["base"]) for row in mine)
    for row in sorted(mine, key=lambda each: -each["bucket"]):
        if 0 < left <= row["parties"]:
            return _Bucket(pool, int(row["bucket"]), left)
        left -= row["parties"]
        if left <= 0:
            break
    return None


def _boundary(reached: _Bucket, groups: list[dict[str, int]]) -> tuple[int, int, int]:
    """Return the boundary remainder, the units that reach it, and the parties that share it."""
    left = reached.left
    mine = [
        (int(row["remainder"]), int(row["parties"])) for row in groups if row["number"] == reached.pool.number
    ]
    for remainder, parties in sorted(mine, reverse=True):
        if left <= parties:
            return remainder, left, parties
        left -= parties
    raise AssertionError("left-over units are fewer than the parties with a remainder")


def _row(pool: _Pool) -> tuple[int | str, ...]:
    return (pool.number, pool.driver, pool.size, pool.total, pool.total // _BUCKETS + 1)


def _values(scripts: Scripts, rows: list[tuple[int | str, ...]]) -> str:
    """Return the rows as the inside of VALUES."""
    return ", ".join(
        "(" + ", ".join(scripts.quoted(cell) if isinstance(cell, str) else str(cell) for cell in row) + ")"
        for row in rows
    )


def _share(scripts: Scripts, pool: _Pool, cuts: dict[int, _Cut]) -> str:
    """Return the expression of one pool's share, over a row of the weights."""
    product = f"CAST(weight AS {pool.wide}) * {pool.size}"
    more = "0"
    if pool.number in cuts:
        cut = cuts[pool.number]
        rest = f"({product}) % {pool.total}"
        more = f"CASE WHEN {rest} >= {cut.remainder} THEN 1 ELSE 0 END"
        if cut.last is not None:
            last = scripts.quoted(cut.last)
            more = (
                f"CASE WHEN {rest} > {cut.remainder} THEN 1"
                f" WHEN {rest} = {cut.remainder} AND party_id <= {last} THEN 1 ELSE 0 END"
            )
    share = scripts.share.format(product=product, total=pool.total, more=more, wide=pool.wide)
    return f"-({share})" if pool.sign < 0 else share


def _shares_sql(scripts: Scripts, names: dict[str, str], shares: dict[_Pool, str]) -> str:
    """Return the SELECT that gives one row per pool and party."""
    selects = [
        f"SELECT {scripts.quoted(pool.pool_id)} AS pool_id, party_id, CAST({share} AS BIGINT) AS amount_minor\n"
        f"FROM {names['weights']} WHERE weight > 0 AND driver = {scripts.quoted(pool.driver)}"
        for pool, share in shares.items()
    ]
    return "\nUNION ALL\n".join(selects) or scripts.no_shares


def _by_party_sql(scripts: Scripts, names: dict[str, str], shares: dict[_Pool, str]) -> str:
    """Return the SELECT that sums each party's shares, reading each row of the weights once."""
    of_driver: dict[str, list[str]] = {}
    for pool, share in shares.items():
        of_driver.setdefault(pool.driver, []).append(share)
    if not of_driver:
        return scripts.no_parties
    cases = "\n".join(
        f"  WHEN {scripts.quoted(driver)} THEN " + "\n    + ".join(f"({each})" for each in parts)
        for driver, parts in of_driver.items()
    )
    listed = ", ".join(scripts.quoted(driver) for driver in of_driver)
    return (
        "SELECT party_id, CAST(sum(share) AS BIGINT) AS amount_minor FROM (\n"
        f"SELECT party_id, CASE driver\n{cases}\n  END AS share\n"
        f"FROM {names['weights']} WHERE weight > 0 AND driver IN ({listed})\n) AS each_driver GROUP BY party_id"
    )
