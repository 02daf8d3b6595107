"""Seals, and verify: everything that must hold is checked behind the page, and each check is said in words."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.audit import newest_seal
from fenhao.books.people import Right
from fenhao.books.postings.operations import seal_books, verify_books
from fenhao.interfaces.web._errands import Errand, Stopped, send, stop, under_way
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs import Check, verify as verify_facts

_ERRAND, _SEALING = "verify", "seal"


@dataclass(frozen=True, slots=True)
class _Verified:
    """The last checks of this process, or why there are none."""

    at: datetime
    by_name: str
    checks: tuple[Check, ...]
    trouble: Trouble | None


_last: dict[Path, _Verified] = {}
_sealed: dict[tuple[Path, int | None], int] = {}
"""How many rows were sealed for whom, until he is told."""


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
    errand, last = under_way(_ERRAND), _last.get(here.book.root)
    if not under_way(_SEALING) and (rows := _sealed.pop((here.book.root, here.reader.id), None)) is not None:
        messages.success(request, say("web.verify.sealed", {"count": f"{rows:,}"}, here.lang))
    checks = last.checks if last else ()
    failed = [each for each in checks if not each.holds]
    return shown(
        request,
        here,
        "web/verify.html",
        {
            "errand": errand,
            "sealing": under_way(_SEALING) is not None,
            "last": last,
            "heading": _heading(here, last),
            "failed": len(failed),
            "trouble": explain_trouble(last.trouble, here.lang) if last and last.trouble else "",
            "checks": [
                (_mark(each), say(each.code, dict(each.details), here.lang))
                for each in sorted(checks, key=lambda each: each.holds)
            ],
            "seal": newest_seal(),
        },
    )


def _heading(here: Surroundings, last: _Verified | None) -> str:
    """Return the page's message."""
    if last is None or last.trouble is not None:
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
    root, by = here.book.root, here.reader.id

    def work(_errand: Errand) -> None:
        """Seal, and keep how much."""
        rows, _digest = seal_books(by=by, at=here.at)
        _sealed[root, by] = rows

    send(_SEALING, work, first=lambda: None)


def _begin(here: Surroundings, *, kept: str) -> None:
    """Check facts and books behind the page."""
    book, name = here.book, here.reader.name

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
            _last[book.root] = _Verified(at, name, (), Trouble("web.verify.broken", {}))
            raise
        _last[book.root] = _Verified(at, name, checks, trouble)

    send(_ERRAND, work, first=lambda: None)
