"""What asks for somebody's attention on the overview: cases that wait, marks that were crossed, and spend that bought nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.approvals import Case
from fenhao.books.budgets.operations import Raised
from fenhao.books.database import read
from fenhao.books.findings import WeekRow
from fenhao.books.improvements import DueRow, due
from fenhao.books.inbox.operations import waiting
from fenhao.books.journal import Month
from fenhao.books.people import Right, usernames
from fenhao.interfaces.charts import bullet, sparkline
from fenhao.interfaces.web._ledger_asked import balance_address
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.words import say

WEEKS_SHOWN = 26
DUE_WITHIN = 7
"""Improvements whose day comes within so many days wait for their owner."""


@dataclass(frozen=True, slots=True)
class Notice:
    """An alert, or a case that waits for the reader, as a reader reads it."""

    text: str
    note: str
    href: str
    at: datetime
    css: str


@dataclass(frozen=True, slots=True)
class Waste:
    """The ineffective share of the year's cost; no share where no cost is known."""

    share: Fraction | None
    counted: int
    open: int
    target: Fraction
    picture: SafeString
    weeks: SafeString

    @property
    def missed(self) -> bool:
        """Whether the share is above the target."""
        return self.share is not None and self.share > self.target


def waste_of(names: Names, costs: Mapping[date, int], rows: Sequence[WeekRow]) -> Waste:
    """Return the ineffective share of the fiscal year, and its course by week."""
    target = names.here.book.policies.waste.share_target
    counts = dict.fromkeys(costs, 0)
    for row in rows:
        counts[row.week_on] = counts.get(row.week_on, 0) + row.counted_minor - row.dismissed_minor
    cost, counted = sum(costs.values()), sum(counts.values())
    part = share(counted, cost) if cost > 0 else None
    write = names.figures(0)
    course = [
        int(Fraction(counts[week], minor) * 10_000) if minor > 0 else 0
        for week, minor in list(costs.items())[-WEEKS_SHOWN:]
    ]
    picture = bullet(
        part or Fraction(0),
        goal=target,
        full=max(target * 2, part or Fraction(0)),
        missed=part is not None and part > target,
        width=240,
        title=write.percent(part),
    )
    drawn = sparkline(course, width=240, title=say("web.overview.waste_weeks", {}, names.lang))
    return Waste(
        share=part,
        counted=counted,
        open=sum(row.open_minor for row in rows),
        target=target,
        picture=mark_safe(picture),  # noqa: S308 - our own SVG
        weeks=mark_safe(drawn if len(course) > 1 else ""),  # noqa: S308 - our own SVG
    )


def waits_for(names: Names) -> list[Notice]:
    """Return what the reader may answer now, oldest first."""
    here = names.here
    if here.reader.id is None or not here.reader.may(Right.answer_approval):
        return []
    found = waiting(user=here.reader.id, at=here.at)
    known = read(usernames) if found else {}
    return [_case(names, each, known.get(each.opened_by or 0, "")) for each in found]


def _case(names: Names, case: Case, asked_by: str) -> Notice:
    """Return a case as a line with a way to it."""
    facts = {
        "kind": names.word("case_kind", case.kind),
        "amount": names.figures(case.amount_minor).spoken(case.amount_minor),
        "who": asked_by or say("web.case.system", {}, names.lang),
    }
    return Notice(
        text=names.case(case.kind, case.title),
        note=say(f"web.overview.case{'' if case.amount_minor else '_of'}", facts, names.lang),
        href=reverse("web:approval", kwargs={"case": case.id}),
        at=case.opened_at,
        css="",
    )


def improvements_due(names: Names) -> list[Notice]:
    """Return the improvements and tasks that wait for the reader: those whose day is past or near, the earliest first."""
    here = names.here
    me, today = here.reader.id, here.book.today(here.at)
    if me is None or not here.reader.may(Right.improve):
        return []
    found = read(lambda session: due(session, owner=me, until=today + timedelta(days=DUE_WITHIN)))
    return [_due(names, each, late=each.due_on < today) for each in found]


def _due(names: Names, row: DueRow, *, late: bool) -> Notice:
    """Return an improvement or a task as a line with a way to it."""
    zone = ZoneInfo(names.here.book.settings.time_zone)
    code = "late" if late else "soon"
    told = {
        "day": row.due_on.isoformat(),
        "kind": names.word("web.improve_due", "task" if row.is_task else "item"),
    }
    return Notice(
        text=row.title,
        note=say(f"web.improve_due.{code}", told, names.lang),
        href=reverse("web:improvement", kwargs={"item": row.item}),
        at=datetime(row.due_on.year, row.due_on.month, row.due_on.day, tzinfo=zone),
        css="bad" if late else "",
    )


def alert_notice(names: Names, raised: Raised, known: Sequence[Month]) -> Notice:
    """Return an alert as a sentence with a way to the entries behind it."""
    write = names.figures(max(raised.funded_minor, raised.used_minor))
    facts = {
        "used": write.spoken(raised.used_minor),
        "funded": write.spoken(raised.funded_minor),
        "share": write.percent(share(raised.used_minor, raised.funded_minor)),
    }
    return Notice(
        text=f"{names.balance(raised.balance)} {names.word('alert', raised.kind)}",
        note=say("web.overview.alert_used", facts, names.lang),
        href=balance_address(raised.balance, known),
        at=raised.at,
        css="bad" if raised.kind == "over" else "warned",
    )
