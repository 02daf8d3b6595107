"""Settings through pages: by form with the files' own checker, with a reason, undone, and two people at once."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.faces.web.site import Site


@pytest.fixture
def as_they_were(site: Site) -> Iterator[None]:
    """Put the files back: the company is looked at by other tests too."""
    names = ("policy.toml", "fenhao.toml", "hours.toml", "care.toml")
    texts = {name: (site.root / name).read_text() if (site.root / name).exists() else None for name in names}
    yield
    for name, text in texts.items():
        if text is None:
            (site.root / name).unlink(missing_ok=True)
        else:
            (site.root / name).write_text(text)


def fields(site: Site, place: str, *, name: str = "finance") -> dict[str, str]:
    """Return what the page's form would send if nothing were touched."""
    html = site.visitor(name).get(place).content.decode()
    form = html.split('class="settings"', 1)[1].split("</form>")[0]
    told: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = {key: unescape(value) for key, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if "name" in found and (found.get("type") != "checkbox" or " checked" in tag):
            told[found["name"]] = found.get("value", "")
    for field, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        told[field] = chosen[1] if chosen else ""
    return told | {"act": "save"}


def test_a_threshold_is_changed_by_form_with_its_reason_and_undone(site: Site, as_they_were: None) -> None:
    visitor = site.visitor("finance")
    before = (site.root / "policy.toml").read_text()
    sent = fields(site, "/settings/findings/") | {"waste-share_target": "4"}
    answer = visitor.post("/settings/findings/", sent)
    assert answer.status_code == 422
    assert 'href="#f-why"' in answer.content.decode()
    assert (site.root / "policy.toml").read_text() == before
    assert visitor.post("/settings/findings/", sent | {"why": "agreed in June"}).status_code == 302
    assert (site.root / "policy.toml").read_text() == before.replace(
        'share_target = "5%" ', 'share_target = "4%" '
    )
    html = visitor.get("/settings/versions/").content.decode()
    assert "agreed in June" in html
    assert re.search(r"<del>5%</del> → 4%", html)
    number, digest = re.findall(
        r'name="number" value="(\d+)"><input type="hidden" name="digest" value="(\w+)"', html
    )[0]
    back = {
        "act": "restore",
        "file": "policy.toml",
        "number": number,
        "digest": digest,
        "why": "back",
        "key": "u1",
    }
    assert visitor.post("/settings/versions/", back).status_code == 302
    assert (site.root / "policy.toml").read_text() == before
    trail = site.visitor("auditor").get("/audit/?act=set_setting").content.decode()
    assert "agreed in June" in trail


def test_a_wrong_value_is_refused_beside_its_field(site: Site, as_they_were: None) -> None:
    visitor = site.visitor("finance")
    sent = fields(site, "/settings/budget/") | {"budget-warn_at": "much", "why": "w"}
    html = visitor.post("/settings/budget/", sent).content.decode()
    assert 'role="alert"' in html
    assert 'href="#f-budget-warn_at"' in html
    assert 'value="much"' in html, "what was typed is still there"
    sent = fields(site, "/settings/budget/") | {"budget-tier_shares-A": "50%", "why": "w"}
    html = visitor.post("/settings/budget/", sent).content.decode()
    assert "110%" in html


def test_two_people_at_once_get_a_difference_and_no_edit_is_lost(site: Site, as_they_were: None) -> None:
    first, second = (fields(site, "/settings/budget/") for _ in range(2))
    visitor, boss = site.visitor("finance"), site.visitor("management")
    changed = first | {"budget-growth": "3%", "budget-warn_at": "75%", "why": "one"}
    assert visitor.post("/settings/budget/", changed).status_code == 302
    mine = second | {"budget-growth": "5%", "budget-fixed_growth": "1%", "why": "two"}
    answer = boss.post("/settings/budget/", mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    row = re.search(r"<tr><td>[^<]*</td><td>0%</td><td class=\"changed\">3%</td><td>5%</td></tr>", html)
    assert row, "as seen, as it is now, as typed"
    text = (site.root / "policy.toml").read_text()
    assert 'growth = "3%"' in text
    assert 'fixed_growth = "0%"' in text
    again = mine | {"was-budget-growth": '"3%"', "key": "again"}
    assert boss.post("/settings/budget/", again).status_code == 302
    text = (site.root / "policy.toml").read_text()
    assert 'growth = "5%"' in text
    assert 'warn_at = "75%"' in text, "what the other changed elsewhere stays"


def test_what_is_warned_of_after_service_is_a_field_like_any_other(site: Site, as_they_were: None) -> None:
    place = "/settings/care/"
    sent = fields(site, place)
    assert (sent["warnings-about"], sent["warnings-back_days"]) == ("either", "90")
    changed = sent | {"warnings-about": "leaves", "warnings-calls": "20", "why": "fewer calls"}
    assert site.visitor("finance").post(place, changed).status_code == 302
    text = (site.root / "care.toml").read_text()
    assert ('about = "leaves"' in text, "calls = 20" in text) == (True, True)
    again = site.visitor("finance").post(place, fields(site, place) | {"warnings-back_days": "1", "why": "w"})
    assert 'href="#f-warnings-back_days"' in again.content.decode()


def test_what_becomes_of_unknown_cost_is_set_by_form_and_two_people_do_not_meet(site: Site) -> None:
    place, visitor = "/settings/unpriced/", site.visitor("finance")
    first = fields(site, place)
    assert visitor.post(place, first | {"policy-every": "hold_default", "why": "w"}).status_code == 422
    held = {"policy-every": "hold_default", "amount-every": "300", "policy-benefits": "approve"}
    sent = first | held | {"amount-benefits": "1,200.50", "why": "known later"}
    assert visitor.post(place, sent).status_code == 302
    assert visitor.post(place, sent).status_code == 302, "the same form again is the same act"
    now = fields(site, place)
    assert (now["policy-every"], now["policy-benefits"]) == ("hold_default", "approve")
    assert "1,200.50" in now["amount-benefits"]
    stale = site.visitor("management").post(place, sent | {"key": "another"})
    assert (stale.status_code, now["version"] in stale.content.decode()) == (422, True)
    assert "1,200.50" in site.visitor("auditor").get("/policies/").content.decode()
    back = now | {"policy-every": "refuse", "policy-benefits": "as_every", "why": "as before"}
    assert visitor.post(place, back).status_code == 302
    assert fields(site, place)["policy-every"] == "refuse"


def test_a_change_for_later_waits_and_can_be_taken_back(site: Site, as_they_were: None) -> None:
    visitor = site.visitor("finance")
    before = (site.root / "policy.toml").read_text()
    sent = fields(site, "/settings/gate/") | {"waste-benefit_caps-B": "15%", "why": "next year"}
    past = visitor.post("/settings/gate/", sent | {"from": "2020-01-01"})
    assert 'href="#f-from"' in past.content.decode()
    assert visitor.post("/settings/gate/", sent | {"from": "2999-01-01"}).status_code == 302
    assert (site.root / "policy.toml").read_text() == before
    html = visitor.get("/settings/versions/").content.decode()
    number = re.search(
        r'name="number" value="(\d+)"><p class="field"><label[^>]*>[^<]*</label><input[^>]*></p><button class="second" name="act" value="withdraw"',
        html,
    )
    assert number
    taken = {"act": "withdraw", "file": "policy.toml", "number": number[1], "why": "not after all"}
    assert visitor.post("/settings/versions/", taken).status_code == 302
    assert visitor.post("/settings/versions/", taken).status_code == 422


def test_currency_and_calendar_are_said_to_be_fixed_and_are(site: Site, as_they_were: None) -> None:
    visitor = site.visitor("finance")
    assert "company-currency" not in visitor.get("/settings/").content.decode()
    sent = fields(site, "/settings/") | {
        "company-currency": "USD",
        "was-company-currency": '"CNY"',
        "why": "w",
    }
    assert visitor.post("/settings/", sent).status_code == 422
    assert 'currency = "CNY"' in (site.root / "fenhao.toml").read_text()


def test_a_benefit_is_added_and_kept_for_a_tier(site: Site, as_they_were: None) -> None:
    visitor = site.visitor("finance")
    sent = fields(site, "/settings/gate/") | {"new-benefit": "birthday_gift", "why": "new"}
    sent |= {"waste-entitlements-birthday_gift-A": "1"}
    assert visitor.post("/settings/gate/", sent).status_code == 302
    assert 'birthday_gift = ["A"]' in (site.root / "policy.toml").read_text()
    assert "birthday_gift" in visitor.get("/settings/gate/").content.decode()


def test_a_cost_pool_follows_another_driver_and_a_new_one_is_added(site: Site, as_they_were: None) -> None:
    from fenhao.runs.book import open_book

    visitor, place = site.visitor("finance"), "/settings/pools/"
    html = visitor.get(place).content.decode()
    assert "Filled by: Team pay, Team training" in html
    new = {
        "new-pool": "store_team",
        "new-pool-zh": "门店团队",
        "new-pool-en": "Store team",
        "new-pool-driver": "orders",
        "new-pool-seconds_per_unit": "0",
        "new-pool-capacity_hours_per_year": "0",
    }
    sent = fields(site, place) | new | {"pools-core_team-driver": "revenue", "why": "new shops"}
    assert visitor.post(place, sent).status_code == 302
    pools = {each.pool_id: each for each in open_book(root=site.root).policies.pools}
    assert (pools["store_team"].name_zh, pools["store_team"].driver) == ("门店团队", "orders")
    assert pools["core_team"].driver == "revenue"
    html = visitor.get(place).content.decode()
    assert "Store team (store_team)" in html
    assert "No cost type goes into this pool yet" in html


def test_half_a_clock_of_a_pool_and_a_code_that_is_none_are_refused(site: Site, as_they_were: None) -> None:
    visitor, place = site.visitor("finance"), "/settings/pools/"
    sent = fields(site, place) | {"pools-core_team-seconds_per_unit": "60", "why": "w"}
    html = visitor.post(place, sent).content.decode()
    assert 'role="alert"' in html
    assert (
        "pools-core_team-capacity_hours_per_year" in html.split("<form")[1]
        or 'href="#f-pools-core_team' in html
    )
    html = visitor.post(place, fields(site, place) | {"new-pool": "Store Team", "why": "w"}).content.decode()
    assert 'href="#f-new-pool"' in html


def test_a_season_is_added_changed_and_taken_out_by_form_whatever_it_is_called(
    site: Site, as_they_were: None
) -> None:
    from fenhao.runs.book import open_book

    def seasons() -> dict[str, int]:
        return {each.name: len(each.spans) for each in open_book(root=site.root).policies.seasons}

    visitor, place, name = site.visitor("finance"), "/settings/seasons/", "Double-11 大促~1"
    key = "value-seasons-Double~2d~11~20~大促~7e~1"
    assert seasons() == {}
    sent = fields(site, place) | {"new-season": name, "new-season-days": "11-01..11-11", "why": "festival"}
    assert visitor.post(place, sent).status_code == 302
    assert seasons() == {name: 1}
    shown = fields(site, place)
    assert shown[key] == "11-01..11-11"
    sent = shown | {key: "11-01..11-12, 2026-06-18", "why": "longer"}
    assert visitor.post(place, sent).status_code == 302
    assert seasons() == {name: 2}
    answer = visitor.post(place, fields(site, place) | {key: "11-31..12-40", "why": "w"})
    assert (answer.status_code, f'href="#f-{key}"' in answer.content.decode()) == (422, True)
    for typed, field in (
        ({"new-season": "Sale 2.0", "new-season-days": "06-18"}, "new-season"),
        ({"new-season": "Spring"}, "new-season-days"),
    ):
        answer = visitor.post(place, fields(site, place) | typed | {"why": "w"})
        assert (answer.status_code, f'href="#f-{field}"' in answer.content.decode()) == (422, True)
    assert visitor.post(place, fields(site, place) | {key: "", "why": "over"}).status_code == 302
    assert seasons() == {}


def test_a_rule_is_switched_off_by_its_box(site: Site, as_they_were: None) -> None:
    sent = fields(site, "/settings/findings/") | {"why": "pilot"}
    del sent["waste-rules_off-low_participation"]
    assert site.visitor("finance").post("/settings/findings/", sent).status_code == 302
    assert 'rules_off = ["low_participation"]' in (site.root / "policy.toml").read_text()


def test_a_years_holidays_are_pasted_and_business_hours_set(site: Site, as_they_were: None) -> None:
    visitor = site.visitor("finance")
    notice = "一、元旦：1月1日（周四）至3日（周六）放假，共3天。1月4日（周日）上班。"
    sent = {"act": "days", "year": "2026", "days": notice, "why": "notice", "key": "d1"}
    sent |= {"was-holidays": "{}", "was-workdays": "{}"}
    assert visitor.post("/settings/hours/?year=2026", sent).status_code == 302
    text = (site.root / "hours.toml").read_text()
    assert '2026-01-03 = "元旦"' in text
    assert '[workdays]\n2026-01-04 = "元旦"' in text
    html = visitor.get("/settings/hours/?year=2026").content.decode()
    assert "2026-01-04 workday 元旦" in html, "the list reads back to itself"
    wrong = visitor.post("/settings/hours/?year=2026", sent | {"days": "nothing here", "key": "d2"})
    assert 'href="#f-days"' in wrong.content.decode()
    hours = {
        "act": "hours",
        "year": "2026",
        "opens": "08:30",
        "closes": "08:00",
        "day-monday": "1",
        "why": "w",
    }
    seen = {
        "was-opens": '"09:00"',
        "was-closes": '"18:00"',
        "was-weekdays": '["monday","tuesday","wednesday","thursday","friday"]',
    }
    assert visitor.post("/settings/hours/", hours | seen).status_code == 422
    assert visitor.post("/settings/hours/", hours | seen | {"closes": "17:30"}).status_code == 302
    assert 'weekdays = ["monday"]' in (site.root / "hours.toml").read_text()


@pytest.mark.parametrize("name", ["operations", "service", "admin", "auditor"])
def test_who_may_not_set_policy_reads_it_and_is_offered_nothing(site: Site, name: str) -> None:
    visitor = site.visitor(name)
    for place in ("/settings/", "/settings/findings/", "/settings/hours/", "/settings/versions/"):
        html = visitor.get(place).content.decode().split("<main", 1)[1]
        assert "<button" not in html, place
        assert visitor.post(place, {"act": "save", "why": "w"}).status_code == 404, place


def test_a_part_that_there_is_not_is_not_found(site: Site) -> None:
    visitor = site.visitor("finance")
    assert visitor.get("/settings/nothing/").status_code == 404
    assert visitor.get("/settings/versions/?file=books.key").status_code == 404
    assert (
        visitor.post("/settings/versions/", {"act": "restore", "file": "../x", "number": "1"}).status_code
        == 404
    )
