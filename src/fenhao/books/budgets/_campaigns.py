"""Freeze the rest of a campaign: its open reservations go back to their lines with it, in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import partial
from typing import cast

from fenhao.books.budgets._lines import LineKey, lines_by_id
from fenhao.books.budgets._settle import settle_within
from fenhao.books.budgets._values import Act, Ask, Request
from fenhao.books.database import Session, read, write
from fenhao.books.gates import Checkpoint, due_checkpoints, note_judged, policy_in_force, turn_campaign
from fenhao.books.journal import Plain, commitments, once, open_of_campaign
from fenhao.books.people import Right, require
from fenhao.engine.waste import GateRule, Strictness
from fenhao.kernel import Trouble


class FreezeVerdict(Enum):
    """Every way freezing, thawing or judging a campaign can end."""

    frozen_already = "frozen_already"
    thawed_already = "thawed_already"
    frozen = "frozen"
    thawed = "thawed"
    kept = "kept"  # judged at its checkpoint, and enough took part


@dataclass(frozen=True, slots=True)
class Freed:
    """What went back to one line, in minor units of the line's currency."""

    line: LineKey
    currency: str
    reservations: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class FreezeAnswer:
    """How it ended for a campaign, and what was freed; the checkpoint where one was judged."""

    campaign: str
    verdict: FreezeVerdict
    freed: tuple[Freed, ...]
    checkpoint: Checkpoint | None = None
    replayed: bool = False


def freeze_campaign(campaign: str, *, key: str, why: str, by: int | None, at: datetime) -> FreezeAnswer:
    """Refuse every further reservation and spend of a campaign, and give its open reservations back to their lines.

    Where the policy only warns of frozen campaigns, its reservations stay. Trouble ``gates.reason_missing``.
    """
    return _turned(campaign, frozen=True, key=key, why=why, by=by, at=at)


def thaw_campaign(campaign: str, *, key: str, why: str, by: int | None, at: datetime) -> FreezeAnswer:
    """Let a campaign go on, against its checkpoint and with a reason. What was given back is not reserved again."""
    return _turned(campaign, frozen=False, key=key, why=why, by=by, at=at)


def judge_checkpoints(*, as_of: date, by: int | None, at: datetime) -> tuple[FreezeAnswer, ...]:
    """Judge every campaign whose checkpoint has come by what was published up to ``as_of``; each is judged once.

    Those in which too few took part are frozen, each in a transaction of its own. Nothing while no policy is in force.
    """

    def due(session: Session) -> tuple[Checkpoint, ...]:
        """Return what is to be judged."""
        require(session, by, Right.record_facts, at=at)
        policy = policy_in_force(session, at)
        return due_checkpoints(session, policy, as_of=as_of) if policy else ()

    return tuple(write(partial(_judged, checkpoint=each, on=as_of, at=at)) for each in read(due))


def _turned(campaign: str, *, frozen: bool, key: str, why: str, by: int | None, at: datetime) -> FreezeAnswer:
    """Freeze or thaw once under the key."""
    if not why.strip():
        raise Trouble("gates.reason_missing", {})

    def work(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Turn it, and free what it holds."""
        if not turn_campaign(session, campaign, frozen=frozen, why=why, by=by, at=at):
            return (FreezeVerdict.frozen_already if frozen else FreezeVerdict.thawed_already).value, {}
        if not frozen:
            return FreezeVerdict.thawed.value, {}
        return FreezeVerdict.frozen.value, _freed(session, campaign, key=key, by=by, at=at)

    def within(session: Session) -> FreezeAnswer:
        """Ask for the right, let nobody reserve meanwhile, then do it once."""
        require(session, by, Right.set_policy, at=at)
        session.lock_structure()
        body: dict[str, Plain] = {"campaign": campaign, "frozen": frozen, "why": why}
        kept = once(session, key=key, act="turn_campaign", body=body, by=by, at=at, work=work)
        return FreezeAnswer(campaign, FreezeVerdict(kept.verdict), _told(kept.answer), replayed=kept.replayed)

    return write(within)


def _judged(session: Session, *, checkpoint: Checkpoint, on: date, at: datetime) -> FreezeAnswer:
    """Judge one campaign; the system freezes, in nobody's name, for the reason that the policy gives."""
    session.lock_structure()
    policy = policy_in_force(session, at)
    campaign = checkpoint.campaign
    note_judged(session, campaign, on=on)
    kept = FreezeAnswer(campaign, FreezeVerdict.kept, (), checkpoint)
    if policy is None or not checkpoint.low or policy.how_strict(GateRule.campaign_frozen) is Strictness.off:
        return kept
    why = f"participated={checkpoint.participated} invited={checkpoint.invited} policy={policy.version}"
    if not turn_campaign(session, campaign, frozen=True, why=why, by=None, at=at):
        return FreezeAnswer(campaign, FreezeVerdict.frozen_already, (), checkpoint)
    freed = _freed(session, campaign, key=f"checkpoint/{campaign}", by=None, at=at)
    return FreezeAnswer(campaign, FreezeVerdict.frozen, _told(freed), checkpoint)


def _freed(session: Session, campaign: str, *, key: str, by: int | None, at: datetime) -> Mapping[str, Plain]:
    """Release the open reservations of a campaign; return how many and how much by line, as plain text."""
    policy = policy_in_force(session, at)
    if policy is not None and policy.how_strict(GateRule.campaign_frozen) is not Strictness.block:
        return {}
    held = commitments(session, open_of_campaign(session, campaign, at=at))
    if not held:
        return {}
    requests = [Request(Act.release, f"{key}/release/{each}", target=each) for each in sorted(held)]
    answers = settle_within(session, [Ask(request, by, at) for request in requests])
    assert all(answer.passed for answer in answers), "what is open under the lock is released"
    lines = lines_by_id(session, {each.line_id for each in held.values()})
    told = [
        [*line.key, line.currency, len(amounts), sum(amounts)]
        for each, line in sorted(lines.items())
        if (amounts := [one.held.remaining_minor for one in held.values() if one.line_id == each])
    ]
    return {"freed": json.dumps(told, ensure_ascii=False)}


def _told(answer: Mapping[str, Plain]) -> tuple[Freed, ...]:
    """Return what a kept answer says was freed."""
    return tuple(
        Freed(LineKey(period, tier, category), currency, cast("int", reservations), cast("int", amount))
        for period, tier, category, currency, reservations, amount in json.loads(
            str(answer.get("freed", "[]"))
        )
    )
