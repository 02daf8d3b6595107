"""Messages that meet trouble: a receiver that is down for an hour, a round that is killed, one sent again; and cost that stands out."""

import json
from datetime import date
from pathlib import Path

import pytest

from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.company import company
from tests.books.stage import NOW, Stage, later
from tests.books.test_outgoing import Server, allowing, channel, cross_eighty, key, robot

__all__ = ["key", "robot"]


def test_a_receiver_that_answers_500_for_an_hour_gets_the_message_once_when_it_is_back(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x", "secret": "S"})
    cross_eighty()
    tried, told = [], {}
    for minute in range(120):
        robot.status = 500 if minute < 60 else 200
        before = len(robot.got)
        one_round(book, at=later(minutes=minute))
        tried += [minute] * (len(robot.got) - before)
        told[minute] = operations.log(by=None, at=NOW)[0].next_at
    assert tried == [0, 1, 3, 7, 15, 31, 63], "a minute, doubled each time; nothing after it was taken"
    assert [told[minute] for minute in (0, 5, 62, 63)] == [
        later(minutes=1),
        later(minutes=7),
        later(minutes=63),
        None,
    ]
    assert len({headers["X-Fenhao-Id"] for _, headers, _ in robot.got}) == 1
    (message,) = operations.log(by=None, at=NOW)
    assert (message.sent_at, message.attempts, message.error) == (later(minutes=63), 7, "")


def test_a_logged_message_is_sent_again_under_its_id_by_who_manages_messages(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations
    from fenhao.books.people import NotAllowed
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    cast = Cast.hired()
    channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x", "secret": "S"})
    cross_eighty()
    assert one_round(book, at=NOW).sent == 1
    (message,) = operations.log(by=None, at=NOW)
    with pytest.raises(NotAllowed):
        operations.again(message.id, by=cast.finance, at=later(hours=1))
    assert one_round(book, at=later(hours=1)).sent == 0
    assert operations.again(message.id, by=cast.administrator, at=later(hours=1))
    assert not operations.again(message.id, by=cast.administrator, at=later(hours=1)), "it waits already"
    assert one_round(book, at=later(hours=1)).sent == 1
    assert one_round(book, at=later(hours=2)).sent == 0
    (first, second) = [headers["X-Fenhao-Id"] for _, headers, _ in robot.got]
    assert first == second == message.key
    with pytest.raises(Trouble, match=r"messages\.unknown"):
        operations.again(99, by=cast.administrator, at=NOW)


def test_what_stands_out_in_cost_is_told_once_by_role_and_to_who_answers_for_it(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.findings.operations import set_owner
    from fenhao.books.outgoing import operations
    from fenhao.books.watch import Seen, Verdict
    from fenhao.books.watch.operations import answer, take_in
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    cast = Cast.hired()
    channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x", "secret": "S"}, language="zh")
    set_owner(category="benefits", department="*", owner=cast.service, key="o", by=cast.finance, at=NOW)
    days = (date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 12))
    seen = (
        Seen("spike", "A", "coupons", "*", *days, 90_000, 20_000),
        Seen("spike", "B", "coupons", "*", *days, 80_000, 20_000),
        Seen("overrun", "A", "benefits", "*", *days, 1_200_000, 1_000_000),
    )
    take_in(seen, key="w", by=cast.finance, at=NOW)
    answer(2, Verdict.mistaken, why="booked twice", until_on=None, key="a", by=cast.finance, at=NOW)
    news = {
        each.key: each
        for each in operations.watch_news(category_of={"coupons": "benefits"}, since=NOW, at=NOW)
    }
    assert set(news) == {"watch/1", "watch/3"}, "what was answered is told to nobody"
    told = {cast.finance, cast.second_finance, cast.requester, cast.operations, cast.boss, cast.service}
    assert told <= news["watch/1"].people
    assert not {cast.auditor, cast.administrator, cast.stranger} & news["watch/1"].people
    for hour in range(0, 80, 8):
        one_round(book, at=later(hours=hour))
    bodies = [json.loads(body) for _, _, body in robot.got]
    titles = sorted(each["title"] for each in bodies if each["occasion"] == "watch")
    assert len(titles) == 2, "once an event, in business hours"
    assert titles[0].startswith("成本异常：A 核心")
    assert titles[1].startswith("预计全年超预算：A 核心")
    overrun = next(each["text"] for each in bodies if each["title"] == titles[1])
    assert "12,000.00" in overrun
    assert "2,000.00" in overrun


def test_the_bots_are_signed_as_another_program_signs() -> None:
    """Worked out with ``openssl dgst -sha256 -hmac`` over the texts that the makers' manuals describe."""
    from fenhao.interfaces.messages import dingtalk_sign, feishu_sign, webhook_sign

    assert (
        dingtalk_sign("this is secret", millis=1577262236757)
        == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
    )
    assert feishu_sign("demo", seconds=1599360473) == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
    assert (
        webhook_sign("demo", b'{"id":"alert/1"}', seconds=1599360473)
        == "f254269159e684252d51110527e637d4b0ab725e70466696b5e5ede07364b784"
    )


ROUND = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.database import Session
from fenhao.interfaces.messages import Answer, one_round
from fenhao.runs.book import open_book
deadly, hour, seen = int(sys.argv[3]), int(sys.argv[4]), [0]
armed = []
def counted(name):
    plain = getattr(Session, name)
    def run(self, *arguments):
        seen[0] += bool(armed)
        if seen[0] == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(self, *arguments)
    setattr(Session, name, run)
for name in ("run", "run_each", "begin", "commit", "insert"):
    counted(name)
def carry(message, *, allowed, at):
    print(message.key, flush=True)
    return Answer(taken=True, said="ok")
armed.append(True)
at = datetime(2026, 5, 15, 9, tzinfo=UTC) + timedelta(hours=hour)
one_round(open_book(root=Path(sys.argv[2])), at=at, carrier=carry)
"""


@pytest.mark.slow
def test_a_round_killed_at_any_statement_loses_no_message_and_repeats_only_the_one_in_hand(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations

    root = company(tmp_path).root
    channel("wecom", {"url": "https://example.com/"})
    channel("webhook", {"url": "https://example.com/", "secret": "S"})
    cross_eighty()
    received: list[str] = []
    for place, deadly in enumerate((2, 5, 8, 11, 14, 17, 20, 23, 999)):
        child = stage.child(ROUND, str(root), str(deadly), str(7 * place))
        out, errors = child.communicate(timeout=60)
        assert child.returncode in {0, -9}, errors
        received += out.split()
    logged = operations.log(by=None, at=later(days=9))
    assert sorted({each.key for each in logged}) == sorted(set(received))
    assert len(logged) == 2
    assert all(each.sent_at is not None for each in logged)
    assert max(received.count(each.key) for each in logged) <= 3, "the id is the same at every try"
