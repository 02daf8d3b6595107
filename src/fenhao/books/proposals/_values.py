"""A proposal, by what it is about, as values; its body as JSON and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from fenhao.books.budgets import Leg
from fenhao.books.budgets.operations import LineKey
from fenhao.books.people import Right
from fenhao.engine.planning.studies import StudyKind
from fenhao.engine.waste import CaseAct


class ProposalKind(Enum):
    """What can be proposed."""

    spend = "spend"
    transfer = "transfer"
    verdict = "verdict"
    study = "study"


NEEDS: Mapping[ProposalKind, Right] = {
    ProposalKind.spend: Right.spend,
    ProposalKind.transfer: Right.propose_move,
    ProposalKind.verdict: Right.answer_finding,
    ProposalKind.study: Right.prepare_budget,
}
"""The right that proposing takes, and filing as well: nobody files what he could not do himself."""


@dataclass(frozen=True, slots=True)
class SpendWish:
    """Money to be asked for: one amount on one line, in minor units of the book's currency."""

    on: date
    tier: str
    category: str
    amount_minor: int
    cost_type: str = ""
    customer: str = ""
    campaign: str = ""

    kind = ProposalKind.spend

    @property
    def leg(self) -> Leg:
        """Return it as the books ask for it."""
        return Leg(
            occurred_on=self.on,
            tier=self.tier,
            category=self.category,
            amount_minor=self.amount_minor,
            cost_type=self.cost_type,
            customer=self.customer,
            campaign=self.campaign,
        )

    def body(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "on": self.on.isoformat(),
            "tier": self.tier,
            "category": self.category,
            "amount_minor": self.amount_minor,
            "cost_type": self.cost_type,
            "customer": self.customer,
            "campaign": self.campaign,
        }


@dataclass(frozen=True, slots=True)
class TransferWish:
    """Funding to be carried from one line to another."""

    giver: LineKey
    taker: LineKey
    amount_minor: int

    kind = ProposalKind.transfer

    def body(self) -> dict[str, object]:
        """Return it for JSON."""
        return {"giver": list(self.giver), "taker": list(self.taker), "amount_minor": self.amount_minor}


@dataclass(frozen=True, slots=True)
class VerdictWish:
    """What a person might say of a finding: accept, dismiss or appeal."""

    case: int
    act: CaseAct

    kind = ProposalKind.verdict

    def body(self) -> dict[str, object]:
        """Return it for JSON."""
        return {"case": self.case, "act": self.act.value}


@dataclass(frozen=True, slots=True)
class StudyWish:
    """A planning study to be kept, by its answers as typed."""

    study: StudyKind
    name: str
    answers: Mapping[str, str]

    kind = ProposalKind.study

    def body(self) -> dict[str, object]:
        """Return it for JSON."""
        return {"study": self.study.value, "name": self.name, "answers": dict(self.answers)}


Wish = SpendWish | TransferWish | VerdictWish | StudyWish
ANSWERABLE = frozenset({CaseAct.accept, CaseAct.dismiss, CaseAct.appeal})
"""The verdicts that can be proposed; money that came back is recorded by whoever saw it come."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal and what became of it; ``filed`` is None while it waits. ``agent`` names the token, ``by`` its person.

    ``made`` is what came of filing it: ``request/7``, ``move/3``, ``finding/12``, ``study/4``.
    """

    id: int
    wish: Wish
    why: str
    agent: str
    by: int
    at: datetime
    filed: bool | None
    made: str
    answer_why: str
    answered_by: int | None
    answered_at: datetime | None

    @property
    def kind(self) -> ProposalKind:
        """What it is about."""
        return self.wish.kind


def body_text(wish: Wish) -> str:
    """Return a wish as it is kept."""
    return json.dumps(wish.body(), sort_keys=True, ensure_ascii=False)


def wish_of(kind: ProposalKind, text: str) -> Wish:
    """Return the wish that was kept."""
    told = json.loads(text)
    if kind is ProposalKind.spend:
        return SpendWish(**{**told, "on": date.fromisoformat(told["on"])})
    if kind is ProposalKind.transfer:
        return TransferWish(LineKey(*told["giver"]), LineKey(*told["taker"]), told["amount_minor"])
    if kind is ProposalKind.verdict:
        return VerdictWish(told["case"], CaseAct(told["act"]))
    return StudyWish(StudyKind(told["study"]), told["name"], told["answers"])
