"""Service by form: promises that keep the past, queues and routes, costing, and the navigation that leads there."""

import re
import tomllib
from datetime import date

from tests.faces.web.site import Site, words_of
from tests.faces.web.test_settings import fields


def sla_form(site: Site, act: str) -> dict[str, str]:
    """Return what one of the forms of promises and routes would send if nothing were touched."""
    html = site.visitor("finance").get("/settings/sla/").content.decode()
    form = next(each for each in html.split("<form")[1:] if f'value="{act}"' in each)
    told = {"act": act}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in found and (found.get("type") != "checkbox" or " checked" in tag):
            told[found["name"]] = found.get("value", "")
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        told[name] = chosen[1] if chosen else ""
    return told


def written(site: Site, name: str) -> list[dict[str, object]]:
    """Return what sla.toml says under a name."""
    return list(tomllib.loads((site.root / "sla.toml").read_text())[name])


def test_new_promises_are_added_and_the_past_stays(site: Site) -> None:
    visitor = site.visitor("finance")
    sent = sla_form(site, "promises") | {"p-1-resolution": "300", "from": "2999-01-01"}
    unexplained = visitor.post("/settings/sla/", sent)
    assert unexplained.status_code == 422
    assert 'href="#f-why"' in unexplained.content.decode()
    assert 'value="300"' in unexplained.content.decode(), "what was typed is still there"
    assert visitor.post("/settings/sla/", sent | {"why": "the new contract"}).status_code == 302
    first, second = written(site, "policy")
    assert first["from"] == date(2000, 1, 1)
    assert second["from"] == date(2999, 1, 1)
    assert [each["resolution"] for each in (first["goals"][0], second["goals"][0])] == [480, 300]  # type: ignore[index]
    page = words_of(visitor.get("/settings/sla/").content.decode())
    assert "From 2999-01-01 planned" in page
    assert "From the beginning in force" in page


def test_promises_do_not_begin_in_the_past(site: Site) -> None:
    visitor = site.visitor("finance")
    sent = sla_form(site, "promises") | {"from": "2020-01-01", "why": "w"}
    before = (site.root / "sla.toml").read_text()
    html = visitor.post("/settings/sla/", sent).content.decode()
    assert 'href="#f-from"' in html
    assert (site.root / "sla.toml").read_text() == before


def test_queues_and_routes_change_and_the_queues_page_follows(site: Site) -> None:
    visitor = site.visitor("finance")
    sent = sla_form(site, "routes") | {
        "q-4-code": "night",
        "q-4-zh": "夜班",
        "q-4-en": "Night desk",
        "q-4-skills": "general",
        "q-4-capacity": "5",
        "why": "a night shift",
    }
    assert visitor.post("/settings/sla/", sent).status_code == 302
    assert "[queues.night]" in (site.root / "sla.toml").read_text()
    page = visitor.get("/service/queues/").content.decode()
    assert "Night desk" in page
    assert "front line" in page
    stale = visitor.post("/settings/sla/", sent | {"key": "later", "q-4-capacity": "9"})
    assert stale.status_code == 422, "somebody saved since that page was opened"
    html = visitor.get("/settings/versions/?file=sla.toml").content.decode()
    assert "a night shift" in html


def test_codes_that_are_none_and_stand_twice_are_said_beside_their_row(site: Site) -> None:
    visitor = site.visitor("finance")
    twice = sla_form(site, "routes") | {"q-2-code": "complaints", "q-3-capacity": "many", "why": "w"}
    html = visitor.post("/settings/sla/", twice).content.decode()
    assert 'href="#f-q-2-code"' in html
    assert 'href="#f-q-3-capacity"' in html
    nobody = sla_form(site, "steps") | {"s-1-code": "Bad", "s-2-tell": "", "why": "w"}
    html = visitor.post("/settings/sla/", nobody).content.decode()
    assert 'href="#f-s-1-code"' in html
    assert 'href="#f-s-2-code"' in html


def test_a_route_to_a_queue_that_is_gone_is_refused_by_the_checker(site: Site) -> None:
    sent = sla_form(site, "routes")
    gone = {name: "" for name in sent if re.fullmatch(r"q-1-\w+", name)}
    answer = site.visitor("finance").post("/settings/sla/", sent | gone | {"why": "w"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_who_may_not_set_policy_reads_the_promises_and_changes_nothing(site: Site) -> None:
    visitor = site.visitor("auditor")
    assert '<form method="post"' not in visitor.get("/settings/sla/").content.decode().split("<main")[1]
    assert visitor.post("/settings/sla/", sla_form(site, "steps") | {"why": "w"}).status_code == 404


def test_costing_of_service_is_changed_by_form_also_below_nought_and_with_a_new_channel(site: Site) -> None:
    visitor = site.visitor("finance")
    sent = fields(site, "/settings/service/") | {
        "service_cost-more_minutes-complaint": "-2",
        "service_cost-channel_teams-phone": "front",
        "new-channel": "wecom",
        "new-channel-minutes": "4",
        "why": "measured in May",
    }
    wrong = visitor.post("/settings/service/", sent | {"service_cost-more_minutes-complaint": "some"})
    assert 'href="#f-service_cost-more_minutes-complaint"' in wrong.content.decode()
    assert visitor.post("/settings/service/", sent).status_code == 302
    held = tomllib.loads((site.root / "policy.toml").read_text())["service_cost"]
    assert held["more_minutes"]["complaint"] == -2
    assert held["channel_teams"] == {"phone": "front"}
    assert held["minutes"]["wecom"] == 4


def test_care_is_changed_by_form_and_refused_by_its_own_checker(site: Site) -> None:
    visitor = site.visitor("finance")
    sent = fields(site, "/settings/care/") | {"care-renewal_days": "45", "why": "earlier"}
    wrong = visitor.post("/settings/care/", sent | {"care-quiet_times": "never"})
    assert 'href="#f-care-quiet_times"' in wrong.content.decode()
    assert visitor.post("/settings/care/", sent).status_code == 302
    assert "renewal_days = 45" in (site.root / "care.toml").read_text()


def test_a_comparison_asks_for_a_day_that_there_is(site: Site) -> None:
    visitor = site.visitor("finance")
    html = visitor.post("/service/capacity/", {"day": "", "days": "0", "channel": "phone"}).content.decode()
    assert 'href="#f-day"' in html
    assert 'href="#f-days"' in html


def test_groups_of_the_navigation_fold_and_that_of_the_page_is_open(site: Site) -> None:
    visitor = site.visitor("finance")

    def open_groups(address: str) -> dict[str, bool]:
        html = visitor.get(address).content.decode()
        return {name: bool(open_) for name, open_ in re.findall(r'data-group="(\w+)"( open)?', html)}

    home, service = open_groups("/"), open_groups("/service/queues/")
    assert home["money"]
    assert not home["service"]
    assert service["service"]
    assert not service["settings"]
