"""The gate over a batch: what it needs read once, one ask after another judged, what passed kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from fenhao.books.database import Again, Session, Table, given
from fenhao.books.gates._policy import policy_in_force
from fenhao.books.gates._rows import (
    Allowed,
    KeptWakeUps,
    Orders,
    allowed_for,
    campaigns_of,
    distinct,
    history_text,
    orders_of,
    tiers_of,
    wake_ups_of,
    without_lapsed,
)
from fenhao.engine.waste import (
    SENT_KEPT,
    WAKE_UP,
    CampaignStand,
    GateAsk,
    GateDecision,
    GateFacts,
    GatePolicy,
    TierRow,
    WakeUp,
    WakeUps,
    pass_gate,
    tier_on,
)

WAKE_UPS = Table(
    "gates_wakeups", (("customer", "text"), ("history", "text"), ("as_of", "date"), ("turn", "bigint"))
)

_MOVED = (("history", "text"), ("as_of", "date"), ("customer", "text"), ("turn", "bigint"))


@dataclass(frozen=True, slots=True)
class GateDesk:
    """What the gate knows of the customers and campaigns of one batch.

    The things stay; ``wake_ups`` and ``used`` grow with what the batch has added so far.
    """

    policy: GatePolicy
    tiers: Mapping[str, Sequence[TierRow]]
    orders: Mapping[str, Orders]
    campaigns: Mapping[str, CampaignStand]
    allowed: Sequence[Allowed]
    read: Mapping[str, KeptWakeUps]
    wake_ups: dict[str, WakeUps]
    used: dict[int, str] = field(default_factory=dict)

    def review(self, asks: Sequence[GateAsk]) -> tuple[GateDecision, ...]:
        """Return the decisions on the asks of one request, in order, up to the first refusal; change nothing.

        What an earlier ask of the request sends counts for the later ones, and lets nothing pass twice.
        """
        told: list[GateDecision] = []
        sent: dict[str, WakeUps] = {}
        taken: set[int] = set()
        for ask in asks:
            passes = [each for each in self._passes(ask) if each.id not in taken]
            facts = self.facts(ask, sent=sent, passes=passes)
            decision = pass_gate(self.policy, ask, facts)
            told.append(decision)
            if decision.refused:
                break
            taken |= {each.id for each in self._spent(ask, facts, passes)}
            if _is_wake_up(ask):
                before = sent.get(ask.customer, self.wake_ups.get(ask.customer, WakeUps()))
                sent[ask.customer] = before.with_sent(WakeUp(ask.on, ""))
        return tuple(told)

    def admit(self, asks: Sequence[GateAsk], *, key: str) -> None:
        """Count what a request that passed sends and uses, so that the next request of the batch meets it."""
        for ask in asks:
            passes = self._passes(ask)
            facts = self.facts(ask, sent={}, passes=passes)
            self.used.update({each.id: key for each in self._spent(ask, facts, passes)})
            if _is_wake_up(ask):
                history = self.wake_ups.get(ask.customer, WakeUps())
                self.wake_ups[ask.customer] = history.with_sent(WakeUp(ask.on, key))

    def facts(self, ask: GateAsk, *, sent: Mapping[str, WakeUps], passes: Sequence[Allowed]) -> GateFacts:
        """Return what the gate looks at for one ask; an order is an answer to every wake-up before it."""
        orders = self.orders.get(ask.customer)
        wake_ups = sent.get(ask.customer, self.wake_ups.get(ask.customer, WakeUps()))
        if orders is not None and orders.last_order_on is not None:
            wake_ups = wake_ups.with_answer(orders.last_order_on)
        return GateFacts(
            tier=tier_on(self.tiers.get(ask.customer, ()), ask.on),
            spend=orders.spend if orders else None,
            wake_ups=wake_ups,
            campaign=self.campaigns.get(ask.campaign),
            allowed=frozenset(each.rule for each in passes),
        )

    def _passes(self, ask: GateAsk) -> list[Allowed]:
        """Return what a person lets pass for this customer or campaign and the batch has not used."""
        return [
            each
            for each in self.allowed
            if each.id not in self.used
            and ((each.customer and each.customer == ask.customer) or each.campaign == ask.campaign != "")
        ]

    def _spent(self, ask: GateAsk, facts: GateFacts, passes: Sequence[Allowed]) -> list[Allowed]:
        """Return the passes without which a passed ask would have been refused, the oldest of each rule."""
        needed: list[Allowed] = []
        while True:
            allowed = frozenset(each.rule for each in needed)
            decision = pass_gate(self.policy, ask, replace(facts, allowed=allowed))
            if not decision.refused or decision.rule not in facts.allowed:
                return needed
            needed.append(next(each for each in passes if each.rule is decision.rule))


def load(session: Session, asks: Sequence[GateAsk], *, at: datetime) -> GateDesk | None:
    """Return the gate for a batch of asks; None while no policy is in force.

    A handful of queries however many asks there are. Nothing is locked: what ``keep`` writes names what was read, and
    the batch is judged anew when somebody else was faster.
    """
    policy = policy_in_force(session, at)
    if policy is None:
        return None
    customers = distinct(ask.customer for ask in asks)
    campaigns = distinct(ask.campaign for ask in asks)
    read = wake_ups_of(session, distinct(ask.customer for ask in asks if ask.purpose == WAKE_UP))
    return GateDesk(
        policy=policy,
        tiers=tiers_of(session, customers),
        orders=orders_of(session, customers),
        campaigns=campaigns_of(session, campaigns),
        allowed=allowed_for(session, customers=customers, campaigns=campaigns, at=at),
        read=read,
        wake_ups=without_lapsed(session, read, at=at),
    )


def keep(
    session: Session,
    desk: GateDesk,
    *,
    sent: Sequence[tuple[str, WakeUp]],
    unsent: Sequence[tuple[str, str]],
) -> None:
    """Write down the wake-ups that a batch sent, those whose money came back unspent, and the passes it used.

    ``sent`` are (customer, wake-up), ``unsent`` (customer, ref). Raises ``Again`` when another transaction was faster.
    """
    for each, key in sorted(desk.used.items()):
        if not session.run(
            "UPDATE gates_pass SET used_key = ? WHERE id = ? AND used_key IS NULL", (key, each)
        ):
            raise Again
    if not sent and not unsent:
        return
    others = distinct(customer for customer, _ in unsent if customer not in desk.read)
    before = {**desk.read, **wake_ups_of(session, others)}
    changed: dict[str, WakeUps] = {}

    def now(customer: str) -> WakeUps:
        """Return the customer's wake-ups as changed so far."""
        return changed.get(customer, before[customer].history if customer in before else WakeUps())

    kept = max(SENT_KEPT, desk.policy.wake_ups_unanswered_max)
    for customer, wake_up in sent:
        changed[customer] = now(customer).with_sent(wake_up, kept=kept)
    for customer, ref in unsent:
        changed[customer] = now(customer).without(ref)
    write_wake_ups(session, changed, before)


