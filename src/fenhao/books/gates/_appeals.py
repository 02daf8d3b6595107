"""Appeals against the gate as people see them: who asked what to be let pass once, who answered, and whether it was used."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import cast

from fenhao.books.database import Session, instant
from fenhao.engine.waste import GateRule

_Moment = int | str | bool | date | datetime | None
"""An instant as either database hands it out."""


class AppealState(Enum):
    """Where an appeal stands."""

    waiting = "waiting"
    allowed = "allowed"  # may be used once until its end
    used = "used"
    refused = "refused"
    over = "over"  # its end came before an answer, or before it was used


@dataclass(frozen=True, slots=True)
class AppealShown:
    """One appeal: for a customer or for a campaign, the other is empty."""

    id: int
    rule: GateRule
    customer: str
    campaign: str
    why: str
    asked_by: int | None
    asked_at: datetime
    until: datetime
    answered_by: int | None
    state: AppealState


def shown_appeals(session: Session, *, at: datetime, rows_max: int) -> tuple[AppealShown, ...]:
    """Return appeals, those that wait first, then the newest: one query."""
    found = [
        _shown(*row, at=at)
        for row in session.rows(
            "SELECT id, rule, customer, campaign, why, asked_by, asked_at, until, answered_by, allowed, used_key"
            " FROM gates_pass ORDER BY CASE WHEN answered_at IS NULL AND until > ? THEN 0 ELSE 1 END, id DESC"
            f" LIMIT {int(rows_max)}",
            (at,),
        )
    ]
    return tuple(found)


def waiting_appeals(session: Session, *, by: int, at: datetime) -> int:
    """Return how many appeals wait for an answer that this person did not ask for himself."""
    rows = session.rows(
        "SELECT COUNT(*) FROM gates_pass WHERE answered_at IS NULL AND until > ?"
        " AND (asked_by IS NULL OR asked_by <> ?)",
        (at, by),
    )
    return cast("int", rows[0][0])


def _shown(
    number: object,
    rule: object,
    customer: object,
    campaign: object,
    why: object,
    asked_by: object,
    asked_at: _Moment,
    until: _Moment,
    answered_by: object,
    allowed: object,
    used: object,
    *,
    at: datetime,
) -> AppealShown:
    began, ends = instant(asked_at), instant(until)
    assert began is not None, "an appeal was made at some time"
    assert ends is not None, "an appeal has an end"
    state = (
        AppealState.waiting if allowed is None else AppealState.allowed if allowed else AppealState.refused
    )
    if used is not None:
        state = AppealState.used
    elif ends <= at and state is not AppealState.refused:
        state = AppealState.over
    return AppealShown(
        id=cast("int", number),
        rule=GateRule(str(rule)),
        customer=str(customer),
        campaign=str(campaign),
        why=str(why),
        asked_by=cast("int | None", asked_by),
        asked_at=began,
        until=ends,
        answered_by=cast("int | None", answered_by),
        state=state,
    )
