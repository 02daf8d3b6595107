"""``fenhao budget`` from end to end: prepared, edited, sent out as a sheet and taken back, compared, submitted."""

import json
from pathlib import Path

import pytest

from tests.faces.cli.shop import COSTS, Answer, Shop


@pytest.fixture
def planning(shop_with_books: Shop) -> Shop:
    """A shop with a first budget of 2026, built by hand."""
    shop = shop_with_books
    made = shop.run(
        "budget", "prepare", "--year", "2026", "--staff", "team:2:1000:100", "--tools", "crm:1200",
        "--marketing", "coupons:10000:3,1,1,1", "--owner", "coupons=marketing", "--name", "first",
    )  # fmt: skip
    assert made.code == 0, made.all
    return shop


def lines(answer: Answer) -> list[dict[str, object]]:
    """Return the JSON lines of an answer."""
    return [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]


def test_a_first_budget_by_hand_is_listed_and_shown_with_its_totals(planning: Shop) -> None:
    (version,) = lines(planning.run("budget", "list", "--json"))
    assert (version["version"], version["name"], version["state"]) == ("2026.1", "first", "draft")
    shown = planning.run("budget", "show", "2026.1")
    assert "35,300.00" in shown.out  # 24 000 + 100 + 1 200 + 10 000
    assert "People team 2 x 12: 24,100.00" in shown.out
    assert "marketing: 8,999.99, still open" in shown.out
    cells = lines(planning.run("budget", "show", "2026.1", "--json"))
    assert sum(int(str(cell["amount_minor"])) for cell in cells) == 3_530_000
    reserves = [cell["amount_minor"] for cell in cells if cell["category"] == "emergency_reserve"]
    assert reserves == [50_000, 16_667, 16_667, 16_667]
    assert "no budget version 2026.9" in planning.run("budget", "show", "2026.9").err


def test_a_budget_is_made_from_the_cost_of_a_year(shop: Shop) -> None:
    assert "Load a year of cost" in shop.run("budget", "prepare").err
    shop.load(COSTS, "cost_entries")
    short = ("--missing", "as-loaded")
    made = shop.run("budget", "prepare", "--growth", "20%", *short, "--json")
    assert made.code == 0, made.all
    (told,) = lines(made)
    assert told["version"] == "2025.1"
    more = lines(shop.run("budget", "prepare", "--growth", "1/2", *short, "--scenario", "--json"))[-1]
    assert int(str(more["total_minor"])) > int(str(told["total_minor"]))
    refused = shop.run("budget", "submit", "2025.2")
    assert (refused.code, "scenario is never submitted" in refused.err) == (2, True)
    assert shop.run("budget", "adopt", "2025.2").code == 0
    assert "not a fiscal year" in shop.run("budget", "prepare", "--from", "2024-Q1").err
    assert "cannot be read" in shop.run("budget", "prepare", "--growth", "much").err


def test_a_year_that_is_not_loaded_whole_names_its_missing_months_and_is_scaled_or_refused(
    shop: Shop,
) -> None:
    rows = [f"E{month},2024-{month:02d}-09,coupons,{100 * month}.00,,市场," for month in (1, 2, 3, 6)]
    text = "\n".join(["凭证号,日期,成本类型,金额,客户编号,部门,活动编号", *rows, ""])
    assert shop.load(text, "cost_entries").code == 0
    months = [f"2024-{month:02d}" for month in (4, 5, 7, 8, 9, 10, 11, 12)]
    refused = shop.run("budget", "prepare", "--missing", "refuse")
    assert (refused.code, ", ".join(months) in " ".join(refused.err.split())) == (2, True)
    (scaled,) = lines(shop.run("budget", "prepare", "--growth", "0", "--json"))
    assert scaled["missing_months"] == months
    assert scaled["total_minor"] == 120_000 + 8 * 30_000, "four months of 1 200, and 300 for each missing one"
    shown = " ".join(shop.run("budget", "show", "2025.1").out.split())
    assert "Stand-in for missing months, variable, at the average" in shown
    assert "2,400.00" in shown
    (short,) = lines(shop.run("budget", "prepare", "--growth", "0", "--missing", "as-loaded", "--json"))
    assert (short["total_minor"], short["missing_months"]) == (120_000, months)


def test_edits_keep_the_total_inside_or_change_it_and_a_stale_one_shows_the_difference(
    planning: Shop,
) -> None:
    def total() -> int:
        cells = lines(planning.run("budget", "show", "2026.1", "--json"))
        return sum(int(str(cell["amount_minor"])) for cell in cells)

    before = total()
    moved = planning.run(
        "budget", "set", "2026.1", "2000", "--month", "2026-01", "--tier", "A", "--within", "tier"
    )
    assert moved.code == 0, moved.all
    assert total() == before
    held = planning.run("budget", "hold", "2026.1", "--month", "2026-01", "--tier", "A")
    assert "2000.00" in held.out.replace(",", "")
    refused = planning.run("budget", "set", "2026.1", "1", "--month", "2026-01", "--tier", "A")
    assert (refused.code, "2,000.00" in refused.err) == (2, True)
    planning.run("budget", "set", "2026.1", "9000", "--tier", "A")
    assert total() > before
    stale = planning.run("budget", "set", "2026.1", "10", "--tier", "B", "--token", "1", "--json")
    (told,) = lines(stale)
    assert (stale.code, told["verdict"], told["detail"]) == (2, "stale", "4")
    assert told["conflicts"]
    assert planning.run("budget", "undo", "2026.1").code == 0
    assert total() == before
    added = planning.run("budget", "add", "2026.1", "gifts", "--tier", "A", "--department", "marketing")
    assert added.code == 0
    assert planning.run("budget", "own", "2026.1", "care", "--category", "team").code == 0


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sheet_that_goes_out_and_comes_back_unchanged_changes_nothing(planning: Shop, suffix: str) -> None:
    file = planning.desk / f"budget.{suffix}"
    planning.run("budget", "comment", "2026.1", "as last year")
    assert planning.run("budget", "export", "2026.1", str(file)).code == 0
    back = planning.run("budget", "import", str(file))
    assert (back.code, "Nothing changes." in back.out) == (0, True), back.all
    assert not list(Path(planning.desk).glob("*.part"))


