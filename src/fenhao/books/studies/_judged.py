"""What a judgement of a year's budget looks at: goals and lines from here, customers and resources from what runs kept."""

from collections import defaultdict
from datetime import datetime
from fractions import Fraction

from fenhao.books.budgets.operations import month_standing
from fenhao.books.database import Session
from fenhao.books.goals import listed
from fenhao.books.journal import months
from fenhao.books.people import Right, require
from fenhao.engine.budget import RESERVE_CATEGORY
from fenhao.engine.planning.studies import (
    JudgedChannel,
    JudgedGoal,
    JudgedLine,
    JudgedTier,
    JudgedUse,
    JudgeFacts,
    YearFacts,
)
from fenhao.kernel import Grain
from fenhao.runs.book import Book, Refused
from fenhao.runs.mart import kept_returns
from fenhao.runs.service import kept_capacity


def judge_facts(
    session: Session, *, book: Book, label: str, facts: YearFacts | None, by: int | None, at: datetime
) -> JudgeFacts:
    """Return all that is known of the fiscal year ``label``; what nobody worked out or recorded stays unknown."""
    require(session, by, Right.see, at=at)
    policy = book.policies
    returns = kept_returns(book=book, label=label)
    worked = None if returns is None or isinstance(returns.value, Refused) else returns.value
    wanted = {each.tier: each.share for each in policy.budget.tier_shares}
    return JudgeFacts(
        goals=tuple(
            JudgedGoal(each.id, each.metric, _scope(each.where.tier, each.where.category, each.where.department),
                       each.progress.value)
            for each in listed(session)
            if each.state != "dropped"
        ),
        lines=_lines(session, book, label, at=at),
        tiers=tuple(
            JudgedTier(each.tier, each.margin_minor, each.cost_minor, wanted.get(each.tier))
            for each in (facts.tiers if facts else ())
            if each.tier
        ),
        channels=tuple(
            JudgedChannel(each.channel, each.spend_minor, each.customers, each.clv_to_cac)
            for each in (worked.channels if worked else ())
        ),
        cac_minor=worked.total.cac if worked else None,
        clv_to_cac=worked.total.clv_to_cac if worked else None,
        cost_minor=sum(each.amount_minor for each in facts.lines) if facts else 0,
        waste_minor=sum(each.amount_minor for each in facts.waste) if facts else 0,
        waste_target=policy.waste.share_target,
        uses=_uses(book, label),
    )  # fmt: skip


def _scope(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _lines(session: Session, book: Book, label: str, *, at: datetime) -> tuple[JudgedLine, ...]:
    """Return each tier's category over the months of the year that have begun."""
    funded, actual = (
        defaultdict[tuple[str, str, bool], int](int),
        defaultdict[tuple[str, str, bool], int](int),
    )
    today = book.today(at)
    here = {each.label for each in book.calendar.within(book.calendar.period(label).period, Grain.month)}
    begun = [each.label for each in months(session) if each.label in here and each.days.start <= today]
    for each in month_standing(session, begun, at=at):
        if each.key.category != RESERVE_CATEGORY:
            key = (each.key.tier, each.key.category, each.fixed)
            funded[key] += each.funded_minor
            actual[key] += each.actual_minor
    return tuple(JudgedLine(*key, funded[key], actual[key]) for key in sorted(funded))


def _uses(book: Book, label: str) -> tuple[JudgedUse, ...]:
    """Return how staff time and paid seats were used, where that was worked out."""
    held = kept_capacity(book=book, label=label)
    if held is None or isinstance(held.value, Refused):
        return ()
    found = []
    for team in held.value.staff:
        logged = team.customer_seconds + team.paperwork_seconds
        if team.paid_seconds:
            found.append(
                JudgedUse(
                    "capacity", team.team, Fraction(logged), Fraction(team.paid_seconds), team.other_minor
                )
            )
        if logged:
            found.append(
                JudgedUse(
                    "paperwork",
                    team.team,
                    Fraction(team.paperwork_seconds),
                    Fraction(logged),
                    team.paperwork_minor,
                )
            )
    found += [
        JudgedUse(
            "seats", seat.tool, Fraction(min(seat.used, seat.seats)), Fraction(seat.seats), seat.idle_minor
        )
        for seat in held.value.seats
    ]
    return tuple(found)
