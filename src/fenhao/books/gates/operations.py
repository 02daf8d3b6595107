"""What can be done at the gate. What moves money besides (freezing a campaign) is an operation of budgets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from fenhao.books.database import Session, read, write
from fenhao.books.gates._acts import (
    Appeal,
    PassVerdict,
    answer_appeal,
    appeal,
    decide_tier,
    record_response,
)
from fenhao.books.gates._campaigns import CampaignRow, CampaignShown, shown
from fenhao.books.gates._desk import load
from fenhao.books.gates._policy import policy_in_force, put_in_force
from fenhao.books.gates._publish import OrdersRow, Published
from fenhao.books.gates._rows import orders_of, tiers_of, wake_ups_of, without_lapsed
from fenhao.books.gates._warehouse import publish
from fenhao.engine.waste import (
    GateAsk,
    GateDecision,
    GatePolicy,
    Spend,
    TierInForce,
    TierRow,
    WakeUp,
    WakeUps,
    tier_on,
)

__all__ = [
    "Appeal",
    "CampaignRow",
    "CampaignShown",
    "CustomerShown",
    "OrdersRow",
    "PassVerdict",
    "Published",
    "answer_appeal",
    "appeal",
    "campaigns",
    "customer",
    "decide_tier",
    "judge",
    "policy",
    "publish",
    "record_response",
    "set_policy",
]


class CustomerShown(NamedTuple):
    """What the gate knows of a customer on a day."""

    tier: TierInForce | None
    history: tuple[TierRow, ...]
    spend: Spend | None
    last_order_on: date | None
    unanswered: tuple[WakeUp, ...]


def set_policy(policy: GatePolicy, *, by: int | None, at: datetime, why: str = "") -> bool:
    """Put a policy in force from now on; return whether it is new. Trouble ``gates.version_taken``."""
    return write(lambda session: put_in_force(session, policy, by=by, at=at, why=why))


def policy(*, at: datetime) -> GatePolicy | None:
    """Return the policy in force; None when the gate asks nothing."""
    return read(lambda session: policy_in_force(session, at))


def customer(name: str, *, on: date, at: datetime) -> CustomerShown:
    """Return what the gate would look at for a customer on a day, as things stand at an instant."""

    def work(session: Session) -> CustomerShown:
        """Read the three tables."""
        history = tuple(tiers_of(session, [name]).get(name, ()))
        orders = orders_of(session, [name]).get(name)
        kept = without_lapsed(session, wake_ups_of(session, [name]), at=at)
        wake_ups = kept.get(name, WakeUps())
        if orders is not None and orders.last_order_on is not None:
            wake_ups = wake_ups.with_answer(orders.last_order_on)
        return CustomerShown(
            tier_on(history, on),
            history,
            orders.spend if orders else None,
            orders.last_order_on if orders else None,
            wake_ups.unanswered(on),
        )

    return read(work)


def judge(asks: Sequence[GateAsk], *, at: datetime) -> tuple[GateDecision, ...]:
    """Return what the gate would say to each ask by itself now; nothing while no policy is in force, and nothing changes."""

    def work(session: Session) -> tuple[GateDecision, ...]:
        """Read what the gate looks at, then ask it."""
        desk = load(session, asks, at=at)
        return tuple(desk.review([ask])[0] for ask in asks) if desk is not None else ()

    return read(work)


def campaigns() -> tuple[CampaignShown, ...]:
    """Return every campaign that the gate knows, by its first day."""
    return read(shown)
