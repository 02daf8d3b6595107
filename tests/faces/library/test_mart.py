"""The mart of a shop, read back: its sums are the report's, its parts add up for every customer, and it knows when it is stale."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from fenhao.engine.allocation import DRIVERS
from fenhao.engine.facts import BENEFITS, COST_ENTRIES, ORDERS
from fenhao.kernel import Trouble
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book, say_nothing
from fenhao.runs.mart import (
    MART_SORTS,
    CustomerFilter,
    ListedCustomer,
    Mart,
    Segment,
    Staleness,
    build_mart,
    customer_ref,
    driver_weight,
    open_mart,
)
from fenhao.runs.report import build_report
from fenhao.warehouse import Engine
from tests.faces.web.customers import AT, LOSING, facts, load, open_shop

SETTINGS = '[company]\nname = "店"\ncurrency = "CNY"\n'


def made(book: Book) -> Mart:
    build_mart(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)
    found = open_mart(book)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_shop(tmp_path_factory.mktemp("shop") / "book", SETTINGS)


@pytest.fixture(scope="module")
def mart(shop: Book) -> Mart:
    return made(shop)


def everybody(mart: Mart, **wanted: object) -> list[ListedCustomer]:
    only = CustomerFilter(**wanted)  # type: ignore[arg-type]
    return list(mart.every(only, sort="customer_id", descending=False))


def assert_the_parts_add_up(mart: Mart) -> None:
    """Every customer's direct cost is that of its time line, and its shares of the pools are its allocated cost."""
    for each in everybody(mart):
        found = mart.customer(each.ref)
        assert found is not None
        assert found.listed == each
        assert sum(amount for _, amount in mart.direct(found)) == each.direct_minor
        assert sum(amount for _, amount in mart.allocated(found)) == each.allocated_minor
        assert each.profit_minor == each.margin_minor - each.direct_minor - each.allocated_minor


def assert_the_report_says_the_same(book: Book, mart: Mart) -> None:
    report = build_report(
        book=book, label=mart.facts.stamp.label, at=AT, engine=Engine.duckdb, advance=say_nothing
    )
    rows = everybody(mart)
    assert len(rows) == report.totals.customers
    assert sum(each.direct_minor for each in rows) == report.totals.direct_minor
    assert sum(each.allocated_minor for each in rows) == report.totals.allocated_minor
    assert mart.facts.whale == report.whale
    for tier in report.tiers:
        sums = mart.sums(CustomerFilter(tier=tier.tier))
        told = (sums.customers, sums.orders, sums.revenue_minor, sums.margin_minor, sums.profit_minor)
        assert told == (tier.customers, tier.orders, tier.revenue_minor, tier.margin_minor, tier.profit_minor)


def test_the_sums_are_those_of_the_report(shop: Book, mart: Mart) -> None:
    assert_the_report_says_the_same(shop, mart)
    assert_the_parts_add_up(mart)


@pytest.mark.parametrize("seed", range(4))
def test_the_sums_are_those_of_the_report_for_any_company(seed: int, tmp_path: Path) -> None:
    dice = Random(seed)
    book = create_book(root=tmp_path, settings=read_settings(SETTINGS))
    names = [f"客户{number}" if number % 3 else f"K{number}" for number in range(dice.randrange(1, 25))]
    start = date(2025, 11, 1)

    def some(count: int, identity: str) -> list[dict[str, object]]:
        return [
            {
                identity: f"x{place}",
                "customer_id": dice.choice([None, *names])
                if identity != "benefit_id"
                else dice.choice(names),
                "ordered_on": start + timedelta(days=dice.randrange(300)),
                "occurred_on": start + timedelta(days=dice.randrange(300)),
                "issued_on": start + timedelta(days=dice.randrange(300)),
                "revenue_minor": dice.choice([-900, 0, 1, 4_999, 120_000]),
                "margin_minor": dice.choice([None, 7, -3, 999]),
                "cost_type": dice.choice(["coupons", "team_pay", "system_annual_fee", "mailing", "gone"]),
                "amount_minor": dice.choice([-333, 1, 1_001, 77_777]),
                "benefit_type": "coupons",
                "face_minor": 100,
                "cost_minor": dice.choice([-50, 0, 101]),
            }
            for place in range(count)
        ]

    load(book, ORDERS, some(dice.randrange(60), "order_id"))
    load(book, COST_ENTRIES, some(40, "entry_id"))
    load(book, BENEFITS, some(dice.randrange(30), "benefit_id"))
    mart = made(book)
    assert_the_report_says_the_same(book, mart)
    assert_the_parts_add_up(mart)


