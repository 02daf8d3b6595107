"""``fenhao chart``, ``ledger``, ``assert``, ``audit`` and ``verify`` as one company types them, in order, on its own folder."""

import csv
import json
from pathlib import Path

import pytest

from fenhao.kernel import FiscalCalendar
from tests.faces.cli.shop import Shop


def opened(shop: Shop) -> None:
    """Open the shop's year in its books."""
    from fenhao.books.journal import open_year
    from fenhao.site import configure

    configure(shop.folder)
    open_year(FiscalCalendar(), 2024)


def told(shop: Shop, *words: str) -> list[dict[str, object]]:
    """Return the JSON lines that a command answers."""
    answer = shop.run(*words, "--json")
    assert answer.code in {0, 1}, answer.all
    return [json.loads(line) for line in answer.out.splitlines()]


def test_loads_are_posted_verified_asserted_and_audited(year: Shop, tmp_path: Path) -> None:
    assert "changes" in year.run("chart", "import").out
    (first,) = told(year, "ledger", "post")
    assert len(first["outside"]) > 3  # type: ignore[arg-type]  # a list in JSON
    opened(year)
    assert year.run("ledger", "status").code == 1
    (posted,) = told(year, "ledger", "post")
    assert (posted["outside"], posted["postings"] != 0) == ([], True)
    assert year.run("ledger", "status").code == 0
    assert "0 entries" in year.run("ledger", "publish").out
    assert (
        year.run(
            "assert", "add", "actual:period=2024-01,category=team", "12000.00", "--on", "2024-12-31"
        ).code
        == 0
    )
    wrong = year.run("assert", "add", "actual:category=team", "1", "--on", "2024-12-31")
    assert wrong.code == 1
    verified = year.run("verify")
    assert verified.code == 1
    assert "a difference of 11,999.00" in verified.out
    failing = next(each for each in told(year, "assert", "list") if each["difference_minor"])
    assert year.run("assert", "withdraw", str(failing["id"]), "--why", "typed wrongly").code == 0
    verified = year.run("verify")
    assert verified.code == 0, verified.all
    assert "seals hold" in verified.out
    (seal,) = told(year, "audit", "seal")
    assert year.run("verify", "--kept", str(seal["digest"])).code == 0
    assert year.run("verify", "--kept", "0" * 64).code == 1
    acts = told(year, "audit", "list", "--subject", "load/")
    assert {act["action"] for act in acts} == {"post_load"}
    for name in ("acts.csv", "acts.jsonl"):
        assert year.run("audit", "export", str(tmp_path / name)).code == 0
    with (tmp_path / "acts.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    lines = (tmp_path / "acts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [row["id"] for row in rows] == [str(json.loads(line)["id"]) for line in lines]
    found = told(year, "audit", "exceptions", "--since", "2024-01-01", "--until", "2024-12-31")
    assert {each["kind"] for each in found} == {"over_budget", "outside_plan"}


def test_the_chart_is_edited_under_a_token_and_published(year: Shop) -> None:
    assert year.run("chart", "import").code == 0
    seen = next(each for each in told(year, "chart", "list") if each["code"] == "coupons")
    token = str(seen["token"])
    assert year.run("chart", "rename", "coupons", "--en", "Vouchers", "--token", token).code == 0
    stale = year.run("chart", "rename", "coupons", "--en", "Slips", "--token", token)
    assert (stale.code, "Vouchers" in stale.err) == (2, True)
    assert year.run("chart", "add", "care", "--under", "service", "--zh", "关怀", "--en", "Care").code == 0
    leaf = ("--under", "care", "--zh", "回访", "--en", "Visits", "--nature", "variable")
    assert year.run("chart", "add", "visits", *leaf).code == 0
    assert {each["code"] for each in told(year, "chart", "diff")} == {"coupons", "care", "visits"}
    assert year.run("chart", "publish").code == 0
    text = (year.folder / "chart.toml").read_text(encoding="utf-8")
    assert "[service.care]" in text
    assert '"Vouchers"' in text
    (year.folder / "chart.toml").write_text(text.replace('"Vouchers"', '"By hand"'), encoding="utf-8")
    refused = year.run("chart", "publish")
    assert (refused.code, "by hand" in refused.err) == (2, True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_of_these_commands_is_there_in_both_languages(year: Shop, lang: str) -> None:
    shop = Shop(year.desk, lang)
    shop.run("chart", "import")
    for words in (("chart", "list"), ("ledger", "status"), ("assert", "list"), ("audit", "list")):
        answer = shop.run(*words)
        assert "cli." not in answer.out, answer.out
