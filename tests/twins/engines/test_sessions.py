"""Stores and hands in the same rows on every engine, and expects the same rows, order and refusals of each."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol, cast

import pyarrow as pa
import pytest

from fenhao.engine.facts import CONTACTS
from fenhao.engine.relation import Kind, Model, Parameter, Table, column
from fenhao.warehouse import EngineFailed, ModelBroken, Snapshot, Warehouse
from tests.twins.conftest import NO_FACTS, OpenEngine

_NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)

# Stored contacts: id, customer, day, moment, cost.
STORED = """
  k1 ann  2026-01-31 2026-01-31T23:59:59.123456+00:00 5
  k2 bob  2026-02-01 -                                -
  k3 zoë  2026-03-01 2026-02-28T17:00:00+00:00        -3
"""

GIVEN = Table(
    "given",
    "One row of each kind.",
    ("word",),
    (
        column("word", Kind.text, "text", needed=False),
        column("on_day", Kind.day, "a day", needed=False),
        column("seen_at", Kind.instant, "a moment", needed=False),
        column("money_minor", Kind.money, "money", needed=False),
        column("is_so", Kind.flag, "a flag", needed=False),
    ),
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a warehouse's snapshot with the rows of STORED and one withdrawn batch."""
    warehouse = Warehouse(tmp_path_factory.mktemp("warehouse"))
    cells = [[None if cell == "-" else cell for cell in line.split()] for line in STORED.strip().splitlines()]
    rows = pa.RecordBatch.from_pylist(
        [
            {
                "contact_id": row[0],
                "customer_id": row[1],
                "contacted_on": date.fromisoformat(str(row[2])),
                "contacted_at": datetime.fromisoformat(row[3]) if row[3] else None,
                "channel": "mail",
                "purpose": "care",
                "cost_minor": int(row[4]) if row[4] else None,
            }
            for row in cells
        ]
    )
    for batch_id in ("b1", "b2"):
        warehouse.append(
            CONTACTS, [rows], batch_id=batch_id, source="crm", file_name="", content_hash="", loaded_at=_NOON
        )
    warehouse.withdraw("b2", at=_NOON)
    return warehouse.snapshot()


def _costs(sql: str) -> Model:
    columns = (
        column("month_on", Kind.day, "the month"),
        column("cost_minor", Kind.money, "its cost"),
        column("contacts", Kind.count, "how many"),
    )
    since = (Parameter("since", Kind.day, "from when"),)
    return Model("costs", sql, "", ("month_on",), columns, since, ("contacts",), keep=True)


def test_stored_facts_are_read_and_summed(engine: OpenEngine, stored: Snapshot) -> None:
    sql = """
      select cast(date_trunc('month', contacted_on) as date) as month_on, coalesce(sum(cost_minor), 0) as cost_minor,
             count(*) as contacts
      from contacts where contacted_on >= $since group by 1
    """
    with engine(stored) as session:
        session.define(_costs(sql), {"since": date(2026, 2, 1)})
        assert session.fetch("costs").to_pylist() == [
            {"month_on": date(2026, 2, 1), "cost_minor": 0, "contacts": 1},
            {"month_on": date(2026, 3, 1), "cost_minor": -3, "contacts": 1},
        ]
        contacts = session.fetch("contacts", limit=2)
        assert contacts["contact_id"].to_pylist() == ["k1", "k2"]
        assert contacts["contacted_at"].to_pylist() == [
            datetime(2026, 1, 31, 23, 59, 59, 123456, tzinfo=UTC),
            None,
        ]
        assert contacts["batch_id"].to_pylist() == ["b1", "b1"]
        streamed = session.stream("contacts").read_all()
        assert sorted(streamed["customer_id"].to_pylist()) == ["ann", "bob", "zoë"]
        assert session.count("orders") == 0
        assert session.fetch("orders").num_rows == 0


