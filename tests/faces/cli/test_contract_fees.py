"""``fenhao contracts --fees``: what customers under contract pay comes into revenue as orders, once, and changes no value."""

import csv
import json
from pathlib import Path

from fenhao.runs.book import open_book
from fenhao.runs.mart import customer_ref, open_mart
from tests.faces.cli.shop import Answer, Shop

CONTRACTS = """\
合同号,客户编号,开始日期,结束日期,周期月数,每期费用,每期毛利,套餐
H1,V1,2024-01-31,2024-06-29,1,98.00,40.25,标准
H2,V2,2023-02-01,2024-12-31,12,1200.00,,年付
H3,K1,2024-03-15,2024-12-31,3,300.00,100.00,标准
H4,V4,2024-03-15,2024-12-31,1,0,,试用
H5,V5,2024-05-01,2024-04-01,1,50.00,,坏
"""
OTHERS = """\
合同号,客户编号,开始日期,结束日期,周期月数,每期费用
H1,V3,2024-11-01,2024-12-31,1,20.00
"""
ORDERS = "订单编号,客户编号,下单日期,订单金额,毛利\n" + "".join(
    f"O{at},K{at % 4},2024-{1 + at % 12:02}-05,100.00,40.00\n" for at in range(24)
)
COSTS = "凭证号,日期,成本类型,金额,客户编号\n" + "".join(
    f"C{at},2024-11-20,coupons,5.00,{who}\n" for at, who in enumerate(("V1", "V2", "V3", "K1", "K2"))
)
OWN = ("--source", "contract-fees")


def fees_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def profit(shop: Shop, customer: str) -> dict[str, int]:
    """Return what the mart holds of a customer's year."""
    mart = open_mart(open_book(root=shop.folder))
    assert mart is not None
    held = mart.customer(customer_ref(customer))
    assert held is not None
    return {"revenue": held.listed.revenue_minor, "profit": held.listed.profit_minor}


def spoken(answer: Answer) -> str:
    assert answer.code == 0, answer.all
    return " ".join(answer.out.split())


def mixed(shop: Shop) -> Shop:
    """Load shop and contracts; two sources use one contract id."""
    assert shop.load(ORDERS, "orders", name="orders.csv").code == 0
    assert shop.load(COSTS, "costs", name="costs.csv").code == 0
    assert shop.load(CONTRACTS, "contracts", name="contracts.csv").code == 0
    assert shop.load(OTHERS, "contracts", "--source", "crm", name="others.csv").code == 0
    return shop


def test_fees_that_fell_due_become_orders_once(shop: Shop) -> None:
    mixed(shop)
    file = shop.desk / "fees.csv"
    said = spoken(shop.run("contracts", "--fees", str(file)))
    rows = fees_of(file)
    assert [(row["order_id"], row["ordered_on"], row["revenue"], row["margin"]) for row in rows] == [
        ("crm/H1/1", "2024-11-01", "20.00", ""),
        ("crm/H1/2", "2024-12-01", "20.00", ""),
        ("files/H1/1", "2024-01-31", "98.00", "40.25"),
        ("files/H1/2", "2024-03-01", "98.00", "40.25"),
        ("files/H1/3", "2024-03-31", "98.00", "40.25"),
        ("files/H1/4", "2024-05-01", "98.00", "40.25"),
        ("files/H1/5", "2024-05-31", "98.00", "40.25"),
        ("files/H2/1", "2023-02-01", "1200.00", ""),
        ("files/H2/2", "2024-02-01", "1200.00", ""),
    ]
    assert {row["channel"] for row in rows} == {"contract"}
    assert "9 fees of 3 contracts of 3 customers" in said
    assert "CNY" in said
    assert "2,930.00" in said
    assert "One customer under contract has orders of its own: its 4 fees" in said
    assert said.endswith(f"fenhao load {file} --as orders --source contract-fees")
    assert "3 位客户的 3 份合同" in spoken(Shop(shop.desk, "zh").run("contracts", "--fees", str(file)))
    both = shop.desk / "both.csv"
    said = spoken(shop.run("contracts", "--fees", str(both), "--with-orders"))
    assert "they would be in revenue twice" in said
    assert len(fees_of(both)) == 13

    early = shop.desk / "early.csv"
    spoken(shop.run("contracts", "--fees", str(early), "--on", "2024-03-31"))
    assert shop.run("load", str(early), "--as", "orders", *OWN).code == 0
    assert len(fees_of(early)) == 5
    before = file.read_bytes()
    # what was loaded as fees is no order of the customer's own: the file says the same again
    assert "9 fees" in spoken(shop.run("contracts", "--fees", str(file)))
    assert file.read_bytes() == before
    assert shop.run("load", str(file), "--as", "orders", *OWN, "--strict").code == 0
    assert len(shop.rows("orders")) == 24 + 9
    again = shop.run("load", str(file), "--as", "orders", *OWN, "--strict")
    assert again.code == 0, again.all
    assert len(shop.rows("orders")) == 24 + 9


def test_revenue_holds_fees_and_values_stay(shop: Shop) -> None:
    mixed(shop)
    values = [shop.run(*words, "--json").out for words in (("value",), ("contracts",))]
    assert shop.run("mart").code == 0
    said = " ".join(shop.run("contracts").out.split())
    assert "3 customers paid by contract in 2024 and have no orders in it" in said
    assert profit(shop, "V1")["revenue"] == 0
    assert profit(shop, "V1")["profit"] < 0
    file = shop.desk / "fees.csv"
    spoken(shop.run("contracts", "--fees", str(file)))
    assert shop.run("load", str(file), "--as", "orders", *OWN).code == 0
    assert shop.run("mart").code == 0
    assert "paid by contract" not in " ".join(shop.run("contracts").out.split())
    assert profit(shop, "V1")["revenue"] == 5 * 9_800
    assert profit(shop, "V1")["profit"] > 0
    after = [shop.run(*words, "--json").out for words in (("value",), ("contracts",))]
    told = [[json.loads(line) for line in text.splitlines()] for text in values + after]
    for lines in told:
        for line in lines:
            if line["kind"] == "log":  # says how many buyers are left out, and nothing of them is valued
                line.pop("contracted", None)
    assert told[2:] == told[:2]


def test_without_a_fee_no_file_is_written(shop: Shop) -> None:
    file = shop.desk / "fees.csv"
    assert shop.run("contracts", "--fees", str(file)).code == 2
    free = "\n".join(line for at, line in enumerate(CONTRACTS.splitlines()) if at in (0, 4))
    assert shop.load(free, "contracts").code == 0
    assert "No fee to write" in spoken(shop.run("contracts", "--fees", str(file)))
    assert not file.exists()
    assert ".csv" in shop.run("contracts", "--fees", str(file.with_suffix(".xlsx"))).all
    assert shop.run("contracts", "--fees", str(file), "--on", "2999-01-01").code == 2
    lines = shop.run("contracts", "--fees", str(file), "--json").out
    assert json.loads(lines)["fees"] == 0