def test_a_customer_is_told_by_hand(mart: Mart) -> None:
    found = mart.customer(customer_ref(LOSING))
    assert found is not None
    one = found.listed
    assert (one.orders, one.revenue_minor, one.margin_minor) == (3, 30_000, 9_000)
    assert mart.direct(found) == (("coupons", 15_000), ("wake_up_sms", 7))
    assert one.segment is Segment.loss
    assert (found.first_on, one.last_on) == (date(2026, 2, 3), date(2026, 4, 3))
    assert mart.event_counts(found) == {"benefit": 3, "contact": 1, "order": 3, "ticket": 1}
    newest, *_ = mart.events(found, kind="", skip=0, limit=1)
    assert (newest.on, newest.kind, newest.answered_on) == (date(2026, 5, 1), "contact", None)
    (ticket,) = mart.events(found, kind="ticket", skip=0, limit=9)
    assert (ticket.what, ticket.record_id, ticket.row_no) == ("complaint", "t1", 1)
    assert mart.events(found, kind="order", skip=2, limit=9)[0].on == date(2026, 2, 3)


def test_why_a_tier_was_given_is_what_the_assessment_says(shop: Book, mart: Mart) -> None:
    stands = {each.customer_id: mart.customer(each.ref) for each in everybody(mart)}
    tiers = {each.listed.tier for each in stands.values() if each}
    assert {"A", "B"} <= tiers
    for found in stands.values():
        assert found is not None
        told = mart.standing(found, shop)
        if not found.listed.tier:
            assert (found.listed.customer_id, told) == ("K1", None), "who never ordered was not assessed"
            continue
        assert told is not None
        assert told.tier == found.listed.tier
        assert (told.distance.next_tier == "") == (told.tier == "A")