def test_rows_worked_out_part_by_part_are_the_same_rows(
    engine: OpenEngine, stored: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = """
      select contacted_on as month_on, coalesce(sum(cost_minor), 0) as cost_minor, count(*) as contacts
      from contacts where contacted_on >= $since group by 1
    """
    since = {"since": date(2026, 1, 1)}
    with engine(stored) as session:
        session.define(_costs(sql), since)
        whole = session.fetch("costs").to_pylist()
    monkeypatch.setattr("fenhao.warehouse._duckdb._ROWS_A_PART", 1)
    with engine(stored) as session:
        session.define(replace(_costs(sql), in_parts=True), since)
        assert session.fetch("costs").to_pylist() == whole
    assert [row["contacts"] for row in whole] == [1, 1, 1]


def test_given_rows_come_back_as_they_were(engine: OpenEngine) -> None:
    rows = [
        {"word": None, "on_day": None, "seen_at": None, "money_minor": None, "is_so": None},
        {"word": "", "on_day": date(1999, 12, 31), "seen_at": _NOON, "money_minor": 2**63 - 1, "is_so": True},
        {
            "word": "分毫 'x\\",
            "on_day": date(2026, 2, 28),
            "seen_at": _NOON,
            "money_minor": -(2**63),
            "is_so": False,
        },
    ]
    schema = pa.schema(
        [
            ("word", pa.string()),
            ("on_day", pa.date32()),
            ("seen_at", pa.timestamp("us", tz="UTC")),
            ("money_minor", pa.int64()),
            ("is_so", pa.bool_()),
        ]
    )
    with engine(NO_FACTS) as session:
        session.give(GIVEN, pa.Table.from_pylist(rows, schema=schema))
        assert session.fetch("given").to_pylist() == rows


@pytest.mark.parametrize(
    ("amounts", "sum_minor"),
    [([2**62, 2**62 - 1], 2**63 - 1), ([2**62, 2**62], None), ([-(2**63), -1], None)],
    ids=["the largest that fits", "one more", "below the smallest"],
)
def test_a_sum_that_64_bits_do_not_hold_is_refused_and_never_wraps_around(
    engine: OpenEngine, amounts: list[int], sum_minor: int | None
) -> None:
    given = Table("given", "", (), (column("money_minor", Kind.money, "money"),))
    total = Model(
        "total",
        "select cast(sum(money_minor) as bigint) as total_minor from given",
        "",
        (),
        (column("total_minor", Kind.money, "the sum"),),
        (),
        ("given",),
        keep=False,
    )
    with engine(NO_FACTS) as session:
        session.give(given, pa.table({"money_minor": amounts}))
        session.define(total, {})
        if sum_minor is None:
            with pytest.raises(EngineFailed):
                session.fetch("total")
        else:
            assert session.fetch("total").to_pylist() == [{"total_minor": sum_minor}]


def test_a_model_with_another_kind_than_declared_is_refused(engine: OpenEngine) -> None:
    wrong = Model(
        "wrong", "select 'x' as a", "", (), (column("a", Kind.count, "a count"),), (), (), keep=False
    )
    with engine(NO_FACTS) as session:
        session.define(wrong, {})
        with pytest.raises(ModelBroken, match="declared as count"):
            session.fetch("wrong")


def test_rows_of_a_relation_that_is_there_are_not_replaced(engine: OpenEngine, tmp_path: Path) -> None:
    with engine(Warehouse(tmp_path).snapshot()) as session:
        with pytest.raises(ValueError, match="already there"):
            session.give(CONTACTS, pa.table({}))
        with pytest.raises(ValueError, match="lack the columns"):
            session.give(GIVEN, pa.table({"word": ["a"]}))


def test_a_sum_over_a_full_join_with_an_empty_side_is_filtered_and_ordered_by_its_value(
    engine: OpenEngine,
) -> None:
    # DuckDB 2.0.0 believed such a sum to be 0 on the ground of statistics that it had worked out itself, dropped the row
    # that a filter asked for, and packed the value into too few bits on its way through a sort.
    spent = Table(
        "spent",
        "What two days brought.",
        ("word",),
        (
            column("word", Kind.text, "text"),
            column("place", Kind.count, "which day"),
            column("money_minor", Kind.money, "money"),
        ),
    )
    joined = Model(
        name="joined",
        note="Both days beside each other, what is above five alone.",
        sql="""
            WITH sums AS (
                SELECT coalesce(e.word, l.word) AS word, CAST(sum(coalesce(e.money_minor, 0)) AS BIGINT) AS money_minor
                FROM (SELECT * FROM spent WHERE place = 1) AS e
                FULL JOIN (SELECT * FROM spent WHERE place = 2) AS l ON l.word = e.word
                GROUP BY 1
            )
            SELECT word, money_minor FROM sums WHERE money_minor > 5
        """,
        key=("word",),
        columns=(column("word", Kind.text, "text"), column("money_minor", Kind.money, "money")),
        reads=("spent",),
        parameters=(),
        keep=False,
    )
    with engine(NO_FACTS) as session:
        session.give(
            spent, pa.table({"word": ["a", "b", "c"], "place": [1, 1, 1], "money_minor": [209, 3, -348]})
        )
        session.define(joined, {})
        assert session.fetch("joined").to_pylist() == [{"word": "a", "money_minor": 209}]


class Bare(Protocol):
    """What every engine's session is built on."""

    def make(self, name: str, sql: str, *, kept: bool) -> None:
        """Make a relation."""

    def rows(self, sql: str) -> pa.Table:
        """Return a query's rows."""

    def close(self) -> None:
        """End the session."""


def test_two_sessions_of_one_thread_keep_what_is_theirs(local_engine: OpenEngine) -> None:
    first, second = cast("Bare", local_engine(NO_FACTS)), cast("Bare", local_engine(NO_FACTS))
    try:
        for name, session in (("first", first), ("second", second)):
            session.make("kept_here", f"SELECT '{name}' AS whose", kept=True)
        for name, session in (("first", first), ("second", second)):
            assert session.rows("SELECT whose FROM kept_here").to_pylist() == [{"whose": name}]
        first.close()
        second.make("kept_later", "SELECT 2 AS number", kept=True)
        assert second.rows("SELECT number FROM kept_later").num_rows == 1
    finally:
        first.close()
        second.close()
