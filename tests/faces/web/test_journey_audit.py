"""The auditor reads everything, changes nothing, has the books verified, and lists what is exceptional."""

from datetime import UTC, datetime

import pytest

from tests.faces.web.journeys import THIS_MONTH, TODAY, Desk, chromium, desk, pytestmark, site
from tests.faces.web.site import PAGES

__all__ = ["chromium", "desk", "pytestmark", "site"]
OWN = ("/me/",)
"""Where whoever signs in settles what is theirs alone."""
READING = ("/views/", "/report/make/", "/report/print/")
"""Where one's own view is kept and a report is worked out and printed: nothing of the company changes."""
PLACES = sorted(
    {place.partition("?")[0] for place in PAGES if not any(each.isdigit() for each in place)} - {*OWN}
)
WRITING = ("/requests/new/", "/moves/new/", "/imports/", "/people/")


@pytest.fixture
def twice(desk: Desk) -> None:
    """The same voucher twice on one day."""
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import record_fact

    for key in ("twin-1", "twin-2"):
        leg = Leg(TODAY, "A", "benefits", 4_711, customer="K9", cost_type="coupons")
        assert record_fact(key=key, legs=[leg], currency="CNY", by=None, at=datetime.now(UTC)).passed


def test_an_auditor_sees_all_and_touches_nothing(desk: Desk, twice: None) -> None:
    auditor = desk.sits("auditor")
    for place in (*PLACES, "/audit/", f"/lines/?month={THIS_MONTH}"):
        auditor.go(place)
        forms = auditor.page.locator("main form[method=post]")
        acts = {form.get_attribute("action") for form in forms.all()}
        assert acts <= {*READING}, f"{place} offers something to press"
    assert [auditor.status(place) for place in WRITING] == [404] * len(WRITING)

    day = TODAY.isoformat()
    auditor.go(f"/audit/exceptions/?since={day}&until={day}").is_told("exception.duplicate_voucher")
    row = auditor.page.locator("main tbody tr", has_text=auditor.word("exception.duplicate_voucher"))
    row.locator("a.mono").first.click()
    auditor.page.wait_for_url("**/lines/**")
    auditor.reads("47.11")

    auditor.go("/audit/verify/")
    with auditor.page.expect_navigation():
        auditor.page.locator("main button", has_text=auditor.word("web.verify.begin")).click()
    auditor.page.locator("main .checks li").first.wait_for(timeout=60_000)
    assert auditor.page.locator("main .checks li").count() >= 6
    assert auditor.page.locator("main .checks .bad").count() == 0
