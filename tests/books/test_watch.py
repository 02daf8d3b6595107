"""The watch on real books: an event is one alert however often it is seen; what is expected stays quiet."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fenhao.books.people import NotAllowed
from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage

if TYPE_CHECKING:
    from fenhao.books.watch import AlertRow, Seen


def spike(**changes: object) -> "Seen":
    """Return a day that cost three times what was to be expected."""
    from fenhao.books.watch import Seen

    day = date(2026, 3, 10)
    seen = Seen("spike", "A", "coupons", "app", day, day, day, 30_000, 10_000)
    return replace(seen, **changes)  # type: ignore[arg-type]


def take(*seen: "Seen", key: str, by: int) -> tuple[int, int, int]:
    from fenhao.books.watch.operations import take_in

    told = take_in(seen, key=key, by=by, at=NOW)
    return told.new, told.known, told.quiet


def held() -> "tuple[AlertRow, ...]":
    from fenhao.books.database import read
    from fenhao.books.watch import alerts

    return read(alerts)


def answer(
    alert: int, verdict: str, *, key: str, by: int, why: str = "spring sale", until: date | None = None
) -> None:
    from fenhao.books.watch import Verdict
    from fenhao.books.watch.operations import answer as say

    say(alert, Verdict(verdict), why=why, until_on=until, key=key, by=by, at=NOW)


def test_an_event_is_one_alert_and_keeps_how_it_looked_last(stage: Stage) -> None:
    assert stage.url
    by = Cast.hired().finance
    assert take(spike(), key="1", by=by) == (1, 0, 0)
    assert take(spike(), key="1", by=by) == (1, 0, 0)
    later = spike(last_on=date(2026, 3, 14), actual_minor=90_000)
    assert take(later, key="2", by=by) == (0, 1, 0)
    (alert,) = held()
    assert (alert.last_on, alert.impact_minor, alert.verdict) == (date(2026, 3, 14), 80_000, None)
    elsewhere = spike(channel="mail")
    assert take(later, elsewhere, spike(kind="drop"), key="3", by=by) == (2, 1, 0)


def test_what_is_expected_stays_quiet_in_its_place_and_direction_until_its_day(stage: Stage) -> None:
    assert stage.url
    by = Cast.hired().finance
    take(spike(channel="*"), key="1", by=by)
    answer(held()[0].id, "expected", key="2", by=by, until=date(2026, 4, 30))
    again = date(2026, 4, 20)
    there = spike(first_on=again, noticed_on=again, last_on=again)
    assert take(there, key="3", by=by) == (0, 0, 1)
    assert take(replace(there, kind="drop"), replace(there, tier="B"), key="4", by=by) == (2, 0, 0)
    after = date(2026, 5, 20)
    assert take(spike(first_on=after, noticed_on=after, last_on=after), key="5", by=by) == (1, 0, 0)
    assert sum(each.verdict is not None for each in held()) == 1


def test_a_line_that_will_overrun_is_told_once_a_year(stage: Stage) -> None:
    assert stage.url
    by = Cast.hired().finance
    over = spike(
        kind="overrun", what="benefits", channel="*", first_on=date(2026, 1, 1), last_on=date(2026, 12, 31)
    )
    assert take(over, key="1", by=by) == (1, 0, 0)
    assert take(replace(over, noticed_on=date(2026, 6, 1), actual_minor=31_000), key="2", by=by) == (0, 1, 0)
    assert take(replace(over, first_on=date(2027, 1, 1)), key="3", by=by) == (1, 0, 0)


@pytest.mark.parametrize(
    ("verdict", "why", "until", "code"),
    [
        ("real", "  ", None, "watch.why_missing"),
        ("expected", "sale", None, "watch.until_missing"),
        ("expected", "sale", date(2026, 1, 1), "watch.until_missing"),
    ],
)
def test_an_answer_gives_its_reason_and_its_last_day(
    stage: Stage, verdict: str, why: str, until: date | None, code: str
) -> None:
    assert stage.url
    by = Cast.hired().finance
    take(spike(), key="1", by=by)
    with pytest.raises(Trouble) as wrong:
        answer(held()[0].id, verdict, key="2", by=by, why=why, until=until)
    assert wrong.value.code == code
    with pytest.raises(Trouble) as gone:
        answer(999, "real", key="3", by=by)
    assert gone.value.code == "watch.unknown"
    assert held()[0].verdict is None


def test_who_may_not_prepare_the_budget_neither_looks_nor_answers(stage: Stage) -> None:
    assert stage.url
    cast = Cast.hired()
    take(spike(), key="1", by=cast.finance)
    for name in ("auditor", "stranger"):
        with pytest.raises(NotAllowed):
            take(spike(), key=f"look-{name}", by=getattr(cast, name))
        with pytest.raises(NotAllowed):
            answer(held()[0].id, "real", key=f"say-{name}", by=getattr(cast, name))
