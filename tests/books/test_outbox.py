"""Alerts reach every channel at least once under an id that stays, whatever dies or fails on the way."""

import signal
from typing import TYPE_CHECKING

import pytest

from tests.books.stage import NOW, Stage, later, of

if TYPE_CHECKING:
    from fenhao.books.budgets.operations import Raised

CASES = """
  tries | minutes
  1     | 1
  2     | 2
  3     | 4
  9     | 256
  10    | 360
  99    | 360
"""


def test_each_failed_try_doubles_the_wait_up_to_six_hours() -> None:
    from fenhao.books.budgets._outbox import wait_after

    for line in CASES.strip().splitlines()[1:]:
        tries, minutes = (int(cell) for cell in line.split("|"))
        assert wait_after(tries).total_seconds() == minutes * 60, line


def raise_three() -> None:
    """Take one line past all three marks."""
    from fenhao.books.budgets import operations

    operations.fund(key="f", legs=[of(100)], currency="EUR", by=1, at=NOW)
    for key, amount in (("s1", 80), ("s2", 20)):
        operations.spend(key=key, legs=[of(amount)], currency="EUR", by=1, at=NOW)
    operations.record_fact(key="b", legs=[of(1)], currency="EUR", by=1, at=NOW)


def test_each_channel_gets_every_alert_once_and_a_failure_is_tried_again_later(stage: Stage) -> None:
    from fenhao.books.budgets import operations

    raise_three()
    got: list[tuple[str, str]] = []

    def mail(alert: "Raised") -> bool:
        if alert.kind == "used_up" and alert.attempts == 0:
            return False
        if alert.kind == "over" and alert.attempts == 0:
            raise ConnectionError("the mail server is away")
        got.append((alert.kind, alert.key))
        return True

    assert operations.deliver(mail, channel="mail", at=NOW) == operations.Delivery(sent=1, failed=2)
    assert operations.deliver(mail, channel="mail", at=later(seconds=59)) == operations.Delivery(0, 0)
    assert [each.kind for each in operations.alerts(channel="mail", waiting=True)] == ["over", "used_up"]
    assert operations.deliver(mail, channel="mail", at=later(minutes=1)) == operations.Delivery(2, 0)
    assert got == [("warn", "s1"), ("used_up", "s2"), ("over", "b")]
    assert operations.alerts(channel="mail", waiting=True) == ()
    chat: list[str] = []

    def talk(alert: "Raised") -> bool:
        chat.append(alert.kind)
        return True

    operations.deliver(talk, channel="chat", at=NOW, limit=2)
    operations.deliver(talk, channel="chat", at=NOW)
    assert chat == ["warn", "used_up", "over"]
    new = operations.deliver(talk, channel="new", at=later(days=1), since=later(hours=1))
    assert new == operations.Delivery(0, 0)


CARRIER = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.database import Session
from fenhao.books.budgets import operations as books
deadly, hour, seen = int(sys.argv[2]), int(sys.argv[3]), [0]
def counted(name):
    plain = getattr(Session, name)
    def run(self, *arguments):
        seen[0] += 1
        if seen[0] == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(self, *arguments)
    setattr(Session, name, run)
for name in ("run", "run_each", "begin", "commit"):
    counted(name)
def send(alert):
    print(alert.id, flush=True)
    return True
books.deliver(send, channel="mail", at=datetime(2026, 5, 15, 9, tzinfo=UTC) + timedelta(hours=hour))
"""


@pytest.mark.slow
def test_a_carrier_killed_at_any_statement_loses_no_alert_and_repeats_at_most_the_one_in_hand(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations

    raise_three()
    ids = sorted(each.id for each in operations.alerts())
    received: list[int] = []
    hour = 0
    for deadly in range(1, 40):
        child = stage.child(CARRIER, str(deadly), str(hour))
        out, errors = child.communicate(timeout=60)
        assert child.returncode in {0, -signal.SIGKILL}, errors
        received += [int(each) for each in out.split()]
        hour += 6
        if child.returncode == 0 and not operations.alerts(channel="mail", waiting=True):
            break
    assert sorted(set(received)) == ids
    # Between a sending and its note stand three statements: begin, update, commit.
    assert max(received.count(each) for each in ids) <= 4
    assert operations.deliver(lambda _: True, channel="mail", at=later(days=99)).sent == 0
