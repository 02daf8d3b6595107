"""Whom to call, worked out once and kept: renewals, memberships that end, birthdays, quiet good customers, and unhappy answers to follow up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fenhao.engine import loyalty, satisfaction
from fenhao.engine.loyalty import CareRules, Reason, next_birthday
from fenhao.engine.relation import Value
from fenhao.engine.satisfaction import Kind, follow_up_due, wants_follow_up
from fenhao.kernel import Trouble, months_after, months_between
from fenhao.profiles import Loyalty
from fenhao.runs.book import (
    Advance,
    Book,
    Kept,
    Refused,
    Row,
    given,
    keep_worked,
    kept,
    number,
    rows_of,
    stamp_now,
    text,
)
from fenhao.runs.loyalty._points import loyalty_rules
from fenhao.runs.loyalty._warnings import kept_warnings, percent_of
from fenhao.warehouse import Engine, Session, open_session

CARE_MAX = 5_000
QUIET_DAYS = 7
"""Within how many days somebody who has gone quiet is called."""
_NAME = "care"


@dataclass(frozen=True, slots=True)
class CareCall:
    """Somebody to call and why. ``ref`` is the same for ever: a call that was made is not asked for again.

    ``detail`` is what the reason rests on: the kind of survey, the signs of a warning with how often each was seen, the contract's plan, the
    member's level,
    how long the silence is in days; ``number`` the score, the chance in per cent, the fee in minor units, or the usual pause in days. ``words`` are the customer's own. ``contacts`` counts what the company
    began itself within the days of the cap.
    """

    ref: str
    reason: Reason
    customer_id: str
    tier: str
    due_on: date
    since_on: date
    detail: str
    number: int
    words: str
    contacts: int


@dataclass(frozen=True, slots=True)
class CareList:
    """Whom to call as of a day, the most pressing first; ``left_out`` did not fit into the list."""

    as_of: date
    rules: CareRules
    calls: tuple[CareCall, ...]
    left_out: int


def work_care(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out whom to call and keep it."""

    def found() -> CareList:
        return list_care(book=book, at=at, engine=Engine.duckdb, advance=advance)

    keep_worked(book=book, name=_NAME, work=found, at=at)


def kept_care(*, book: Book) -> Kept[CareList] | Kept[Refused] | None:
    """Return the list worked out last; None when that never happened."""
    return kept(CareList, book=book, name=_NAME, now=stamp_now(book))


def list_care(*, book: Book, at: datetime, engine: Engine, advance: Advance) -> CareList:
    """Return whom to call as of today. Trouble ``care.no_facts`` while nothing was loaded."""
    if not book.warehouse.batches():
        raise Trouble("care.no_facts", {})
    rules, on = loyalty_rules(book), book.today(at)
    advance("step.care", 0, 1)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        _define(session, rules, on=on)
        found = [
            *_follow_ups(book, session, rules),
            *_warned(book, on=on),
            *_renewals(session, rules.care, on=on),
            *_memberships(session, rules.care, on=on),
            *_quiet(session, on=on),
            *_birthdays(session, rules.care, on=on),
        ]
        contacts: Counter[str] = Counter()
        for row in rows_of(session, loyalty.CARE_CONTACTS):
            contacts[text(row, "customer_id")] += number(row, "contacts")
    advance("step.care", 1, 1)
    order = list(Reason)
    ranked = sorted(found, key=lambda each: (order.index(each.reason), each.due_on, each.tier, each.ref))
    calls = tuple(replace(each, contacts=contacts[each.customer_id]) for each in ranked[:CARE_MAX])
    return CareList(on, rules.care, calls, max(0, len(ranked) - CARE_MAX))


def _define(session: Session, rules: Loyalty, *, on: date) -> None:
    """Hand the wanted tiers over and define what is read."""
    care = rules.care
    wanted = given(loyalty.CARE_WANTED, [(tier,) for tier in care.tiers])
    session.give(loyalty.CARE_WANTED, wanted)
    parameters: dict[str, Value] = {
        "on": on,
        "orders_min": care.orders_min,
        "times_parts": care.quiet_times.numerator,
        "times_of": care.quiet_times.denominator,
    }
    contacts: dict[str, Value] = {**parameters, "since_on": on - timedelta(days=care.contacts_days)}
    for relation in loyalty.RELATIONS:
        if relation not in (loyalty.POINTS_MOVES, loyalty.MEMBER_LEVELS):
            session.define(relation, contacts)
    answers: dict[str, Value] = {"since_on": on - timedelta(days=rules.answers_days), "until_on": on}
    session.define(satisfaction.SURVEY_ANSWERS, answers)


