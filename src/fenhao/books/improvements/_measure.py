"""Measuring items: the ledger's cost of a scope by month, or what a survey says, before and since."""

from fenhao.books.database import Session
from fenhao.books.improvements._rows import claimed_minor
from fenhao.books.improvements._values import Aim, ItemRow, Measure, Measured, Reading
from fenhao.engine.metrics import BudgetPart, Volume, figures_of, saving_of
from fenhao.engine.satisfaction import FEW, Figure, Interval, Kind, Movement, Tally, difference, figure
from fenhao.kernel import FiscalCalendar, Grain, Trouble
from fenhao.runs.book import Book, Refused
from fenhao.runs.planning import measured, measured_labels
from fenhao.runs.service import Satisfaction, kept_satisfaction

_NO_BUDGET = BudgetPart(0, 0, 0, 0, 0)


def place_of(calendar: FiscalCalendar, month: str) -> int | None:
    """Return the number of a month, which grows by one a month; None for what is no month."""
    try:
        span = calendar.period(month)
    except Trouble:
        return None
    if calendar.containing(span.period.start, Grain.month).label != span.label:
        return None
    year = calendar.year_number(span.period.start)
    spans = [each.label for each in calendar.spans(year, Grain.month)]
    return year * len(spans) + spans.index(span.label)


def read_month(book: Book, aim: Aim, month: str) -> Reading | None:
    """Return what was measured of one month; None where nothing was."""
    return read_months(book, aim, (month,))


def read_months(book: Book, aim: Aim, months: tuple[str, ...]) -> Reading | None:
    """Return what was measured of some months together; None where nothing was."""
    if aim.measure is not Measure.cost:
        return _survey(book, aim, months)
    cost = entries = 0
    seen = []
    for month in months:
        held = measured(book=book, label=month)
        if held is not None:
            figures = figures_of(held.value, aim.where, _NO_BUDGET)
            cost, entries = cost + figures.total_minor, entries + figures.entries
            seen.append(month)
    if not seen:
        return None
    return Reading(seen[0], seen[-1], len(seen), cost_minor=cost, entries=entries)


def measure(session: Session, book: Book, item: ItemRow) -> Measured | None:
    """Return what has been measured since an item's baseline; None when no month after it has been."""
    months = _months_since(book, item)
    reading = read_months(book, item.aim, months) if months else None
    if reading is None:
        return None
    if item.aim.measure is Measure.cost:
        before = Volume(item.baseline.cost_minor, item.baseline.entries, item.baseline.months)
        since = Volume(reading.cost_minor, reading.entries, reading.months)
        saved = saving_of(before, [since], by_unit=False)
        return Measured(reading, saved_minor=saved - claimed_minor(session, item.aim.where, besides=item.id))
    gap = difference(_interval(reading), _interval(item.baseline))
    movement = Movement.unclear
    if min(reading.answers, item.baseline.answers) < FEW:
        movement = Movement.too_few
    elif gap.low > 0 or gap.high < 0:
        movement = Movement.up if gap.low > 0 else Movement.down
    return Measured(reading, movement=movement, gap=gap.mid, gap_low=gap.low, gap_high=gap.high)


def _months_since(book: Book, item: ItemRow) -> tuple[str, ...]:
    """Return the months after the baseline for which there is something, oldest first."""
    if item.aim.measure is Measure.cost:
        known = measured_labels(book=book)
    else:
        found = _surveys(book)
        known = found.months if found else ()
    places = ((place_of(book.calendar, each), each) for each in known)
    return tuple(
        each
        for place, each in sorted((p, e) for p, e in places if p is not None)
        if place > item.baseline_place
    )


def _surveys(book: Book) -> Satisfaction | None:
    held = kept_satisfaction(book=book)
    return None if held is None or isinstance(held.value, Refused) else held.value


def _survey(book: Book, aim: Aim, months: tuple[str, ...]) -> Reading | None:
    """Return what the surveys of some months say, all questions of the kind together."""
    found = _surveys(book)
    if found is None:
        return None
    kind = Kind(aim.measure.value)
    scores: dict[int, int] = {}
    for each in found.counted:
        if each.kind is kind and each.month in months and (each.by, each.part) == (aim.by_part, aim.part):
            for score, count in each.scores:
                scores[score] = scores.get(score, 0) + count
    told: Figure = figure(kind, Tally(sum(scores.values()), scores))
    if told.headline is None:
        return None
    factor = 1.0 if kind is Kind.nps else 100.0
    return Reading(
        months[0],
        months[-1],
        len(months),
        answers=told.answered,
        value=told.headline.mid * factor,
        low=told.headline.low * factor,
        high=told.headline.high * factor,
    )


def _interval(reading: Reading) -> Interval:
    return Interval(reading.low, reading.value, reading.high)
