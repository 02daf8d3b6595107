"""Ineffective spend as cases: look, accept, dismiss, appeal, recover, hand over; and the cuts that rest on them."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from fenhao.books.database import read
from fenhao.books.findings import (
    CaseFilter,
    CaseRow,
    Link,
    WeekRow,
    find,
    listed,
    operations as findings,
    weekly,
)
from fenhao.books.findings.operations import Cut, CutProposal
from fenhao.books.people import Right
from fenhao.engine.waste import CaseAct, CaseState
from fenhao.interfaces.api._fields import MOST, Asked, Id, Month, Name, NoAmount, Nothing, Words
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole

CASES_MAX = 50_000
Cases = Annotated[list[Id], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one case."""

    case: int
    verdict: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class Replies:
    """What became of each case of a request, in its order."""

    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was proposed for each line."""

    lines: tuple[CutProposal, ...]


class Findings(Asked):
    """Which cases; what is left out lets everything through."""

    year: Name = ""
    month: Month | None = None
    rule: Name = ""
    state: CaseState | None = None
    owner: int = Field(0, ge=0, le=MOST)
    tier: Name = ""
    customer: Name = ""
    unowned: bool = False


class FindingReply(Asked):
    """An act on cases. ``reversal`` or ``credit`` says through what money came back."""

    cases: Cases
    act: CaseAct
    why: Words = ""
    amount_minor: NoAmount = 0
    reversal: Annotated[int, Field(strict=True, ge=0, le=MOST)] = 0
    credit: Name = ""


class Owner(Asked):
    """Who answers for cases from now on."""

    cases: Cases
    owner: Id
    why: Words = ""


class OfMonth(Asked):
    """A fiscal month."""

    month: Month


class Year(Asked):
    """A fiscal year."""

    year: Name


def _listed(here: Here, asked: Findings) -> tuple[CaseRow, ...]:  # noqa: ARG001 - as every list
    """Return the cases that fit."""
    wanted = CaseFilter(
        year=asked.year,
        month=asked.month or "",
        rule=asked.rule,
        state=asked.state,
        owner=asked.owner,
        tier=asked.tier,
        customer=asked.customer,
        unowned=asked.unowned,
    )
    return read(lambda session: listed(session, wanted, rows_max=CASES_MAX))


def _answer(here: Here, asked: FindingReply, key: str) -> Replies:
    """Act on cases."""
    done = findings.answer_cases(
        asked.cases,
        asked.act,
        key=key,
        by=here.by,
        at=here.at,
        why=asked.why,
        amount_minor=asked.amount_minor,
        link=Link(asked.reversal, asked.credit),
    )
    return Replies(tuple(Reply(each.case, each.verdict.value, each.replayed) for each in done))


def _assign(here: Here, asked: Owner, key: str) -> Replies:
    """Hand cases over."""
    done = findings.assign(asked.cases, owner=asked.owner, key=key, by=here.by, at=here.at, why=asked.why)
    return Replies(tuple(Reply(each.case, each.verdict.value, each.replayed) for each in done))


OFFERS: tuple[Offer, ...] = (
    Many(
        "findings",
        Right.see,
        "Cases of ineffective spend",
        CaseRow,
        whole(_listed, place=lambda each: (each.id,)),
        Findings,
    ),
    One(
        "findings/{number}",
        Right.see,
        "One case",
        CaseRow,
        lambda here, _: read(lambda session: find(session, [here.number])).get(here.number),
        Nothing,
    ),
    Many(
        "findings/weeks",
        Right.see,
        "The weekly list of a year",
        WeekRow,
        whole(
            lambda _, asked: read(lambda session: weekly(session, year=asked.year)),
            place=lambda each: (each.week_on.isoformat(), each.rule, each.owner or 0),
        ),
        Year,
    ),
    Deed(
        "findings/answer",
        Right.answer_finding,
        "Accept, dismiss, appeal, recover",
        FindingReply,
        Replies,
        _answer,
    ),
    Deed("findings/assign", Right.answer_finding, "Hand cases over", Owner, Replies, _assign),
    Many(
        "cuts",
        Right.see,
        "Cuts of next month's lines that rest on cases",
        Cut,
        whole(lambda _here, _asked: findings.cuts(), place=lambda each: (each.id,)),
        Nothing,
    ),
    Deed(
        "cuts/propose",
        Right.propose_move,
        "Propose cuts from the cases of a month",
        OfMonth,
        Proposed,
        lambda here, asked, key: Proposed(
            findings.propose_cuts(asked.month, key=key, by=here.by, at=here.at)
        ),
    ),
)
