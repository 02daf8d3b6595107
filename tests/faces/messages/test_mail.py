"""Mail over encrypted connections, to a mail server on this machine whose certificate is trusted, of another name, or unknown."""

import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import IO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fenhao.books.outgoing import TOLD, Channel, ChannelKind, Occasion, Outgoing
from fenhao.interfaces.messages import Answer, _senders, carry

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)


@dataclass
class Post:
    """A mail server: how it wants to be spoken to, what it was given, and who signed in."""

    whole: bool
    port: int = 0
    mails: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return public, private


def serving(post: Post, pair: tuple[Path, Path]) -> socketserver.ThreadingTCPServer:
    """Return a server that speaks as much SMTP as mail takes, encrypted from the first byte or once it is asked to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)

    class Talk(socketserver.BaseRequestHandler):
        """One conversation."""

        def handle(self) -> None:
            """Answer line by line; a caller who does not trust the certificate goes away."""
            try:
                talk = context.wrap_socket(self.request, server_side=True) if post.whole else self.request
                self._answer(talk)
            except (ssl.SSLError, ConnectionError):
                post.said.append("gone")

        def _answer(self, talk: "ssl.SSLSocket") -> None:
            talk.sendall(b"220 here\r\n")
            lines = talk.makefile("rb")
            try:
                self._talk(talk, lines)
            finally:
                lines.close()
                talk.close()

        def _talk(self, talk: "ssl.SSLSocket", lines: IO[bytes]) -> None:
            while line := lines.readline().decode().strip():
                post.said.append(line.split()[0].upper())
                if line.upper() == "STARTTLS":
                    talk.sendall(b"220 go\r\n")
                    lines.close()
                    talk = context.wrap_socket(talk, server_side=True)
                    with talk, talk.makefile("rb") as secret:
                        self._talk(talk, secret)
                    return
                elif line.upper() == "DATA":
                    talk.sendall(b"354 go\r\n")
                    mail: list[str] = []
                    while (text := lines.readline().decode().rstrip("\r\n")) != ".":
                        mail.append(text)
                    post.mails.append("\n".join(mail))
                    talk.sendall(b"250 taken\r\n")
                elif line.upper().startswith("EHLO"):
                    talk.sendall(b"250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
                elif line.upper().startswith("AUTH"):
                    talk.sendall(b"235 welcome\r\n")
                elif line.upper() == "QUIT":
                    talk.sendall(b"221 bye\r\n")
                    return
                else:
                    talk.sendall(b"250 ok\r\n")

    return socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)


@pytest.fixture(params=["tls", "starttls"])
def post(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server called localhost, whose certificate this machine trusts."""
    monkeypatch.setattr(_senders, "unseal", lambda _sealed: {"password": "secret"})
    pair = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(pair[0]))
    kept = Post(whole=request.param == "tls")
    with serving(kept, pair) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield kept
        server.shutdown()
        thread.join(timeout=10)


def sent(
    post: Post,
    *,
    host: str = "localhost",
    user: str = "",
    occasion: Occasion = Occasion.alert,
    facts: Mapping[str, str | int] | None = None,
    language: str = "zh",
) -> Answer:
    """Send one message through the server."""
    settings = {
        "host": host,
        "port": str(post.port),
        "security": "tls" if post.whole else "starttls",
        "sender": "fenhao@example.com",
        "user": user,
    }
    channel = Channel(
        id=1,
        name="mail",
        kind=ChannelKind.email,
        place="",
        settings=settings,
        sealed="",
        language="zh",
        occasions=frozenset(TOLD),
        quiet="",
        active=True,
        at=NOW,
    )
    message = Outgoing(
        id=1,
        key="alert-1",
        occasion=occasion,
        user_id=1,
        channel=channel,
        address="boss@example.com",
        language=language,
        title="A 核心 活动 已用 80%",
        body="A 核心 活动 已用 80%。",
        link="",
        facts=facts or {},
        at=NOW,
        attempts=0,
        sent_at=None,
        ended_at=None,
        error="",
    )
    return carry(message, allowed=(f"{host}:{post.port}",), at=NOW)


def test_mail_goes_over_an_encrypted_connection_and_signs_in(post: Post) -> None:
    answer = sent(post, user="fenhao")
    assert answer == Answer(taken=True, said="accepted")
    (mail,) = post.mails
    assert "To: boss@example.com" in mail
    assert "AUTH" in post.said
    assert ("STARTTLS" in post.said) is not post.whole
    if not post.whole:
        assert post.said.index("STARTTLS") < post.said.index("AUTH"), "no password goes in the clear"


CHARTS = [
    (Occasion.alert, {"used_minor": 820, "funded_minor": 1000}, "zh", "已使用", "82.0%", "#2f6f5e"),
    (Occasion.alert, {"used_minor": 1500, "funded_minor": 1000}, "en", "Used", "150.0%", "#b3261e"),
    (Occasion.weekly, {"counted_minor": 5, "cost_minor": 100}, "zh", "无效成本", "5.0%", "#2f6f5e"),
    (Occasion.watch, {"actual_minor": 300, "expected_minor": 100}, "en", "Actual", "300.0%", "#b3261e"),
]


@pytest.mark.parametrize(("occasion", "facts", "language", "name", "percent", "ink"), CHARTS)
def test_a_mail_shows_what_it_tells_as_bars_in_text_and_html(
    post: Post,
    occasion: Occasion,
    facts: dict[str, str | int],
    language: str,
    name: str,
    percent: str,
    ink: str,
) -> None:
    assert sent(post, user="fenhao", occasion=occasion, facts=facts, language=language).taken
    (raw,) = post.mails
    mail = message_from_bytes(raw.encode(), policy=default)
    plain, rich = (part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")
    first, second = plain.splitlines()[:2]
    assert name in first
    assert percent in first
    assert "100.0%" in second
    assert (first.count("█") > second.count("█")) is (ink == "#b3261e")
    assert f"background:{ink}" in rich
    assert f">{name}</td>" in rich
    assert "<img" not in rich


@pytest.mark.parametrize(
    "facts", [{}, {"used_minor": -5, "funded_minor": 10}, {"used_minor": 5, "funded_minor": 0}]
)
def test_a_mail_without_two_amounts_has_no_bars(post: Post, facts: dict[str, str | int]) -> None:
    assert sent(post, user="fenhao", facts=facts).taken
    assert "<table" not in post.mails[0]


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(other, "localhost")[0]))
    answer = sent(post, user="fenhao")
    assert not answer.taken
    assert "CERTIFICATE_VERIFY_FAILED" in answer.said
    assert post.mails == []
    assert "AUTH" not in post.said


def test_a_certificate_of_another_name_gets_no_mail(post: Post) -> None:
    answer = sent(post, host="127.0.0.1")
    assert not answer.taken
    assert post.mails == []