@pytest.mark.parametrize("sort", MART_SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_pages_hold_everybody_once_and_in_order(mart: Mart, sort: str, descending: bool) -> None:
    rows: list[ListedCustomer] = []
    after: int | None = None
    while True:
        page = mart.page(CustomerFilter(), sort=sort, descending=descending, after=after, limit=7)
        rows += page.rows
        after = page.after
        if after is None:
            break
    assert sorted(each.customer_id for each in rows) == [each.customer_id for each in everybody(mart)]

    def key(row: ListedCustomer) -> tuple[bool, object]:
        held = row.clv_net.mid if sort == "clv_net_minor" and row.clv_net else getattr(row, sort, None)
        held = None if sort == "clv_net_minor" and row.clv_net is None else held
        return (held is None, held)

    keys = [key(row) for row in rows]
    known = [held for empty, held in keys if not empty]
    assert [empty for empty, _ in keys] == sorted(empty for empty, _ in keys), "empty cells come last"
    assert known == sorted(known, reverse=descending)  # type: ignore[type-var]


@pytest.mark.parametrize(
    "wanted",
    [
        CustomerFilter(segment=Segment.loss),
        CustomerFilter(begins="K1"),
        CustomerFilter(last_before=date(2026, 5, 1)),
        CustomerFilter(value_from_minor=1, value_to_minor=9_000),
        CustomerFilter(tier="B", segment=Segment.middle),
        CustomerFilter(begins="nobody"),
    ],
)
def test_a_filter_lists_whom_it_names_and_sums_them(mart: Mart, wanted: CustomerFilter) -> None:
    def passes(each: ListedCustomer) -> bool:
        value = each.clv_net.mid if each.clv_net else None
        return (
            wanted.tier in (None, each.tier)
            and wanted.segment in (None, each.segment)
            and each.customer_id.startswith(wanted.begins)
            and (
                wanted.last_before is None or (each.last_on is not None and each.last_on < wanted.last_before)
            )
            and (wanted.value_from_minor is None or (value is not None and value >= wanted.value_from_minor))
            and (wanted.value_to_minor is None or (value is not None and value <= wanted.value_to_minor))
        )

    rows = list(mart.every(wanted, sort="profit_minor", descending=False))
    assert {each.customer_id for each in rows} == {
        each.customer_id for each in everybody(mart) if passes(each)
    }
    sums = mart.sums(wanted)
    assert sums.customers == len(rows)
    assert sums.profit_minor == sum(each.profit_minor for each in rows)
    assert sums.clv_net_minor == sum(int(each.clv_net.mid) for each in rows if each.clv_net)


def test_every_driver_is_known_by_what_it_counts(mart: Mart) -> None:
    one = next(mart.customer(each.ref) for each in everybody(mart))
    assert one is not None
    assert all(driver_weight(driver.name, one) >= 0 for driver in DRIVERS)


def test_a_mart_knows_what_has_changed_since(tmp_path: Path) -> None:
    book = open_shop(tmp_path, SETTINGS)
    mart = made(book)
    assert mart.stale(book) == ()
    (_, orders), *_ = facts()
    load(book, ORDERS, [{**orders[0], "order_id": "late"}])
    assert mart.stale(book) == (Staleness.facts,)
    policy = tmp_path / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert mart.stale(book) == (Staleness.facts, Staleness.policy)
    renewed = made(book)
    assert renewed.stale(book) == ()
    assert renewed.facts.stamp.id != mart.facts.stamp.id
    assert renewed.sums(CustomerFilter()).orders == mart.sums(CustomerFilter()).orders + 1
    assert mart.page(CustomerFilter(), sort="tier", descending=False, after=None, limit=1).rows, "still read"


def test_a_build_that_dies_changes_nothing(tmp_path: Path) -> None:
    book = open_shop(tmp_path, SETTINGS)
    before = made(book).facts.stamp

    def dies(step: str, done: int, _total: int) -> None:
        if step == "step.mart" and done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_mart(book=book, at=AT + timedelta(days=1), engine=Engine.duckdb, advance=dies)
    after = open_mart(book)
    assert after is not None
    assert after.facts.stamp == before
    assert not list((tmp_path / "mart").glob(".draft-*"))


def test_without_facts_there_is_nothing_to_make(tmp_path: Path) -> None:
    book = create_book(root=tmp_path, settings=read_settings(SETTINGS))
    assert open_mart(book) is None
    with pytest.raises(Trouble, match=r"mart\.no_facts"):
        build_mart(book=book, at=AT, engine=Engine.duckdb, advance=say_nothing)


def test_a_company_without_orders_has_customers_without_value(tmp_path: Path) -> None:
    book = open_shop(tmp_path, SETTINGS, only=(BENEFITS, COST_ENTRIES))
    mart = made(book)
    assert (mart.facts.value, mart.facts.value_refused) == (None, "value.no_orders")
    assert [each.customer_id for each in everybody(mart)] == ["K2", "K5"]
    assert all(each.last_on is None and each.clv_net is None and not each.tier for each in everybody(mart))
    assert_the_parts_add_up(mart)


def test_a_company_of_one_customer_says_why_it_has_no_value(tmp_path: Path) -> None:
    book = create_book(root=tmp_path, settings=read_settings(SETTINGS))
    load(
        book,
        ORDERS,
        [row for table, rows in facts() if table is ORDERS for row in rows if row["customer_id"] == LOSING],
    )
    mart = made(book)
    assert mart.facts.value is not None
    assert (mart.facts.value.scored, mart.facts.value.fit.state) == (False, "too_few")
    assert_the_parts_add_up(mart)