def _follow_ups(book: Book, session: Session, rules: Loyalty) -> Iterator[CareCall]:
    """Yield the unhappy answers of customers who are known."""
    for row in rows_of(session, satisfaction.SURVEY_ANSWERS):
        kind, score, on = Kind(text(row, "kind")), number(row, "score"), _day(row, "answered_on")
        if text(row, "customer_id") and wants_follow_up(kind, score):
            due = follow_up_due(on, days=rules.care.follow_up_days, is_workday=book.hours.is_workday)
            ref = f"detractor/{text(row, 'survey_id')}"
            yield _call(row, Reason.detractor, ref=ref, due=due, since=on, detail=kind.value, figure=score)


def _warned(book: Book, *, on: date) -> Iterator[CareCall]:
    """Yield those whom the warnings worked out last take to be most at risk, one call a month; the call is due in a week."""
    held = kept_warnings(book=book)
    if held is None or isinstance(held.value, Refused):
        return
    found = held.value
    for each in found.calls:
        yield CareCall(
            ref=f"warned/{each.customer}/{found.as_of:%Y-%m}",
            reason=Reason.warned,
            customer_id=each.customer,
            tier=each.tier,
            due_on=on + timedelta(days=QUIET_DAYS),
            since_on=found.as_of,
            detail=" ".join(f"{reason.sign}:{reason.amount}" for reason in each.reasons),
            number=percent_of(each),
            words="",
            contacts=0,
        )


def _renewals(session: Session, rules: CareRules, *, on: date) -> Iterator[CareCall]:
    """Yield the contracts whose next renewal is near."""
    for row in rows_of(session, loyalty.CARE_CONTRACTS):
        start, period = _day(row, "started_on"), number(row, "period_months")
        behind = months_between(start, on) // period
        due = months_after(start, (behind + 1) * period)
        if (due - on).days <= rules.renewal_days:
            ref = f"renewal/{text(row, 'contract_id')}/{due.isoformat()}"
            yield _call(
                row,
                Reason.renewal,
                ref=ref,
                due=due,
                since=start,
                detail=text(row, "plan"),
                figure=number(row, "fee_minor"),
            )


def _memberships(session: Session, rules: CareRules, *, on: date) -> Iterator[CareCall]:
    """Yield the members whose level ends soon; the call is due on its last day."""
    for row in rows_of(session, loyalty.CARE_MEMBERSHIPS):
        due, since = _day(row, "ends_on"), _day(row, "since_on")
        if (due - on).days <= rules.renewal_days:
            ref = f"membership/{text(row, 'customer_id')}/{due.isoformat()}"
            yield _call(
                row, Reason.membership, ref=ref, due=due, since=since, detail=text(row, "level"), figure=0
            )


def _quiet(session: Session, *, on: date) -> Iterator[CareCall]:
    """Yield good customers who have been silent for longer than is their way; the call is due in a week."""
    for row in rows_of(session, loyalty.CARE_QUIET):
        first, last = _day(row, "first_on"), _day(row, "last_on")
        usual = (last - first).days // (number(row, "orders") - 1)
        ref = f"quiet/{text(row, 'customer_id')}/{last.isoformat()}"
        yield _call(
            row,
            Reason.quiet,
            ref=ref,
            due=on + timedelta(days=QUIET_DAYS),
            since=last,
            detail=str((on - last).days),
            figure=usual,
        )


def _birthdays(session: Session, rules: CareRules, *, on: date) -> Iterator[CareCall]:
    """Yield the birthdays that are near."""
    for row in rows_of(session, loyalty.CARE_BIRTHDAYS):
        due = next_birthday(text(row, "birthday"), on)
        if due is not None and (due - on).days <= rules.birthday_days:
            ref = f"birthday/{text(row, 'customer_id')}/{due.year}"
            yield _call(row, Reason.birthday, ref=ref, due=due, since=due, detail="", figure=0)


def _call(
    row: Row, reason: Reason, *, ref: str, due: date, since: date, detail: str, figure: int
) -> CareCall:
    """Return a call; contacts are counted afterwards."""
    return CareCall(
        ref=ref,
        reason=reason,
        customer_id=text(row, "customer_id"),
        tier=text(row, "tier"),
        due_on=due,
        since_on=since,
        detail=detail,
        number=figure,
        words=text(row, "text") if reason is Reason.detractor else "",
        contacts=0,
    )


def _day(row: Row, name: str) -> date:
    held = row[name]
    assert isinstance(held, date), (name, held)
    return held
