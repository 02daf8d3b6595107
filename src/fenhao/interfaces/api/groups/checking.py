"""Seals and verify: what everything rests on is checked as a job, and what was found is read until it is checked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from fenhao.books.people import Right
from fenhao.books.postings.operations import seal_books
from fenhao.interfaces.api._fields import Asked, Nothing, Words
from fenhao.interfaces.api._here import Here, moment
from fenhao.interfaces.api._offers import Offer, One
from fenhao.interfaces.api._work import Task, start
from fenhao.interfaces.jobs import Said, Told, last_verified, sentence, verify_all
from fenhao.interfaces.words import Language, explain_trouble, say
from fenhao.kernel import Trouble


class Seal(Asked):
    """A seal that was kept elsewhere, as text; empty for none."""

    kept: Words = ""


class Ended(Enum):
    """How a check ended: ``waits`` is nothing wrong, but something still to be done."""

    holds = "holds"
    waits = "waits"
    fails = "fails"


@dataclass(frozen=True, slots=True)
class CheckTold:
    """One thing that was checked, in words."""

    code: str
    state: Ended
    details: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class VerifyTold:
    """The last checks; ``trouble`` says why there are none, empty where there are."""

    at: datetime
    asked_by: str
    trouble: str
    failed: int
    waiting: int
    checks: tuple[CheckTold, ...]


def _verify(task: Task, asked: Seal) -> Told:
    """Check facts and books."""
    here = task.here
    found = verify_all(
        book=here.book, by_name=here.name, seal=asked.kept.strip(), at=moment(), advance=task.advance
    )
    if found.trouble:
        trouble = Trouble(found.trouble, found.details)
        return lambda lang: (Said("error", explain_trouble(trouble, lang)),)
    failed = sum(not each.holds and not each.waits for each in found.checks)
    waiting = sum(each.waits for each in found.checks)
    code = "failed" if failed else "waits" if waiting else "holds"
    tone = "error" if failed else "warning" if waiting else "success"
    details = {"count": str(failed or waiting or len(found.checks)), "of": str(len(found.checks))}
    return sentence(tone, f"web.verify.{code}", details)


def _seal(task: Task, _: Nothing) -> Told:
    """Seal what is new."""
    rows, _digest = seal_books(by=task.here.by, at=moment())
    return sentence("success", "web.verify.sealed", {"count": f"{rows:,}"})


def _last(here: Here, _: Nothing) -> VerifyTold | None:
    """Return the last checks."""
    found = last_verified(here.book)
    if found is None:
        return None
    checks = tuple(
        _told(each.code, dict(each.details), _state(each.holds, each.waits), here.lang)
        for each in found.checks
    )
    states = [each.state for each in checks]
    return VerifyTold(
        found.at,
        found.by_name,
        explain_trouble(Trouble(found.trouble, found.details), here.lang) if found.trouble else "",
        states.count(Ended.fails),
        states.count(Ended.waits),
        checks,
    )


def _state(holds: bool, waits: bool) -> Ended:  # noqa: FBT001 - both of one check
    """Return how a check ended."""
    return Ended.waits if waits else Ended.holds if holds else Ended.fails


def _told(code: str, details: Mapping[str, str], state: Ended, lang: Language) -> CheckTold:
    """Return a check in words."""
    return CheckTold(code, state, details, say(code, dict(details), lang))


OFFERS: tuple[Offer, ...] = (
    start("verify", Right.see_audit, "Check facts and books, all of them", Seal, _verify, page="verify"),
    start(
        "seal",
        Right.see_audit,
        "Seal what is new in the books",
        Nothing,
        _seal,
        page="verify",
    ),
    One("verified", Right.see_audit, "What the last checks found", VerifyTold, _last, Nothing),
)
