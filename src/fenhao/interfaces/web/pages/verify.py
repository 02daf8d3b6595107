"""Seals, and verify: everything that must hold is checked behind the page, and each check is said in words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.audit import newest_seal
from fenhao.books.people import Right
from fenhao.books.postings.operations import seal_books
from fenhao.interfaces.jobs import (
    Errand,
    Said,
    Verified,
    forget,
    last_verified,
    send,
    stop,
    under_way,
    verify_all,
)
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.report import Check

_ERRAND = "verify"


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
    errand, last = under_way(_ERRAND), last_verified(here.book)
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


def _begin(here: Surroundings, *, kept: str) -> None:
    """Check facts and books behind the page."""
    book, name = here.book, here.reader.name

    def work(errand: Errand) -> None:
        """Check, and keep what was found."""
        verify_all(book=book, by_name=name, seal=kept, at=moment(), advance=errand.advance)

    send(_ERRAND, work, first=lambda: None)
