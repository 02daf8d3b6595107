"""Binds parameters into small SELECTs and lists what becomes of each, and of what may not be bound."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.relation import Kind, Model, Parameter, Table, Value, column
from fenhao.warehouse import ModelBroken, Snapshot, open_session
from fenhao.warehouse._text import bound_sql, spark_sql


def _model(sql: str, *, reads: tuple[str, ...] = (), kinds: dict[str, Kind] | None = None) -> Model:
    parameters = tuple(Parameter(name, kind, "a value") for name, kind in (kinds or {}).items())
    return Model(
        "answers", sql, "", (), (column("answer", Kind.text, "what it says"),), parameters, reads, keep=False
    )


BOUND: list[tuple[Kind, Value, str]] = [
    (Kind.text, "a", "'a'"),
    (Kind.text, "it's", "'it''s'"),
    (Kind.text, "$x", "'$x'"),
    (Kind.text, None, "CAST(NULL AS VARCHAR)"),
    (Kind.day, date(2026, 3, 1), "DATE '2026-03-01'"),
    (Kind.day, None, "CAST(NULL AS DATE)"),
    (Kind.money, 5, "5"),
    (Kind.money, -5, "(-5)"),
    (Kind.count, 2**63 - 1, "9223372036854775807"),
    (Kind.flag, True, "TRUE"),
]


@pytest.mark.parametrize(("kind", "value", "literal"), BOUND)
def test_a_parameter_becomes_a_literal_of_its_kind(kind: Kind, value: Value, literal: str) -> None:
    bound = bound_sql(_model("select $x as answer", kinds={"x": kind}), {"x": value})
    assert bound == f"select {literal} as answer"


def test_only_parameters_are_replaced() -> None:
    sql = "select '$x' as answer, $x -- $x\nfrom t where \"$x\" = $x;"
    wanted = "select '$x' as answer, 1 -- $x\nfrom t where \"$x\" = 1"
    assert bound_sql(_model(sql, kinds={"x": Kind.count}), {"x": 1}) == wanted


@pytest.mark.parametrize(
    ("sql", "kinds", "values", "reason"),
    [
        ("select $y", {}, {"y": 1}, "does not declare"),
        ("select $y", {"y": Kind.count}, {}, "needs a value"),
        ("select $y", {"y": Kind.count}, {"y": "1"}, "kind count"),
        ("select $y", {"y": Kind.count}, {"y": True}, "kind count"),
        ("select $y", {"y": Kind.day}, {"y": "2026-01-01"}, "kind day"),
        ("select $y", {"y": Kind.text}, {"y": 1}, "kind text"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(
    sql: str, kinds: dict[str, Kind], values: dict[str, Value], reason: str
) -> None:
    with pytest.raises(ModelBroken, match=reason):
        bound_sql(_model(sql, kinds=kinds), values)


@settings(deadline=None)
@given(text=st.text(alphabet="a'\\\"$-;\n{}é", max_size=12))
def test_text_stays_text_whatever_it_holds(text: str) -> None:
    with open_session(Snapshot(())) as session:
        session.define(_model("select $x as answer", kinds={"x": Kind.text}), {"x": text})
        assert session.fetch("answers")["answer"].to_pylist() == [text]


def test_a_model_that_reads_more_than_it_declares_is_refused() -> None:
    given_table = Table("t", "", (), (column("a", Kind.text, "a"),))
    with open_session(Snapshot(())) as session:
        session.give(given_table, pa.table({"a": ["x"]}))
        with pytest.raises(ModelBroken, match="declares"):
            session.define(_model("select a as answer from t"), {})
        with pytest.raises(ModelBroken, match="not there yet"):
            session.define(_model("select a as answer from u", reads=("u",)), {})


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select 1 as answer", "is INTEGER"),
        ("select 'a' as other", "does not give"),
        ("select 'a' as answer, 'b' as more", "more than it declares"),
    ],
)
def test_a_model_that_is_not_what_it_declares_is_refused(sql: str, reason: str) -> None:
    with open_session(Snapshot(())) as session:
        session.define(_model(sql), {})
        with pytest.raises(ModelBroken, match=reason):
            session.fetch("answers")


def test_what_is_no_select_is_no_model() -> None:
    with open_session(Snapshot(())) as session, pytest.raises(ModelBroken, match="one SELECT"):
        session.define(_model("drop table t"), {})


def test_sums_are_made_wide_only_where_the_engine_would_wrap_around() -> None:
    sql = "select sum(a) filter (where b) as s from t"
    assert spark_sql(sql, wide_sums=False).split() == [
        "SELECT",
        "SUM(a)",
        "FILTER(WHERE",
        "b)",
        "AS",
        "s",
        "FROM",
        "t",
    ]
    assert "SUM(CAST(a AS DECIMAL(38, 0)))" in spark_sql(sql, wide_sums=True)
