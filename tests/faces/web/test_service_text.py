"""The page of tickets' texts on the example company: empty first, then taught, labelled by people, and learning anew."""

from datetime import UTC, datetime
from math import ceil

import pytest

from fenhao.engine.text import Kind, LearnRules, Sureness
from fenhao.runs.book import keep, open_book, stamp_now
from fenhao.runs.text import Labelled, Sorted, Waiting, train_text
from tests.faces.web.site import Site, ended
from tests.unit.text.sayings import sayings

AT = datetime(2026, 3, 20, tzinfo=UTC)
PAGE, ACT = "/service/text/", "/service/text/act/"


def page(site: Site, name: str, address: str = PAGE, *, lang: str = "en") -> str:
    answer = site.visitor(name, lang=lang).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def taught(site: Site) -> Site:
    """The company with a model of categories and one ticket that waits for a label."""
    texts, labels = sayings(240, seed=31)
    book = open_book(root=site.root)
    given = Labelled("tickets", ("",) * len(texts), tuple(texts), tuple(labels))
    told = train_text(
        book=book,
        kind=Kind.category,
        given=given,
        rules=LearnRules(),
        meaning=False,
        at=AT,
        advance=lambda _s, _a, _o: None,
    )
    waiting = Waiting("T7", "发票还是物流?", ("invoice", "delivery"), (0.4, 0.39), Sureness.unsure)
    found = Sorted(Kind.category, told.version, 9, (("invoice", 8),), 1, 0, (waiting,))
    keep(book=book, name="text-category", value=found, stamp=stamp_now(book), at=AT)
    return site


def test_before_anything_was_learnt_the_page_says_what_to_do(site: Site) -> None:
    assert "Load tickets with texts and labels" in page(site, "service")
    assert "never as sure" in page(site, "service", f"{PAGE}?kind=risk")


def test_a_taught_model_is_shown_with_its_range_and_its_weak_spots(taught: Site) -> None:
    told = page(taught, "service")
    assert "of held-out texts are told right" in told
    assert "Right when said" in told
    assert "发票还是物流" in told
    assert "留出文本判对" in page(taught, "service", lang="zh")


@pytest.mark.parametrize(
    ("newest", "unlike", "warns"), [(500, 10, False), (500, 18, True), (29, 29, False), (0, 0, False)]
)
def test_newest_tickets_unlike_what_was_taught_are_said(
    taught: Site, newest: int, unlike: int, warns: bool
) -> None:
    found = Sorted(Kind.category, 1, 900, (), 0, unlike, (), newest, unlike, usual=ceil(newest / 50))
    book = open_book(root=taught.root)
    keep(book=book, name="text-category", value=found, stamp=stamp_now(book), at=AT)
    assert (
        f"Of the newest {newest} tickets {unlike} are like nothing taught" in page(taught, "service")
    ) is warns
    assert ("都不相像" in page(taught, "service", lang="zh")) is warns


def test_who_may_not_see_customers_words_sees_figures_alone(taught: Site) -> None:
    told = page(taught, "finance")
    assert "of held-out texts are told right" in told
    assert "发票还是物流" not in told
    assert "<button" not in told.partition('id="waiting"')[2].partition("</section>")[0]
    answer = taught.visitor("finance").post(ACT, {"act": "train", "kind": "category"})
    assert answer.status_code == 404


def test_one_click_labels_a_ticket_and_the_next_one_comes(taught: Site) -> None:
    form = {"kind": "category", "ticket": "T7", "label": "delivery", "before": "invoice", "key": "once"}
    visitor = taught.visitor("service")
    for _ in range(2):
        assert visitor.post(ACT, form).status_code == 302
    told = visitor.get(PAGE).content.decode()
    assert "T7 is “delivery”" in told
    assert "Nothing waits for a label" in told
    from fenhao.books.database import read
    from fenhao.books.lessons import lessons

    (one,) = read(lambda session: lessons(session, kind="category"))
    assert (one.ticket, one.label, one.before) == ("T7", "delivery", "invoice")
    visitor.post(ACT, {**form, "label": " ", "key": "twice"})
    assert "label is empty" in visitor.get(PAGE).content.decode()


def test_learning_anew_without_tickets_says_what_is_missing(site: Site) -> None:
    visitor = site.visitor("service")
    visitor.post(ACT, {"act": "train", "kind": "queue", "target": "95", "key": "k"})
    assert "too few labels" in ended(visitor, f"{PAGE}?kind=queue")


def test_a_ticket_s_page_suggests_what_it_is_to_those_who_may_read_it(taught: Site) -> None:
    told = page(taught, "service", "/service/tickets/H1/")
    assert "Complaint risk" in told
    assert "a list of words, nothing taught yet" in told
    assert "learnt from your tickets" in told
    assert 'href="/service/text/"' in told.partition("<main")[2]
    assert "Complaint risk" not in page(taught, "finance", "/service/tickets/H1/")
