"""Salesforce: objects by SOQL, page by page as the server hands them on, signed in by OAuth."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from fenhao.connectors.pull import (
    Again,
    Asked,
    Caller,
    Expired,
    Page,
    RecordKind,
    Reply,
    Request,
    calling,
    earlier,
    field_missing,
    no_judgement,
    no_renewal,
    records_in,
    text_in,
    value_at,
    whole_in,
)
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_NO_COLUMN = re.compile(r"No such column '([^']+)' on (?:entity|sobject of type) '?([A-Za-z0-9_]+)")
_NO_RELATION = re.compile(r"Didn't understand relationship '([^']+)'")
_VERSION = "v61.0"
_BUSY = frozenset({"REQUEST_LIMIT_EXCEEDED", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT", "UNABLE_TO_LOCK_ROW"})


class _LocatorGone(Exception):
    """The server no longer holds the place in its answer."""


class _FieldGone(Exception):
    """An object no longer has a field, or no longer leads to another object."""

    def __init__(self, name: str, entity: str) -> None:
        super().__init__(name)
        self.name, self.entity = name, entity


class _Session:
    """A session that signs in again when its token runs out."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._token, self.url = "", ""
        self.sign_in()

    def sign_in(self) -> None:
        """Fetch a token: by the refresh token where there is one, else by the client's own credentials."""
        held = self._asked.secrets
        form = {
            "grant_type": "client_credentials",
            "client_id": held.text("client_id"),
            "client_secret": held.text("client_secret"),
        }
        if held.text("refresh_token"):
            form |= {"grant_type": "refresh_token", "refresh_token": held.text("refresh_token")}
        address = self._asked.source.setting("address")
        with calling(address, reach=self._asked.reach, secrets=held) as caller:
            request = Request(
                "POST",
                "/services/oauth2/token",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                body=urlencode(form).encode(),
            )
            told = caller.call(lambda: request, judge=self._judge_sign_in, renew=no_renewal).told
        self._token = text_in(told, "access_token")
        self.url = text_in(told, "instance_url") or address

    def request(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Request:
        """Return a call with the token of now."""
        return Request("GET", path, query, {"Authorization": f"Bearer {self._token}"})

    def _judge_sign_in(self, reply: Reply) -> None:
        if reply.status in (400, 401):
            said = f"{text_in(reply.told, 'error')} {text_in(reply.told, 'error_description')}"
            raise self._asked.not_signed_in(said)


def _pages(asked: Asked) -> Iterator[Page]:
    """Give the records of an object in the order of its stamp; a place that the server let go of is found again."""
    for name in (*asked.fields, asked.feed.object):
        if not _NAME.fullmatch(name):
            raise Trouble("sources.bad_name", {"source": asked.source.name, "name": name})
    session = _Session(asked)
    place = earlier(asked.after, asked.feed.overlap)
    with calling(session.url, reach=asked.reach, secrets=asked.secrets) as caller:
        while True:
            try:
                for page in _query(asked, session, caller, place):
                    place = page.place or place
                    yield page
                return
            except _LocatorGone:
                continue


def _query(asked: Asked, session: _Session, caller: Caller, place: str) -> Iterator[Page]:
    """Ask once, and follow where the answers lead."""
    version = asked.source.setting("version") or _VERSION
    path = f"/services/data/{version}/query"
    query: tuple[tuple[str, str], ...] = (("q", _soql(asked, place)),)
    while path:
        build = partial(session.request, path, query)
        try:
            told = caller.call(build, judge=_judge, renew=session.sign_in).told
        except _FieldGone as gone:
            raise _named(asked, session, caller, gone) from gone
        records = records_in(told, "records", host=caller.host)
        stamp = value_at(records[-1], asked.feed.cursor) if records else None
        yield Page(records, place=stamp if isinstance(stamp, str) else "", total=whole_in(told, "totalSize"))
        path, query = text_in(told, "nextRecordsUrl"), ()
        if path and not path.startswith("/services/"):
            raise Trouble("sources.shape", {"host": caller.host, "field": "nextRecordsUrl"})


def _named(asked: Asked, session: _Session, caller: Caller, gone: _FieldGone) -> Trouble:
    """Return the trouble of a field that is gone, with what the object has instead, as far as the server says."""
    named = [name for name in asked.fields if gone.name in name.split(".")]
    column = named[0] if named else gone.name
    lead = column.partition(gone.name)[0]
    version = asked.source.setting("version") or _VERSION
    path = f"/services/data/{version}/sobjects/{gone.entity or asked.feed.object}/describe"
    try:
        reply = caller.call(lambda: session.request(path), judge=no_judgement, renew=session.sign_in)
        fields = records_in(reply.told, "fields", host=caller.host)
    except Trouble:
        fields = ()  # Who may query an object may still be kept from its description.
    wanted = "name" if gone.entity else "relationshipName"
    found = tuple(lead + text_in(each, wanted) for each in fields if text_in(each, wanted))
    return field_missing(asked.source, asked.feed, column, found=found)


def _soql(asked: Asked, place: str) -> str:
    """Return the question in SOQL."""
    cursor, wheres = asked.feed.cursor, []
    if place:
        wheres.append(f"{cursor} >= {re.sub(r'[+]00:?00$', 'Z', place)}")
    if asked.feed.where:
        wheres.append(f"({asked.feed.where})")
    where = f" WHERE {' AND '.join(wheres)}" if wheres else ""
    return f"SELECT {', '.join(asked.fields)} FROM {asked.feed.object}{where} ORDER BY {cursor}, Id"


def _judge(reply: Reply) -> None:
    """Read Salesforce's own words for what went wrong."""
    if 200 <= reply.status < 300:
        return
    try:
        told = reply.told
    except Trouble:
        return
    first = told[0] if isinstance(told, Sequence) and told and isinstance(told[0], Mapping) else {}
    code, said = text_in(first, "errorCode"), text_in(first, "message")
    if code == "INVALID_SESSION_ID":
        raise Expired(said)
    if code in _BUSY:
        raise Again(f"{code} {said}")
    if code == "INVALID_QUERY_LOCATOR":
        raise _LocatorGone
    if code == "INVALID_FIELD" and (found := _NO_COLUMN.search(said)):
        raise _FieldGone(found[1], found[2])
    if code == "INVALID_FIELD" and (found := _NO_RELATION.search(said)):
        raise _FieldGone(found[1], "")


KIND = RecordKind(
    SourceKeys(
        "salesforce",
        needed=("address",),
        optional=("version",),
        secrets=("client_id", "client_secret"),
        secrets_optional=("refresh_token",),
        cursor="SystemModstamp",
        overlap_seconds=300,
    ),
    note_en="Salesforce objects by SOQL",
    note_zh="Salesforce 对象（SOQL）",
    pages=_pages,
)
