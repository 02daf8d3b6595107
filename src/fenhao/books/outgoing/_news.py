"""What there is to tell: found in the books, with whom it concerns, under a key that is the same for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fenhao.books import approvals
from fenhao.books.approvals import Case
from fenhao.books.budgets.operations import Raised
from fenhao.books.database import Session, instant
from fenhao.books.findings import week_costs, weekly
from fenhao.books.outgoing._channels import audiences
from fenhao.books.outgoing._values import News, Occasion
from fenhao.books.people import Role, directory, usernames
from fenhao.books.watch import alerts
from fenhao.kernel import BusinessHours
from fenhao.runs.service import Escalation


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment, the company's day and time zone, and its business hours."""

    at: datetime
    today: date
    time_zone: str
    hours: BusinessHours

    def day(self, at: datetime) -> date:
        """Return the day of a moment by the company's clocks."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


def news(session: Session, clock: Clock, *, since: datetime) -> tuple[News, ...]:
    """Return what there is to tell besides alerts: approvals, reminders, the weekly list, months closed ``since``."""
    audience = _people(session, at=clock.at)
    return (
        *_waiting(session, clock),
        *_weekly(session, clock, audience.get(Occasion.weekly, frozenset())),
        *_closed(session, clock, since, audience.get(Occasion.month_closed, frozenset())),
    )


def alert_news(session: Session, raised: Raised, *, at: datetime) -> News:
    """Return what to tell of an alert; its id names it, so that a crossing is told once."""
    return News(
        Occasion.alert,
        f"alert/{raised.id}",
        _people(session, at=at).get(Occasion.alert, frozenset()),
        {
            "kind": raised.kind,
            "balance": raised.balance,
            "used_minor": raised.used_minor,
            "funded_minor": raised.funded_minor,
        },
        "/lines/?state=over" if raised.kind != "warn" else "/lines/",
    )


def escalation_news(
    session: Session, reached: Sequence[Escalation], *, since: datetime, at: datetime
) -> tuple[News, ...]:
    """Return what to tell of steps of escalation reached ``since``, to the roles or users that each names.

    A step of a ticket's clock has its own key, so that it is told once, however often the clocks are run.
    """
    everybody = directory(session, at=at)
    known = {role.value for role in Role}

    def named(tell: Sequence[str]) -> frozenset[int]:
        """Return the active people whom a step names."""
        wanted = frozenset(tell)
        roles = frozenset(Role(each) for each in wanted & known)
        return frozenset(
            each.id
            for each in everybody
            if each.active and (each.username in wanted or not roles.isdisjoint(each.roles))
        )

    return tuple(
        News(
            Occasion.escalation,
            f"escalation/{each.source}/{each.ticket_id}/{each.clock}/{each.step}",
            named(each.tell),
            {"ticket": each.ticket_id, "clock": each.clock, "step": each.step, "team": each.team or "--"},
            f"/service/tickets/{quote(each.ticket_id, safe='')}/",
        )
        for each in reached
        if each.since >= since
    )


def watch_news(
    session: Session, *, category_of: Mapping[str, str], since: datetime, at: datetime
) -> tuple[News, ...]:
    """Return what to tell of what stood out in cost ``since``, once an event: by role, and to who answers for its category.

    ``category_of`` are the categories of cost types. What people have answered already is told to nobody.
    """
    found = [each for each in alerts(session) if each.at >= since and each.verdict is None]
    if not found:
        return ()
    audience = _people(session, at=at).get(Occasion.watch, frozenset())
    active = {each.id for each in directory(session, at=at) if each.active}
    owners = {
        str(category): cast("int", owner)
        for category, owner in session.rows(
            "SELECT category, owner_id FROM findings_owner WHERE department = '*' ORDER BY id"
        )
    }
    told = []
    for each in found:
        owner = owners.get(category_of.get(each.what, each.what))
        facts: dict[str, str | int] = {
            "kind": each.kind,
            "tier": each.tier,
            "what": each.what,
            "channel": each.channel,
            "first_on": each.first_on.isoformat(),
            "actual_minor": each.actual_minor,
            "expected_minor": each.expected_minor,
            "impact_minor": abs(each.impact_minor),
        }
        people = audience | ({owner} & active if owner is not None else frozenset())
        told.append(News(Occasion.watch, f"watch/{each.id}", frozenset(people), facts, "/plan/watch/"))
    return tuple(told)


def _people(session: Session, *, at: datetime) -> dict[Occasion, frozenset[int]]:
    """Return who is told of what by the roles in force."""
    everybody = directory(session, at=at)

    def holding(roles: frozenset[Role]) -> frozenset[int]:
        """Return the active people with one of these roles."""
        return frozenset(each.id for each in everybody if each.active and not roles.isdisjoint(each.roles))

    return {occasion: holding(roles) for occasion, roles in audiences(session).items()}


def _waiting(session: Session, clock: Clock) -> list[News]:
    """Return each case that waits, to those who may answer it now; and once more on the working day before it is due."""
    told = []
    cases = approvals.open_at(session, clock.at)
    known = usernames(session) if cases else {}
    for case in cases:
        people = frozenset(each.user_id for each in approvals.may_answer(session, case, at=clock.at))
        key = f"{case.id}/{case.round}.{case.place}"
        facts = _case_facts(case, clock, asked_by=known.get(case.opened_by or 0, ""))
        told.append(News(Occasion.approval, f"approval/{key}", people, facts, f"/inbox/{case.id}/"))
        due = clock.hours.workday_before(clock.day(case.due_at))
        if clock.today >= due and clock.day(case.opened_at) < due:
            told.append(News(Occasion.reminder, f"reminder/{key}", people, facts, f"/inbox/{case.id}/"))
    return told


def _case_facts(case: Case, clock: Clock, *, asked_by: str) -> Mapping[str, str | int]:
    """Return what a message says of a case; ``asked_by`` is a user name, '' where the system asks."""
    return {
        "title": case.title,
        "kind": case.kind,
        "asked_by": asked_by,
        "amount_minor": case.amount_minor,
        "due_on": clock.day(case.due_at).isoformat(),
    }


def _weekly(session: Session, clock: Clock, people: frozenset[int]) -> list[News]:
    """Return last week's ineffective spend, on the first working day of a week; nothing when nothing was found."""
    monday = clock.today - timedelta(days=clock.today.weekday())
    if clock.hours.workday_from(monday) != clock.today:
        return []
    week_on = monday - timedelta(days=7)
    costs = week_costs(session)
    rows = [row for year in sorted(costs) for row in weekly(session, year=year) if row.week_on == week_on]
    if not rows:
        return []
    cost = sum(by_week.get(week_on, 0) for by_week in costs.values())
    counted = sum(row.counted_minor - row.dismissed_minor for row in rows)
    worst = max(rows, key=lambda row: (row.counted_minor, row.rule))
    facts: dict[str, str | int] = {
        "week_on": week_on.isoformat(),
        "cases": sum(row.cases for row in rows),
        "counted_minor": counted,
        "open_minor": sum(row.open_minor for row in rows),
        "cost_minor": cost,
        "rule": worst.rule,
    }
    link = f"/findings/?week={week_on.isoformat()}"
    return [News(Occasion.weekly, f"weekly/{week_on.isoformat()}", people, facts, link)]


def _closed(session: Session, clock: Clock, since: datetime, people: frozenset[int]) -> list[News]:
    """Return the months closed since an instant."""
    told = []
    for number, month, at in session.rows(
        "SELECT id, month, at FROM monthend_close WHERE at >= ? ORDER BY id", (since,)
    ):
        closed_at = instant(cast("datetime", at))
        assert closed_at is not None, "a month was closed at a moment"
        facts: dict[str, str | int] = {"month": str(month), "closed_on": clock.day(closed_at).isoformat()}
        link = f"/months/closing/?month={month}"
        told.append(News(Occasion.month_closed, f"closed/{number}", people, facts, link))
    return told
