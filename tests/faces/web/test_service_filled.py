"""The pages of service cost with a month worked out from contacts that a seed generated: their words, links and forms."""

import re
from datetime import UTC, date, datetime

import pytest

from fenhao.engine.facts import COST_ENTRIES, SERVICE_CONTACTS
from fenhao.runs.book import open_book, say_nothing
from fenhao.runs.mart import customer_ref
from fenhao.runs.service import GENERATED, work_effect, work_service
from tests.faces.web.customers import load
from tests.faces.web.site import PEOPLE, Site, reads, words_of

MONTH = "2026-09"
AT = datetime(2026, 10, 5, tzinfo=UTC)
PAY = 900_000
CUSTOMER = f"/customers/{customer_ref('K2')}/"
PLACES = tuple(f"/service/{page}/?period={MONTH}" for page in ("cost", "complaints", "capacity"))


@pytest.fixture(autouse=True, scope="module")
def filled(site: Site) -> None:
    """The company has loaded a month of contacts and the pay of the phone team, and had them costed."""
    book = open_book(root=site.root)
    contacts: list[dict[str, object]] = [
        {
            "contact_id": f"c{number}",
            "customer_id": f"K{1 + number % 4}",
            "happened_on": date(2026, 9, 1 + number % 28),
            "happened_at": datetime(2026, 9, 1 + number % 28, 3, tzinfo=UTC),
            "channel": "bot" if number % 3 == 0 else "phone",
            "handle_seconds": None if number % 3 == 0 else 300,
            "team": "phone" if number % 3 else "bot",
        }
        for number in range(60)
    ]
    pay = {
        "entry_id": "pay-phone",
        "occurred_on": date(2026, 9, 20),
        "cost_type": "service_staff",
        "amount_minor": PAY,
        "department": "phone",
    }
    load(book, SERVICE_CONTACTS, contacts, source=GENERATED)
    load(book, COST_ENTRIES, [pay])
    work_service(book=book, label=MONTH, deadlines=(), at=AT, advance=say_nothing)
    work_effect(book=book, day=date(2026, 9, 15), channel="phone", days=10, at=AT, advance=say_nothing)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name, role in PEOPLE.items() if role])
def test_every_role_reads_the_filled_pages_in_its_language(site: Site, name: str, lang: str) -> None:
    visitor = site.visitor(name, lang=lang)
    for address in (*PLACES, CUSTOMER):
        answer = visitor.get(address)
        html = answer.content.decode()
        assert answer.status_code == 200, address
        assert not re.search(r"\b(web|cli|setting|service_costing)\.[a-z_]+\.[a-z_]+", words_of(html)), (
            address
        )
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", html), address


def test_filled_pages_ask_the_database_as_seldom(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = reads(site, PLACES, monkeypatch)
    assert {place: count for place, count in counts.items() if count > 8} == {}


def test_pages_of_service_say_which_facts_a_seed_generated(site: Site) -> None:
    visitor = site.visitor("finance")
    for address in (*PLACES, "/service/queues/", "/service/care/", "/service/satisfaction/"):
        assert "Generated facts: " in visitor.get(address).content.decode(), address
    assert "Generated facts: " not in visitor.get("/lines/").content.decode()
    assert "these contacts were made by chance" in visitor.get(CUSTOMER).content.decode()


def test_the_ledger_s_cost_of_service_is_made_of_cost_types_that_open_their_entries(site: Site) -> None:
    html = site.visitor("finance").get(PLACES[0]).content.decode()
    cells = html.split('id="cells"')[1].split("</section>")[0]
    assert re.search(
        r'href="/report/behind/\?period=2026-09&amp;by=cost_type&amp;code=service_staff">9,000.00<', cells
    )
    teams = words_of(html.split('id="teams"')[1].split("</section>")[0])
    assert "bot" in teams
    assert html.count('href="#cells"') >= 2


def test_an_expectation_is_stated_and_wrong_points_are_refused(site: Site) -> None:
    visitor, sent = site.visitor("finance"), {"period": MONTH, "channel": "phone", "points": "nothing"}
    wrong = visitor.post(PLACES[0], sent)
    assert wrong.status_code == 422
    assert 'href="#f-points"' in wrong.content.decode()
    assert visitor.post(PLACES[0], sent | {"points": "5%"}).status_code == 302
    told = visitor.get(PLACES[0]).content.decode().split('id="expected"')[1]
    assert "moving 5% of all contacts" in told
    assert site.visitor("auditor").post(PLACES[0], sent | {"points": "5"}).status_code == 404


def test_a_tool_before_and_after_is_compared_with_the_other_channels(site: Site) -> None:
    html = site.visitor("finance").get(PLACES[2]).content.decode()
    windows = words_of(html.split('id="windows"')[1].split("</section>")[0])
    assert "2026-09-05" in windows
    assert "seconds of staff time a contact" in words_of(html.split('id="measures"')[1])


def test_a_customer_s_page_tells_what_serving_it_took(site: Site) -> None:
    page = site.visitor("finance").get(CUSTOMER).content.decode()
    card = page.split('id="served"')[1].split("</section>")[0]
    cells = [words_of(each) for each in re.findall(r"<td[^>]*>(.*?)</td>", card)]
    period, contacts, tickets, minutes, cost, each = cells
    assert (period, contacts, tickets) == ("Sep 2026", "15", "0")
    assert float(minutes) > 0
    assert float(cost.replace(",", "")) > 0
    assert f'href="/service/cost/?period={MONTH}"' in card
    assert each != "--"


def test_resources_say_what_is_not_known_and_promise_no_paperwork_of_nought(site: Site) -> None:
    html = site.visitor("finance", lang="en").get(PLACES[2]).content.decode()
    said = words_of(html)
    assert "is not known for this period" in said
    assert "--as staff_time" in said and "--as tool_usage" in said
    assert "Paperwork takes" not in said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "gold member since 2025-01-01, until 2026-10-31"),
        ("zh", "gold会员，自 2025-01-01 起，至 2026-10-31"),
    ],
)
def test_a_member_is_called_whose_level_ends_soon_and_who_has_no_next_one(
    site: Site, lang: str, said: str
) -> None:
    text = words_of(
        site.visitor("service", lang=lang).get("/service/care/?reason=membership").content.decode()
    )
    assert said in text
    assert "2026-12-31" not in text, "not yet"
    assert "2026-10-20" not in text, "the next level is given"
