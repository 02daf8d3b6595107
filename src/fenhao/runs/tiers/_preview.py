"""Tiers as of any day, from what was known before it: what would change, and why one customer stands where it does.

Nothing is stored: an assessment that is made later from the same facts gives the same rows.
"""

from dataclasses import dataclass
from datetime import date

from fenhao.engine.relation import Value
from fenhao.engine.value import (
    PREVIEW_RELATIONS,
    TIER_BORDERS,
    TIER_CHANGES,
    TIER_DECISION_OF,
    Distance,
    Edges,
    Movement,
    RankedBy,
    Standing,
    TierFlow,
    TierReason,
    distance_up,
    movement_of,
    thresholds,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, number, rows_of, text
from fenhao.runs.tiers._assess import Assessment, assessments, check_day, define_assessment
from fenhao.runs.tiers._kept import worked_out_movement
from fenhao.warehouse import Session, open_session


@dataclass(frozen=True, slots=True)
class TierPreview:
    """What an assessment on that day would decide. ``previous_on`` is the one it looks back at, None for none.

    The movement's value is, before and after, what places go by on the day itself: who moved, and what it weighs.
    """

    assessed_on: date
    previous_on: date | None
    policy: str
    ranked_by: RankedBy
    movement: Movement
    edges: Edges


@dataclass(frozen=True, slots=True)
class TierStanding:
    """One customer on a day: the tier that the policy gives, the rule, what it looked at, and the way up.

    Money is whole minor units of the window; ``since`` is the assessment from which the tier before has held.
    """

    customer: str
    assessed_on: date
    previous_on: date | None
    tier: str
    reason: TierReason
    standing: Standing
    value_minor: int
    since: date | None
    distance: Distance


def preview_tiers(*, book: Book, on: date, today: date, advance: Advance) -> TierPreview:
    """Return what an assessment on a day would change against the one before it.

    Trouble ``tiers.day_ahead`` for a day after today, ``tiers.no_orders`` for a day before which nobody ordered.
    """
    with open_session(book.warehouse.snapshot()) as session:
        advance("step.tiers", 0, 2)
        before, bound = _defined(session, book, on=on, today=today)
        for relation in PREVIEW_RELATIONS:
            session.define(relation, bound)
        edges = edges_of(session)
        advance("step.tiers", 1, 2)
        changes = movement_of(
            TierFlow(
                text(row, "tier_then"),
                text(row, "tier_now"),
                number(row, "customers"),
                number(row, "value_minor"),
                number(row, "value_minor"),
            )
            for row in rows_of(session, TIER_CHANGES)
        )
        advance("step.tiers", 2, 2)
    policy = book.policies.tiers
    return TierPreview(on, before, policy.version, policy.ranked_by, changes, edges)


def tier_standing(*, book: Book, customer: str, on: date, today: date) -> TierStanding:
    """Return why a customer has, or would get, its tier on a day, and how far it is from the next one.

    Trouble ``tiers.unknown_customer`` when nobody of that id is assessed on that day; those of preview_tiers.
    """
    policy = book.policies.tiers
    with open_session(book.warehouse.snapshot()) as session:
        before, bound = _defined(session, book, on=on, today=today)
        session.define(TIER_BORDERS, bound)
        session.define(TIER_DECISION_OF, {**bound, "customer_id": customer})
        rows = rows_of(session, TIER_DECISION_OF)
        if not rows:
            raise Trouble("tiers.unknown_customer", {"customer": customer, "day": on.isoformat()})
        edges = edges_of(session)
    row = rows[0]
    quiet, since = row["quiet_days"], row["since_before"]
    standing = Standing(
        orders=number(row, "orders"),
        quiet_days=quiet if isinstance(quiet, int) else None,
        place=number(row, "place"),
        awake=number(row, "awake"),
        tier_before=text(row, "tier_before"),
        revenue_minor=number(row, "revenue_minor"),
        net_minor=number(row, "net_minor"),
        stays=row["stays"] is True,
    )
    return TierStanding(
        customer=customer,
        assessed_on=on,
        previous_on=before,
        tier=text(row, "tier"),
        reason=TierReason(text(row, "reason")),
        standing=standing,
        value_minor=number(row, "value_minor"),
        since=since if isinstance(since, date) else None,
        distance=distance_up(
            thresholds(policy, unit_minor=10**book.settings.digits),
            standing,
            edges=edges,
            ranked_by=policy.ranked_by,
            value_minor=number(row, "value_minor"),
        ),
    )


def tier_movement(*, book: Book, then: date, now: date) -> Movement:
    """Return who moved between two assessments in force; Trouble ``tiers.not_assessed`` for a day without one."""
    known = {each.assessed_on for each in assessments(book.warehouse.batches())}
    for day in (then, now):
        if day not in known:
            raise Trouble("tiers.not_assessed", {"day": day.isoformat()})
    return worked_out_movement(book, then=then, now=now)


def latest_pair(known: tuple[Assessment, ...]) -> tuple[date | None, date | None]:
    """Return the days of the last assessment and of the one before it, each None where there is none."""
    days = [None, None, *(each.assessed_on for each in known)]
    return days[-2], days[-1]


def _defined(session: Session, book: Book, *, on: date, today: date) -> tuple[date | None, dict[str, Value]]:
    """Define the relations of an assessment; return the one before it, and the parameters."""
    check_day(book, on=on, today=today)
    batches = book.warehouse.batches()
    before = max((each.assessed_on for each in assessments(batches) if each.assessed_on < on), default=None)
    return before, define_assessment(session, book, day=on, before=before)


def edges_of(session: Session) -> Edges:
    """Return the one row of borders of an assessment that has been defined."""
    (row,) = rows_of(session, TIER_BORDERS)
    core, potential = row["core_value_minor"], row["potential_value_minor"]
    return Edges(
        core_place=number(row, "core_place"),
        potential_place=number(row, "potential_place"),
        core_value_minor=core if isinstance(core, int) else None,
        potential_value_minor=potential if isinstance(potential, int) else None,
    )
