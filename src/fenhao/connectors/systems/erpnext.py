"""ERPNext and other Frappe systems: documents by the REST API, in the order in which they were last modified."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from fenhao.connectors.pull import (
    Again,
    Asked,
    Page,
    Record,
    RecordKind,
    Reply,
    Request,
    calling,
    field_missing,
    in_order,
    no_renewal,
    records_in,
    text_in,
)
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_PAGE = 500
_NO_FIELD = re.compile(r"Unknown column '(?:[^'.]*\.)?([^']+)'|Field not permitted in query: ([\w.]+)")
_LOCKED_OUT = frozenset({"AuthenticationError", "PermissionError"})
_BUSY = frozenset(
    {"RateLimitExceededError", "TooManyRequestsError", "QueryTimeoutError", "QueryDeadlockError"}
)


class _FieldGone(Exception):
    """A document type no longer has a field."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _pages(asked: Asked) -> Iterator[Page]:
    """Give the documents of a type, modified at or after the place."""
    cursor, held = asked.feed.cursor, asked.secrets
    headers = {"Authorization": f"token {held.text('api_key')}:{held.text('api_secret')}"}
    path = f"/api/resource/{quote(asked.feed.object)}"

    def judge(reply: Reply) -> None:
        _judge(asked, reply)

    with calling(asked.source.setting("address"), reach=asked.reach, secrets=held) as caller:

        def ask(since: str, offset: int) -> tuple[tuple[Record, ...], int]:
            """Ask for a page."""
            query = (
                ("fields", json.dumps(list(asked.fields))),
                ("filters", json.dumps(asked.conditions + ([[cursor, ">=", since]] if since else []))),
                ("order_by", f"{cursor} asc, name asc"),
                ("limit_start", str(offset)),
                ("limit_page_length", str(_PAGE)),
            )
            request = Request("GET", path, query, headers)
            try:
                told = caller.call(lambda: request, judge=judge, renew=no_renewal).told
            except _FieldGone as gone:
                raise field_missing(asked.source, asked.feed, gone.name, found=known()) from gone
            return records_in(told, "data", host=caller.host), 0

        def known() -> tuple[str, ...]:
            """Return the names that a document of the type has; none where there is no document."""
            query = (("fields", '["*"]'), ("limit_page_length", "1"))
            request = Request("GET", path, query, headers)
            try:
                told = caller.call(lambda: request, judge=judge, renew=no_renewal).told
                return tuple(next(iter(records_in(told, "data", host=caller.host)), ()))
            except (Trouble, _FieldGone):
                return ()

        yield from in_order(ask, asked=asked, size=_PAGE, stamp=lambda each: text_in(each, cursor))


def _judge(asked: Asked, reply: Reply) -> None:
    """Read what exc_type says."""
    if 200 <= reply.status < 300:
        return
    try:
        told = reply.told
    except Trouble:
        return
    name = text_in(told, "exc_type")
    said = text_in(told, "exception") or text_in(told, "_server_messages") or name
    if found := _NO_FIELD.search(said):
        raise _FieldGone(found[1] or found[2])
    if name in _BUSY and "retry-after" not in reply.headers:
        raise Again(said)
    if name in _LOCKED_OUT or reply.status in (401, 403):
        raise asked.not_signed_in(said)
    if name in ("DoesNotExistError", "DataError", "ValidationError"):
        raise asked.question_refused(said)


KIND = RecordKind(
    SourceKeys(
        "erpnext",
        needed=("address",),
        secrets=("api_key", "api_secret"),
        cursor="modified",
        overlap_seconds=300,
    ),
    note_en="ERPNext and Frappe documents",
    note_zh="ERPNext、Frappe 单据",
    pages=_pages,
)
