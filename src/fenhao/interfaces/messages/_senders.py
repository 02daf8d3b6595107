"""The senders: what each channel wants to receive, how it is signed, and what it says when it took the message."""

import base64
import hashlib
import hmac
import html
import json
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from urllib.parse import urlencode

from fenhao.books.outgoing import ChannelKind, Outgoing
from fenhao.interfaces.messages._apprise import notify
from fenhao.interfaces.messages._bars import bars_of, html_bars, plain_bars
from fenhao.interfaces.messages._net import TIMEOUT_SECONDS, Reply, number_of, place_of, post
from fenhao.interfaces.messages._robots import for_dingtalk, for_feishu, for_wecom
from fenhao.interfaces.messages._seal import unseal
from fenhao.kernel import Trouble

_JSON = {"Content-Type": "application/json; charset=utf-8"}
_SECONDS_MILLI = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the other side took the message, and what it said; never a secret."""

    taken: bool
    said: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with what its channel keeps secret, ready to be carried at a moment."""

    message: Outgoing
    secret: Mapping[str, str]
    allowed: Collection[str]
    at: datetime


def carry(message: Outgoing, *, allowed: Collection[str], at: datetime) -> Answer:
    """Carry one message; whatever goes wrong is an answer, so that the next one has its turn."""
    try:
        secret = unseal(message.channel.sealed)
        return _SENDERS[message.channel.kind](Parcel(message, secret, allowed, at))
    except Trouble as trouble:
        return Answer(taken=False, said=trouble.code)
    except (OSError, smtplib.SMTPException, ValueError) as wrong:
        return Answer(taken=False, said=f"{type(wrong).__name__}: {_brief(wrong)}")


def dingtalk_sign(secret: str, *, millis: int) -> str:
    """Return DingTalk's signature: HMAC-SHA256 of the moment and the secret, under the secret."""
    told = f"{millis}\n{secret}"
    return base64.b64encode(hmac.new(secret.encode(), told.encode(), hashlib.sha256).digest()).decode()


def feishu_sign(secret: str, *, seconds: int) -> str:
    """Return Feishu's signature: HMAC-SHA256 of nothing, under the moment and the secret."""
    return base64.b64encode(hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def webhook_sign(secret: str, body: bytes, *, seconds: int) -> str:
    """Return the signature of a generic webhook: HMAC-SHA256 of ``<moment>.<body>`` in hexadecimal digits."""
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _wecom(parcel: Parcel) -> Answer:
    """Post markdown to a WeCom group; its address is its secret."""
    text = for_wecom(parcel.message.title, parcel.message.body)
    told = {"msgtype": "markdown", "markdown": {"content": text}}
    return _judged(_posted(parcel, parcel.secret["url"], told), "errcode", "errmsg")


def _dingtalk(parcel: Parcel) -> Answer:
    """Post markdown to a DingTalk group, signed."""
    url, key = parcel.secret["url"], parcel.secret.get("secret", "")
    if key:
        millis = int(parcel.at.timestamp()) * _SECONDS_MILLI
        mark = "&" if "?" in url else "?"
        url = f"{url}{mark}{urlencode({'timestamp': millis, 'sign': dingtalk_sign(key, millis=millis)})}"
    text = for_dingtalk(parcel.message.title, parcel.message.body)
    told = {"msgtype": "markdown", "markdown": {"title": parcel.message.title, "text": text}}
    return _judged(_posted(parcel, url, told), "errcode", "errmsg")


def _feishu(parcel: Parcel) -> Answer:
    """Post a card with markdown to a Feishu group, signed."""
    told: dict[str, object] = {
        "msg_type": "interactive",
        "card": {
            "header": {"title": {"tag": "plain_text", "content": parcel.message.title}},
            "elements": [{"tag": "markdown", "content": for_feishu(parcel.message.body)}],
        },
    }
    if key := parcel.secret.get("secret", ""):
        seconds = int(parcel.at.timestamp())
        told |= {"timestamp": str(seconds), "sign": feishu_sign(key, seconds=seconds)}
    return _judged(_posted(parcel, parcel.secret["url"], told), "code", "msg")


def _webhook(parcel: Parcel) -> Answer:
    """Post JSON to a system, signed; the id is the same at every try, so that the receiver can tell a second delivery."""
    message = parcel.message
    body = json.dumps(
        {
            "id": message.key,
            "occasion": message.occasion.value,
            "title": message.title,
            "text": message.body,
            "language": message.language,
            "link": message.link,
            "at": message.at.isoformat(),
            "facts": dict(message.facts),
        },
        ensure_ascii=False,
    ).encode()
    seconds = int(parcel.at.timestamp())
    headers = {**_JSON, "X-Fenhao-Id": message.key, "X-Fenhao-Timestamp": str(seconds)}
    if key := parcel.secret.get("secret", ""):
        headers["X-Fenhao-Signature"] = f"sha256={webhook_sign(key, body, seconds=seconds)}"
    reply = post(place_of(parcel.secret["url"], allowed=parcel.allowed), body, headers)
    return Answer(taken=200 <= reply.status < 300, said=f"HTTP {reply.status}")


def _apprise(parcel: Parcel) -> Answer:
    """Hand it to a service that apprise knows."""
    taken, name = notify(
        parcel.secret["url"], title=parcel.message.title, body=parcel.message.body, allowed=parcel.allowed
    )
    return Answer(taken=taken, said=name if taken else f"{name}: not taken")


def _email(parcel: Parcel) -> Answer:
    """Hand a mail to the company's server: plain text, and the same as simple HTML; both with the chart where there is one."""
    message, told = parcel.message, parcel.message.channel.settings
    if not message.address:
        return Answer(taken=False, said="no address")
    mail = EmailMessage()
    mail["Subject"] = message.title
    mail["From"] = formataddr(("Fenhao", told["sender"]))
    mail["To"] = message.address
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = (
        f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{told['sender'].partition('@')[2]}>"
    )
    mail["Content-Language"] = message.language
    bars = bars_of(message)
    mail.set_content("\n\n".join(filter(None, (plain_bars(bars), _plain(message.body)))))
    mail.add_alternative(
        _html(message.title, message.body, message.language, chart=html_bars(bars)), subtype="html"
    )
    host, port = told["host"], int(told["port"])
    number = number_of(host, port, allowed=parcel.allowed)
    server = _server(number, host, port, told["security"])
    try:
        if user := told.get("user", ""):
            server.login(user, parcel.secret.get("password", ""))
        server.send_message(mail)
        # The server has it: how the two part is no reason to send it again.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()
    return Answer(taken=True, said="accepted")


class _Server(smtplib.SMTP):
    """A mail server that is called by number while its certificate is that of its name."""

    def __init__(self, number: str, host: str, port: int, *, whole: bool) -> None:
        self._number, self._whole = number, whole
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: int) -> socket.socket:
        """Return the connection, encrypted from its first byte where the server wants that."""
        raw = socket.create_connection((self._number, port), timeout)
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host) if self._whole else raw


