"""Reads six recorded households, compares every canonical row with golden files, and recounts them in plain Python.

The golden files are tests/golden/completejourney/<table>.csv; FENHAO_GOLDEN=write writes them anew, to be read in the diff.
"""

import csv
import io
import os
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from fenhao.connectors import CONNECTORS, connector
from fenhao.connectors.completejourney import (
    Assumptions,
    installed_folder,
    read_assumptions,
    readings,
)
from fenhao.interfaces.words import knows
from fenhao.kernel import Trouble

TESTS = Path(__file__).parents[2]
SAMPLE = TESTS / "data" / "completejourney"
GOLDEN = TESTS / "golden" / "completejourney"
EXAMPLE = TESTS.parent / "examples" / "retailer" / "assumptions.toml"
ASSUMPTIONS = read_assumptions(EXAMPLE.read_text(encoding="utf-8"))

Row = dict[str, object]


def rows_of(folder: Path, assumptions: Assumptions = ASSUMPTIONS) -> dict[str, list[Row]]:
    return {
        reading.table.name: [row for batch in reading.batches() for row in batch.to_pylist()]
        for reading in readings(folder=folder, assumptions=assumptions)
    }


def cents(value: float) -> int:
    return int(Decimal(repr(value)).quantize(Decimal("0.01")).scaleb(2))


