"""The page of the best split: the message, both splits, rules that clash, who may ask, and what is refused."""

import re

import pytest

from tests.faces.web.site import PEOPLE, Site, reads
from tests.faces.web.splits import fill_split

PLACE = "/plan/split/"


def text_of(site: Site, *, name: str = "finance", lang: str = "en", query: str = "") -> str:
    answer = site.visitor(name, lang=lang).get(PLACE + query)
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("clash", [False, True])
def test_every_role_reads_it_in_its_language(site: Site, lang: str, clash: bool) -> None:
    fill_split(site.root, clash=clash)
    for name in (name for name, role in PEOPLE.items() if role):
        html = text_of(site, name=name, lang=lang)
        assert not re.search(r"\b(web|split_rule|split_evidence|split_note|cli)\.[a-z_.]+", html)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html)


def test_the_message_says_what_moves_and_what_it_brings(site: Site) -> None:
    fill_split(site.root, clash=False)
    html = text_of(site)
    title = html.split("<h1>")[1].split("</h1>")[0]
    assert "Moving CNY 150.00" in title
    assert "CNY 120.00 more profit" in title
    assert "tier A at most" in html.split('id="rules"')[1]
    assert "/ledger/?" in html.split('id="places"')[1], "what was spent opens its entries"


def test_where_the_range_reaches_nothing_no_gain_is_claimed(site: Site) -> None:
    fill_split(site.root, clash=False, gain=2_000.0)
    assert "does not show that another split would bring more" in text_of(site)


def test_rules_that_clash_are_named_with_what_is_missing(site: Site) -> None:
    fill_split(site.root, clash=True)
    html = text_of(site)
    assert "No split keeps all rules: 2 of them clash" in html
    inside = html.split('id="clash"')[1].split("</section>")[0]
    assert inside.count("<li>") == 2
    assert re.search(r"give way by <strong>\s*50\.00", inside)
    assert "互相冲突" in text_of(site, lang="zh")


def test_numbers_out_of_bounds_are_refused_in_words(site: Site) -> None:
    visitor = site.visitor("finance", lang="en")
    sent = {"budget": "500", "band": "10", "used": "90", "times": "200", "key": "k"}
    for name, wrong in (("budget", "much"), ("budget", "0"), ("band", "101"), ("used", "-1"), ("times", "0")):
        answer = visitor.post("/plan/split/work/", {**sent, name: wrong}, follow=True)
        assert 'role="alert"' in answer.content.decode()
    assert site.visitor("auditor").post("/plan/split/work/", sent).status_code == 404


def test_the_page_asks_the_database_seldom(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_split(site.root, clash=False)
    counts = reads(site, [PLACE], monkeypatch)
    assert {place: count for place, count in counts.items() if count > 7} == {}


def test_every_place_has_its_curve_with_the_past_year_and_the_split_on_it(site: Site) -> None:
    fill_split(site.root, clash=False)
    inside = text_of(site).split('id="curves"')[1].split("</section>")[0]
    assert inside.count("<svg") == 2
    assert inside.count("fh-fan") == 2, "each says how sure it is"
    assert inside.count("fh-plan") == 2, "the split is outlined"
    assert "its own past" in inside


def test_the_split_becomes_next_years_lines_and_a_draft_only_on_purpose(site: Site) -> None:
    fill_split(site.root, clash=False)
    assert 'href="/plan/prepare/?spread_by=split_robust"' in text_of(site)
    assert 'id="prepare"' not in text_of(site, name="auditor"), "whoever prepares no budget is not asked to"
    visitor = site.visitor("finance", lang="en")
    lines = visitor.get("/plan/prepare/?spread_by=split_robust").content.decode()
    assert "the best split" in lines
    assert "600.00" in lines, "A's benefits as the split has them"
    sent = {"key": "k" * 32, "study_name": "By the split", "spread_by": "split_robust"}
    kept = visitor.post("/plan/prepare/", sent)
    assert kept.status_code == 302
    budgets = visitor.get("/budget/").content.decode().count("By the split")
    assert budgets == 0, "a study is no budget"
    made = visitor.post(kept["Location"], {"key": "d" * 32, "act": "draft"})
    assert made["Location"].startswith("/budget/")
    assert "By the split" in visitor.get("/budget/").content.decode()


def test_rules_that_clash_make_no_lines(site: Site) -> None:
    fill_split(site.root, clash=True)
    html = site.visitor("finance", lang="en").get("/plan/prepare/?spread_by=split_robust").content.decode()
    assert "rules of the kept split clash" in html
