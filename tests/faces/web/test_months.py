"""The end of a month through its pages: proposals taken, closing begun and refused, opening asked for."""

import re
from datetime import UTC, date, datetime

from tests.faces.web.site import Site, ended


def test_a_proposal_is_taken_with_a_reason_and_becomes_a_transfer(site: Site) -> None:
    visitor = site.visitor("operations")
    page = "/months/transfers/?month=2026-03"
    refused = visitor.post(page, {"act": "take", "proposal": "1", "key": "t1", "why": ""})
    assert refused.status_code == 422
    assert "Say why it is taken" in refused.content.decode()
    form = {"act": "take", "proposal": "1", "key": "t1", "why": "spring campaign runs short"}
    assert visitor.post(page, form).status_code == 302
    html = visitor.get(page).content.decode()
    assert "Taken; transfer" in html
    assert "Handed to the transfers" in html


def test_who_may_not_close_is_offered_no_step_and_refused(site: Site) -> None:
    page = "/months/closing/?month=2026-02"
    for name in ("auditor", "service"):
        visitor = site.visitor(name)
        assert 'value="begin"' not in visitor.get(page).content.decode()
        answer = visitor.post(page, {"act": "begin", "key": name})
        assert answer.status_code == 403
        assert 'role="alert"' in answer.content.decode()


def test_a_month_that_is_not_ready_says_all_that_stands_in_the_way(site: Site) -> None:
    from fenhao.books.postings import operations as postings

    told = postings.assert_balance(
        key="bank",
        subject="actual:period=2026-02,tier=A,category=benefits",
        on=date(2026, 2, 28),
        amount_minor=81_235,
        currency="CNY",
        note="bank statement",
        by=None,
        at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert told.actual_minor == 81_236
    visitor = site.visitor("finance")
    page = "/months/closing/?month=2026-02"
    assert visitor.post(page, {"act": "begin", "key": "begin-2"}).status_code == 302
    html = visitor.get(page).content.decode()
    assert "Feb 2026 is closing" in html
    assert visitor.post(page, {"act": "close", "key": "close-2"}).status_code == 302
    html = ended(visitor, page)
    assert "Something has to be put right first" in html
    assert "a difference of 0.01 CNY." in html
    assert "Feb 2026 is closing" in html


def test_the_four_parts_of_a_closed_month_explain_its_budget_less_its_cost(site: Site) -> None:
    html = site.visitor("finance").get("/months/closing/?month=2026-01").content.decode()
    assert "4,375.30" in html
    assert html.count("4,375.30") >= 3, "unspent, lapsed, and budget less cost"


def test_a_closed_month_is_opened_only_after_somebody_was_asked_with_a_reason(site: Site) -> None:
    visitor = site.visitor("finance")
    page = "/months/closing/?month=2026-01"
    assert visitor.post(page, {"act": "ask", "key": "o1", "why": " "}).status_code == 422
    assert visitor.post(page, {"act": "ask", "key": "o1", "why": "late invoice"}).status_code == 302
    html = visitor.get(page).content.decode()
    assert "late invoice · waits for management" in html
    assert "Jan 2026 is closed and sealed" in html
    again = visitor.post(page, {"act": "ask", "key": "o2", "why": "late invoice"})
    assert "Management has been asked already" in again.content.decode()


def test_an_earlier_month_that_is_open_is_named_before_anything_is_begun(site: Site) -> None:
    visitor = site.visitor("finance")
    html = visitor.get("/months/closing/?month=2026-03").content.decode()
    assert "Feb 2026 is not closed yet, and months close in order." in html
    assert 'href="/months/closing/?month=2026-02">Close Feb 2026 first</a>' in html


def test_a_case_of_a_month_is_told_in_words_and_without_an_amount(site: Site) -> None:
    finance = site.visitor("finance")
    form = {"act": "ask", "key": "worded", "why": "late invoice"}
    assert finance.post("/months/closing/?month=2026-01", form).status_code in {302, 422}
    for place in ("/inbox/?all=1", "/"):
        html = site.visitor("management").get(place).content.decode()
        assert "Jan 2026: late invoice" in html, place
        assert "2026-01: late invoice" not in html, place
        assert not re.search(r"[^0-9,]0\.00 (<small>)?CNY", html.split("Jan 2026: late invoice")[1][:400]), (
            place
        )


def test_a_closed_month_is_told_in_the_past_and_foretells_nothing(site: Site) -> None:
    visitor = site.visitor("finance")
    closed = visitor.get("/months/?month=2026-01").content.decode()
    assert "Jan 2026 is closed: it came to" in closed
    for word in ("will come to", "days gone", "Month end</th>", "Will be over by", "can be spared"):
        assert word not in closed[closed.index("<main") :], word
    assert "will come to" in visitor.get("/months/?month=2026-03").content.decode()
