"""Figures of a period: cost as it was kept for the report, and from any figure back to its entries."""

import threading
from typing import Annotated

from pydantic import Field

from fenhao.books.people import Right
from fenhao.interfaces.api._fields import Asked, NeededName
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._kept import kept_offer
from fenhao.interfaces.api._offers import Offer, One
from fenhao.interfaces.api._problems import Refused
from fenhao.runs.book import say_nothing
from fenhao.runs.mart import kept_bridge, kept_cohorts, kept_returns
from fenhao.runs.report import (
    SUBJECTS,
    CostBridge,
    Explanation,
    PeriodCost,
    explain,
    figure,
    kept_period_cost,
)
from fenhao.runs.value import ChurnMade, Cohorts, ContractsMade, Returns, kept_churn, kept_contracts
from fenhao.warehouse import Engine

ROWS_MAX = 500
_TURN = threading.Lock()


class Behind(Asked):
    """A figure: its subject with its keys (``total``, ``tier tier=A``), its period, and how many entries to show."""

    subject: NeededName
    period: NeededName
    rows: Annotated[int, Field(ge=1, le=ROWS_MAX)] = 100


def _behind(here: Here, asked: Behind) -> Explanation | None:
    """Return the parts and entries behind a figure. It asks the facts, so one is worked out at a time."""
    words = asked.subject.split()
    if not words or words[0] not in SUBJECTS:
        return None
    wanted = figure(words, period=asked.period)
    if not _TURN.acquire(timeout=20):
        raise Refused(503, "api.facts_busy", headers={"Retry-After": "5"})
    try:
        return explain(
            book=here.book,
            figure=wanted,
            at=here.at,
            rows_max=asked.rows,
            engine=Engine.duckdb,
            advance=say_nothing,
        )
    finally:
        _TURN.release()


def _bridge(here: Here) -> object | None:
    """Return why cost moved between two periods named ``2026-02..2026-01``."""
    label, _, against = here.named.partition("..")
    return kept_bridge(book=here.book, label=label, against=against) if against else None


OFFERS: tuple[Offer, ...] = (
    kept_offer(
        "reports/{name}/cost",
        "Cost of a period by every dimension, beside the period before",
        PeriodCost,
        lambda here: kept_period_cost(here.book, here.named),
    ),
    One(
        "explain",
        Right.see,
        "The parts and entries behind a figure of the report",
        Explanation,
        _behind,
        Behind,
    ),
    kept_offer("value/bridge/{name}", "Why cost moved, 2026-02..2026-01", CostBridge, _bridge),
    kept_offer(
        "value/returns/{name}",
        "What acquisition and campaigns of a period brought",
        Returns,
        lambda here: kept_returns(book=here.book, label=here.named),
    ),
    kept_offer(
        "value/cohorts", "Who stays, by month won", Cohorts, lambda here: kept_cohorts(book=here.book)
    ),
    kept_offer("value/churn", "Who is about to leave", ChurnMade, lambda here: kept_churn(book=here.book)),
    kept_offer(
        "value/contracts",
        "How contracts are renewed, and what those in force are worth",
        ContractsMade,
        lambda here: kept_contracts(book=here.book),
    ),
)