def raw(name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(SAMPLE / f"{name}.parquet").to_pylist()
    return rows


def local_day(moment: object) -> date:
    assert isinstance(moment, datetime)
    utc = datetime(
        moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, tzinfo=UTC
    )
    return utc.astimezone(ZoneInfo("America/New_York")).date()


@pytest.fixture(scope="module")
def found() -> dict[str, list[Row]]:
    return rows_of(SAMPLE)


@pytest.mark.parametrize(
    "table", ["customers", "campaigns", "orders", "campaign_members", "contacts", "benefits"]
)
def test_the_recorded_sample_becomes_these_rows(found: dict[str, list[Row]], table: str) -> None:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(found[table][0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found[table])
    golden = GOLDEN / f"{table}.csv"
    if os.environ.get("FENHAO_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(buffer.getvalue(), encoding="utf-8")
    assert buffer.getvalue() == golden.read_text(encoding="utf-8")


def test_orders_are_the_baskets_at_list_value(found: dict[str, list[Row]]) -> None:
    baskets: dict[str, int] = defaultdict(int)
    days: dict[str, date] = {}
    for line in raw("transactions"):
        basket = str(line["basket_id"])
        parts = (line["sales_value"], line["retail_disc"], line["coupon_match_disc"])
        baskets[basket] += sum(cents(part) for part in parts if isinstance(part, float))
        days[basket] = local_day(line["transaction_timestamp"])
    assert {row["order_id"]: row["revenue_minor"] for row in found["orders"]} == baskets
    assert {row["order_id"]: row["ordered_on"] for row in found["orders"]} == days
    assert max(days.values()) == date(2017, 12, 31), "by UTC days the last baskets would fall on 2018-01-01"


def test_the_margin_is_the_stated_share_of_every_order(found: dict[str, list[Row]]) -> None:
    for row in found["orders"]:
        revenue, margin = row["revenue_minor"], row["margin_minor"]
        assert isinstance(revenue, int)
        assert isinstance(margin, int)
        assert abs(margin * 100 - revenue * 37) <= 50


def test_benefits_are_the_two_discounts_that_the_retailer_pays(found: dict[str, list[Row]]) -> None:
    expected = {"loyalty_discount": 0, "coupon_match": 0}
    for line in raw("transactions"):
        assert isinstance(line["retail_disc"], float)
        assert isinstance(line["coupon_match_disc"], float)
        expected["loyalty_discount"] += cents(line["retail_disc"])
        expected["coupon_match"] += cents(line["coupon_match_disc"])
    given: dict[object, int] = defaultdict(int)
    for row in found["benefits"]:
        assert isinstance(row["cost_minor"], int)
        assert row["cost_minor"] == row["face_minor"] != 0
        given[row["benefit_type"]] += row["cost_minor"]
    assert given == expected


def test_matched_coupons_go_to_the_campaign_whose_coupon_was_redeemed(found: dict[str, list[Row]]) -> None:
    products: dict[tuple[object, object], set[object]] = defaultdict(set)
    for coupon in raw("coupons"):
        products[coupon["coupon_upc"], coupon["campaign_id"]].add(coupon["product_id"])
    started = {row["campaign_id"]: row["start_date"] for row in raw("campaign_descriptions")}
    expected: dict[str, int] = defaultdict(int)
    for line in raw("transactions"):
        assert isinstance(line["coupon_match_disc"], float)
        day, amount = local_day(line["transaction_timestamp"]), cents(line["coupon_match_disc"])
        if not amount:
            continue
        campaigns = [
            use["campaign_id"]
            for use in raw("coupon_redemptions")
            if use["household_id"] == line["household_id"]
            and use["redemption_date"].date() == day  # type: ignore[attr-defined]
            and line["product_id"] in products[use["coupon_upc"], use["campaign_id"]]
        ]
        campaigns.sort(key=lambda campaign: (started[campaign], -campaign))  # type: ignore[operator]
        parts = [str(line["basket_id"]), "coupon_match", *map(str, campaigns[-1:])]
        expected["/".join(parts)] += amount
    matched = [row for row in found["benefits"] if row["benefit_type"] == "coupon_match"]
    assert {row["benefit_id"]: row["cost_minor"] for row in matched} == expected
    assert any(row["campaign_id"] for row in matched)


def test_an_invitation_is_a_wake_up_after_the_stated_silence(found: dict[str, list[Row]]) -> None:
    bought = {
        (str(line["household_id"]), local_day(line["transaction_timestamp"])) for line in raw("transactions")
    }
    first = min(day for _, day in bought)
    for contact in found["contacts"]:
        on = contact["contacted_on"]
        assert isinstance(on, date)
        before = [on - timedelta(days=back) for back in range(1, ASSUMPTIONS.wake_up_quiet_days + 1)]
        silent = not any((contact["customer_id"], day) in bought for day in before)
        known = min(before) >= first
        assert contact["purpose"] == ("wake_up" if silent and known else "marketing")
    assert {contact["purpose"] for contact in found["contacts"]} == {"wake_up", "marketing"}


def test_the_whole_package_sums_to_the_published_figures() -> None:
    found = rows_of(installed_folder())
    counts = {table: len(rows) for table, rows in found.items()}
    assert counts == {
        "customers": 2469,
        "campaigns": 27,
        "orders": 155_848,
        "campaign_members": 6589,
        "contacts": 6589,
        "benefits": 135_381,
    }

    def total(table: str, column: str) -> int:
        return sum(value for row in found[table] if isinstance(value := row[column], int))

    assert total("orders", "revenue_minor") == 459_603_958 + 79_165_064 + 454_265
    assert total("benefits", "cost_minor") == 79_619_329
    assert total("contacts", "cost_minor") == 6589 * 65
    assert {row["ordered_on"].year for row in found["orders"]} == {2017}  # type: ignore[attr-defined]
    attributed = [row for row in found["benefits"] if row["campaign_id"]]
    assert (len(attributed), sum(row["cost_minor"] for row in attributed)) == (295, 18_031)  # type: ignore[misc]


def test_the_same_files_give_the_same_hash_and_other_assumptions_another() -> None:
    def content(assumptions: Assumptions) -> set[str]:
        return {reading.content_hash for reading in readings(folder=SAMPLE, assumptions=assumptions)}

    dearer = read_assumptions(EXAMPLE.read_text(encoding="utf-8").replace("= 65", "= 66"))
    assert content(ASSUMPTIONS) == content(ASSUMPTIONS)
    assert len(content(ASSUMPTIONS) | content(dearer)) == 2


# what is written instead of a line of the assumptions | the refusal
@pytest.mark.parametrize(
    ("line", "instead", "code"),
    [
        ("margin_percent = 37", "", "connectors.setting_wrong"),
        ("margin_percent = 37", "margin_percent = 37.5", "connectors.setting_wrong"),
        ("margin_percent = 37", "margin_percent = 101", "connectors.setting_wrong"),
        ("margin_percent = 37", "margin_percent = true", "connectors.setting_wrong"),
        ('invitation_cost_type = "mailing"', 'invitation_cost_type = ""', "connectors.setting_wrong"),
        ("margin_percent = 37", "margin_percent 37", "connectors.settings_unreadable"),
    ],
)
def test_a_wrong_assumption_is_refused_by_name(line: str, instead: str, code: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert line in text
    with pytest.raises(Trouble) as refusal:
        read_assumptions(text.replace(line, instead))
    assert refusal.value.code == code
    assert knows(code)


def test_a_missing_data_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as refusal:
        next(readings(folder=tmp_path, assumptions=ASSUMPTIONS))
    assert refusal.value.code == "connectors.source_file_missing"


def test_every_connector_is_found_by_its_name() -> None:
    assert [connector(known.name) for known in CONNECTORS] == list(CONNECTORS)
    assert connector("completejourney").note_zh
