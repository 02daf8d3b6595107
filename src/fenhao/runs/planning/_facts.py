"""What a fiscal year's facts say to whoever plans the next one: worked out once, kept beside the book."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from fenhao.engine import ledger, waste
from fenhao.engine.planning.studies import (
    BENEFIT_USE,
    BenefitFace,
    BenefitYear,
    CampaignYear,
    Flow,
    LineCost,
    LineWaste,
    TierYear,
    YearFacts,
)
from fenhao.engine.value import TIER_RESULT, TIERS, Movement
from fenhao.engine.waste import CAMPAIGN_RESULTS
from fenhao.kernel import Grain, Span, Trouble
from fenhao.runs.book import (
    Advance,
    Book,
    Kept,
    Refused,
    Row,
    keep_worked,
    kept,
    kept_names,
    number,
    rows_of,
    stamp_now,
    text,
)
from fenhao.runs.report import (
    ROWS_MAX,
    Workings,
    categories_of,
    coming_year,
    moved_days,
    newest_year,
    quarters_of,
    work_out,
)
from fenhao.runs.tiers import worked_out_movement
from fenhao.warehouse import Engine

FACE_ISSUED_MIN = 30
"""Face values that were issued less often say nothing of how face value moves use, and are not kept one by one."""


def year_facts(*, book: Book, label: str, at: datetime, advance: Advance) -> YearFacts:
    """Return what the year ``label`` says to a plan; Trouble ``plans.not_a_year`` for any other period."""
    span = book.calendar.period(label)
    if book.calendar.containing(span.period.start, Grain.year).period != span.period:
        raise Trouble("plans.not_a_year", {"period": label})
    with work_out(
        book=book, label=label, at=at, engine=Engine.duckdb, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        session = workings.session
        session.define(waste.FINDINGS_AS_CASES, {})
        session.define(BENEFIT_USE, {"period_start": span.period.start, "period_end": span.period.end})
        return _facts(workings, span)


def work_year_facts(*, book: Book, label: str, at: datetime, advance: Advance) -> None:
    """Work them out and keep them, or why there are none."""

    def found() -> YearFacts:
        return year_facts(book=book, label=label, at=at, advance=advance)

    keep_worked(book=book, name=_name(label), work=found, at=at)


def kept_year_facts(*, book: Book, label: str) -> Kept[YearFacts] | Kept[Refused] | None:
    """Return the facts as they were kept; None where there are none."""
    return kept(YearFacts, book=book, name=_name(label), now=stamp_now(book))


def planned_year(book: Book) -> str:
    """Return the newest year with facts, otherwise the newest whose facts were kept for planning; empty when there is none."""
    names = kept_names(book=book, begins=_name(""))
    return newest_year(book) or (names[-1].removeprefix(_name("")) if names else "")


def _name(label: str) -> str:
    return f"planning-{label}"


def _facts(workings: Workings, span: Span) -> YearFacts:
    """Return the facts of a year that has been worked out."""
    book, session = workings.book, workings.session
    coming = coming_year(book, span)
    movement = _movement(workings)
    lines = _lines(workings, span)
    faces = rows_of(session, BENEFIT_USE)
    branch = {leaf.code: leaf.category for leaf in book.chart.cost_types}
    return YearFacts(
        label=span.label,
        coming=coming.label,
        fiscal_year=book.calendar.year_number(coming.period.start),
        currency=book.settings.currency,
        quarters=quarters_of(book, coming),
        categories=categories_of(book, {each.category for each in lines}),
        lines=lines,
        tiers=tuple(_tier(row, movement) for row in rows_of(session, TIER_RESULT)),
        waste=_waste(workings),
        benefits=_benefits(faces, branch),
        campaigns=tuple(
            CampaignYear(
                text(row, "campaign_id"),
                number(row, "invited"),
                number(row, "participated"),
                number(row, "cost_minor"),
            )
            for row in rows_of(session, CAMPAIGN_RESULTS)
        ),
        flows=tuple(Flow(each.tier_then, each.tier_now, each.customers) for each in movement.flows)
        if movement
        else (),
        faces=tuple(
            BenefitFace(
                text(row, "tier"),
                branch.get(text(row, "cost_type"), ""),
                text(row, "benefit_type"),
                number(row, "face_each_minor"),
                number(row, "issued"),
                number(row, "redeemed"),
            )
            for row in faces
            if number(row, "issued") >= FACE_ISSUED_MIN
        ),
    )


def _benefits(rows: Sequence[Row], branch: Mapping[str, str]) -> tuple[BenefitYear, ...]:
    """Return the year's benefits by tier, category and kind, whatever their face value."""
    summed: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        held = summed[text(row, "tier"), branch.get(text(row, "cost_type"), ""), text(row, "benefit_type")]
        for place, name in enumerate(("issued", "redeemed", "face_minor", "cost_minor")):
            held[place] += number(row, name)
    return tuple(
        BenefitYear(tier, category, benefit, *sums)
        for (tier, category, benefit), sums in sorted(summed.items())
    )


