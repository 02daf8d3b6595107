"""What was foretold, what stands out in daily cost, and the studies that were kept."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from fenhao.books.database import Session, read
from fenhao.books.people import Right
from fenhao.books.studies import (
    Made,
    NewStudy,
    StudyAnswer,
    StudyRow,
    listed,
    make_study,
    operations as studies,
    study,
)
from fenhao.books.watch import AlertRow, Verdict, alerts, operations as watch
from fenhao.engine.planning.studies import StudyKind, YearFacts
from fenhao.interfaces.api._fields import Asked, Day, Name, NeededName, Nothing, Words
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._kept import kept_offer
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import nowhere
from fenhao.runs.book import Kept, stamp_now
from fenhao.runs.planning import (
    ForecastMade,
    SplitMade,
    Step,
    Watch,
    kept_forecast,
    kept_split,
    kept_watch,
    kept_year_facts,
    planned_year,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An alert that was answered."""

    alert: int


class Judgement(Asked):
    """What a person says of an alert; until when it is expected, where it is."""

    verdict: Verdict
    why: Words = ""
    until_on: Day | None = None


class StudyWish(Asked):
    """A study to be kept: its kind, its answers as a page's form has them, and what it is called."""

    kind: StudyKind
    name: NeededName
    answers: Annotated[dict[Name, Name], Field(max_length=200)] = Field(default_factory=dict)


def _keep(here: Here, asked: StudyWish, key: str) -> StudyAnswer:
    """Make a study from its answers, and keep it."""
    label = planned_year(here.book)
    held = kept_year_facts(book=here.book, label=label) if label else None
    facts = held.value if isinstance(held, Kept) and isinstance(held.value, YearFacts) else None

    def work(session: Session) -> Made:
        """Make it."""
        return make_study(
            session, book=here.book, kind=asked.kind, typed=asked.answers, facts=facts, by=here.by, at=here.at
        )

    made = read(work)
    wanted = NewStudy(
        made.kind,
        asked.name,
        made.fiscal_year,
        stamp_now(here.book).text,
        made.answers.typed,
        made.found,
        made.draft,
    )
    return studies.keep_study(wanted, key=key, by=here.by, at=here.at)


def _draft(here: Here, _: Nothing, key: str) -> StudyAnswer:
    """Make a draft of the budget of a study."""
    return studies.draft_study(
        here.number,
        calendar=here.book.calendar,
        currency=here.book.settings.currency,
        key=key,
        by=here.by,
        at=here.at,
    )


def _answer(here: Here, asked: Judgement, key: str) -> Answered:
    """Answer an alert."""
    if here.number not in {each.id for each in read(alerts)}:
        raise nowhere()
    watch.answer(
        here.number,
        asked.verdict,
        why=asked.why,
        until_on=asked.until_on,
        key=key,
        by=here.by,
        at=here.at,
    )
    return Answered(here.number)


def _forecast(here: Here) -> object | None:
    """Return the forecast of a step and end named ``month..2026``."""
    step, _, until = here.named.partition("..")
    if step not in {each.value for each in Step}:
        return None
    return kept_forecast(book=here.book, step=Step(step), until=until)


OFFERS: tuple[Offer, ...] = (
    kept_offer("forecasts/{name}", "Cost ahead with intervals, month..2026-12", ForecastMade, _forecast),
    kept_offer("watch", "What stands out in daily cost", Watch, lambda here: kept_watch(book=here.book)),
    Many(
        "watch/alerts",
        Right.see,
        "Alerts of cost, and what people said of them",
        AlertRow,
        whole(lambda _here, _asked: read(alerts), place=lambda each: (each.id,)),
        Nothing,
    ),
    Deed(
        "watch/alerts/{number}/answer", Right.prepare_budget, "Answer an alert", Judgement, Answered, _answer
    ),
    Many(
        "studies",
        Right.see,
        "Studies that were kept",
        StudyRow,
        whole(lambda _here, _asked: read(listed), place=lambda each: (each.id,)),
        Nothing,
    ),
    One(
        "studies/{number}",
        Right.see,
        "One study",
        StudyRow,
        lambda here, _: read(lambda session: study(session, here.number)),
        Nothing,
    ),
    Deed("studies", Right.prepare_budget, "Make a study and keep it", StudyWish, StudyAnswer, _keep),
    Deed(
        "studies/{number}/draft",
        Right.prepare_budget,
        "Make a draft of a study",
        Nothing,
        StudyAnswer,
        _draft,
    ),
    kept_offer("split", "The best split of a budget", SplitMade, lambda here: kept_split(book=here.book)),
)
