"""SQL models are parsed, not searched: a model selects, joins, groups and sums money; it neither divides nor averages it."""

from pathlib import Path

import pytest
from sqlglot import exp, parse_one

from tests.tidy.tree import ROOT, SOURCE, told

INEXACT = (exp.Div, exp.Avg, exp.Round, exp.Median, exp.Stddev, exp.Variance, exp.Rand)
FLOATS = {exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT}


def models() -> list[Path]:
    """Return every SQL model of the engine."""
    return sorted((SOURCE / "engine").rglob("*.sql"))


def offences(text: str) -> list[str]:
    """Return what a model may not say, in its own words."""
    tree = parse_one(text, read="duckdb")
    found = [node.sql("duckdb") for node in tree.find_all(*INEXACT)]
    found += [node.sql("duckdb") for node in tree.find_all(exp.DataType) if node.this in FLOATS]
    found += [
        node.sql("duckdb")
        for node in tree.find_all(exp.IntDiv)
        if any(column.name.endswith("_minor") for column in node.this.find_all(exp.Column))
    ]
    found += [
        "SELECT *"
        for select in tree.find_all(exp.Select)
        if any(isinstance(part, exp.Star) for part in select.expressions)
    ]
    return found


def test_there_are_models_to_read() -> None:
    assert len(models()) > 10


def test_models_neither_divide_nor_average_nor_leave_whole_numbers() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in models()
        for offence in offences(path.read_text(encoding="utf-8"))
    ]
    assert not found, told(
        found,
        "A model may select, join, group and sum money. A share is compared crosswise (a * 10 < b); parts of money come "
        "from a Division; a rate leaves the warehouse as its two whole numbers; columns are named one by one.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a / b AS x FROM t",
        "SELECT avg(amount_minor) AS x FROM t",
        "SELECT amount_minor // 2 AS x FROM t",
        "SELECT CAST(a AS DOUBLE) AS x FROM t",
        "SELECT * FROM t",
    ],
)
def test_the_search_finds_what_a_model_may_not_say(text: str) -> None:
    assert offences(text)


def test_the_search_leaves_a_plain_model_alone() -> None:
    assert not offences(
        "SELECT a // 2 AS half, sum(b_minor) AS b_minor, count(*) AS n FROM t GROUP BY a // 2"
    )
