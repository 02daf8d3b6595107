"""Reads every file of the examples as a user would load it, and counts what comes of it."""

import json
from pathlib import Path

import pytest

from fenhao.connectors import Reading
from fenhao.connectors.files import ReadSettings, read_file
from fenhao.engine import facts
from fenhao.profiles import default_text, read_chart, read_policies, read_settings
from tests.faces.connectors.desk import cases

EXAMPLES = Path(__file__).parents[3] / "examples"

FILES = cases("""
# folder   | file              | table            | rows | rejected | sums of the money columns
  shop     | 客户.csv          | customers        |   48 |   0      | {}
  shop     | 订单.csv          | orders           |  554 |   0      | {"revenue_minor": 6497980, "margin_minor": 3573754}
  shop     | 活动.csv          | campaigns        |    3 |   0      | {}
  shop     | 活动成员.csv      | campaign_members |  103 |   0      | {}
  shop     | 触达.csv          | contacts         |   62 |   0      | {"cost_minor": 5284}
  shop     | 权益.csv          | benefits         |  175 |   0      | {"face_minor": 272500, "cost_minor": 186500}
  shop     | 成本.xlsx         | cost_entries     |   29 |   0      | {"amount_minor": 2144100}
  shop     | 有错的成本.csv    | cost_entries     |    8 |   7      | {"amount_minor": 123450}
  retailer | costs.csv         | cost_entries     |  100 |   0      | {"amount_minor": 44920000}
""")


def read(folder: str, file: str, table: str, mappings: Path) -> Reading:
    company = EXAMPLES / folder
    written = company / "chart.toml"
    chart = read_chart(written.read_text(encoding="utf-8") if written.exists() else default_text("chart"))
    names = tuple((name, each.code) for each in chart.cost_types for name in (each.name_zh, each.name_en))
    settings = ReadSettings(
        digits=2,
        currency="USD" if folder == "retailer" else "CNY",
        time_zone="Asia/Shanghai",
        cost_types=frozenset(each.code for each in chart.cost_types),
        mappings=mappings,
        source="files",
        cost_type_names=names,
    )
    return read_file(company / file, table=facts.table(table), settings=settings)


@pytest.mark.parametrize(("folder", "file", "table", "rows", "rejected", "sums"), FILES)
def test_an_example_file_loads(
    tmp_path: Path, folder: str, file: str, table: str, rows: str, rejected: str, sums: str
) -> None:
    with read(folder, file, table, tmp_path) as reading:
        assert (reading.rows_read, reading.rows_rejected) == (int(rows), int(rejected))
        found = [row for batch in reading.batches() for row in batch.to_pylist()]
    expected = json.loads(sums)
    money = [c.name for c in facts.table(table).columns if c.kind.value == "money"]
    assert {name: sum(row[name] or 0 for row in found) for name in money} == expected


def test_the_wrong_rows_of_the_shop_are_wrong_in_seven_ways(tmp_path: Path) -> None:
    with read("shop", "有错的成本.csv", "cost_entries", tmp_path) as reading:
        reasons = [(reject.line_no, reject.problems[0].code) for reject in reading.rejects()]
    assert reasons == [
        (3, "load.date_impossible"),
        (4, "load.unknown_cost_type"),
        (5, "amount.decimals"),
        (6, "load.duplicate_id"),
        (7, "load.date_ambiguous"),
        (8, "load.value_missing"),
        (9, "amount.not_a_number"),
    ]


def test_the_settings_of_the_example_retailer_are_what_its_data_needs() -> None:
    text = (EXAMPLES / "retailer" / "fenhao.toml").read_text(encoding="utf-8")
    settings = read_settings(text)
    assert (settings.currency, settings.time_zone, settings.profile) == ("USD", "America/New_York", "retail")
    policies = read_policies(
        (EXAMPLES / "retailer" / "policy.toml").read_text(encoding="utf-8"), profile="retail"
    )
    assert ("coupon_match", "A") in {(e.benefit_type, e.tier) for e in policies.waste.entitlements}
    assert [pool.capacity_seconds_per_year for pool in policies.pools if pool.pool_id == "campaign_team"] == [
        2800 * 3600
    ]
