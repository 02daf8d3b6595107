"""纷享销客 Fxiaoke: preset and own objects by its open platform, in the order in which they were last changed.

Every answer is HTTP 200: what went wrong stands in errorCode.
"""

import json
from collections.abc import Iterator
from dataclasses import replace

from fenhao.connectors.pull import (
    Again,
    Asked,
    Caller,
    Expired,
    Page,
    Record,
    RecordKind,
    Reply,
    Request,
    calling,
    in_order,
    no_renewal,
    records_in,
    text_in,
    whole_in,
    with_moments,
)
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_URL = "https://open.fxiaoke.com"
_PAGE = 100
_REACH = 10_000
"""A query whose offset is larger is refused."""
_EXPIRED = "20016"
_BUSY = frozenset({"14001", "30004", "-1"})
_DAY_IS_OVER = "30002"
_WINDOW_SECONDS = 20
"""An interface takes a hundred calls in so many seconds."""
_HEADERS = {"Content-Type": "application/json"}


class _Session:
    """A token of the company's application, fetched again when it ran out."""

    def __init__(self, asked: Asked, caller: Caller) -> None:
        self._asked, self._caller = asked, caller
        self._token, self._corp = "", ""
        self.sign_in()

    def sign_in(self) -> None:
        """Fetch the token."""
        held = self._asked.secrets
        wanted = {
            "appId": held.text("app_id"),
            "appSecret": held.text("app_secret"),
            "permanentCode": held.text("permanent_code"),
        }
        request = Request(
            "POST", "/cgi/corpAccessToken/get/V2", headers=_HEADERS, body=json.dumps(wanted).encode()
        )
        told = self._caller.call(lambda: request, judge=self._judge_sign_in, renew=no_renewal).told
        self._token, self._corp = text_in(told, "corpAccessToken"), text_in(told, "corpId")

    def query(self, data: dict[str, object]) -> Request:
        """Return a query with the token of now. Objects that the company made itself have an entrance of their own."""
        own = self._asked.feed.object.endswith("__c")
        body = {
            "corpAccessToken": self._token,
            "corpId": self._corp,
            "currentOpenUserId": self._asked.source.setting("user"),
            "data": data,
        }
        path = "/cgi/crm/custom/v2/data/query" if own else "/cgi/crm/v2/data/query"
        return Request("POST", path, headers=_HEADERS, body=json.dumps(body).encode())

    def judge(self, reply: Reply) -> None:
        """Read what errorCode says."""
        if reply.status != 200:
            return
        code, said = _error(reply)
        if code == _EXPIRED:
            raise Expired(said)
        if code in _BUSY:
            raise Again(f"{code} {said}", after=_WINDOW_SECONDS)
        if code == _DAY_IS_OVER:
            raise Again(f"{code} {said}", after=86_400)
        if code != "0":
            raise self._asked.question_refused(f"{code} {said}")

    def _judge_sign_in(self, reply: Reply) -> None:
        if reply.status != 200:
            return
        code, said = _error(reply)
        if code in _BUSY:
            raise Again(f"{code} {said}", after=_WINDOW_SECONDS)
        if code != "0":
            raise self._asked.not_signed_in(f"{code} {said}")


def _error(reply: Reply) -> tuple[str, str]:
    told = reply.told
    return text_in(told, "errorCode"), text_in(told, "errorMessage")


def _pages(asked: Asked) -> Iterator[Page]:
    """Give the records of an object, changed at or after the place."""
    cursor = asked.feed.cursor
    with calling(asked.source.setting("address") or _URL, reach=asked.reach, secrets=asked.secrets) as caller:
        session = _Session(asked, caller)

        def ask(since: str, offset: int) -> tuple[tuple[Record, ...], int]:
            """Ask for a page."""
            if offset > _REACH:
                told = {"source": asked.source.name, "object": asked.feed.object, "cursor": cursor}
                raise Trouble("sources.too_many_alike", told | {"count": f"{_REACH:,}"})
            filters = asked.conditions
            if since:
                filters.append({"field_name": cursor, "field_values": [int(since)], "operator": "GTE"})
            search = {
                "limit": _PAGE,
                "offset": offset,
                "filters": filters,
                "orders": [{"fieldName": cursor, "isAsc": True}],
            }
            data: dict[str, object] = {"dataObjectApiName": asked.feed.object, "search_query_info": search}
            reply = caller.call(lambda: session.query(data), judge=session.judge, renew=session.sign_in).told
            return records_in(reply, "data", "dataList", host=caller.host), whole_in(reply, "data", "total")

        for page in in_order(
            ask, asked=asked, size=_PAGE, stamp=lambda each: text_in(each, cursor), sparse=True
        ):
            records = tuple(with_moments(each, asked.feed) for each in page.records)
            yield replace(page, records=records)


KIND = RecordKind(
    SourceKeys(
        "fxiaoke",
        needed=("user",),
        optional=("address",),
        secrets=("app_id", "app_secret", "permanent_code"),
        cursor="last_modified_time",
        overlap_seconds=300,
    ),
    note_en="Fxiaoke objects",
    note_zh="纷享销客对象",
    pages=_pages,
)
