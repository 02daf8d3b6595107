"""HubSpot: objects by the search of its CRM API v3, in the order in which they were last changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from fenhao.connectors.pull import (
    MISSING,
    Again,
    Asked,
    Expired,
    Judge,
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
    value_at,
    whole_in,
    with_moments,
)
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_URL = "https://api.hubapi.com"
_PAGE = 100
_REACH = 10_000
"""So far a search hands its results on, however many there are."""
_OWN = frozenset({"id", "createdAt", "updatedAt", "archived"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _pages(asked: Asked) -> Iterator[Page]:
    """Give the records of an object, changed at or after the place."""
    url = asked.source.setting("address") or _URL
    token = [asked.secrets.text("token")]
    with calling(url, reach=asked.reach, secrets=asked.secrets) as caller:

        def renew() -> None:
            """Fetch another token by the refresh token; a private app's own does not run out, so it was taken away."""
            held = asked.secrets
            if not held.text("refresh_token"):
                raise asked.not_signed_in("HTTP 401")
            form = {
                "grant_type": "refresh_token",
                **{each: held.text(each) for each in ("client_id", "client_secret", "refresh_token")},
            }
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            request = Request("POST", "/oauth/v1/token", headers=headers, body=urlencode(form).encode())
            reply = caller.call(lambda: request, judge=_judge_sign_in(asked), renew=no_renewal)
            token[0] = text_in(reply.told, "access_token")

        def ask(since: str, offset: int) -> tuple[tuple[Record, ...], int]:
            """Ask for a page."""
            body = json.dumps(_search(asked, since, offset)).encode()
            path = f"/crm/v3/objects/{asked.feed.object}/search"

            def build() -> Request:
                """Return the call with the token of now."""
                headers = {"Authorization": f"Bearer {token[0]}", "Content-Type": "application/json"}
                return Request("POST", path, headers=headers, body=body)

            told = caller.call(build, judge=_judge, renew=renew).told
            found = records_in(told, "results", host=caller.host)
            return tuple(map(_flat, found)), whole_in(told, "total")

        def known(records: tuple[Record, ...]) -> tuple[str, ...]:
            """Return the names of all properties; of those that were asked for, where the token may not see the others."""

            def build() -> Request:
                """Return the call with the token of now."""
                path = f"/crm/v3/properties/{asked.feed.object}"
                return Request("GET", path, headers={"Authorization": f"Bearer {token[0]}"})

            try:
                told = caller.call(build, judge=_judge, renew=renew).told
                return tuple(text_in(each, "name") for each in records_in(told, "results", host=caller.host))
            except Trouble:
                return tuple(records[0])

        if not token[0]:
            renew()
        for page in in_order(
            ask, asked=asked, size=_PAGE, stamp=lambda each: _stamp(each, asked.feed.cursor)
        ):
            records = tuple(with_moments(each, asked.feed) for each in page.records)
            for name in asked.fields:
                if all(value_at(each, name) is MISSING for each in records):
                    raise field_missing(asked.source, asked.feed, name, found=known(records))
            yield replace(page, records=records)


def _search(asked: Asked, since: str, offset: int) -> dict[str, object]:
    """Return the body of a search."""
    if offset + _PAGE > _REACH:
        told = {"source": asked.source.name, "object": asked.feed.object, "cursor": asked.feed.cursor}
        raise Trouble("sources.too_many_alike", told | {"count": f"{_REACH:,}"})
    cursor = asked.feed.cursor
    body: dict[str, object] = {
        "properties": [name for name in asked.fields if name not in _OWN],
        "sorts": [{"propertyName": cursor, "direction": "ASCENDING"}],
        "limit": _PAGE,
    }
    filters = asked.conditions
    if since:
        filters.append({"propertyName": cursor, "operator": "GTE", "value": str(_milliseconds(since))})
    if filters:
        body["filterGroups"] = [{"filters": filters}]
    if offset:
        body["after"] = str(offset)
    return body


def _flat(record: Record) -> Record:
    """Return a record with its properties beside its own fields."""
    properties = record.get("properties")
    return {**record, **properties} if isinstance(properties, dict) else record


def _stamp(record: Record, cursor: str) -> str:
    value = record.get(cursor)
    return value if isinstance(value, str) else ""


def _milliseconds(stamp: str) -> int:
    """Return a moment as HubSpot filters by it."""
    if stamp.isdecimal():
        return int(stamp)
    return (datetime.fromisoformat(stamp) - _EPOCH) // timedelta(milliseconds=1)


def _judge(reply: Reply) -> None:
    """Read HubSpot's own words: a day's limit is not waited for."""
    # What stands before it may limit too, and says so without JSON.
    if reply.status == 429 and b"DAILY" in reply.data and text_in(reply.told, "policyName") == "DAILY":
        raise Again(text_in(reply.told, "message"), after=86_400)
    if reply.status == 401:
        raise Expired(text_in(reply.told, "message"))


def _judge_sign_in(asked: Asked) -> Judge:
    def judge(reply: Reply) -> None:
        if reply.status in (400, 401, 403):
            raise asked.not_signed_in(text_in(reply.told, "message"))

    return judge


KIND = RecordKind(
    SourceKeys(
        "hubspot",
        needed=(),
        optional=("address",),
        secrets_optional=("token", "client_id", "client_secret", "refresh_token"),
        cursor="hs_lastmodifieddate",
        overlap_seconds=600,
    ),
    note_en="HubSpot objects",
    note_zh="HubSpot 对象",
    pages=_pages,
)
