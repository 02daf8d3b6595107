"""Tools that propose. Each writes one row into the tray of proposals, which holds no money, asks nobody and moves nothing.

A person files it from the inbox page or with ``fenhao proposals``, under the own name and rights; nothing here can.
"""

import hashlib
import json

from fenhao.books.budgets.operations import LineKey
from fenhao.books.database import read
from fenhao.books.moves.operations import preview as preview_move
from fenhao.books.proposals import (
    NEEDS,
    Proposal,
    SpendWish,
    StudyWish,
    TransferWish,
    VerdictWish,
    Wish,
    listed,
    open_count,
)
from fenhao.books.proposals.operations import propose
from fenhao.books.requests.operations import preview as preview_request
from fenhao.engine.budget import MoveKind
from fenhao.engine.planning.studies import StudyKind
from fenhao.engine.waste import CaseAct
from fenhao.interfaces.agents._asked import Asked
from fenhao.interfaces.agents._budget import answer_told, leg_of
from fenhao.interfaces.agents._told import Seat, Told, paged, quote
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble

PAGE = "/inbox/#proposals"


def propose_spend(seat: Seat, asked: Asked) -> Told:
    """Propose a request for spend, and return what control would say of it now."""
    leg = leg_of(seat, asked)
    seen = preview_request(legs=(leg,), currency=seat.book.settings.currency, by=seat.by, at=seat.at)
    wish = SpendWish(
        on=leg.occurred_on,
        tier=leg.tier,
        category=leg.category,
        amount_minor=leg.amount_minor,
        cost_type=leg.cost_type,
        customer=leg.customer,
        campaign=leg.campaign,
    )
    steps = [each.role.value if each.role else each.department for each in seen.steps]
    return _proposed(seat, asked, wish) | {
        "amount": seat.money(leg.amount_minor),
        "control_now": answer_told(seat, seen.answer),
        "would_ask": steps,
    }


def propose_transfer(seat: Seat, asked: Asked) -> Told:
    """Propose to carry funding from one line to another, and return what the rules would say of it now."""
    giver, taker = _line(asked.text("from_line")), _line(asked.text("to_line"))
    amount = asked.whole("amount_minor")
    seen = preview_move(
        kind=MoveKind.transfer,
        giver=giver,
        taker=taker,
        amount_minor=amount,
        currency=seat.book.settings.currency,
        by=seat.by,
        at=seat.at,
    )
    return _proposed(seat, asked, TransferWish(giver, taker, amount)) | {
        "amount": seat.money(amount),
        "rules_now": seen.verdict.value,
        "most": seat.money(seen.most_minor),
    }


def propose_verdict(seat: Seat, asked: Asked) -> Told:
    """Propose what a person might say of a finding."""
    return _proposed(seat, asked, VerdictWish(asked.whole("case"), CaseAct(asked.text("verdict"))))


def propose_study(seat: Seat, asked: Asked) -> Told:
    """Propose a planning study by its answers."""
    name = " ".join(asked.text("name").split())[:120]
    wish = StudyWish(StudyKind(asked.text("study")), name, asked.answers("answers"))
    return _proposed(seat, asked, wish)


def proposals(seat: Seat, asked: Asked) -> Told:
    """Return what this person's agents have proposed and what people did with it."""
    found = read(
        lambda session: listed(session, open_only=asked.text("state") != "all", limit=1000, by=seat.by)
    )

    def tell(each: Proposal) -> Told:
        """Return one proposal."""
        state = "waiting" if each.filed is None else "filed" if each.filed else "set_aside"
        return {
            "proposal": each.id,
            "kind": each.kind.value,
            "why": quote(each.why),
            "agent": quote(each.agent),
            "at": each.at.isoformat(),
            "state": state,
            "made": each.made or None,
        }

    return paged(found, skip=asked.skip, limit=asked.limit, tell=tell)


def _proposed(seat: Seat, asked: Asked, wish: Wish) -> Told:
    """Write the proposal down, once for the same words of the same agent on one day."""
    assert NEEDS[wish.kind] in seat.rights, "a tool of a right that is missing does not exist"
    said = json.dumps(wish.body(), sort_keys=True, ensure_ascii=False) + asked.text("why")
    day = seat.at.date().isoformat()
    digest = hashlib.sha256(f"{seat.by}/{seat.agent}/{day}/{said}".encode()).hexdigest()[:32]
    number = propose(
        wish, why=asked.text("why"), agent=seat.agent, key=f"agent-{digest}", by=seat.by, at=seat.at
    )
    waits = read(lambda session: open_count(session, by=seat.by))
    return {
        "proposal": number,
        "state": "waiting",
        "proposed_by": "agent",
        "effect": say("agents.effect", {}, seat.lang),
        "page": PAGE,
        "waiting_of_yours": waits,
    }


def _line(text: str) -> LineKey:
    """Return a line; Trouble ``agents.bad_line``."""
    parts = [each.strip() for each in text.split("/")]
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise Trouble("agents.bad_line", {})
    return LineKey(*parts)
