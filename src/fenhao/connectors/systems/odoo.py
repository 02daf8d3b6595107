"""Odoo: models by JSON-2 (version 19 and later) or JSON-RPC (before), in the order in which they were last written."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from fenhao.connectors.pull import (
    Asked,
    Caller,
    Page,
    Record,
    RecordKind,
    Reply,
    Request,
    Value,
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
_NO_FIELD = re.compile(r"Invalid field '?([\w.]+)'?")
_LOCKED_OUT = frozenset({"odoo.exceptions.AccessDenied", "werkzeug.exceptions.Unauthorized"})
_HEADERS = {"Content-Type": "application/json"}


class _Model:
    """One model, asked in the way of its version."""

    def __init__(self, asked: Asked, caller: Caller) -> None:
        self._asked, self._caller = asked, caller
        self._numbers = count(1)
        self._user = ""
        self._is_old = asked.source.setting("api") == "jsonrpc"
        if self._is_old:
            self._user = self._sign_in()

    def ask(self, method: str, named: Mapping[str, object]) -> Value:
        """Call a method of the model with named arguments."""
        if self._is_old:
            source, key = self._asked.source, self._asked.secrets.text("key")
            who = [source.setting("database"), int(self._user), key]
            return self._remote(
                "object", "execute_kw", [*who, self._asked.feed.object, method, [], dict(named)]
            )
        headers = {**_HEADERS, "Authorization": f"bearer {self._asked.secrets.text('key')}"}
        if database := self._asked.source.setting("database"):
            headers["X-Odoo-Database"] = database
        path = f"/json/2/{self._asked.feed.object}/{method}"
        request = Request("POST", path, headers=headers, body=json.dumps(dict(named)).encode())
        return self._caller.call(lambda: request, judge=self._judge, renew=no_renewal).told

    def _sign_in(self) -> str:
        source = self._asked.source
        who = [source.setting("database"), source.setting("user"), self._asked.secrets.text("key"), {}]
        user = self._remote("common", "authenticate", who)
        if not isinstance(user, str) or not user.isdecimal():
            raise self._asked.not_signed_in("authenticate")
        return user

    def _remote(self, service: str, method: str, arguments: Sequence[object]) -> Value:
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "id": next(self._numbers),
            "params": {"service": service, "method": method, "args": list(arguments)},
        }
        request = Request("POST", "/jsonrpc", headers=_HEADERS, body=json.dumps(body).encode())
        told = self._caller.call(lambda: request, judge=self._judge, renew=no_renewal).told
        return told["result"] if isinstance(told, Mapping) and "result" in told else None

    def _judge(self, reply: Reply) -> None:
        """Read Odoo's own words; the old way puts them into an answer that is well otherwise."""
        if reply.status == 200 and not self._is_old:
            return
        try:
            told = reply.told
        except Trouble:
            return
        error = told.get("error") if isinstance(told, Mapping) and self._is_old else told
        error = error.get("data") if isinstance(error, Mapping) and self._is_old else error
        name, said = text_in(error, "name"), text_in(error, "message")
        if not name:
            return
        if name in _LOCKED_OUT or reply.status in (401, 403):
            raise self._asked.not_signed_in(said)
        if found := _NO_FIELD.search(said):
            raise field_missing(self._asked.source, self._asked.feed, found[1], found=())
        if name.startswith(
            ("odoo.exceptions.", "builtins.ValueError", "builtins.KeyError", "werkzeug.exceptions.N")
        ):
            raise self._asked.question_refused(said)


def _pages(asked: Asked) -> Iterator[Page]:
    """Give the records of a model, written at or after the place."""
    cursor = asked.feed.cursor
    fields = sorted({name.split(".")[0] for name in asked.fields})
    with calling(asked.source.setting("address"), reach=asked.reach, secrets=asked.secrets) as caller:
        model = _Model(asked, caller)
        known = model.ask("fields_get", {"allfields": fields, "attributes": ["type"]})
        types = {name: text_in(known, name, "type") for name in fields}
        gone = [name for name in fields if not types[name] and name != "id"]
        if gone:
            wanted = next(each for each in asked.fields if each.split(".")[0] == gone[0])
            every = model.ask("fields_get", {"attributes": ["type"]})
            found = tuple(every) if isinstance(every, Mapping) else ()
            raise field_missing(asked.source, asked.feed, wanted, found=found)

        def ask(since: str, offset: int) -> tuple[tuple[Record, ...], int]:
            """Ask for a page."""
            wanted = {
                "domain": ([[cursor, ">=", since]] if since else []) + asked.conditions,
                "fields": fields,
                "offset": offset,
                "limit": _PAGE,
                "order": f"{cursor}, id",
            }
            told = model.ask("search_read", wanted)
            return tuple(_filled(each, types) for each in records_in(told, host=caller.host)), 0

        yield from in_order(ask, asked=asked, size=_PAGE, stamp=lambda each: text_in(each, cursor))


def _filled(record: Record, types: Mapping[str, str]) -> Record:
    """Return a record in which nothing is nothing: Odoo writes false for every empty field."""
    return {
        name: None if value is False and types.get(name) != "boolean" else value
        for name, value in record.items()
    }


KIND = RecordKind(
    SourceKeys(
        "odoo",
        needed=("address",),
        optional=("database", "user", "api"),
        choices=(("api", ("json2", "jsonrpc")),),
        secrets=("key",),
        cursor="write_date",
        overlap_seconds=300,
    ),
    note_en="Odoo models",
    note_zh="Odoo 模型",
    pages=_pages,
)
