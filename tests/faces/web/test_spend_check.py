"""The page that checks a spend: what it answers, and how one refusal is let pass once by somebody else."""

import json
import re
from typing import cast

import pytest

from tests.faces.api.machine import Machine, give_token
from tests.faces.cli.shop import typed
from tests.faces.web.journeys import THIS_MONTH, site
from tests.faces.web.site import Site, words_of

__all__ = ["site"]
pytestmark = pytest.mark.parametrize("site", ["en"], indirect=True, scope="module")
CHECK = {"customer": "K-BASIC", "cost_type": "coupons", "amount": "200", "benefit_type": "dedicated_service"}


@pytest.fixture(autouse=True)
def signed(site: Site) -> None:
    """Everybody may sign in with the one password."""
    from fenhao.books.people.models import User
    from tests.faces.web.site import PASSWORD

    for user in User.objects.all():
        if not user.has_usable_password():
            user.set_password(PASSWORD)
            user.save()


def asks(site: Site, name: str, **fields: str) -> str:
    """Send the form as that person and return the page that comes."""
    return site.visitor(name).post("/check/", fields, follow=True).content.decode()


def test_a_refusal_says_why_how_much_is_there_and_how_it_is_asked_by_command(site: Site) -> None:
    html = asks(site, "service", act="check", **CHECK)
    assert 'class="bad"' in html
    assert "It is for tiers A" in html
    assert "Ask for an exception" in html
    command = re.search(r"<code>(fenhao check [^<]+)</code>", html)
    assert command
    words = command[1].removeprefix("fenhao ").split()
    assert words[:4] == ["check", "200", "--customer", "K-BASIC"]
    answer = typed("--lang", "en", "--book", str(site.root), *words, "--json")
    assert answer.code == 1, answer.all
    told = json.loads(answer.out)
    assert (told["answer"], told["gates"][-1]["verdict"]) == ("refuse", "benefit_outside_tier")
    assert told["why"] in words_of(html), "page and command give one reason in the same words"


def test_a_program_is_told_why_in_the_language_that_it_asks_in(site: Site) -> None:
    give_token("operations", "spend")
    leg = {
        "occurred_on": f"{THIS_MONTH}-05", "amount_minor": 200_00, "customer": "K-BASIC",
        "cost_type": "coupons", "benefit_type": "dedicated_service",
    }  # fmt: skip
    found = {}
    for lang in ("en", "zh"):
        asker = Machine("operations", "spend", headers={"Accept-Language": lang})
        found[lang] = asker.post("check", {"parts": [leg]}).told
    told = cast("dict[str, object]", cast("list[object]", found["en"]["gates"])[-1])
    assert told["verdict"] == found["en"]["verdict"] == "benefit_outside_tier"
    assert found["en"]["why"] == told["why"]
    assert re.fullmatch(
        r"Tier C .+ \(since [0-9-]+\) is not entitled to Dedicated service\.", str(told["why"])
    )
    assert [each["text"] for each in cast("list[dict[str, str]]", told["remedies"])] == [
        "It is for tiers A.",
        "Ask for an exception: somebody else may let it pass once.",
    ]
    assert "不享有“专属服务”权益" in str(found["zh"]["why"])
    much = {**leg, "benefit_type": "", "amount_minor": 10**14}
    told = (
        Machine("operations", "spend", headers={"Accept-Language": "en"})
        .post("check", {"parts": [much]})
        .told
    )
    assert str(told["why"]).startswith("Budget, "), "the level that is short is named"


def test_the_gate_answers_before_the_budget_also_where_there_is_no_line(site: Site) -> None:
    fields = {**CHECK, "cost_type": "service_channels"}
    html = asks(site, "service", act="check", **fields)
    assert "It is for tiers A" in html
    assert "Ask for an exception" in html
    html = asks(site, "service", act="check", **{**fields, "customer": "K-NOBODY", "benefit_type": ""})
    assert "There is no budget line" in html
    assert "K-NOBODY has no tier on that day" in words_of(html)
    words = ("--customer", "K-BASIC", "--cost-type", "service_channels", "--benefit", "dedicated_service")
    told = typed("--lang", "en", "--book", str(site.root), "check", "200", *words, "--by", "service")
    assert "It is for tiers A" in told.out
    assert "There is no budget line" in told.out


def test_what_may_be_given_leads_to_the_request_with_everything_typed(site: Site) -> None:
    html = asks(site, "service", act="check", **{**CHECK, "benefit_type": ""})
    assert 'class="good"' in html
    place = re.search(r'href="(/requests/new/\?[^"]+)"', html)
    assert place
    page = site.visitor("service").get(place[1].replace("&amp;", "&")).content.decode()
    assert f'value="{THIS_MONTH}/C/benefits" selected' in page
    assert 'value="K-BASIC"' in page
    assert 'value="200"' in page


def test_a_check_needs_a_customer_a_type_and_an_amount(site: Site) -> None:
    html = asks(site, "service", act="check", amount="much")
    assert 'role="alert"' in html
    for field in ("f-customer", "f-cost_type", "f-amount"):
        assert f'href="#{field}"' in html


def test_an_exception_needs_a_reason_another_person_and_counts_once(site: Site) -> None:
    ask = {**CHECK, "act": "appeal", "rule": "benefit_outside_tier", "hours": "24", "key": "x1"}
    assert 'href="#f-why"' in asks(site, "service", **ask)
    html = asks(site, "service", **ask, why="Thirty years a customer")
    assert "Thirty years a customer" in html
    assert "waits for an answer" in html
    assert 'value="allow"' not in html, "customer service does not answer"
    (number,) = set(re.findall(r'name="appeal" value="(\d+)"', asks_page(site, "finance")))
    assert "1 exceptions wait for your answer" in site.visitor("management").get("/inbox/").content.decode()
    assert site.visitor("service").post("/check/", {"act": "allow", "appeal": number}).status_code == 404
    html = asks(site, "finance", act="allow", appeal=number, key="x2")
    assert "allowed once" in html
    html = asks(site, "service", act="check", **CHECK)
    assert 'class="good"' in html
    assert "let this pass once" in html
    again = asks(site, "management", act="refuse", appeal=number, key="x3")
    assert 'role="alert"' in again, "an answer is final"


def asks_page(site: Site, name: str) -> str:
    return site.visitor(name).get("/check/").content.decode()


def test_nobody_answers_his_own_and_an_auditor_presses_nothing(site: Site) -> None:
    ask = {**CHECK, "act": "appeal", "rule": "benefit_above_cap", "why": "Own", "key": "y1"}
    assert "Own" in asks(site, "finance", **ask)
    mine = asks_page(site, "finance").split("Own")[1].split("</tr>")[0]
    assert 'value="allow"' not in mine
    number = re.search(r'name="appeal" value="(\d+)"', asks_page(site, "management"))
    assert number
    assert "Nobody answers his own" in asks(site, "finance", act="allow", appeal=number[1], key="y2")
    main = asks_page(site, "auditor").split("<main")[1]
    assert "Own" in main
    assert 'method="post"' not in main
    assert site.visitor("auditor").post("/check/", {"act": "check", **CHECK}).status_code == 404
