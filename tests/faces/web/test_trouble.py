"""What somebody sees when a page is not there, refused, too large or broken: words, a reference, and never a stack."""

import logging
import re

import pytest
from django.test import Client

from fenhao.interfaces.web._limits import BODY_BYTES_MAX
from fenhao.interfaces.web.pages import overview as page
from tests.faces.web.site import PASSWORD, Site

_REFERENCE = re.compile(r"(?:Reference|编号) ([0-9A-F]{4}-[0-9A-F]{4})")


def referred(html: str, caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    """Return the line of the log that a page refers to."""
    found = _REFERENCE.search(html)
    assert found, html
    (record,) = [each for each in caplog.records if f"reference {found[1]}" in each.getMessage()]
    return record


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有这个页面"), ("en", "There is no such page")])
def test_a_page_that_is_not_there_says_so_with_a_reference(
    site: Site, caplog: pytest.LogCaptureFixture, lang: str, words: str
) -> None:
    caplog.set_level(logging.INFO, "fenhao")
    answer = site.visitor("finance", lang=lang).get("/nowhere/")
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert "404 GET /nowhere/" in referred(answer.content.decode(), caplog).getMessage()


def test_an_address_writes_no_line_of_its_own_into_the_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "fenhao")
    answer = site.visitor("finance").get("/nowhere%0A500 POST /forged, reference 0000/")
    assert answer.status_code == 404
    assert "\n" not in referred(answer.content.decode(), caplog).getMessage()


def test_a_form_from_elsewhere_is_refused_with_words(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "fenhao")
    strict = Client(enforce_csrf_checks=True)
    assert strict.login(username="finance", password=PASSWORD)
    strict.cookies["fenhao_language"] = "en"
    answer = strict.post("/findings/refresh/", {"year": "2026"})
    assert answer.status_code == 403
    assert "The form was not accepted" in answer.content.decode()
    referred(answer.content.decode(), caplog)


def test_an_upload_over_the_limit_is_refused_before_it_is_read(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "fenhao")
    visitor = site.visitor("finance", lang="zh")
    answer = visitor.generic(
        "POST", "/imports/", b"short", content_type="text/csv", CONTENT_LENGTH=str(BODY_BYTES_MAX + 1)
    )
    assert answer.status_code == 413
    html = answer.content.decode()
    assert "256 MB" in html
    assert answer["Content-Security-Policy"]
    referred(html, caplog)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_error_of_ours_shows_a_reference_and_keeps_its_stack_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def broken(*_told: object) -> object:
        raise ZeroDivisionError("a secret of ours")

    visitor = site.visitor("finance", lang=lang)
    visitor.raise_request_exception = False
    monkeypatch.setattr(page, "_read", broken)
    answer = visitor.get("/")
    assert answer.status_code == 500
    html = answer.content.decode()
    assert "secret" not in html
    assert "Traceback" not in html
    record = referred(html, caplog)
    assert record.exc_info
    assert isinstance(record.exc_info[1], ZeroDivisionError)


def test_without_the_books_the_page_still_says_what_to_do_in_both_languages(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from fenhao.interfaces.web import _trouble

    def gone(*_told: object, **_more: object) -> object:
        raise OSError("the disk is gone")

    visitor = site.visitor("finance")
    visitor.raise_request_exception = False
    monkeypatch.setattr(page, "_read", gone)
    monkeypatch.setattr(_trouble, "render", gone)
    answer = visitor.get("/")
    assert answer.status_code == 500
    html = answer.content.decode()
    assert "Something went wrong here" in html
    assert "系统出错了" in html
    assert "disk" not in html
