"""People through pages: only who manages them finds them, and a token is shown once."""

import re

from tests.faces.web.site import Site


def test_only_an_administrator_finds_people(site: Site) -> None:
    for name in ("finance", "auditor", "guest"):
        assert site.visitor(name).get("/people/").status_code == 404
        assert site.visitor(name).post("/people/1/", {"act": "revoke", "role": "finance"}).status_code == 404
    assert site.visitor("admin").get("/people/").status_code == 200


def test_a_person_is_added_given_a_limited_role_and_lets_go_again(site: Site) -> None:
    visitor = site.visitor("admin")
    added = visitor.post("/people/", {"act": "add", "name": "li", "email": "", "role": "operations"})
    place = added["Location"]
    assert visitor.post(place, {"act": "grant", "role": "finance", "limit": "1万"})["Location"] == place
    html = visitor.get(place).content.decode()
    assert "10,000.00" in html
    offered = set(re.findall(r'name="scope-(\w+)"', html))
    assert {"see", "load", "close_month"} <= offered
    assert not offered & {"manage_people", "manage_messages"}, "a token never may more than its person"
    assert re.search(r'<input type="text" hidden name="username"', html), (
        "whose password it is, for a browser's vault"
    )
    again = visitor.post("/people/", {"act": "add", "name": "li", "email": ""}).content.decode()
    assert 'role="alert"' in again
    assert visitor.post(place, {"act": "leave", "leave_why": ""}).status_code == 200, "a reason is asked for"
    assert visitor.post(place, {"act": "leave", "leave_why": "moved on"}).status_code == 302
    assert "has left" in visitor.get(place).content.decode()


def test_a_token_is_shown_once(site: Site) -> None:
    visitor = site.visitor("admin")
    fields = {"act": "token", "token_name": "till", "days": "30", "scope-see": "1"}
    html = visitor.post("/people/1/", fields).content.decode()
    secret = re.search(r'<code class="mono">([^<]{32,})</code>', html)
    assert secret
    assert secret[1] not in visitor.get("/people/1/").content.decode()
