"""What the demonstration's pages of value show: worked out once, as finance would have had it done on the year's last day."""

from datetime import datetime

from fenhao.books.database import read
from fenhao.books.people import directory
from fenhao.books.watch import seen_events
from fenhao.books.watch.operations import take_in
from fenhao.interfaces.demo._cast import key
from fenhao.interfaces.demo._trial import make_demo_trial
from fenhao.runs.book import Advance, Book, Refused
from fenhao.runs.example import DEMO_YEAR
from fenhao.runs.mart import work_bridge, work_cohorts, work_returns, work_trial
from fenhao.runs.planning import SplitAsked, Step, kept_watch, work_forecast, work_split, work_watch
from fenhao.runs.value import ChurnAsked, work_churn

_HOLDING_MINOR, _HELD_PERCENT = 3_00, 20
"""What the example company assumes of speaking to somebody who may leave: its cost, and how many of those leaving stay."""


def make_worth(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out why cost moved, who comes back, who may leave, what spending returned, what cost will be, where more money does most, and what the generated trial says.

    The mart is there already. A step each; a second time replaces what was kept.
    """
    work_bridge(book=book, label=f"{DEMO_YEAR}-Q4", against="", at=at, advance=advance)
    work_cohorts(book=book, at=at, advance=advance)
    work_returns(book=book, label=DEMO_YEAR, at=at, advance=advance)
    asked = ChurnAsked(cost_minor=_HOLDING_MINOR, saves_percent=_HELD_PERCENT)
    work_churn(book=book, asked=asked, at=at, advance=advance)
    for step, until in ((Step.month, f"{DEMO_YEAR}-06"), (Step.month, ""), (Step.week, "")):
        work_forecast(book=book, step=step, until=until, growth_percent=0, at=at, advance=advance)
    _watch(book, at=at, advance=advance)
    work_split(book=book, asked=SplitAsked(), at=at, advance=advance)
    trial = make_demo_trial(book=book, at=at)
    if trial is not None:
        work_trial(book=book, trial=trial, budget="", contacts_max=-1, at=at, advance=advance)


def _watch(book: Book, *, at: datetime, advance: Advance) -> None:
    """Look at daily cost, and let finance take in what stood out."""
    work_watch(book=book, at=at, advance=advance)
    held = kept_watch(book=book)
    if held is None or isinstance(held.value, Refused):
        return
    seen = seen_events(held.value)
    people = read(lambda session: directory(session, at=at))
    finance = next(each.id for each in people if each.username == "finance")
    take_in(seen, key=key(f"watch-cost-{len(seen)}"), by=finance, at=at)
