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
from fenhao.runs.book import Book
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
        early = at + wait - timedelta(seconds=1)
        assert (one_round(book, at=early).failed, operations.waiting(at=early)) == (0, 1)
        at += wait
    robot.status, robot.answer = 200, '{"errcode": 0}'
    assert one_round(book, at=at).sent == 1
    (message,) = operations.log(by=None, at=at)
    assert (message.attempts, message.error, message.sent_at, operations.waiting(at=NOW)) == (5, "", at, 0)


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
    assert all("requester" in each.body for each in told), "who asks is said"
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
    from fenhao.runs.book import keep, stamp_now
    from fenhao.runs.service import SERVICE_ESCALATIONS, Escalation, Escalations

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
