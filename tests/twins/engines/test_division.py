"""Divides the same pools on every engine and by kernel.split, in plain Python, and compares each share."""

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fenhao.engine.relation import Division, Kind, Table, column
from fenhao.kernel import split
from fenhao.warehouse import EngineFailed, open_session
from tests.twins.conftest import NO_FACTS, OpenEngine

AMOUNTS = Table(
    "amounts",
    "Pools to divide.",
    ("pool_id",),
    (
        column("pool_id", Kind.text, "the pool"),
        column("driver", Kind.text, "by what it is divided"),
        column("amount_minor", Kind.money, "how much"),
    ),
)
WEIGHTS = Table(
    "weights",
    "What each party weighs.",
    ("driver", "party_id"),
    (
        column("driver", Kind.text, "the driver"),
        column("party_id", Kind.text, "the party"),
        column("weight", Kind.count, "its weight"),
    ),
)
DIVISION = Division("shares", "Shares of the pools.", "amounts", "weights")

Pools = list[tuple[str, str, int]]
Weights = list[tuple[str, str, int]]
Shares = dict[tuple[str, str], int]


def _divided(engine: OpenEngine, pools: Pools, weights: Weights) -> tuple[Shares, dict[str, int]]:
    """Return the engine's shares by pool and party, and its sums by party."""
    with engine(NO_FACTS) as session:
        session.give(AMOUNTS, _rows(AMOUNTS, pools))
        session.give(WEIGHTS, _rows(WEIGHTS, weights))
        session.define(DIVISION, {})
        shares = session.fetch("shares").to_pylist()
        by_party = session.fetch("shares_by_party").to_pylist()
    assert len({(row["pool_id"], row["party_id"]) for row in shares}) == len(shares)
    return (
        {(row["pool_id"], row["party_id"]): row["amount_minor"] for row in shares},
        {row["party_id"]: row["amount_minor"] for row in by_party},
    )


