"""The page of early warning on the example company: who is at risk and why, how good the telling is, and what a short history says."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

from fenhao.engine.satisfaction.warning import WarningVerdict
from fenhao.interfaces.web.pages.service_warnings import ROWS_A_PAGE
from fenhao.runs.book import Refused, keep, open_book, stamp_now
from fenhao.runs.loyalty import Warnings, kept_warnings, warning_of
from tests.faces.web.site import Site

AT = datetime(2026, 10, 5, 6, tzinfo=UTC)
PAGE = "/service/warnings/"


def page(site: Site, name: str, address: str = PAGE, *, lang: str = "en") -> str:
    answer = site.visitor(name, lang=lang).get(address)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


def found_in(site: Site) -> Warnings:
    held = kept_warnings(book=open_book(root=site.root))
    assert held is not None
    assert isinstance(held.value, Warnings)
    return held.value


def test_the_title_says_how_many_and_every_customer_has_a_reason_and_a_page(site: Site) -> None:
    found = found_in(site)
    assert found.verdict is WarningVerdict.told
    told = page(site, "service")
    assert f"{found.expected:,.0f} of {found.customers:,} customers served are likely to" in told
    first = found.warned[0]
    assert first.reasons
    assert f">{first.customer}</a>" in told
    assert "/service/care/?reason=warned" in told
    book = open_book(root=site.root)
    assert warning_of(book=book, customer=first.customer) == first
    assert warning_of(book=book, customer="nobody") is None


def test_a_sign_narrows_the_list_and_ids_are_masked_for_those_who_may_not_see_them(site: Site) -> None:
    found = found_in(site)
    sign = found.warned[0].reasons[0].sign
    told = page(site, "service", f"{PAGE}?sign={sign}")
    without = [each for each in found.warned if all(reason.sign != sign for reason in each.reasons)]
    assert all(f">{each.customer}</a>" not in told for each in without)
    assert 'aria-current="true"' in told
    assert f">{found.warned[0].customer}</a>" not in page(site, "auditor")
    assert "没有符合条件的客户" in page(site, "service", f"{PAGE}?sign=none", lang="zh")


def test_the_list_is_turned_page_by_page_and_shows_everybody_once(site: Site) -> None:
    found = found_in(site)
    address, seen = PAGE, list[str]()
    for _ in range(1 + len(found.warned) // ROWS_A_PAGE):
        told = page(site, "service", address)
        rows = [each.customer for each in found.warned if f">{each.customer}</a>" in told]
        assert 0 < len(rows) <= ROWS_A_PAGE
        seen += rows
        after = re.search(r'<a href="([?]skip=[0-9]+)#list">More rows', told)
        address = PAGE + after.group(1) if after else ""
    assert (seen, address) == ([each.customer for each in found.warned], "")
    assert len(found.warned) > ROWS_A_PAGE, "one page would show nothing of turning"


def test_too_short_a_history_tells_no_chances(site: Site) -> None:
    found, book = found_in(site), open_book(root=site.root)
    few = replace(
        found,
        verdict=WarningVerdict.short,
        measured=None,
        shares=(),
        spans=1,
        warned=tuple(replace(each, chance=None) for each in found.warned),
    )
    keep(book=book, name="service-warnings", value=few, stamp=stamp_now(book), at=AT)
    told = page(site, "service")
    assert "too short to learn from: 1 of 2" in told
    assert "?reason=warned" not in told
    assert "Likely</th>" not in told
    keep(
        book=book,
        name="service-warnings",
        value=Refused("warnings.none", {}),
        stamp=stamp_now(book),
        at=AT,
    )
    assert "Nobody was served yet" in page(site, "service")


def test_who_may_not_prepare_does_not_work_it_out(site: Site) -> None:
    client = site.visitor("auditor")
    assert client.post(f"{PAGE}work/", {"key": "k"}).status_code in (403, 404)
