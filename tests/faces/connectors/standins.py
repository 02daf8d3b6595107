"""Stand-ins of CRM systems on loopback: each speaks its system's own protocol and misbehaves when it is told to."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

BEGAN = datetime(2026, 4, 1, 2, tzinfo=UTC)
CLOCK = datetime(2031, 1, 1, tzinfo=UTC)
LATER = 40
ORDERS = 65
PAGE = 20


@dataclass(frozen=True)
class Order:
    """An order of the CRM; three in a row were changed at the same moment."""

    number: int
    amount: str
    changed: datetime


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(told: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(told).encode(), {"Content-Type": "application/json", **(headers or {})})


class StandIn:
    """One system. ``faults`` are what the next questions for data meet: limit, later, 500, cut, expire, rename, twice, or nothing."""

    kind = ""
    secrets: Mapping[str, str] = {}
    settings = ""
    fields: Mapping[str, str] = {}
    named = ""
    stamp_of_tenth = ""
    """How the place behind the last order is written."""

    def __init__(self) -> None:
        self.orders = [
            Order(number, f"{number}.10", BEGAN + timedelta(minutes=number // 3))
            for number in range(1, ORDERS + 1)
        ]
        self.faults: list[str] = []
        self.asked: list[Call] = []
        self.token = "first-token"
        self.signed_in = 0
        self.amount_field = "amount"
        self.refuse_after = 10**6
        self.where: list[object] = []
        self._last: Answer | None = None

    def sources(self, url: str, *, batch_rows: int = 1000, amount: str = "amount") -> str:
        columns = ", ".join(
            f'{field} = "{amount if name == "amount" else name}"' for field, name in self.fields.items()
        )
        where = f"where = '{json.dumps(self.where)}'\n" if self.where else ""
        return (
            f'[crm]\nkind = "{self.kind}"\naddress = "{url}"\nbatch_rows = {batch_rows}\n{self.settings}\n'
            f'[[crm.feeds]]\nfact = "orders"\nobject = "{self.named}"\noverlap = "1 second"\ncolumns = {{ {columns} }}\n{where}'
        )

    def answer(self, call: Call) -> Answer | None:
        """None: the line is cut in the middle of the answer."""
        if not self.is_data(call):
            return self.data(call)
        self.asked.append(call)
        if len(self.asked) > self.refuse_after:
            return Answer(500, b"down")
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "limit":
            return self.limited()
        if fault == "later":
            then = format_datetime(CLOCK + timedelta(seconds=LATER), usegmt=True)
            return Answer(429, b"", {"Retry-After": then})
        if fault == "500":
            return Answer(503, b"<html>busy</html>")
        if fault == "cut":
            return None
        if fault == "expire":
            self.token = "second-token"
        if fault == "rename":
            self.amount_field = "amount_net"
        if fault == "twice" and self._last is not None:
            return self._last
        found = self.data(call)
        self._last = found if found.status == 200 else self._last
        return found

    def is_data(self, call: Call) -> bool:
        raise NotImplementedError

    def data(self, call: Call) -> Answer:
        raise NotImplementedError

    def limited(self) -> Answer:
        raise NotImplementedError

    def own(self, filters: list[Any]) -> list[Any]:
        """The filters besides those that the feed wrote, which have to be there each time."""
        assert all(each in filters for each in self.where)
        return [each for each in filters if each not in self.where]

    def since(self, moment: datetime | None, offset: int, limit: int) -> list[Order]:
        found = [each for each in self.orders if moment is None or each.changed >= moment]
        return sorted(found, key=lambda each: (each.changed, each.number))[offset : offset + limit]


class Salesforce(StandIn):
    kind = "salesforce"
    secrets = {"client_id": "id-of-app", "client_secret": "hush-salesforce"}
    named = "Opportunity"
    fields = {
        "order_id": "Id",
        "customer_id": "Account.Number__c",
        "ordered_on": "CloseDate",
        "revenue": "amount",
    }

    def is_data(self, call: Call) -> bool:
        return call.path.startswith("/services/data/")

    def limited(self) -> Answer:
        told = {
            "message": "TotalRequests Limit exceeded. hush-salesforce",
            "errorCode": "REQUEST_LIMIT_EXCEEDED",
        }
        return as_json([told], 403)

    def data(self, call: Call) -> Answer:
        if call.path == "/services/oauth2/token":
            form = dict(parse_qsl(call.body.decode()))
            if form["client_secret"] != "hush-salesforce" or form["grant_type"] != "client_credentials":
                return as_json(
                    {"error": "invalid_client", "error_description": f"bad {form['client_secret']}"}, 400
                )
            self.signed_in += 1
            url = f"http://{call.headers['host']}"
            return as_json({"access_token": self.token, "instance_url": url, "token_type": "Bearer"})
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return as_json(
                [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], 401
            )
        if call.path == "/services/data/v61.0/sobjects/Opportunity/describe":
            names = ("Id", "AccountId", "CloseDate", self.amount_field, "SystemModstamp")
            return as_json({"name": "Opportunity", "fields": [{"name": each} for each in names]})
        if call.path.endswith("/query"):
            self.soql = call.query["q"]
            if f" {self.amount_field}" not in self.soql.replace(",", ", "):
                said = "No such column 'amount' on entity 'Opportunity'. If you are attempting to use a custom field"
                return as_json([{"message": said, "errorCode": "INVALID_FIELD"}], 400)
            begin = 0
        else:
            begin = int(call.path.rpartition("-")[2])
        wanted = re.search(r"SystemModstamp >= (\S+)", self.soql)
        moment = datetime.fromisoformat(wanted[1]) if wanted else None
        found = self.since(moment, 0, 10**6)
        body: dict[str, object] = {"totalSize": len(found), "done": len(found) <= begin + PAGE}
        if not body["done"]:
            body["nextRecordsUrl"] = f"/services/data/v61.0/query/01gxx0000034XYZAAA-{begin + PAGE}"
        body["records"] = [
            {
                "attributes": {
                    "type": "Opportunity",
                    "url": f"/services/data/v61.0/sobjects/Opportunity/{each.number}",
                },
                "Id": str(each.number),
                "Account": {"attributes": {"type": "Account"}, "Number__c": "K1"}
                if each.number % 2
                else None,
                "CloseDate": "2026-03-05",
                self.amount_field: Digits(each.amount),
                "SystemModstamp": f"{each.changed:%Y-%m-%dT%H:%M:%S}.000+0000",
            }
            for each in found[begin : begin + PAGE]
        ]
        return Answer(200, with_digits(body))


class HubSpot(StandIn):
    kind = "hubspot"
    secrets = {
        "client_id": "c",
        "client_secret": "hush-hubspot",
        "refresh_token": "hush-refresh",
        "token": "first-token",
    }
    named = "deals"
    fields = {"order_id": "id", "customer_id": "customer", "ordered_on": "closedate", "revenue": "amount"}

    def is_data(self, call: Call) -> bool:
        return call.path.startswith("/crm/v3/objects/")

    def limited(self) -> Answer:
        told = {
            "status": "error",
            "message": "You have reached your ten_secondly_rolling limit. hush-hubspot",
            "errorType": "RATE_LIMIT",
            "policyName": "TEN_SECONDLY_ROLLING",
        }
        return as_json(told, 429, {"Retry-After": "7"})

    def data(self, call: Call) -> Answer:
        if call.path == "/oauth/v1/token":
            form = dict(parse_qsl(call.body.decode()))
            assert (form["refresh_token"], form["grant_type"]) == ("hush-refresh", "refresh_token")
            self.signed_in += 1
            return as_json({"access_token": self.token, "expires_in": 1800})
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return as_json(
                {
                    "status": "error",
                    "message": "The OAuth token used expired",
                    "category": "EXPIRED_AUTHENTICATION",
                },
                401,
            )
        if call.path == "/crm/v3/properties/deals":
            names = ("customer", "closedate", self.amount_field, "hs_lastmodifieddate")
            return as_json({"results": [{"name": each, "type": "string"} for each in names]})
        told = json.loads(call.body)
        assert told["sorts"] == [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}]
        moment = None
        groups = told.get("filterGroups") or [{"filters": []}]
        if filters := self.own(groups[0]["filters"]):
            (only,) = filters
            assert (only["propertyName"], only["operator"]) == ("hs_lastmodifieddate", "GTE")
            moment = datetime.fromtimestamp(int(only["value"]) // 1000, UTC)
        offset, limit = int(told.get("after", "0")), told["limit"]
        found = self.since(moment, offset, limit)
        whole = len(self.since(moment, 0, 10**6))
        body: dict[str, object] = {
            "total": whole,
            "results": [self._result(each, told["properties"]) for each in found],
        }
        if whole > offset + limit:
            body["paging"] = {"next": {"after": str(offset + limit)}}
        return as_json(body)

    def _result(self, order: Order, wanted: list[str]) -> dict[str, object]:
        stamp = f"{order.changed:%Y-%m-%dT%H:%M:%S}Z"
        known = {
            "customer": "K1",
            "closedate": "2026-03-05T00:00:00+08:00",
            self.amount_field: order.amount,
            "hs_lastmodifieddate": stamp,
        }
        properties = {name: value for name, value in known.items() if name in wanted}
        return {
            "id": str(order.number),
            "properties": properties,
            "createdAt": stamp,
            "updatedAt": stamp,
            "archived": False,
        }


class Fxiaoke(StandIn):
    kind = "fxiaoke"
    secrets = {"app_id": "FSAID", "app_secret": "hush-fxiaoke", "permanent_code": "hush-code"}
    settings = 'user = "FSUID_1"'
    named = "SalesOrderObj"
    fields = {"order_id": "_id", "customer_id": "account_id", "ordered_on": "order_time", "revenue": "amount"}

    def is_data(self, call: Call) -> bool:
        return call.path == "/cgi/crm/v2/data/query"

    def limited(self) -> Answer:
        return as_json({"errorCode": 30004, "errorMessage": "秒频次超限 hush-fxiaoke", "traceId": "E-O"})

    def data(self, call: Call) -> Answer:
        told = json.loads(call.body)
        if call.path == "/cgi/corpAccessToken/get/V2":
            if told["appSecret"] != "hush-fxiaoke":
                return as_json({"errorCode": 20005, "errorMessage": f"appSecret {told['appSecret']} 不正确"})
            self.signed_in += 1
            whole = {"corpAccessToken": self.token, "corpId": "FSCID", "expiresIn": 7200}
            return as_json({"errorCode": 0, "errorMessage": "success", **whole})
        assert (told["corpId"], told["currentOpenUserId"]) == ("FSCID", "FSUID_1")
        if told["corpAccessToken"] != self.token:
            return as_json({"errorCode": 20016, "errorMessage": "corpAccessToken不存在或者已经过期"})
        search = told["data"]["search_query_info"]
        assert search["orders"] == [{"fieldName": "last_modified_time", "isAsc": True}]
        moment = None
        if filters := self.own(search["filters"]):
            (only,) = filters
            assert (only["field_name"], only["operator"]) == ("last_modified_time", "GTE")
            moment = datetime.fromtimestamp(only["field_values"][0] // 1000, UTC)
        found = [
            {
                "_id": str(each.number),
                **({"account_id": "K1"} if each.number % 2 else {}),
                "order_time": 1_772_668_800_000,
                self.amount_field: each.amount,
                "last_modified_time": int(each.changed.timestamp()) * 1000,
                "owner__l": [{"id": "1453"}],
            }
            for each in self.since(moment, search["offset"], search["limit"])
        ]
        data = {
            "dataList": found,
            "total": len(self.orders),
            "offset": search["offset"],
            "limit": search["limit"],
        }
        return as_json({"errorCode": 0, "errorMessage": "OK", "traceId": "E-O", "data": data})


class Digits(str):
    """A number in JSON, in exactly these digits."""


def with_digits(told: object) -> bytes:
    return re.sub(r'"@@([^"]*)@@"', r"\1", json.dumps(_marked(told))).encode()


def _marked(told: object) -> object:
    if isinstance(told, Digits):
        return f"@@{told}@@"
    if isinstance(told, dict):
        return {name: _marked(value) for name, value in told.items()}
    return [_marked(each) for each in told] if isinstance(told, list) else told


@contextmanager
def serving(system: StandIn) -> Iterator[str]:
    """The stand-in's address on loopback, for as long as it is asked."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = system.answer(Call(self.command, parts.path, query, headers, body))
            if answer is None:
                self.send_response(200)
                self.send_header("Content-Length", "5000")
                self.end_headers()
                self.wfile.write(b'{"records": [')
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name in ("do_GET", "do_POST"):
                return self._take
            raise AttributeError(name)

        def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - as it is called
            return format_datetime(CLOCK, usegmt=True)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
