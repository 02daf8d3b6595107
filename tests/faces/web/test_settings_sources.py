"""Sources by form: written beside what the file held, secrets given and never shown, tried against a stand-in, and who may."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faces.connectors.standins import HubSpot, serving
from tests.faces.web.site import Site, words_of

if TYPE_CHECKING:
    from django.test import Client

PAGE = "/settings/sources/"
KEPT = '# of the cash desk\n[till]\nkind = "sqlite"\nfile = "till.sqlite3"  # beside the book\n[[till.feeds]]\nfact = "orders"\nobject = "sales"\ncursor = "day"\ncolumns = { order_id = "id", ordered_on = "day", revenue = "total" }\n'


@pytest.fixture
def crm(site: Site) -> Iterator[tuple[Site, str]]:
    """A company whose settings let it call a stand-in of HubSpot on this machine, and one source in its file."""
    (site.root / "sources.toml").write_text(KEPT, encoding="utf-8")
    plain = (site.root / "fenhao.toml").read_text(encoding="utf-8")
    begins, section, rest = plain.partition("[sources]\nallowed_hosts = []")
    assert section
    hosts = '[sources]\nallowed_hosts = ["127.0.0.1"]'
    (site.root / "fenhao.toml").write_text(begins + hosts + rest, encoding="utf-8")
    with serving(HubSpot()) as url:
        yield site, url
    (site.root / "fenhao.toml").write_text(plain, encoding="utf-8")
    (site.root / "sources.toml").unlink()


def typed(url: str, **more: str) -> dict[str, str]:
    """What somebody types."""
    columns = "order_id = id\ncustomer_id = customer\nordered_on = closedate\nrevenue = amount"
    feed = {"feed0-object": "deals", "feed0-fact": "orders", "feed0-columns": columns}
    return {"act": "save", "name": "crm", "address": url, **feed, **more}


def seen(visitor: "Client", place: str) -> str:
    """What the form carries along of what it shows."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', visitor.get(place).content.decode())
    assert found
    return found[1]


def written(site: Site) -> str:
    """The file as it is."""
    return Path(site.root / "sources.toml").read_text(encoding="utf-8")


def test_a_source_is_written_given_its_secrets_tried_and_led_elsewhere(crm: tuple[Site, str]) -> None:
    site, url = crm
    admin = site.visitor("admin")
    place = admin.post(f"{PAGE}new/hubspot/", typed(url))["Location"]
    assert place == f"{PAGE}crm/"
    assert written(site).startswith(KEPT), "what another wrote stays to its last remark"
    assert "missing" in words_of(admin.get(PAGE).content.decode())
    assert "does not let us in" in words_of(admin.post(place, {"act": "try"}).content.decode())
    assert admin.post(place, {"act": "secrets", "secret-token": "first-token"}).status_code == 302
    tried = admin.post(place, {"act": "try"}).content.decode()
    assert "it answers, and 5 records can be read" in words_of(tried)
    assert "K1" not in words_of(tried) and "first-token" not in tried
    for address in (place, "/audit/", PAGE):
        assert "first-token" not in admin.get(address).content.decode()
    same = typed(url, seen=seen(admin, place)) | {"feed0-where": ""}
    assert admin.post(place, same).status_code == 302
    assert "it answers" in words_of(admin.post(place, {"act": "try"}).content.decode()), "nothing changed"
    elsewhere = typed("https://elsewhere.example", seen=seen(admin, place))
    assert admin.post(place, elsewhere).status_code == 302
    assert admin.post(place, elsewhere).status_code == 302, "a second click finds it written"
    from fenhao.books.sources import operations

    assert "crm" not in operations.secrets_set(), "secrets do not travel to another address"


def test_two_people_at_one_source_get_what_differs_and_no_lost_edit(crm: tuple[Site, str]) -> None:
    site, url = crm
    first, second = site.visitor("admin"), site.visitor("admin", lang="zh")
    place = first.post(f"{PAGE}new/hubspot/", typed(url))["Location"]
    shown = seen(first, place)
    assert first.post(place, typed(url, seen=shown, **{"feed0-where": "a = 1"})).status_code == 302
    before = written(site)
    other = typed(url, **{"feed0-cursor": "hs_lastmodifieddate"})
    now = ""
    for stale in (shown, "", "0" * 32):
        answer = second.post(place, other | {"seen": stale})
        html = answer.content.decode()
        assert answer.status_code == 422, stale
        assert "已有人保存过数据源" in words_of(html)
        rows = [
            words_of(row).split() for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.DOTALL)
        ]
        assert [row[0] for row in rows] == ["deals", "deals"], (
            "the cursor and the condition, and nothing else"
        )
        assert "a = 1" in html
        assert 'value="hs_lastmodifieddate"' in html, "what was typed is still there"
        assert written(site) == before
        told_now = re.search(r'name="seen" value="([0-9a-f]+)"', html)
        assert told_now
        now = told_now[1]
    assert second.post(place, other | {"seen": now, "feed0-where": "a = 1"}).status_code == 302
    assert "hs_lastmodifieddate" in written(site) and "a = 1" in written(site)


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(crm: tuple[Site, str]) -> None:
    site, url = crm
    admin = site.visitor("admin")
    for more, says in (
        ({"name": ""}, "Name the source"),
        ({"name": "till"}, "already a source named till"),
        ({"name": "Not a name"}, "Not a name"),
        ({"feed0-columns": "order_id"}, "is no pair"),
        ({"feed0-columns": "order_id = id"}, "ordered_on"),
    ):
        answer = admin.post(f"{PAGE}new/hubspot/", typed(url, **more))
        assert answer.status_code == 422, more
        assert says in words_of(answer.content.decode()), more
        assert written(site) == KEPT


def test_secrets_are_taken_away_and_files_of_the_machine_are_not_written_by_form(
    crm: tuple[Site, str],
) -> None:
    from fenhao.books.sources import operations

    site, url = crm
    admin = site.visitor("admin")
    place = admin.post(f"{PAGE}new/hubspot/", typed(url))["Location"]
    assert "Type at least one" in words_of(admin.post(place, {"act": "secrets"}).content.decode())
    admin.post(place, {"act": "secrets", "secret-token": "first-token"})
    assert "crm" in operations.secrets_set()
    assert admin.post(place, {"act": "drop"}).status_code == 302
    assert "crm" not in operations.secrets_set()
    assert admin.get(f"{PAGE}new/sqlite/").status_code == 404
    before = written(site)
    admin.post(f"{PAGE}till/", {"act": "save", "file": "/etc/passwd", "feed0-object": "x"})
    assert written(site) == before
    for name in ("finance", "auditor"):
        assert site.visitor(name).get(place).status_code == 404
        assert site.visitor(name).post(place, {"act": "drop"}).status_code == 404