def test_a_sheet_that_a_chinese_spreadsheet_saved_is_read(planning: Shop) -> None:
    file = planning.desk / "budget.csv"
    planning.run("budget", "export", "2026.1", str(file))
    first, header, row, *rest = file.read_text("utf-8-sig").splitlines()
    wide = planning.file("\n".join((first, header, row, *rest)), name="wide.csv", encoding="utf-16")
    assert planning.run("budget", "import", str(wide)).code == 0
    noted = planning.file(
        "\n".join((first, header, f"{row}同去年", *rest)), name="noted.csv", encoding="gb18030"
    )
    seen = planning.run("budget", "import", str(noted), "--apply")
    assert seen.code == 0, seen.all
    planning.run("budget", "export", "2026.1", str(file))
    assert "同去年" in file.read_text("utf-8-sig").splitlines()[2]


@pytest.mark.parametrize(("most", "some"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_sheet_in_two_encodings_is_refused_by_its_line(planning: Shop, most: str, some: str) -> None:
    file = planning.desk / "budget.csv"
    planning.run("budget", "export", "2026.1", str(file))
    first, header, row, *rest = file.read_text("utf-8-sig").splitlines()
    others = "".join(f"{each}同去年一样\n" for each in rest[:3])
    file.write_bytes(
        f"{first}\n{header}\n{others}".encode(most)
        + f"{row}客户关怀加一场\n".encode(some)
        + "\n".join(rest[3:]).encode()
    )
    seen = planning.run("budget", "import", str(file), "--apply")
    assert seen.code == 2, seen.all
    assert f"is in {most.upper()}, but line 6 in {some.upper()}" in " ".join(seen.err.split()), seen.all


def test_an_edited_sheet_is_shown_before_it_is_applied_and_refused_when_it_was_cut_off(
    planning: Shop,
) -> None:
    file = planning.desk / "budget.csv"
    planning.run("budget", "export", "2026.1", str(file))
    text = file.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if ",2026-01,,team," in line)
    changed = row.replace("2008.34", "2508.34").replace("2008.33", "2508.33")
    assert changed != row
    file.write_text(text.replace(row, changed), encoding="utf-8-sig")
    wrong = planning.run("budget", "import", str(file))
    assert (wrong.code, "35,800.00" in wrong.err) == (2, True), wrong.all
    file.write_text(text.replace(row, changed).replace("35300.00", "35800.00"), encoding="utf-8-sig")
    seen = planning.run("budget", "import", str(file))
    assert (seen.code, "--apply" in seen.out) == (0, True)
    done = planning.run("budget", "import", str(file), "--apply", "--json")
    (told,) = lines(done)
    assert (told["verdict"], told["token"], told["total_minor"]) == ("saved", 2, 3_580_000)
    late = planning.run("budget", "import", str(file), "--apply")
    assert late.code == 2
    other = planning.file("a,b\n1,2\n", name="other.csv")
    assert "not a budget sheet" in planning.run("budget", "import", str(other)).err


def test_a_version_is_submitted_when_its_parts_are_ready_and_put_in_force_only_when_approved(
    planning: Shop,
) -> None:
    missing = planning.run("budget", "submit", "2026.1")
    assert (missing.code, "marketing" in missing.err) == (2, True)
    assert planning.run("budget", "ready", "2026.1", "marketing").code == 0
    early = planning.run("budget", "in-force", "2026.1")
    assert (early.code, "draft" in early.err) == (2, True)
    alone = planning.run("budget", "submit", "2026.1")
    assert (alone.code, "could not be answered" in " ".join(alone.err.split())) == (2, True)
    assert "draft" in planning.run("budget", "list").out, "what nobody could answer is no proposal"
    planning.run("people", "add", "root")
    for name, role in (
        ("fin", "finance"),
        ("fin2", "finance"),
        ("ops", "operations"),
        ("svc", "customer_service"),
        ("boss", "management"),
    ):
        assert planning.run("people", "add", name, "--role", role, "--by", "root").code == 0

    def run(*words: str) -> Answer:
        return planning.run("budget", *words, "--by", "fin")

    (told,) = lines(run("submit", "2026.1", "--json"))
    assert (told["verdict"], told["state"]) == ("done", "submitted")
    assert run("scenario", "2026.1", "--name", "what if").code == 0
    run("set", "2026.2", "5000", "--tier", "A")
    compared = lines(run("compare", "2026.1", "2026.2", "--json"))
    tier = next(each for each in compared if (each["of"], each["name"]) == ("tier", "A"))
    assert tier["after_minor"] == 500_000
    assert run("withdraw", "2026.1", "--why", "later").code == 0
    assert run("revise", "2026.1").code == 0
    spare = run("set", "2026.3", "0", "--category", "emergency_reserve")
    assert spare.code == 0, spare.all
    assert run("ready", "2026.3", "marketing").code == 0
    short = " ".join(run("submit", "2026.3").all.split())
    assert (
        "smaller than the policy expects, 10% of each quarter's variable budget: Q1 2026 0.00 CNY of" in short
    )
    assert run("withdraw", "2026.3", "--why", "too little").code == 0
    outcome = run("outcome", "2026")
    assert (outcome.code, "–" in outcome.out) == (0, True)