def _lines(workings: Workings, span: Span) -> tuple[LineCost, ...]:
    """Return the year's cost by line; each month at its place in the coming year."""
    book = workings.book
    moved = moved_days(book.calendar, span.period, coming_year(book, span).period)
    month_of = {
        day: month.label
        for month in book.calendar.within(span.period, Grain.month)
        for day in month.period.each_day()
    }
    summed: dict[tuple[str, str, str, str, bool], int] = defaultdict(int)
    for row in rows_of(workings.session, ledger.LINE_DAYS):
        day = row["day"]
        assert isinstance(day, date), row
        fixed = text(row, "nature") == "fixed"
        key = (moved[day][0], month_of[day], text(row, "tier"), text(row, "category"), fixed)
        summed[key] += number(row, "amount_minor")
    return tuple(
        LineCost(month, then, tier, category, fixed, amount)
        for (month, then, tier, category, fixed), amount in sorted(summed.items())
    )


def _waste(workings: Workings) -> tuple[LineWaste, ...]:
    """Return what was counted as ineffective, by line of the budget and rule."""
    table = workings.session.fetch(waste.FINDINGS_AS_CASES.name)
    columns: Iterable[tuple[str, str, str, str, int]] = zip(
        *(table.column(name).to_pylist() for name in ("tier", "category", "nature", "rule", "counted_minor")),
        strict=True,
    )
    summed: dict[tuple[str, str, str], int] = defaultdict(int)
    for tier, category, nature, rule, counted in columns:
        if nature != "fixed":
            summed[tier, category, rule] += counted
    return tuple(LineWaste(*key, amount) for key, amount in sorted(summed.items()) if amount)


def _movement(workings: Workings) -> Movement | None:
    """Return who moved between the first assessment known at the year's beginning, or soon after, and its last."""
    start, end = workings.span.period.start, workings.span.period.end
    days = [each.assessed_on for each in workings.assessments if each.assessed_on <= end]
    before = [day for day in days if day <= start]
    first = before[-1] if before else days[0] if days else None
    if first is None or first == days[-1]:
        return None
    return worked_out_movement(workings.book, then=first, now=days[-1])


def _tier(row: Row, movement: Movement | None) -> TierYear:
    """Return what a tier's customers brought and cost, and how many of them stayed."""
    tier = text(row, "tier")
    flows = [each for each in movement.flows if tier and each.tier_then == tier] if movement else []
    # Whoever is asleep and stays so has not stayed a customer who buys: of the last tier only those who rose did.
    stays = [
        each
        for each in flows
        if each.tier_now and (each.tier_now < tier or tier == each.tier_now != TIERS[-1])
    ]
    return TierYear(
        tier,
        number(row, "customers"),
        number(row, "orders"),
        number(row, "revenue_minor"),
        number(row, "margin_minor"),
        number(row, "direct_minor") + number(row, "allocated_minor"),
        sum(each.customers for each in stays),
        sum(each.customers for each in flows),
    )
