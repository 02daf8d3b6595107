"""The systems that facts are fetched from: how far each was read, what its last run brought, and a run now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.people import Right
from fenhao.books.sources import FetchRun, operations as books
from fenhao.interfaces.fetching import Fetcher
from fenhao.interfaces.jobs import Errand, Said, forget
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._forms import go
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Standing, Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.profiles import Feed, Source
from fenhao.runs.book import Voice
from fenhao.runs.loading import FedFact, kept_place, loadable, secret_names, sources as all_sources


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as a reader sees it; ``said`` is what stopped its last run, empty when nothing did."""

    fact: str
    object: str
    place: str
    at: str
    run: FetchRun | None
    said: str


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source as a reader sees it."""

    source: Source
    rows: tuple[FeedRow, ...]
    needs_secret: bool
    work: Standing


@for_readers(Right.load)
def sources(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the sources; begin a run of one."""
    try:
        found = all_sources(here.book)
    except Trouble as wrong:
        problems = (explain_trouble(wrong, here.lang),)
        return shown(request, here, "web/sources.html", {"cards": (), "problems": problems})
    if request.method == "POST":
        name = request.POST.get("source", "")
        source = next((each for each in found if each.name == name), None)
        if source is None:
            raise Http404
        _begin(here, source, afresh=request.POST.get("afresh") == "1")
        return go("sources")
    last = {(each.source, each.fact, each.object): each for each in books.last_runs()}
    given = books.secrets_set()
    cards = tuple(_card(here, each, last, given) for each in found)
    for card in cards:
        if card.work.said:
            forget(here.book, card.work.name)
    busy = any(card.work.errand for card in cards)
    return shown(request, here, "web/sources.html", {"cards": cards, "busy": busy, "problems": ()})


def _card(
    here: Surroundings,
    source: Source,
    last: dict[tuple[str, str, str], FetchRun],
    given: frozenset[str],
) -> SourceCard:
    """Return how a source stands."""
    rows = tuple(
        _row(here, source, feed, last.get((source.name, feed.fact, feed.object))) for feed in source.feeds
    )
    needed = any(needs for _, needs in secret_names(source))
    return SourceCard(source, rows, needed and source.name not in given, standing(here, _work(source)))


def _row(here: Surroundings, source: Source, feed: Feed, run: FetchRun | None) -> FeedRow:
    """Return how a feed stands."""
    return FeedRow(
        fact=say(f"table.{loadable(feed.fact).name}", {}, here.lang),
        object=feed.object,
        place=kept_place(here.book, source, feed) if feed.cursor else "",
        at=moment(here, run.at) if run else "",
        run=run,
        said=explain_trouble(Trouble(run.code, run.details), here.lang) if run and run.code else "",
    )


def _begin(here: Surroundings, source: Source, *, afresh: bool) -> None:
    """Send a run off; what it brought is told on this page."""
    by, at, book, lang = acting(here), here.at, here.book, here.lang

    def work(errand: Errand) -> Told:
        """Fetch, and keep what is to be told."""
        voice = Voice(errand.advance, lambda code, details: say(code, details, lang))
        return _told(source, list(Fetcher(book, by, at, voice).fetch(source, afresh=afresh)))

    begin(here, _work(source), work, right=Right.load, back="web:sources", typed={})


def _told(source: Source, brought: Sequence[FedFact]) -> Told:
    """Return what each feed brought, in words."""

    def told(names: Names) -> Sequence[Said]:
        """Say it."""
        found = []
        for fed in brought:
            counts = {
                "source": source.name,
                "object": fed.feed.object,
                "read": f"{fed.rows_read:,}",
                "loaded": f"{fed.loaded:,}",
                "already": f"{fed.already_there:,}",
                "rejected": f"{fed.rejected:,}",
                "fact": say(f"table.{loadable(fed.feed.fact).name}", {}, names.lang),
            }
            tone = "warning" if fed.rejected else "success"
            found.append(Said(tone, say("cli.sources.brought", counts, names.lang)))
            if fed.changed:
                found.append(Said("info", say("load.newer", {"count": f"{fed.changed:,}"}, names.lang)))
            if fed.trouble is not None:
                found.append(Said("error", explain_trouble(fed.trouble, names.lang)))
        return found

    return told


def _work(source: Source) -> str:
    return f"fetch-{source.name.replace('_', '-')}"
