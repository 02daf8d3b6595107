"""What was foretold, what stands out in daily cost, and the studies that were kept."""

from dataclasses import dataclass

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.books.studies import StudyRow, listed, study
from fenhao.books.watch import AlertRow, Verdict, alerts, operations as watch
from fenhao.interfaces.api._fields import Asked, Day, Nothing, Words
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._kept import kept_offer
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import nowhere
from fenhao.runs import (
    ForecastMade,
    SplitMade,
    Step,
    Watch,
    kept_forecast,
    kept_split,
    kept_watch,
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
    kept_offer("split", "The best split of a budget", SplitMade, lambda here: kept_split(book=here.book)),
)
