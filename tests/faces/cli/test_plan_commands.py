"""Every command of ``fenhao plan`` as a controller types it, on one shop of a year: what it says, what it keeps, what it refuses."""

import json
from collections.abc import Iterator

import pytest

from tests.faces.cli.shop import Answer, Shop

FACES = ((5, 40), (10, 55), (20, 75), (40, 100))
"""Coupons at several face values, and how many of a hundred are used: about the square root of the value."""


def drawn_year() -> tuple[str, str, str]:
    """Return orders, costs and benefits of 2024: every customer buys each month, coupons come at four face values."""
    orders = ["order_id,customer_id,ordered_on,revenue,margin"]
    costs = ["entry_id,occurred_on,cost_type,amount,customer_id"]
    benefits = ["benefit_id,customer_id,issued_on,benefit_type,cost_type,face,redeemed_on,cost"]
    for month in range(1, 13):
        day = f"2024-{month:02d}-05"
        costs.append(f"P{month},{day},team_pay,3000.00,")
        costs.append(f"G{month},{day},online_games,{200 + month}.00,K1")
        orders += [
            f"O{month}-{each},K{each},{day},{300 + 50 * each}.00,{120 + 20 * each}.00" for each in range(8)
        ]
    for face, used in FACES:
        for number in range(100):
            worth = f"{face}.00,2024-03-20,{face}.00" if number < used else f"{face}.00,,0"
            benefits.append(f"B{face}-{number},K{number % 8},2024-03-10,coupon,coupons,{worth}")
    return "\n".join(orders) + "\n", "\n".join(costs) + "\n", "\n".join(benefits) + "\n"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with the year, its facts read for planning, and one controller."""
    made = Shop(tmp_path_factory.mktemp("plan"))
    assert made.init().code == 0
    for content, kind in zip(drawn_year(), ("orders", "costs", "benefits"), strict=True):
        answer = made.load(content, kind, name=f"{kind}.csv")
        assert answer.code == 0, answer.all
    assert made.run("people", "add", "ann", "--role", "finance").code == 0
    read = made.run("plan", "facts", "--by", "ann")
    assert read.code == 0, read.all
    assert "2024" in read.out
    yield made
    from django.db import connections

    connections.close_all()


def told(answer: Answer) -> list[dict[str, object]]:
    assert answer.code == 0, answer.all
    return [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]


def kept(shop: Shop, study: str, name: str, *words: str) -> str:
    """Keep a study and return its number."""
    rows = told(shop.run("plan", study, *words, "--keep", name, "--brief", "--json", "--by", "ann"))
    return next(str(row["study"]) for row in rows if "study" in row)


@pytest.mark.parametrize(
    ("study", "words", "said"),
    [
        ("prepare", ("--set", "growth.A=20%"), "What moves"),
        ("build", ("--set", "people=10", "--set", "pay=6000"), "First plan"),
        ("what-if", ("--set", "heads=1", "--set", "head_cost=5000"), "Return on cost"),
        ("worth", ("--set", "purchase=1000", "--set", "saved_cost=600"), "Which assumption matters most"),
        ("path", (), "Paths beside each other"),
        ("judge", (), "Judgement"),
    ],
)
def test_a_study_is_told_in_a_sentence_and_tables(
    drawn: Shop, study: str, words: tuple[str, ...], said: str
) -> None:
    brief = () if study == "judge" else ("--brief",)
    answer = drawn.run("plan", study, *words, *brief, "--by", "ann")
    assert answer.code == 0, answer.all
    assert said.lower() in answer.out.lower()
    assert "planning." not in answer.out


def test_assumptions_are_listed_with_what_holds_unless_somebody_says_otherwise(drawn: Shop) -> None:
    rows = {
        str(row["name"]): row
        for row in told(drawn.run("plan", "assumptions", "what-if", "--json", "--by", "ann"))
    }
    assert rows["effects"]["default"] == "measured"
    assert rows["spread"]["typed"] == "share"


def test_coupons_of_half_the_value_are_followed_by_what_face_values_showed(drawn: Shop) -> None:
    answer = drawn.run("plan", "what-if", "--json", "--brief", "--by", "ann", *scenario("measured"))
    rows = told(answer)
    basis = {(row["tier"], row["effect"]): row for row in rows if row.get("table") == "basis"}
    measured = [row for (_, effect), row in basis.items() if effect == "redeemed"]
    assert measured
    assert {row["source"] for row in measured} == {"history"}
    for row in measured:
        change = row["changes_by"]
        assert isinstance(change, dict)
        assert -0.45 < change["mid"] < -0.15, "half the value is used by a root of a half as often"
    assert {row["source"] for (_, effect), row in basis.items() if effect == "stay"} == {"stated"}
    tables = {str(row["table"]) for row in rows if "table" in row}
    assert tables >= {"outcome_cost", "outcome_redeemed", "outcome_clv", "outcome_roi", "moved"}
    stated = told(drawn.run("plan", "what-if", "--json", "--brief", "--by", "ann", *scenario("stated")))
    assert {row["source"] for row in stated if row.get("table") == "basis"} == {"stated"}


def scenario(effects: str) -> tuple[str, ...]:
    """Return what halves the coupons of every tier."""
    typed = [f"coupon_from.{tier}=20" for tier in "ABCD"] + [f"coupon_to.{tier}=10" for tier in "ABCD"]
    return tuple(word for text in (*typed, f"effects={effects}") for word in ("--set", text))


def test_studies_are_listed_shown_put_side_by_side_and_made_a_draft(drawn: Shop) -> None:
    lower = kept(drawn, "what-if", "half a coupon", *scenario("stated"))
    grown = kept(drawn, "prepare", "A up", "--set", "growth.A=20%")
    listed = {str(row["number"]): row for row in told(drawn.run("plan", "list", "--json", "--by", "ann"))}
    assert listed[lower]["kind"] == "what_if"
    assert listed[grown]["drafts"] == ""
    shown = drawn.run("plan", "show", grown, "--by", "ann")
    assert shown.code == 0
    assert "customers" in shown.out
    beside = told(drawn.run("plan", "compare", lower, grown, "--json", "--by", "ann"))
    assert {str(row["table"]) for row in beside} == {"side_by_side", "budgets_side_by_side"}
    assert [row["scenario"] for row in beside if row["table"] == "side_by_side"][1:] == ["half a coupon"]
    assert any("A up" in row for row in beside)
    version = told(drawn.run("plan", "draft", lower, "--json", "--by", "ann"))[0]["version"]
    assert version
    worth = kept(drawn, "worth", "a system", "--set", "purchase=100", "--set", "saved_cost=90")
    no_lines = drawn.run("plan", "compare", worth, "--by", "ann")
    assert no_lines.code == 2
    assert "makes no lines" in no_lines.err
    none = drawn.run("plan", "draft", worth, "--by", "ann")
    assert none.code == 2
    assert "makes no budget" in none.err


def test_what_nobody_kept_or_knows_is_refused_in_words(drawn: Shop) -> None:
    for words, said in (
        (("show", "99"), "no study number 99"),
        (("prepare", "--set", "growth.Q=1%"), "no assumption called"),
        (("prepare", "--set", "growth.A=lots"), "does not fit"),
        (("prepare", "--set", "spread_by=split_robust"), "No split is kept"),
        (("worth", "--set", "since=2024-07"), "no fiscal month with months"),
    ):
        answer = drawn.run("plan", *words, "--by", "ann")
        assert answer.code == 2, answer.all
        assert said in answer.err