def _server(number: str, host: str, port: int, security: str) -> smtplib.SMTP:
    """Return the mail server, its connection encrypted unless the channel says that it has none."""
    server = _Server(number, host, port, whole=security == "tls")
    if security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server


def _posted(parcel: Parcel, url: str, told: Mapping[str, object]) -> Reply:
    """Post JSON."""
    body = json.dumps(told, ensure_ascii=False).encode()
    return post(place_of(url, allowed=parcel.allowed), body, _JSON)


def _judged(reply: Reply, code: str, words: str) -> Answer:
    """Return whether a robot took it: it answers 200 to everything and says in JSON what it thinks."""
    try:
        told = json.loads(reply.text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or reply.status != 200:
        return Answer(taken=False, said=f"HTTP {reply.status}")
    number = told.get(code, told.get("StatusCode", -1))
    return Answer(taken=number == 0, said=f"{number} {told.get(words, '')}".strip()[:200])


_SENDERS: Mapping[ChannelKind, Callable[[Parcel], Answer]] = {
    ChannelKind.email: _email,
    ChannelKind.wecom: _wecom,
    ChannelKind.dingtalk: _dingtalk,
    ChannelKind.feishu: _feishu,
    ChannelKind.webhook: _webhook,
    ChannelKind.apprise: _apprise,
}


def _plain(text: str) -> str:
    """Return markdown as plain text: a link keeps its address."""
    return re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"\1: \2", text.replace("**", ""))


def _html(title: str, text: str, language: str, *, chart: str) -> str:
    """Return the little markdown that messages are written in as HTML: bold, links, lists, paragraphs; ``chart`` above them."""
    safe = html.escape(text)
    safe = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", safe)
    safe = re.sub(r"\[([^\]]*)\]\((https?://[^)\s]*)\)", r'<a href="\2">\1</a>', safe)
    lines = [f"<p>{line.removeprefix('- ')}</p>" if line else "" for line in safe.splitlines()]
    head = html.escape(title)
    return (
        f'<!doctype html><html lang="{language}"><head><title>{head}</title></head>'
        f"<body><h2>{head}</h2>{chart}{''.join(lines)}</body></html>"
    )


def _brief(wrong: Exception) -> str:
    """Return the first words of a failure, without any address in it."""
    return re.sub(r"https?://\S+", "…", str(wrong))[:160]
