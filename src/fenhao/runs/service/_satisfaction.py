"""Satisfaction worked out once and kept: surveys by month, tier, channel and team, and what goes with spending on service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fenhao.engine import ledger, satisfaction
from fenhao.engine.facts import SURVEYS
from fenhao.engine.satisfaction import Cell, Elasticity, Figure, Kind, Tally, figure, tally
from fenhao.kernel import Grain, Period, Span, Trouble
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
from fenhao.warehouse import Engine, Session, open_session

MONTHS_MAX = 24
ANSWERS_DAYS = 60
ANSWERS_MAX = 500
RENEWAL_DAYS = 92
_NAME = "satisfaction"
PARTS = ("tier", "channel", "team")
"""What surveys are told apart by, beside month and question."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Surveys of one kind and question, in one month ('' all months), of one part ('' everybody) of ``by`` ('' no part)."""

    kind: Kind
    question: str
    month: str
    by: str
    part: str
    asked: int
    off_scale: int
    scores: tuple[tuple[int, int], ...]

    @property
    def figure(self) -> Figure:
        """What they say."""
        return figure(self.kind, Tally(self.asked, dict(self.scores), self.off_scale))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a list shows it."""

    survey_id: str
    customer_id: str
    ticket_id: str
    kind: Kind
    question: str
    score: int
    answered_on: date
    text: str
    channel: str
    team: str
    tier: str


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What surveys say up to a day. ``answers`` are those of the last days, newest first; ``answers_all`` is how many there were.

    ``score_elasticity`` is of the mean CSAT score, ``renewal_elasticity`` of the share of contracts kept.
    """

    as_of: date
    months: tuple[str, ...]
    counted: tuple[Counted, ...]
    score_elasticity: Elasticity
    renewal_elasticity: Elasticity
    answers: tuple[Answer, ...]
    answers_all: int

    def of(
        self, kind: Kind, *, question: str | None = None, month: str = "", by: str = "", part: str = ""
    ) -> Figure:
        """Return what the surveys of a part say; of all questions of the kind unless one is named."""
        held = [
            each
            for each in self.counted
            if (each.kind, each.month, each.by, each.part) == (kind, month, by, part)
            and question in (None, each.question)
        ]
        scores: dict[int, int] = {}
        for each in held:
            for score, count in each.scores:
                scores[score] = scores.get(score, 0) + count
        whole = Tally(sum(each.asked for each in held), scores, sum(each.off_scale for each in held))
        return figure(kind, whole)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of survey that there are."""
        return tuple(kind for kind in Kind if any(each.kind is kind for each in self.counted))

    def questions(self, kind: Kind) -> tuple[str, ...]:
        """Return the questions of a kind."""
        return tuple(sorted({each.question for each in self.counted if each.kind is kind}))

    def parts(self, kind: Kind, by: str) -> tuple[str, ...]:
        """Return the tiers, channels or teams that were asked about."""
        return tuple(
            sorted({each.part for each in self.counted if (each.kind, each.by) == (kind, by)} - {""})
        )


def work_satisfaction(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out what surveys say and keep it, or the reason why there is nothing to say."""

    def found() -> Satisfaction:
        return measure_satisfaction(book=book, at=at, engine=Engine.duckdb, advance=advance)

    keep_worked(book=book, name=_NAME, work=found, at=at)


def kept_satisfaction(*, book: Book) -> Kept[Satisfaction] | Kept[Refused] | None:
    """Return what was worked out last; None when that never happened."""
    return kept(Satisfaction, book=book, name=_NAME, now=stamp_now(book))


def measure_satisfaction(*, book: Book, at: datetime, engine: Engine, advance: Advance) -> Satisfaction:
    """Return what the surveys of the last two years say, or of the two years up to the newest where all are older.

    Trouble ``surveys.none`` when nobody was asked.
    """
    months = _months(book, at=at)
    until = book.today(at)
    advance("step.surveys", 0, 2)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        _define(book, session, months, until=until)
        counted, cells = _counted(rows_of(session, satisfaction.SURVEY_COUNTS), months)
        answers = tuple(_answer(row) for row in rows_of(session, satisfaction.SURVEY_ANSWERS))
        advance("step.surveys", 1, 2)
        cost = _cost(session)
        scores = satisfaction.elasticity(_score_cells(cells, cost))
        renewals = satisfaction.elasticity(_renewal_cells(rows_of(session, satisfaction.RENEWAL_CELLS), cost))
    advance("step.surveys", 2, 2)
    newest = sorted(answers, key=lambda each: (each.answered_on, each.survey_id), reverse=True)
    return Satisfaction(
        as_of=until,
        months=tuple(each.label for each in months),
        counted=counted,
        score_elasticity=scores,
        renewal_elasticity=renewals,
        answers=tuple(newest[:ANSWERS_MAX]),
        answers_all=len(answers),
    )


