"""How each kind of column is stored: in Arrow, in DuckDB and in Spark."""

import pyarrow as pa

from fenhao.engine.facts import LINEAGE, VERSION, VERSIONED
from fenhao.engine.relation import Column, Kind, Table

PART_MONTH = "part_month"
PART_BATCH = "part_batch"

_ARROW = {
    Kind.text: pa.string(),
    Kind.day: pa.date32(),
    Kind.instant: pa.timestamp("us", tz="UTC"),
    Kind.money: pa.int64(),
    Kind.count: pa.int64(),
    Kind.flag: pa.bool_(),
}
_DUCKDB = {
    Kind.text: "VARCHAR",
    Kind.day: "DATE",
    Kind.instant: "TIMESTAMP WITH TIME ZONE",
    Kind.money: "BIGINT",
    Kind.count: "BIGINT",
    Kind.flag: "BOOLEAN",
}
_SPARK = {
    Kind.text: "STRING",
    Kind.day: "DATE",
    Kind.instant: "TIMESTAMP",
    Kind.money: "BIGINT",
    Kind.count: "BIGINT",
    Kind.flag: "BOOLEAN",
}


def arrow_type(kind: Kind) -> pa.DataType:
    """Return the Arrow type in which a column of that kind travels."""
    return _ARROW[kind]


def duckdb_type(kind: Kind) -> str:
    """Return the DuckDB type of a column of that kind."""
    return _DUCKDB[kind]


def spark_type(kind: Kind) -> str:
    """Return the Spark SQL type of a column of that kind."""
    return _SPARK[kind]


def arrow_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """Return the Arrow schema of the declared columns; a needed column refuses nulls."""
    return pa.schema([pa.field(each.name, _ARROW[each.kind], nullable=not each.needed) for each in columns])


def stored_columns(table: Table) -> tuple[Column, ...]:
    """Return a fact's columns as its rows are stored: its own, the lineage, and which version a row is where there are several."""
    version = (VERSION,) if table.name in VERSIONED else ()
    return (*table.columns, *LINEAGE, *version)


def delta_schema(table: Table, *, numbered: bool) -> pa.Schema:
    """Return the schema of a fact's Delta table: the stored columns, the version where rows are numbered, and the two that name its folders."""
    stored = stored_columns(table)
    stored = (*stored, VERSION) if numbered and VERSION not in stored else stored
    parts = [pa.field(PART_MONTH, pa.string()), pa.field(PART_BATCH, pa.string())]
    return pa.schema([*arrow_schema(stored), *parts])


def day_column(table: Table) -> str:
    """Return the day by whose month a fact is filed; empty text for one whose rows need no day."""
    days = [each.name for each in table.columns if each.kind is Kind.day and each.needed]
    return days[0] if days else ""


def control_column(table: Table) -> str:
    """Return the money column whose sum is a batch's control total; empty text when there is none.

    The cost where a row has several amounts (a benefit's face value is not what it cost).
    """
    money = [each.name for each in table.columns if each.kind is Kind.money]
    costs = [name for name in money if name == "cost_minor"]
    return (costs or money or [""])[0]


def cast_table(rows: pa.Table, columns: tuple[Column, ...]) -> pa.Table:
    """Return the rows with the declared columns, in their order and types; ValueError for a broken contract."""
    names = tuple(each.name for each in columns)
    missing = [name for name in names if name not in rows.column_names]
    if missing:
        raise ValueError(f"rows lack the columns {missing}")
    return rows.select(list(names)).cast(
        pa.schema([pa.field(each.name, _ARROW[each.kind]) for each in columns]), safe=True
    )
