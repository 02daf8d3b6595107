"""Seals, and verify: everything that must hold is checked behind the page, and each check is said in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.audit import newest_seal
from fenhao.books.people import Right
from fenhao.books.postings.operations import seal_books, verify_books
from fenhao.interfaces.jobs import Errand, Said, Stopped, forget, send, stop, under_way
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.book import keep, kept, stamp_now
from fenhao.runs.report import Check, verify as verify_facts

_ERRAND = "verify"


@dataclass(frozen=True, slots=True)
class Verified:
    """The last checks, or the code and details of why there are none ('' where there are)."""

    at: datetime
    by_name: str
    checks: tuple[Check, ...]
    trouble: str
    details: Mapping[str, str]


@for_readers(Right.see_audit)
def verify(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the newest seal and the last checks; seal, begin checking, or stop it."""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "verify":
            _begin(here, kept=request.POST.get("kept", "").strip())
        elif act == "stop":
            stop(_ERRAND)
        elif act == "seal":
            _seal(here)
        return HttpResponseRedirect(reverse("web:verify"))
    errand, last = under_way(_ERRAND), _last(here)
    sealing = standing(here, _sealing(here))
    if sealing.said:
        for each in sealing.said:
            (messages.error if sealing.failed else messages.success)(request, each.text)
        forget(here.book, sealing.name)
    checks = last.checks if last else ()
    failed = [each for each in checks if not each.holds]
    return shown(
        request,
        here,
        "web/verify.html",
        {
            "errand": errand,
            "sealing": sealing.errand is not None,
            "last": last,
            "heading": _heading(here, last),
            "failed": len(failed),
            "trouble": explain_trouble(Trouble(last.trouble, last.details), here.lang)
            if last and last.trouble
            else "",
            "checks": [
                (_mark(each), say(each.code, dict(each.details), here.lang))
                for each in sorted(checks, key=lambda each: each.holds)
            ],
            "seal": newest_seal(),
        },
    )


def _heading(here: Surroundings, last: Verified | None) -> str:
    """Return the page's message."""
    if last is None or last.trouble:
        return say("web.verify.title", {}, here.lang)
    failed = sum(not each.holds and not each.waits for each in last.checks)
    waiting = sum(each.waits for each in last.checks)
    code = "failed" if failed else "waits" if waiting else "holds"
    details = {"count": str(failed or waiting or len(last.checks)), "of": str(len(last.checks))}
    return say(f"web.verify.{code}", details, here.lang)


def _mark(check: Check) -> str:
    """Return how a check ended, as its style is called."""
    return "good" if check.holds else "warned" if check.waits else "bad"


def _seal(here: Surroundings) -> None:
    """Seal what is new behind the page; whoever asked for it is told how many rows that were."""
    by = here.reader.id

    def work(_errand: Errand) -> Told:
        """Seal, and say how much."""
        rows, _digest = seal_books(by=by, at=here.at)
        told = {"count": f"{rows:,}"}
        return lambda names: (Said("success", say("web.verify.sealed", told, names.lang)),)

    begin(here, _sealing(here), work, right=Right.see_audit, back=reverse("web:verify"), typed={})


def _sealing(here: Surroundings) -> str:
    """Return what this reader's sealing is called: he is told what came of it, also after a restart."""
    return f"seal-{here.reader.id}"


def _last(here: Surroundings) -> Verified | None:
    """Return the last checks that were kept."""
    held = kept(Verified, book=here.book, name=_ERRAND, now=stamp_now(here.book))
    return held.value if held is not None and isinstance(held.value, Verified) else None


def _begin(here: Surroundings, *, kept: str) -> None:
    """Check facts and books behind the page."""
    book, name = here.book, here.reader.name

    def put(found: Verified) -> None:
        """Keep what was found beside the book: a restart does not lose it."""
        keep(book=book, name=_ERRAND, value=found, stamp=stamp_now(book), at=found.at)

    def work(errand: Errand) -> None:
        """Check, and keep what was found."""
        at = moment()
        checks: tuple[Check, ...] = ()
        trouble: Trouble | None = None
        try:
            checks = verify_facts(book=book, at=at, advance=errand.advance)
            checks += verify_books(book=book, kept=kept, at=at, advance=errand.advance)
        except Stopped:
            trouble = Trouble("web.verify.stopped", {})
        except Trouble as wrong:
            trouble = wrong
        except Exception:
            put(Verified(at, name, (), "web.verify.broken", {}))
            raise
        put(Verified(at, name, checks, trouble.code if trouble else "", trouble.details if trouble else {}))

    send(_ERRAND, work, first=lambda: None)
