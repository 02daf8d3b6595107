"""The page of the watch: an alert is named, answered with a reason, and quiet then; who may only look answers nothing."""

from datetime import UTC, date, datetime

from fenhao.engine.watch import ANY, Kind
from fenhao.runs.book import keep, open_book, stamp_now
from fenhao.runs.planning import CostEvent, Watch
from tests.faces.web.site import Site, words_of

AT = datetime(2026, 4, 1, tzinfo=UTC)


def raise_alert() -> None:
    """Take a day in that cost three times what was to be expected."""
    from fenhao.books.database import read
    from fenhao.books.people import directory
    from fenhao.books.watch import Seen
    from fenhao.books.watch.operations import take_in

    people = read(lambda session: directory(session, at=AT))
    by = next(each.id for each in people if each.username == "finance")
    day = date(2026, 3, 10)
    take_in([Seen("spike", "A", "*", "mail", day, day, day, 30_000, 10_000)], key="seen", by=by, at=AT)


def test_an_alert_is_named_and_answered_and_waits_no_longer(site: Site) -> None:
    visitor = site.visitor("finance")
    assert "Nobody has looked" in words_of(visitor.get("/plan/watch/").content.decode())
    raise_alert()
    said = words_of(visitor.get("/plan/watch/").content.decode())
    assert "spike" in said
    assert "E-mail" in said, "channels go by their names"
    assert "+200%" in said
    form = {"alert": "1", "verdict": "expected", "why": "", "until": "2026-04-30", "key": "k1"}
    refused = visitor.post("/plan/watch/", form)
    assert refused.status_code == 422
    assert "Say why" in words_of(refused.content.decode())
    wrong = visitor.post("/plan/watch/", {**form, "why": "spring sale", "until": "soon"})
    assert "no date" in words_of(wrong.content.decode())
    assert visitor.post("/plan/watch/", {**form, "why": "spring sale"}).status_code == 302
    assert "spring sale" not in words_of(visitor.get("/plan/watch/").content.decode())
    assert "spring sale" in words_of(visitor.get("/plan/watch/?all=1&alert=1").content.decode())


def test_who_only_looks_answers_nothing_and_has_nothing_looked_at(site: Site) -> None:
    visitor = site.visitor("auditor")
    assert visitor.post("/plan/watch/", {"alert": "1", "verdict": "real", "why": "x"}).status_code == 404
    assert visitor.post("/plan/watch/work/", {}).status_code == 404


def test_customers_who_moved_tier_are_told_apart_and_are_no_alert(site: Site) -> None:
    book, day = open_book(root=site.root), date(2026, 3, 10)
    event = CostEvent(
        Kind.rise, "A", "coupons", ANY, day, date(2026, 3, 31), day, 90_000, 88_000, 9.0, (), day, (4_000,) * 22, 30_000
    )  # fmt: skip
    found = Watch(day, date(2026, 3, 31), 100, (), (event,), (), ())
    keep(book=book, name="watch", value=found, stamp=stamp_now(book), at=AT)
    inside = site.visitor("auditor", lang="en").get("/plan/watch/").content.decode().split('id="moved"')[1]
    assert "Customers moved tier" in inside
    assert "300.00" in inside, "what movers brought"
    assert "20.00" in inside, "what is left without them"
