"""Keeps the SQL that each engine gets, so that an auditor can read it and a change of the translator shows.

DuckDB gets a model's own text, which stands beside its declaration; here are Spark's and Sail's, and the statements
of one exact division on each. After a wanted change: ``FENHAO_GOLDEN=write ./run test tests/golden/sql``
"""

import os
from pathlib import Path

import pyarrow as pa
import pytest

from fenhao.engine import allocation, ledger, value, waste
from fenhao.engine.planning import studies
from fenhao.engine.relation import Division, Kind, Model, Table, column
from fenhao.engine.service import costing
from fenhao.engine.value import bridge, contracts, returns, spending
from fenhao.warehouse import engine_sql
from fenhao.warehouse._duckdb import DuckSession
from fenhao.warehouse.exact import duckdb, spark
from tests.twins.conftest import NO_FACTS

HERE = Path(__file__).parent
MODELS = tuple(
    each
    for each in (
        *ledger.RELATIONS,
        *allocation.RELATIONS,
        *value.ASSESSMENT_RELATIONS,
        *value.PREVIEW_RELATIONS,
        value.TIER_FLOW,
        value.ORDER_LOG,
        *value.LIFETIME_RELATIONS,
        *value.RELATIONS,
        *value.CUSTOMER_RELATIONS,
        *bridge.RELATIONS,
        *returns.RELATIONS,
        *contracts.RELATIONS,
        contracts.CONTRACT_FEES,
        *spending.RELATIONS,
        *costing.RELATIONS,
        *studies.RELATIONS,
        *waste.RELATIONS,
        *waste.GATE_RELATIONS,
    )
    if isinstance(each, Model)
)


AMOUNTS = [("equal", "it's", 100), ("revenue", "team", -(10**9)), ("revenue", "site", 10**12)]
WEIGHTS = [
    *(("equal", name, 1) for name in ("k1", "k2", "k3")),
    ("revenue", "k1", 1),
    ("revenue", "k2", 10**12),
]
DIVISION = Division("pool_shares", "Shares of the pools.", "pool_amounts", "driver_weights")


class _Recorder:
    """Writes down what a division asks of an engine, and the answers of DuckDB, or those kept from before."""

    def __init__(self, session: DuckSession, kept: list[pa.Table]) -> None:
        self.said: list[str] = []
        self.answers: list[pa.Table] = []
        self._session = session
        self._live = not kept
        self._kept = iter(kept)

    def rows(self, sql: str) -> pa.Table:
        """Return the answer."""
        self.said.append(sql)
        self.answers.append(self._session.rows(sql) if self._live else next(self._kept))
        return self.answers[-1]

    def make(self, name: str, sql: str, *, kept: bool) -> None:
        """Write the relation down."""
        self.said.append(f"-- {name}, {'computed once' if kept else 'computed when read'}\n{sql}")
        if self._live:
            self._session.make(name, sql, kept=kept)


def _said() -> dict[str, str]:
    """Return what the same division asks of DuckDB, and with DuckDB's answers of Spark."""
    with DuckSession(NO_FACTS, threads=1, memory_limit="512MB") as session:
        session.give(
            _given("pool_amounts", "pool_id", "amount_minor"), _rows("pool_id", "amount_minor", AMOUNTS)
        )
        session.give(_given("driver_weights", "party_id", "weight"), _rows("party_id", "weight", WEIGHTS))
        first = _Recorder(session, [])
        duckdb.divide(first, DIVISION, by_party="pool_shares_by_party")
        second = _Recorder(session, first.answers)
        spark.divide(second, DIVISION, by_party="pool_shares_by_party")
    return {
        name: ";\n\n".join(each.strip() for each in recorder.said) + ";\n"
        for name, recorder in (("duckdb", first), ("spark", second))
    }


def _given(name: str, key: str, measure: str) -> Table:
    columns = (
        column("driver", Kind.text, "the driver"),
        column(key, Kind.text, "whose it is"),
        column(measure, Kind.count, "how much"),
    )
    return Table(name, "A small given.", ("driver", key), columns)


def _rows(key: str, measure: str, rows: list[tuple[str, str, int]]) -> pa.Table:
    return pa.Table.from_pylist([{"driver": row[0], key: row[1], measure: row[2]} for row in rows])


def _compare(name: str, text: str) -> None:
    path = HERE / name
    if os.environ.get("FENHAO_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{name} is new: write it with FENHAO_GOLDEN=write"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_sql_of_a_model_is_what_was_kept(model: Model) -> None:
    _compare(f"{model.name}.spark.sql", engine_sql(model, wide_sums=False) + "\n")
    _compare(f"{model.name}.sail.sql", engine_sql(model, wide_sums=True) + "\n")


@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_the_sql_of_an_exact_division_is_what_was_kept(name: str) -> None:
    _compare(f"pool_shares.{name}.sql", _said()[name])


def test_no_kept_file_has_lost_its_model() -> None:
    wanted = {f"{model.name}.{name}.sql" for model in MODELS for name in ("spark", "sail")}
    wanted |= {"pool_shares.duckdb.sql", "pool_shares.spark.sql"}
    assert {path.name for path in HERE.glob("*.sql")} == wanted
