"""What the tables hold, read for many customers and campaigns at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, cast

from fenhao.books.database import Session, day
from fenhao.books.journal import lapsed_unspent
from fenhao.engine.waste import WAKE_UP, CampaignStand, GateRule, Spend, TierRow, WakeUp, WakeUps


@dataclass(frozen=True, slots=True)
class Orders:
    """A customer's spend, None where there was no order in the window, and the day of the last order."""

    spend: Spend | None
    last_order_on: date | None


class KeptWakeUps(NamedTuple):
    """A customer's wake-ups and the turn of the row that they were read from; 0 where there is no row yet."""

    history: WakeUps
    turn: int


class Allowed(NamedTuple):
    """A refusal that a person lets pass, not yet used."""

    id: int
    rule: GateRule
    customer: str
    campaign: str


def tiers_of(session: Session, customers: Sequence[str]) -> dict[str, list[TierRow]]:
    """Return the tier history of customers, each in the order it was written."""
    found: dict[str, list[TierRow]] = {}
    if customers:
        condition, values = session.among("customer", customers)
        for customer, tier, since, until, source in session.rows(
            f"SELECT customer, tier, since, until, source FROM gates_tier WHERE {condition} ORDER BY id",
            values,
        ):
            row = TierRow(str(tier), day(since), None if until is None else day(until), str(source))
            found.setdefault(str(customer), []).append(row)
    return found


def orders_of(session: Session, customers: Sequence[str]) -> dict[str, Orders]:
    """Return what is known of the customers' orders."""
    if not customers:
        return {}
    condition, values = session.among("customer", customers)
    return {
        str(customer): Orders(
            Spend(cast("int", spend), cast("int", orders), day(as_of)), None if last is None else day(last)
        )
        for customer, spend, orders, last, as_of in session.rows(
            f"SELECT customer, spend_minor, orders, last_order_on, as_of FROM gates_customer WHERE {condition}",
            values,
        )
    }


def wake_ups_of(session: Session, customers: Sequence[str]) -> dict[str, KeptWakeUps]:
    """Return the customers' wake-ups; who has none is left out."""
    if not customers:
        return {}
    condition, values = session.among("customer", customers)
    return {
        str(customer): KeptWakeUps(read_history(str(history)), cast("int", turn))
        for customer, history, turn in session.rows(
            f"SELECT customer, history, turn FROM gates_wakeups WHERE {condition}", values
        )
    }


def wake_up_ref(entry: int) -> str:
    """Return the name under which a wake-up of the books is kept."""
    return f"entry/{entry}"


def without_lapsed(session: Session, kept: Mapping[str, KeptWakeUps], *, at: datetime) -> dict[str, WakeUps]:
    """Return what the customers were sent, as of now: a wake-up whose hold ran out unspent was not sent.

    Its commitment may not be resolved yet: that waits for whoever writes next, and a question does not write.
    """
    found = {customer: each.history for customer, each in kept.items()}
    for customer, entry in lapsed_unspent(session, sorted(found), purpose=WAKE_UP, at=at):
        found[customer] = found[customer].without(wake_up_ref(entry))
    return found


def campaigns_of(session: Session, campaigns: Sequence[str]) -> dict[str, CampaignStand]:
    """Return the stand of campaigns that are known."""
    if not campaigns:
        return {}
    condition, values = session.among("campaign", campaigns)
    return {
        str(campaign): CampaignStand(
            cast("int", invited),
            cast("int", participated),
            None if judged is None else day(judged),
            bool(frozen),
        )
        for campaign, invited, participated, judged, frozen in session.rows(
            f"SELECT campaign, invited, participated, judged_on, frozen FROM gates_campaign WHERE {condition}",
            values,
        )
    }


def allowed_for(
    session: Session, *, customers: Sequence[str], campaigns: Sequence[str], at: datetime
) -> list[Allowed]:
    """Return what a person lets pass once for one of these, not used and not over, oldest first."""
    conditions: list[str] = []
    marks: list[object] = []
    for column, names in (("customer", customers), ("campaign", campaigns)):
        if names:
            condition, values = session.among(column, names)
            conditions.append(condition)
            marks += values
    if not conditions:
        return []
    return [
        Allowed(cast("int", each), GateRule(str(rule)), str(customer), str(campaign))
        for each, rule, customer, campaign in session.rows(
            "SELECT id, rule, customer, campaign FROM gates_pass WHERE allowed = ? AND used_key IS NULL"
            f" AND until > ? AND ({' OR '.join(conditions)}) ORDER BY id",
            (True, at, *marks),
        )
    ]


def history_text(history: WakeUps) -> str:
    """Return wake-ups as canonical text."""
    told = {
        "sent": [[each.on.isoformat(), each.ref] for each in history.sent],
        "answered": [each.isoformat() for each in history.answered_on],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_history(text: str) -> WakeUps:
    """Return the wake-ups that the text holds."""
    told = json.loads(text)
    return WakeUps(
        tuple(WakeUp(date.fromisoformat(on), ref) for on, ref in told["sent"]),
        tuple(date.fromisoformat(on) for on in told["answered"]),
    )


def distinct(names: Iterable[str]) -> list[str]:
    """Return names once each, in order, the empty one left out."""
    return sorted({name for name in names if name})