def write_wake_ups(
    session: Session,
    changed: Mapping[str, WakeUps],
    before: Mapping[str, KeptWakeUps],
    as_of: date | None = None,
) -> int:
    """Write changed wake-ups in the order of the customers; return how many. ``before`` is what the change rests on.

    Raises ``Again`` when a row is no longer what was read. ``as_of`` is the last day of what was published.
    """
    new: list[tuple[object, ...]] = []
    moved: list[tuple[object, ...]] = []
    for customer in sorted(changed):
        old = before.get(customer)
        if old is None:
            new.append((customer, history_text(changed[customer]), as_of, 1))
        elif old.history != changed[customer]:
            moved.append((history_text(changed[customer]), as_of, customer, old.turn))
    session.append(WAKE_UPS, new)
    if moved and _move(session, moved) != len(moved):
        raise Again
    return len(new) + len(moved)


def _move(session: Session, moved: Sequence[Sequence[object]]) -> int:
    """Write (history, last day, customer, turn read) where the turn is still the one read; return how many rows."""
    if not session.on_postgresql:
        return session.run_each(
            "UPDATE gates_wakeups SET history = ?, as_of = coalesce(?, as_of), turn = turn + 1"
            " WHERE customer = ? AND turn = ?",
            moved,
        )
    source, values = given(session, _MOVED, moved)
    return session.run(
        "UPDATE gates_wakeups w SET history = given.history, as_of = coalesce(given.as_of, w.as_of), turn = w.turn + 1"
        f" FROM {source} WHERE w.customer = given.customer AND w.turn = given.turn",
        values,
    )


def _is_wake_up(ask: GateAsk) -> bool:
    """Whether the ask sends a wake-up to a customer."""
    return ask.purpose == WAKE_UP and bool(ask.customer)
