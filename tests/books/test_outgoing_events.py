"""Single events for systems that subscribed: each is told once, with its facts, signed, whatever the receiver does meanwhile."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fenhao.runs.book import Book
from tests.books.cast import Cast
from tests.books.company import Entry, company, load_costs
from tests.books.stage import NOW, Stage, later, of
from tests.books.test_outgoing import Server, allowing, channel, key, robot

if TYPE_CHECKING:
    from fenhao.books.outgoing import Draft

__all__ = ["key", "robot"]

ENTRIES: tuple[Entry, ...] = (("e1", "2026-05-03", "coupons", 700, "C1", "A"),)
EVENTS = ("budget_decided", "decided", "refused", "found", "loaded")


def subscribed(robot: Server, tmp_path: Path, *occasions: str) -> Book:
    """A company with a system that is told of these occasions."""
    from fenhao.books.outgoing import Occasion, operations

    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    made = channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x", "secret": "S"})
    told = frozenset(Occasion(each) for each in occasions)
    operations.set_channel(replace(made, occasions=told), by=None, at=NOW)
    return book


def subscribe_to(*occasions: str, at: datetime) -> None:
    """Let the one channel there is be told of these occasions from that moment on."""
    from fenhao.books.database import read
    from fenhao.books.outgoing import Occasion, channels, operations

    (there,) = read(channels)
    told = frozenset(Occasion(each) for each in occasions)
    operations.set_channel(replace(there, occasions=told), by=None, at=at)


def everything_happens(book: Book) -> None:
    """A case is decided, a spend refused, findings opened, facts loaded."""
    from fenhao.books.budgets import operations as budgets
    from fenhao.books.findings import operations as findings
    from fenhao.books.inbox import operations as inbox
    from tests.books.test_approvals import opened
    from tests.books.test_findings import entry, year

    cast = Cast.hired()
    number = opened(cast)
    inbox.withdraw(key="w", case=number, by=cast.requester, at=NOW, why="no need")
    assert not budgets.spend(key="too-much", legs=[of(99_000_000)], currency="EUR", by=None, at=NOW).passed
    findings.refresh(year(entry(1), entry(2)), key="r", by=None, at=NOW)
    load_costs(book, "may", ENTRIES)


def test_why_a_spend_was_refused_is_told_in_words_whatever_refused_it() -> None:
    from fenhao.books.journal import REFUSING
    from fenhao.interfaces.words import knows

    for each in REFUSING:
        assert knows(f"verdict.{each}") or knows(f"messages.gate.{each}"), each


def got(robot: Server) -> list[tuple[str, dict[str, object]]]:
    """What the receiver was told, in order: occasion and facts."""
    told = [json.loads(body) for _, _, body in robot.got]
    return [(each["occasion"], each["facts"]) for each in told]


def test_each_event_is_told_once_with_its_facts(stage: Stage, robot: Server, tmp_path: Path) -> None:
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, *EVENTS)
    everything_happens(book)
    assert one_round(book, at=later(minutes=1)).sent == 4
    for minute in range(2, 5):
        assert one_round(book, at=later(minutes=minute)).written == 0
    told = dict(got(robot))
    assert told["refused"] == {"request": "too-much", "act": "spend", "verdict": "exceeds_limit"}
    texts = {body["occasion"]: body["text"] for body in (json.loads(sent) for _, _, sent in robot.got)}
    assert "exceeds_limit" not in texts["refused"], "a person reads why, not its code"
    assert "too-much" in texts["refused"]
    assert (told["decided"]["state"], told["decided"]["kind"]) == ("withdrawn", "spend")
    assert (told["found"]["cases"], told["found"]["counted_minor"]) == (2, 200)
    assert (told["loaded"]["rows"], told["loaded"]["source"]) == (1, "bank")
    assert all(headers["X-Fenhao-Signature"].startswith("sha256=") for _, headers, _ in robot.got)


def test_only_what_was_subscribed_to_is_told_and_nothing_of_long_ago(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, "loaded")
    everything_happens(book)
    one_round(book, at=later(hours=1))
    subscribe_to("refused", at=later(hours=80))
    robot.got[:] = []
    assert one_round(book, at=later(hours=80)).written == 0, "it happened more than three days before"
    from fenhao.books.budgets import operations as budgets

    assert not budgets.spend(
        key="again", legs=[of(99_000_000)], currency="EUR", by=None, at=later(hours=80)
    ).passed
    one_round(book, at=later(hours=81))
    assert [facts["request"] for _, facts in got(robot)] == ["again"]
    assert not budgets.spend(
        key="third", legs=[of(99_000_000)], currency="EUR", by=None, at=later(hours=82)
    ).passed
    one_round(book, at=later(hours=282))
    assert [facts["request"] for _, facts in got(robot)] == ["again", "third"], "no outage is too long"


def test_a_receiver_that_is_down_for_an_hour_gets_each_event_once(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, *EVENTS)
    everything_happens(book)
    robot.status = 500
    for minute in range(0, 61, 3):
        one_round(book, at=later(minutes=minute))
    robot.status, robot.got[:] = 200, []
    for minute in range(61, 200, 20):
        one_round(book, at=later(minutes=minute))
    keys = [headers["X-Fenhao-Id"] for _, headers, _ in robot.got]
    assert len(keys) == len(set(keys)) == 4


def test_an_outage_between_looking_and_telling_loses_nothing_and_tells_nothing_twice(
    stage: Stage, robot: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.books.database import BooksUnavailable
    from fenhao.books.outgoing import operations
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, *EVENTS)
    everything_happens(book)
    whole, tried = operations.put, list[int]()

    def cut_off(drafts: "Sequence[Draft]", *, at: datetime) -> int:
        """Write nothing the first time, everything the second, and answer neither time: nobody knows which it was."""
        if not drafts:
            return 0
        if tried:
            whole(drafts, at=at)
        tried.append(len(drafts))
        raise BooksUnavailable("gone")

    monkeypatch.setattr(operations, "put", cut_off)
    for minute in (1, 2):
        with pytest.raises(BooksUnavailable):
            one_round(book, at=later(minutes=minute))
    assert tried == [4, 4]
    monkeypatch.setattr(operations, "put", whole)
    for hour in range(3, 8):
        one_round(book, at=later(hours=hour))
    keys = [headers["X-Fenhao-Id"] for _, headers, _ in robot.got]
    assert sorted({occasion for occasion, _ in got(robot)}) == ["decided", "found", "loaded", "refused"]
    assert len(keys) == len(set(keys)) == 4


def test_a_load_that_took_hours_is_told_although_a_later_one_was_told_before_it_ended(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, "loaded")
    begun = later(minutes=1)
    load_costs(book, "short", ENTRIES, at=later(hours=3))
    one_round(book, at=later(hours=4))
    long = (("e2", "2026-05-04", "coupons", 900, "C1", "A"),)
    load_costs(book, "long", long, at=begun)
    for hour in (5, 6):
        one_round(book, at=later(hours=hour))
    assert [facts["file"] for _, facts in got(robot)] == ["short", "long"]


def test_what_happened_since_one_subscribed_is_told_however_long_nothing_went_round(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, *EVENTS)
    everything_happens(book)
    assert one_round(book, at=later(days=30)).written == 4, "the first round came a month late"
    assert one_round(book, at=later(days=60)).written == 0


def test_a_long_file_of_requests_is_told_although_later_refusals_were_told_before_it_ended(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.budgets import operations as budgets
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = subscribed(robot, tmp_path, "refused")
    everything_happens(book)
    for name, at in (("short", later(hours=5)), ("long", later(minutes=1)), ("later", later(hours=7))):
        # The rows of a file bear the moment at which it was begun.
        assert not budgets.spend(key=name, legs=[of(99_000_000)], currency="EUR", by=None, at=at).passed
        one_round(book, at=later(hours=8))
    one_round(book, at=later(hours=9))
    assert [facts["request"] for _, facts in got(robot)] == ["too-much", "short", "long", "later"]


def test_what_was_refused_is_found_without_reading_every_request(stage: Stage) -> None:
    from fenhao.books.database import read
    from fenhao.books.outgoing import _events

    class Asked:
        """Keeps the question."""

        sql = ""

        def rows(self, sql: str, _values: object) -> list[object]:
            self.sql = sql.replace("id > ?", "id > 7").replace("?", "'2026-05-15'")
            return []

    asked = Asked()
    _events._refused(asked, NOW)  # type: ignore[arg-type]
    if stage.engine == "sqlite":
        (plan,) = read(lambda session: session.rows(f"EXPLAIN QUERY PLAN {asked.sql}"))
        assert "journal_command_refused" in str(plan)
    else:
        read(lambda session: session.rows(asked.sql))
