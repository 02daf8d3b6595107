"""The text of a model: its parameters bound as literals, its reads checked, its dialect carried to Spark."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise

import sqlglot
from sqlglot import exp

from fenhao.engine.relation import Kind, Model, Value

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class ModelBroken(Exception):
    """A model says one thing and does another: its reads, parameters or columns differ from its declaration."""


def checked_name(name: str) -> str:
    """Return the name of a relation; ValueError unless it is a plain lower-case word that needs no quotes."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"a relation's name is lower-case letters, digits and underscores: {name!r}")
    return name


def bound_sql(model: Model, values: Mapping[str, Value]) -> str:
    """Return the model's SELECT in the DuckDB dialect with each ``$name`` replaced by its value.

    Values are quoted here, by kind, wherever the tokenizer sees a parameter; text never becomes SQL. ModelBroken
    when a parameter is used but not declared, or declared without a value or of another kind.
    """
    kinds = {each.name: each.kind for each in model.parameters}
    out: list[str] = []
    end = 0
    for word, start, after in _parameters(model.sql):
        if word not in kinds:
            raise ModelBroken(f"{model.name} uses ${word}, which it does not declare")
        if word not in values:
            raise ModelBroken(f"{model.name} needs a value for ${word}")
        out += [model.sql[end:start], _literal(model.name, word, kinds[word], values[word])]
        end = after
    out.append(model.sql[end:])
    return "".join(out).strip().rstrip(";")


def check_reads(model: Model) -> None:
    """Compare what the SELECT reads with what is declared; ModelBroken when they differ."""
    reads = _reads(model.sql)
    if reads is None:
        raise ModelBroken(f"{model.name} is not one SELECT")
    if reads != set(model.reads):
        raise ModelBroken(f"{model.name} reads {sorted(reads)} but declares {sorted(model.reads)}")


_TEXTS = 1024
"""Models whose texts are kept as read: a text is written once, in code or by a policy, and each session reads it again."""


@lru_cache(maxsize=_TEXTS)
def _parameters(sql: str) -> tuple[tuple[str, int, int], ...]:
    """Return each parameter's name, where its mark starts, and the place after it."""
    return tuple(
        (word.text, mark.start, word.end + 1)
        for mark, word in pairwise(sqlglot.tokenize(sql, read="duckdb"))
        if mark.token_type.name == "PARAMETER" and word.start == mark.end + 1
    )


@lru_cache(maxsize=_TEXTS)
def _reads(sql: str) -> frozenset[str] | None:
    """Return the names of the relations that a SELECT reads; None when it is no SELECT."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    if not isinstance(tree, exp.Query):
        return None
    inner = {each.alias for each in tree.find_all(exp.CTE)}
    return frozenset(each.name for each in tree.find_all(exp.Table)) - inner


def spark_sql(sql: str, *, wide_sums: bool) -> str:
    """Return a SELECT of the DuckDB dialect as the Spark family runs it.

    Spark refuses a 64-bit sum that overflows. Sail wraps around, so for it sums are made 38 digits wide.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    if wide_sums:
        for each in list(tree.find_all(exp.Sum)):
            each.set("this", exp.cast(each.this.copy(), "DECIMAL(38, 0)"))
    return tree.sql(dialect="spark", pretty=True)


def engine_sql(model: Model, *, wide_sums: bool) -> str:
    """Return the model as the Spark family gets it, before its parameters are bound: ``$name`` is ``:name`` there.

    DuckDB gets the model's own text.
    """
    return spark_sql(model.sql, wide_sums=wide_sums)


def _literal(model: str, name: str, kind: Kind, value: Value) -> str:
    """Return the value as a DuckDB literal."""
    if value is None:
        return f"CAST(NULL AS {_NULL_TYPES[kind]})"
    if kind is Kind.text and isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if kind is Kind.day and type(value) is date:
        return f"DATE '{value.isoformat()}'"
    if kind is Kind.flag and isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if kind in (Kind.money, Kind.count) and isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value >= 0 else f"({value})"
    raise ModelBroken(f"{model} got {value!r} for ${name}, which is of kind {kind.value}")


_NULL_TYPES = {
    Kind.text: "VARCHAR",
    Kind.day: "DATE",
    Kind.instant: "TIMESTAMPTZ",
    Kind.money: "BIGINT",
    Kind.count: "BIGINT",
    Kind.flag: "BOOLEAN",
}