def _rows(table: Table, rows: list[tuple[str, str, int]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    types = (pa.string(), pa.string(), pa.int64())
    return pa.table(
        {
            each.name: pa.array(cells, kind)
            for each, cells, kind in zip(table.columns, columns, types, strict=True)
        }
    )


def _expected(pools: Pools, weights: Weights) -> tuple[Shares, dict[str, int]]:
    """Return the same from kernel.split, with parties in id order."""
    shares: Shares = {}
    by_party: dict[str, int] = {}
    for pool_id, driver, amount in pools:
        parties = sorted((party, weight) for name, party, weight in weights if name == driver and weight)
        if not parties:
            continue
        parts = split(amount, [weight for _, weight in parties])
        for (party, _), part in zip(parties, parts, strict=True):
            shares[pool_id, party] = part
            by_party[party] = by_party.get(party, 0) + part
    return shares, by_party


# pool driver amount | party:weight of the drivers c and o -> pool/party=share
TABLE = """
  three equal parts, the first gets the cent | p c 100          | c k1:1 k2:1 k3:1      | p/k1=34 p/k2=33 p/k3=33
  a credit mirrors the cost                  | p c -100         | c k1:1 k2:1 k3:1      | p/k1=-34 p/k2=-33 p/k3=-33
  the largest remainder before the first id  | p c 100          | c k1:1 k2:1 k3:4      | p/k1=17 p/k2=17 p/k3=66
  a party that weighs nothing has no share   | p c 5            | c k1:0 k2:1           | p/k2=5
  less than a cent each                      | p c 2            | c k3:1 k1:1 k2:1      | p/k1=1 p/k2=1 p/k3=0
  two pools, one driver                      | p c 1 q c 1      | c k1:1 k2:1           | p/k1=1 p/k2=0 q/k1=1 q/k2=0
  two drivers                                | p c 3 q o 3      | c k1:1 k2:1 o k2:1    | p/k1=2 p/k2=1 q/k2=3
  a driver without weight is put aside       | p x 9 q c 1      | c k1:1                | q/k1=1
  nothing to divide                          | p c 0            | c k1:1 k2:2           | p/k1=0 p/k2=0
  ids are ordered by their bytes             | p c 1            | c ä:1 Z:1 a:1 10:1 9:1 | p/10=1 p/9=0 p/Z=0 p/a=0 p/ä=0
"""


def _parsed(case: str) -> tuple[Pools, Weights, set[str]]:
    """Return a line's pools, weights and shares."""
    _, pools_text, weights_text, shares_text = (part.strip() for part in case.split("|"))
    cells = pools_text.split()
    pools = [(cells[at], cells[at + 1], int(cells[at + 2])) for at in range(0, len(cells), 3)]
    weights: Weights = []
    driver = ""
    for word in weights_text.split():
        party, _, weight = word.rpartition(":")
        if not party:
            driver = word
        else:
            weights.append((driver, party, int(weight)))
    return pools, weights, set(shares_text.split())


def _side_by_side(cases: list[tuple[Pools, Weights]]) -> tuple[Pools, Weights]:
    """Return many cases as one, each with pools and drivers of its own: an engine's start-up is dear."""
    pools = [
        (f"{at}.{pool}", f"{at}.{driver}", n) for at, case in enumerate(cases) for pool, driver, n in case[0]
    ]
    weights = [(f"{at}.{driver}", party, n) for at, case in enumerate(cases) for driver, party, n in case[1]]
    return pools, weights


def test_pools_are_divided_as_the_table_says(engine: OpenEngine) -> None:
    cases = [_parsed(line) for line in TABLE.strip().splitlines()]
    shares, _ = _divided(engine, *_side_by_side([(pools, weights) for pools, weights, _ in cases]))
    found = {f"{pool}/{party}={amount}" for (pool, party), amount in shares.items()}
    assert found == {f"{at}.{share}" for at, (_, _, wanted) in enumerate(cases) for share in wanted}


_party = st.text(alphabet="ab'\\é%{}Z1", min_size=1, max_size=3)
_drivers = st.sampled_from(["contacts", "orders"])
_few = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@st.composite
def _cases(draw: st.DrawFn, amount_max: int, weight_max: int) -> tuple[Pools, Weights]:
    amounts = st.integers(-amount_max, amount_max)
    pools = draw(
        st.lists(
            st.tuples(st.text("pq'\\", min_size=1), _drivers, amounts),
            max_size=4,
            unique_by=lambda row: row[0],
        )
    )
    # Few distinct weights, so that ties are common.
    levels = draw(st.lists(st.integers(0, weight_max), min_size=1, max_size=4))
    weights = draw(
        st.lists(
            st.tuples(_drivers, _party, st.sampled_from(levels)),
            max_size=40,
            unique_by=lambda row: (row[0], row[1]),
        )
    )
    return pools, weights


@given(cases=st.lists(_cases(amount_max=1000, weight_max=9), min_size=4, max_size=12))
@_few
def test_small_pools_are_divided_as_the_kernel_does(
    engine: OpenEngine, cases: list[tuple[Pools, Weights]]
) -> None:
    pools, weights = _side_by_side(cases)
    assert _divided(engine, pools, weights) == _expected(pools, weights)


@given(cases=st.lists(_cases(amount_max=10**15, weight_max=10**18), min_size=4, max_size=12))
@_few
def test_products_beyond_64_bits_are_divided_as_the_kernel_does(
    engine: OpenEngine, cases: list[tuple[Pools, Weights]]
) -> None:
    pools, weights = _side_by_side(cases)
    assert _divided(engine, pools, weights) == _expected(pools, weights)


@given(case=st.one_of(_cases(amount_max=1000, weight_max=9), _cases(amount_max=10**18, weight_max=10**18)))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_duckdb_divides_whatever_it_is_given_as_the_kernel_does(case: tuple[Pools, Weights]) -> None:
    assert _divided(open_session, *case) == _expected(*case)


def test_many_levels_are_divided_as_the_kernel_does(engine: OpenEngine) -> None:
    weights = [("revenue", f"k{number:05d}", number * number % 7919) for number in range(6000)]
    pools = [("p", "revenue", 123_456_789), ("q", "revenue", -7), ("r", "revenue", 5_999)]
    assert _divided(engine, pools, weights) == _expected(pools, weights)


def test_a_sum_by_party_that_64_bits_do_not_hold_is_refused(engine: OpenEngine) -> None:
    largest = 2**63 - 1
    pools = [("p", "c", largest), ("q", "c", largest)]
    with pytest.raises(EngineFailed):
        _divided(engine, pools, [("c", "k", 1)])


def test_a_negative_weight_is_refused(engine: OpenEngine) -> None:
    with pytest.raises(ValueError, match="negative"):
        _divided(engine, [("p", "c", 1)], [("c", "k", -1), ("c", "l", 3)])
