"""Cost that was loaded and does not count as spent yet: pages that tell what is spent say so, and offer to post it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.books.postings.operations import post_loads, unposted
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._long_work import Standing, Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, moment
from fenhao.interfaces.words import say
from fenhao.runs.loading import cost_loads_seen

WORK = "post-loads"
"""What posting is called among long work."""


@dataclass(frozen=True, slots=True)
class Unposted:
    """What a page tells of loads that the books lack, '' where they lack none; whether the reader may post them, and the work."""

    text: str
    may_post: bool
    work: Standing


def unposted_cost(here: Surroundings) -> Unposted:
    """Return what there is to tell of cost that is loaded but not posted, or undone but still in the books."""
    loads = cost_loads_seen(book=here.book)
    found = read(lambda session: unposted(session, loads=loads, month=None)) if loads else ()
    counts = [
        sum(each.code == code for each in found) for code in ("postings.unposted", "postings.not_taken_back")
    ]
    told = [
        say(f"web.unposted.{name}", {"count": str(count)}, here.lang)
        for name, count in zip(("loads", "undone"), counts, strict=True)
        if count
    ]
    return Unposted(
        ("" if here.lang == "zh" else " ").join(told),
        here.reader.may(Right.record_facts),
        standing(here, WORK),
    )


def post_behind(here: Surroundings, *, key: str) -> None:
    """Send off the posting of every load that is due."""

    def work(errand: Errand) -> Told:
        """Post them, and tell how many, and which months the books lack."""
        told = post_loads(book=here.book, by=acting(here), at=moment(), advance=errand.advance)
        counts = {
            "posted": str(len(told.posted)),
            "withdrawn": str(len(told.withdrawn)),
            "postings": f"{told.postings:,}",
        }
        return lambda names: _said(names, counts, told.outside)

    begin(here, WORK, work, right=Right.record_facts, back=reverse("web:ledger"), typed={"key": key})


def _said(names: Names, counts: dict[str, str], outside: Sequence[str]) -> Sequence[Said]:
    """Return how posting ended."""
    said = [Said("success", say("cli.ledger.posted", counts, names.lang))]
    if outside:
        months = ("、" if names.lang == "zh" else ", ").join(names.period(each) for each in outside)
        said.append(Said("warning", say("web.unposted.outside", {"months": months}, names.lang)))
    return said