def _months(book: Book, *, at: datetime) -> tuple[Span, ...]:
    """Return the fiscal months from the first survey up to today, the last two years of them that know a survey."""
    today = book.today(at)
    loads = [each for each in book.warehouse.batches() if each.table == SURVEYS.name]
    days = [each.first_on for each in loads if each.first_on is not None]
    if not days or min(days) > today:
        raise Trouble("surveys.none", {})
    newest = max(each.last_on for each in loads if each.last_on is not None)
    first = book.calendar.containing(min(days), Grain.month)
    last = book.calendar.containing(today, Grain.month)
    spans = book.calendar.within(Period(first.period.start, last.period.end), Grain.month)
    recent = spans[-MONTHS_MAX:]
    if newest >= recent[0].period.start:
        return recent
    return tuple(each for each in spans if each.period.start <= newest)[-MONTHS_MAX:]


def _define(book: Book, session: Session, months: Sequence[Span], *, until: date) -> None:
    """Hand the givens over and define what is read."""
    days = [(day, place) for place, month in enumerate(months) for day in month.period.each_day()]
    ends = [
        (place, month.period.last, month.period.last + timedelta(days=RENEWAL_DAYS))
        for place, month in enumerate(months)
    ]
    session.give(ledger.CHART, given(ledger.CHART, ledger.chart_rows(book.chart)))
    session.give(satisfaction.SERVICE_DAYS, given(satisfaction.SERVICE_DAYS, days))
    session.give(satisfaction.SERVICE_MONTHS, given(satisfaction.SERVICE_MONTHS, ends))
    since = until - timedelta(days=ANSWERS_DAYS)
    for relation in satisfaction.RELATIONS:
        session.define(relation, {"since_on": since, "until_on": until})


_CellKey = tuple[str, str, int]


def _counted(
    rows: Iterable[Row], months: Sequence[Span]
) -> tuple[tuple[Counted, ...], dict[_CellKey, dict[int, int]]]:
    """Return surveys by month and part, and the CSAT scores of each cell of tier, channel and month."""
    held: dict[tuple[str, str, str, str, str], list[tuple[int | None, int]]] = {}
    cells: dict[_CellKey, dict[int, int]] = {}
    for row in rows:
        kind, month = text(row, "kind"), months[number(row, "month_no")].label
        surveys, answer, score = (number(row, name) for name in ("surveys", "answer", "score"))
        # a score on another scale lies beside every scale of ours
        told = (None, score, -1)[answer]
        parts = [("", "")] + [(by, text(row, by)) for by in PARTS if text(row, by)]
        for by, part in parts:
            for when in ("", month):
                key = (kind, text(row, "question"), when, by, part)
                held.setdefault(key, []).append((told, surveys))
        if kind == Kind.csat.value and answer == 1:
            cell = cells.setdefault((text(row, "tier"), text(row, "channel"), number(row, "month_no")), {})
            cell[score] = cell.get(score, 0) + surveys
    made = []
    for (kind, question, when, by, part), counts in sorted(held.items()):
        whole = tally(Kind(kind), counts)
        made.append(
            Counted(
                Kind(kind),
                question,
                when,
                by,
                part,
                whole.asked,
                whole.off_scale,
                tuple(whole.scores.items()),
            )
        )
    return tuple(made), cells


def _cost(session: Session) -> dict[_CellKey, float]:
    """Return the cost per contact of each cell."""
    cells = rows_of(session, satisfaction.SERVICE_CELLS)
    paid = rows_of(session, satisfaction.SERVICE_CHANNEL_COST)
    return satisfaction.cost_per_contact(
        contacts={_key(row): number(row, "contacts") for row in cells},
        seconds={_key(row): number(row, "seconds") for row in cells},
        channel_cost={
            (text(row, "channel"), number(row, "month_no")): number(row, "cost_minor") for row in paid
        },
    )


def _score_cells(cells: Mapping[_CellKey, Mapping[int, int]], cost: Mapping[_CellKey, float]) -> list[Cell]:
    """Return the cells in which both the score and the cost are known; the outcome is the mean score."""
    made = []
    for key, scores in cells.items():
        answers = sum(scores.values())
        if key in cost:
            mean = sum(score * count for score, count in scores.items()) / answers
            made.append(_cell(key, cost[key], mean, answers))
    return made


def _renewal_cells(rows: Iterable[Row], cost: Mapping[_CellKey, float]) -> list[Cell]:
    """Return the cells with contracts; the outcome is the share of them that was kept, half of one added to both sides.

    Without that a cell that lost all of them would have no logarithm and drop out.
    """
    return [
        _cell(
            _key(row),
            cost[_key(row)],
            (number(row, "kept") + 0.5) / (number(row, "held") + 1),
            number(row, "held"),
        )
        for row in rows
        if _key(row) in cost
    ]


def _cell(key: _CellKey, cost: float, outcome: float, answers: int) -> Cell:
    return Cell(f"{key[0]}/{key[1]}", f"{key[2]:04d}", cost, outcome, answers)


def _key(row: Row) -> _CellKey:
    return text(row, "tier"), text(row, "channel"), number(row, "month_no")


def _answer(row: Row) -> Answer:
    answered = row["answered_on"]
    assert isinstance(answered, date), row
    return Answer(
        survey_id=text(row, "survey_id"),
        customer_id=text(row, "customer_id"),
        ticket_id=text(row, "ticket_id"),
        kind=Kind(text(row, "kind")),
        question=text(row, "question"),
        score=number(row, "score"),
        answered_on=answered,
        text=text(row, "text"),
        channel=text(row, "channel"),
        team=text(row, "team"),
        tier=text(row, "tier"),
    )
