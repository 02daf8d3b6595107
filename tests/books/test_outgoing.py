"""Messages end to end, on both databases: found in the books, in words, over real sockets to a server on this machine."""

import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from fenhao.kernel import Trouble
from fenhao.runs import Book
from tests.books.cast import Cast
from tests.books.company import company
from tests.books.stage import NOW, Stage, later, of

if TYPE_CHECKING:
    from fenhao.books.outgoing import Channel


@dataclass
class Server:
    """A robot on this machine: what it received, and what it answers."""

    port: int
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    answer: str = '{"errcode": 0, "code": 0}'


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the book, with which secrets are sealed: there before the stage is."""
    monkeypatch.setenv("FENHAO_SECRET_KEY", "k" * 50)


@pytest.fixture
def robot() -> Iterator[Server]:
    """A robot that keeps what it is told."""
    kept = Server(0)

    class Robot(BaseHTTPRequestHandler):
        """Keeps and answers."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((self.path, dict(self.headers), body))
            self.send_response(kept.status)
            if 300 <= kept.status < 400:
                self.send_header("Location", f"http://127.0.0.1:{kept.port}/elsewhere")
            self.end_headers()
            self.wfile.write(kept.answer.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = HTTPServer(("127.0.0.1", 0), Robot)
    kept.port = web.server_port
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield kept
    web.shutdown()
    web.server_close()
    thread.join(timeout=5)


def allowing(book: Book, *hosts: str) -> Book:
    """The book of a company that lets messages go to these hosts."""
    settings = replace(book.settings, message_hosts=hosts, message_address="https://fenhao.example")
    return replace(book, settings=settings)


def channel(kind: str, secret: dict[str, str], **more: object) -> "Channel":
    """Make a channel that is told everything; return it as the books have it."""
    from fenhao.books.database import read
    from fenhao.books.outgoing import TOLD, Channel, ChannelKind, channels, operations
    from fenhao.interfaces.messages import seal

    made = Channel(
        id=0,
        name=str(more.get("name", kind)),
        kind=ChannelKind(kind),
        place="here",
        settings=more.get("settings", {}),  # type: ignore[arg-type]
        sealed=seal(secret),
        language=str(more.get("language", "en")),
        occasions=frozenset(TOLD),
        quiet=str(more.get("quiet", "")),
        active=True,
        at=NOW,
    )
    number = operations.set_channel(made, by=None, at=NOW - timedelta(days=1))
    return next(each for each in read(channels) if each.id == number)


def cross_eighty() -> None:
    """Take a line past 80 % and a little further."""
    from fenhao.books.budgets import operations

    operations.fund(key="f", legs=[of(100)], currency="EUR", by=None, at=NOW)
    operations.spend(key="s1", legs=[of(80)], currency="EUR", by=None, at=NOW)
    operations.spend(key="s2", legs=[of(5)], currency="EUR", by=None, at=NOW)


def test_an_alert_is_told_once_a_crossing_however_often_one_asks(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import Round, one_round

    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    assert one_round(book, at=NOW) == Round(0, 0, 0), "without a channel nothing is even written"
    channel("wecom", {"url": f"http://127.0.0.1:{robot.port}/send?key=k"}, language="zh")
    cross_eighty()
    assert one_round(book, at=NOW) == Round(1, 1, 0)
    for hour in range(3):
        assert one_round(book, at=later(hours=hour)) == Round(0, 0, 0)
    ((path, _, body),) = robot.got
    told = json.loads(body)["markdown"]["content"]
    assert path == "/send?key=k"
    assert "预警" in told
    assert "80.0%" in told
    assert "](https://fenhao.example/lines/)" in told


def test_dingtalk_feishu_and_webhook_are_signed_as_they_ask(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import dingtalk_sign, feishu_sign, one_round, webhook_sign

    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    url = f"http://127.0.0.1:{robot.port}"
    for kind in ("dingtalk", "feishu", "webhook"):
        channel(kind, {"url": f"{url}/{kind}?access_token=t", "secret": "SEC"})
    cross_eighty()
    assert one_round(book, at=NOW).sent == 3
    got = {urlsplit(path).path.strip("/"): (path, headers, body) for path, headers, body in robot.got}
    seconds = int(NOW.timestamp())
    asked = parse_qs(urlsplit(got["dingtalk"][0]).query)
    assert asked["sign"] == [dingtalk_sign("SEC", millis=seconds * 1000)]
    assert asked["timestamp"] == [str(seconds * 1000)]
    card = json.loads(got["feishu"][2])
    assert (card["sign"], card["timestamp"]) == (feishu_sign("SEC", seconds=seconds), str(seconds))
    assert card["card"]["elements"][0]["tag"] == "markdown"
    _, headers, body = got["webhook"]
    assert headers["X-Fenhao-Signature"] == f"sha256={webhook_sign('SEC', body, seconds=seconds)}"
    assert headers["X-Fenhao-Id"] == json.loads(body)["id"] != ""


FAILURES = """
  status | answer             | said
  200    | {"errcode": 310000, "errmsg": "sign not match"} | 310000 sign not match
  200    | nonsense           | HTTP 200
  302    |                    | HTTP 302
  500    | {"errcode": 0}     | HTTP 500
"""


def test_what_is_not_taken_is_tried_again_later_and_noted(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations
    from fenhao.interfaces.messages import one_round

    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    channel("dingtalk", {"url": f"http://127.0.0.1:{robot.port}/x", "secret": "S"})
    cross_eighty()
    at = NOW
    for place, line in enumerate(FAILURES.strip().splitlines()[1:], 1):
        status, robot.answer, said = (cell.strip() for cell in line.split("|"))
        robot.status = int(status)
        assert one_round(book, at=at).failed == 1, line
        assert operations.log(by=None, at=at)[0].error == said
        assert len(robot.got) == place, "a redirect is not followed"
        wait = operations.wait_after(place)
        assert one_round(book, at=at + wait - timedelta(seconds=1)).failed == 0
        at += wait
    robot.status, robot.answer = 200, '{"errcode": 0}'
    assert one_round(book, at=at).sent == 1
    (message,) = operations.log(by=None, at=at)
    assert (message.attempts, message.error, message.sent_at) == (5, "", at)


def test_a_message_nobody_takes_is_given_up_after_its_last_try(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations
    from fenhao.interfaces.messages import one_round

    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    robot.status = 500
    channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x"})
    cross_eighty()
    tries = sum(one_round(book, at=later(hours=7 * each)).failed for each in range(20))
    assert tries == operations.TRIES_MAX == len(robot.got)
    assert operations.log(by=None, at=NOW)[0].ended_at is not None
    ids = {headers["X-Fenhao-Id"] for _, headers, _ in robot.got}
    assert len(ids) == 1, "a receiver can tell a second delivery from a second message"


def test_private_addresses_are_refused_unless_the_settings_name_them(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations
    from fenhao.interfaces.messages import one_round, place_of

    book = company(tmp_path)
    channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x"})
    cross_eighty()
    assert one_round(book, at=NOW).failed == 1
    assert operations.log(by=None, at=NOW)[0].error == "messages.private_address"
    assert robot.got == []
    with pytest.raises(Trouble) as wrong:
        place_of("https://localhost/x", allowed=())
    assert wrong.value.code == "messages.private_address"
    assert place_of("https://localhost/x?y=1", allowed=("localhost",)).path == "/x?y=1"


class Mail(socketserver.StreamRequestHandler):
    """A mail server that keeps what it is given."""

    got: "list[str]" = []

    def handle(self) -> None:
        """Speak as much SMTP as it takes."""
        self.wfile.write(b"220 here\r\n")
        lines: list[str] = []
        inside = False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if inside:
                inside = line != "."
                lines.append(line)
                if not inside:
                    self.got.append("\n".join(lines))
                    self.wfile.write(b"250 ok\r\n")
                continue
            inside = line.upper() == "DATA"
            self.wfile.write(b"354 go\r\n" if inside else b"250 ok\r\n")
            if line.upper() == "QUIT":
                return


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a mail server on this machine."""
    Mail.got.clear()
    serving = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield serving.server_address[1]
    serving.shutdown()
    serving.server_close()
    thread.join(timeout=5)


def mail_channel(port: int) -> None:
    """Make the channel of mail."""
    settings = {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "sender": "fenhao@example.com",
        "user": "",
    }
    channel("email", {}, settings=settings)


def test_mail_goes_to_who_is_told_by_role_and_by_choice(
    stage: Stage, mail_server: int, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import NO_WISH, How, Occasion, operations
    from fenhao.interfaces.messages import one_round

    book = allowing(company(tmp_path), f"127.0.0.1:{mail_server}")
    cast = Cast.hired()
    mail_channel(mail_server)
    off = replace(NO_WISH, choices={Occasion.alert: How.off})
    operations.set_wish(off, by=cast.boss, at=NOW)
    cross_eighty()
    assert one_round(book, at=NOW).sent == 4
    told = {
        line.removeprefix("To: ")
        for mail in Mail.got
        for line in mail.splitlines()
        if line.startswith("To: ")
    }
    names = ("requester", "finance", "second_finance", "operations")
    assert told == {f"{name}@example.com" for name in names}
    assert all("multipart/alternative" in mail for mail in Mail.got)


def test_an_approval_is_told_to_who_may_answer_and_once_more_before_it_is_due(
    stage: Stage, mail_server: int, tmp_path: Path
) -> None:
    from fenhao.books import approvals
    from fenhao.books.database import read
    from fenhao.books.outgoing import Occasion, operations
    from fenhao.interfaces.messages import one_round
    from tests.books.test_approvals import opened

    book = allowing(company(tmp_path), f"127.0.0.1:{mail_server}")
    cast = Cast.hired()
    mail_channel(mail_server)
    number = opened(cast)
    due_at = read(lambda one: approvals.case_of(one, number)).due_at  # type: ignore[union-attr]
    one_round(book, at=NOW)
    told = operations.log(by=None, at=NOW)
    assert {each.occasion for each in told} == {Occasion.approval}
    assert told
    assert cast.requester not in {each.user_id for each in told}
    one_round(book, at=due_at - timedelta(hours=30))
    again = operations.log(by=None, at=NOW)
    assert {each.occasion for each in again} == {Occasion.approval, Occasion.reminder}
    assert {each.user_id for each in again} == {each.user_id for each in told}


def test_quiet_hours_hold_back_and_a_digest_gathers(stage: Stage, mail_server: int, tmp_path: Path) -> None:
    from fenhao.books.outgoing import NO_WISH, How, Occasion, Wish, operations
    from fenhao.interfaces.messages import one_round

    book = allowing(company(tmp_path), f"127.0.0.1:{mail_server}")
    cast = Cast.hired()
    mail_channel(mail_server)
    for person in (cast.second_finance, cast.operations, cast.requester):
        operations.set_wish(replace(NO_WISH, choices={Occasion.alert: How.off}), by=person, at=NOW)
    operations.set_wish(Wish({}, "08:00-12:00", "09:00"), by=cast.finance, at=NOW)  # it is 9 o'clock in UTC
    operations.set_wish(Wish({Occasion.alert: How.digest}, "", "18:00"), by=cast.boss, at=NOW)
    cross_eighty()
    assert one_round(book, at=NOW).written == 2
    assert Mail.got == []
    assert one_round(book, at=later(hours=2)).sent == 0
    assert one_round(book, at=later(hours=3)).sent == 1
    assert "finance@example.com" in Mail.got[0]
    assert one_round(book, at=later(hours=8)).sent == 0
    assert one_round(book, at=later(hours=9, minutes=1)).sent == 1
    assert "boss@example.com" in Mail.got[1]
    assert operations.log(by=None, at=NOW)[0].title == "消息汇总（1 条）"
    assert one_round(book, at=later(hours=20)).sent == 0


def test_secrets_are_sealed_and_never_in_the_record(stage: Stage) -> None:
    from fenhao.books.audit import Wanted, newest_records
    from fenhao.books.database import read
    from fenhao.interfaces.messages import unseal

    made = channel(
        "dingtalk", {"url": "https://oapi.dingtalk.com/robot/send?access_token=tok", "secret": "SECxyz"}
    )
    assert "tok" not in made.sealed
    assert unseal(made.sealed)["secret"] == "SECxyz"
    (act,) = read(lambda one: newest_records(one, Wanted(action="set_channel"), below=None, limit=9))
    assert "SECxyz" not in act.after + act.before
    assert "tok" not in act.after


def test_who_does_not_manage_messages_changes_no_channel(stage: Stage) -> None:
    from fenhao.books.outgoing import Occasion, operations

    cast = Cast.hired()
    made = channel("webhook", {"url": "https://example.com"})
    for by in (cast.finance, cast.boss, cast.auditor, cast.stranger):
        with pytest.raises(Trouble):
            operations.set_channel(replace(made, active=False), by=by, at=NOW)
        with pytest.raises(Trouble):
            operations.set_audiences({Occasion.alert: ()}, by=by, at=NOW)
        with pytest.raises(Trouble):
            operations.log(by=by, at=NOW)
    with pytest.raises(Trouble) as wrong:
        operations.set_channel(replace(made, id=0), by=cast.administrator, at=NOW)
    assert wrong.value.code == "messages.name_taken"


def test_a_step_of_escalation_is_told_once_to_whom_the_policy_names(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.interfaces.messages import Round, one_round
    from fenhao.runs import SERVICE_ESCALATIONS, Escalation, Escalations, keep, stamp_now

    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    channel("wecom", {"url": f"http://127.0.0.1:{robot.port}/send?key=k"}, language="zh")
    step = Escalation(
        "T 1", "desk", "K1", "resolution", "breached", NOW, NOW, ("customer_service",), "phone", ""
    )
    old = replace(step, ticket_id="T0", since=NOW - timedelta(days=9))
    found = Escalations(NOW, (step, old))
    keep(book=book, name=SERVICE_ESCALATIONS, value=found, stamp=stamp_now(book), at=NOW)
    assert one_round(book, at=NOW).written == 1, "what was reached before there was a channel is not told"
    assert one_round(book, at=later(hours=1)) == Round(0, 0, 0)
    ((_, _, body),) = robot.got
    told = json.loads(body)["markdown"]["content"]
    assert "工单 T 1：解决逾期" in told
    assert "](https://fenhao.example/service/tickets/T%201/)" in told


def test_a_receiver_that_answers_500_for_an_hour_gets_the_message_once_when_it_is_back(
    stage: Stage, robot: Server, tmp_path: Path
) -> None:
    from fenhao.books.outgoing import operations
    from fenhao.interfaces.messages import one_round

    assert stage.url
    book = allowing(company(tmp_path), f"127.0.0.1:{robot.port}")
    channel("webhook", {"url": f"http://127.0.0.1:{robot.port}/x", "secret": "S"})
    cross_eighty()
    tried = []
    for minute in range(120):
        robot.status = 500 if minute < 60 else 200
        before = len(robot.got)
        one_round(book, at=later(minutes=minute))
        tried += [minute] * (len(robot.got) - before)
    assert tried == [0, 1, 3, 7, 15, 31, 63], "a minute, doubled each time; nothing after it was taken"
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
    from datetime import date

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
from fenhao.runs import open_book
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
