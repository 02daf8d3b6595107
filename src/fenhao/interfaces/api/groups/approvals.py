"""What waits for an answer: cases of approval, and refusals of the gate that somebody wants to be let pass once."""

from dataclasses import dataclass, replace

from fenhao.books.approvals import Case, CaseAnswer
from fenhao.books.database import read
from fenhao.books.gates import AppealShown, operations as gates, shown_appeals
from fenhao.books.inbox import operations as inbox
from fenhao.books.inbox.operations import CaseFile
from fenhao.books.people import Right
from fenhao.engine.waste import GateRule
from fenhao.interfaces.api._fields import Asked, Flag, Instant, Name, NoAmount, Nothing, Why, Words
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.names import case_title

APPEALS_MAX = 5000


@dataclass(frozen=True, slots=True)
class AppealAnswer:
    """How the answer to an appeal ended."""

    verdict: str


class Inbox(Asked):
    """Whose cases: those that the token's person may answer, or all that wait."""

    everything: bool = False


class ApprovalReply(Asked):
    """A yes or a no; ``version`` is the case's as it was read, 0 for any."""

    allow: Flag
    why: Words = ""
    version: NoAmount = 0


class Appeal(Asked):
    """A refusal of the gate that is to be let pass once, for one customer or campaign, until then."""

    rule: GateRule
    customer: Name = ""
    campaign: Name = ""
    why: Words
    until: Instant


class AppealReply(Asked):
    """The answer to an appeal."""

    allow: Flag
    why: Words = ""


def _waiting(here: Here, asked: Inbox) -> tuple[Case, ...]:
    """Return the cases that wait."""
    if asked.everything:
        found = inbox.open_cases(by=here.by, at=here.at)
    else:
        found = inbox.waiting(user=here.by, at=here.at)
    return tuple(_called(here, each) for each in found)


def _called(here: Here, case: Case) -> Case:
    """Return a case under the title that it has in the reader's language."""
    title = case_title(case.kind, case.title, chart=here.book.chart, lang=here.lang)
    return replace(case, title=title)


def _one(here: Here, _: Nothing) -> CaseFile | None:
    """Return a case with all that happened to it; None for one that the person may not see."""
    found = inbox.case_file(case=here.number, by=here.by, at=here.at)
    return found and replace(found, case=_called(here, found.case))


def _appeal(here: Here, asked: Appeal, key: str) -> gates.Appeal:
    """Take an appeal."""
    return gates.appeal(
        key=key,
        rule=asked.rule,
        customer=asked.customer,
        campaign=asked.campaign,
        why=asked.why,
        until=asked.until,
        by=here.by,
        at=here.at,
    )


OFFERS: tuple[Offer, ...] = (
    Many(
        "approvals",
        Right.see,
        "Cases that wait for an answer",
        Case,
        whole(_waiting, place=lambda each: (each.id,)),
        Inbox,
    ),
    One(
        "approvals/{number}",
        Right.see,
        "One case with everything that happened to it",
        CaseFile,
        _one,
        Nothing,
    ),
    Deed(
        "approvals/{number}/answer",
        Right.answer_approval,
        "Say yes or no",
        ApprovalReply,
        CaseAnswer,
        lambda here, asked, key: inbox.answer(
            key=key,
            case=here.number,
            allow=asked.allow,
            by=here.by,
            at=here.at,
            why=asked.why,
            version=asked.version,
        ),
    ),
    Deed(
        "approvals/{number}/withdraw",
        Right.see,
        "Take back what one asked for oneself",
        Why,
        CaseAnswer,
        lambda here, asked, key: inbox.withdraw(
            key=key, case=here.number, by=here.by, at=here.at, why=asked.why
        ),
    ),
    Many(
        "appeals",
        Right.see,
        "Refusals of the gate that somebody wants to be let pass",
        AppealShown,
        whole(
            lambda here, _: read(lambda session: shown_appeals(session, at=here.at, rows_max=APPEALS_MAX)),
            place=lambda each: (each.id,),
        ),
        Nothing,
    ),
    Deed("appeals", Right.spend, "Ask to be let pass once", Appeal, gates.Appeal, _appeal),
    Deed(
        "appeals/{number}/answer",
        Right.set_policy,
        "Let pass, or not",
        AppealReply,
        AppealAnswer,
        lambda here, asked, key: AppealAnswer(
            gates.answer_appeal(
                here.number, key=key, allow=asked.allow, why=asked.why, by=here.by, at=here.at
            ).value
        ),
    ),
)
