"""Call a system over HTTP: looked up once, refused where it is private, never redirected, tried again with patience."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from math import ceil
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util import Retry, Timeout

from fenhao.connectors._address import is_allowed, number_of
from fenhao.connectors.pull._exact import exact_json
from fenhao.connectors.pull._values import Reach, Secrets, Value
from fenhao.kernel import Trouble

ANSWER_BYTES_MAX = 64 << 20
"""A page longer than this is no page."""
WAIT_SECONDS_MAX = 900
"""Who asks for a longer pause than this is asked again another time."""
_DIGITS_MAX = 9
_PORTS = {"https": 443, "http": 80}
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


class Again(Exception):
    """The other side asks for patience: ``after`` seconds, 0 when it does not say."""

    def __init__(self, said: str, after: int = 0) -> None:
        super().__init__(said)
        self.after = after


class Expired(Exception):
    """The other side no longer knows the token."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call. ``form`` is a body of pairs, ``body`` one of JSON."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    host: str
    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def told(self) -> Value:
        """Return the JSON it holds, exact; Trouble when it is none."""
        return exact_json(self.data, host=self.host)

    @property
    def said(self) -> str:
        """Return it as text, for a message."""
        return self.data[:2000].decode("utf-8", errors="replace")


Judge = Callable[[Reply], None]
"""Looks at a reply: raises Again, Expired or Trouble, or lets the usual rules speak."""


class Caller:
    """Calls one host."""

    def __init__(self, url: str, *, reach: Reach, secrets: Secrets) -> None:
        parts = urlsplit(url)
        self.host, self._scheme = parts.hostname or "", parts.scheme
        try:
            self._port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as wrong:
            raise Trouble("sources.bad_address", {"address": url[:200]}) from wrong
        if not self.host or self._scheme not in _PORTS or parts.username or parts.query or parts.fragment:
            raise Trouble("sources.bad_address", {"address": url[:200]})
        if self._scheme == "http" and not is_allowed(self.host, self._port, reach.allowed):
            raise Trouble("sources.not_https", {"host": self.host})
        self._root, self._reach, self._secrets = parts.path.rstrip("/"), reach, secrets
        self._pool = self._opened(number_of(self.host, self._port, allowed=reach.allowed))

    def close(self) -> None:
        """Hang up."""
        self._pool.close()

    def call(self, build: Callable[[], Request], *, judge: Judge, renew: Callable[[], None]) -> Reply:
        """Return the reply to a request, made anew for each try.

        ``renew`` fetches another token when the old one ran out, once a call. Trouble ``sources.gave_up`` when patience
        has an end, ``sources.signed_out`` when another token helps no more than the last.
        """
        patience = Retry(total=self._reach.tries, backoff_factor=1, backoff_max=60)
        renewed = False
        while True:
            try:
                reply = self._once(build())
                judge(reply)
                self._usual(reply)
            except Expired as over:
                if renewed:
                    raise Trouble(
                        "sources.signed_out", {"host": self.host, "said": self._secrets.hide(str(over))}
                    ) from over
                renewed = True
                renew()
            except (Again, HTTPError, OSError) as pause:
                patience = self._waited(patience, pause)
            else:
                return reply

    def _waited(self, patience: Retry, pause: Exception) -> Retry:
        """Wait as long as is asked for, or longer each time; Trouble when it has been enough."""
        said = self._secrets.hide(str(pause) if isinstance(pause, Again) else type(pause).__name__)
        after = pause.after if isinstance(pause, Again) else 0
        if after > WAIT_SECONDS_MAX:
            raise Trouble(
                "sources.come_later", {"host": self.host, "minutes": str(-(-after // 60)), "said": said}
            )
        try:
            longer = patience.increment()
        except MaxRetryError as enough:
            raise Trouble("sources.gave_up", {"host": self.host, "said": said}) from enough
        self._reach.sleep(after or longer.get_backoff_time())
        return longer

    def _usual(self, reply: Reply) -> None:
        """Apply what HTTP itself says."""
        if 200 <= reply.status < 300:
            return
        if reply.status in _AGAIN:
            raise Again(f"HTTP {reply.status} {reply.said[:200]}", after=_asked_pause(reply))
        if reply.status == 401:
            raise Expired(reply.said)
        said = self._secrets.hide(reply.said)
        raise Trouble("sources.refused", {"host": self.host, "status": str(reply.status), "said": said})

    def _once(self, request: Request) -> Reply:
        path = self._root + request.path + (f"?{urlencode(request.query)}" if request.query else "")
        usual = self._port == _PORTS[self._scheme]
        headers = {
            "Host": self.host if usual else f"{self.host}:{self._port}",
            "User-Agent": "Fenhao",
            "Accept": "application/json",
            **request.headers,
        }
        answer = self._pool.urlopen(
            request.method,
            path,
            body=request.body,
            headers=headers,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            data = answer.read(ANSWER_BYTES_MAX + 1, decode_content=True)
        finally:
            answer.release_conn()
        if len(data) > ANSWER_BYTES_MAX:
            raise Trouble(
                "sources.page_too_long", {"host": self.host, "megabytes": str(ANSWER_BYTES_MAX >> 20)}
            )
        if answer.length_remaining:
            raise Again("the connection was cut")
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(self.host, answer.status, found, data)

    def _opened(self, number: str) -> urllib3.HTTPConnectionPool:
        timeout = Timeout(connect=10, read=120)
        if self._scheme == "http":
            return urllib3.HTTPConnectionPool(number, self._port, timeout=timeout)
        return urllib3.HTTPSConnectionPool(
            number,
            self._port,
            timeout=timeout,
            server_hostname=self.host,
            assert_hostname=self.host,
            ssl_context=ssl.create_default_context(),
        )


def _asked_pause(reply: Reply) -> int:
    """Return the seconds that Retry-After asks for; 0 when it asks for none that can be understood."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return int(value[:_DIGITS_MAX])
    try:
        # A moment is one of the other side's clock, which may be far from ours: its answer tells what that says now.
        until, now = (parsedate_to_datetime(text) for text in (value, reply.headers.get("date", "")))
        return max(0, ceil((until - now).total_seconds()))
    except (ValueError, TypeError):
        return 0


def no_judgement(reply: Reply) -> None:
    """Let the usual rules speak."""


def no_renewal() -> None:
    """Keep the key: it does not run out."""


@contextmanager
def calling(url: str, *, reach: Reach, secrets: Secrets) -> Iterator[Caller]:
    """Call a host for a while."""
    caller = Caller(url, reach=reach, secrets=secrets)
    try:
        yield caller
    finally:
        caller.close()
