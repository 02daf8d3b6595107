"""Stand-ins of ERP systems on loopback, with a key that does not run out: Odoo and ERPNext."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from tests.faces.connectors.standins import Answer, Call, Digits, StandIn, as_json, with_digits


class Odoo(StandIn):
    kind = "odoo"
    secrets = {"key": "hush-odoo"}
    settings = 'database = "shop"'
    named = "sale.order"
    fields = {
        "order_id": "name",
        "customer_id": "partner_id.0",
        "ordered_on": "date_order",
        "revenue": "amount",
    }

    def is_data(self, call: Call) -> bool:
        return call.path.endswith("/search_read")

    def limited(self) -> Answer:
        return Answer(429, b"Too Many Requests hush-odoo", {"Retry-After": "3"})

    def data(self, call: Call) -> Answer:
        assert call.headers["x-odoo-database"] == "shop"
        if call.headers["authorization"] != "bearer hush-odoo" or self.token != "first-token":
            said = f"Invalid apikey {call.headers['authorization']}"
            return as_json(
                {"name": "werkzeug.exceptions.Unauthorized", "message": said, "debug": "Traceback"}, 401
            )
        return self._answer(call.path.rpartition("/")[2], json.loads(call.body))

    def _answer(self, method: str, told: dict[str, Any]) -> Answer:
        """What the model says."""
        types = {
            "name": "char",
            "partner_id": "many2one",
            "date_order": "datetime",
            self.amount_field: "monetary",
            "write_date": "datetime",
        }
        if method == "fields_get":
            wanted = told.get("allfields", types)
            return as_json({name: {"type": types[name]} for name in wanted if name in types})
        assert told["order"] == "write_date, id"
        moment = None
        if domain := self.own(told["domain"]):
            ((name, sign, value),) = domain
            assert (name, sign) == ("write_date", ">=")
            moment = datetime.fromisoformat(f"{value}+00:00")
        found = [
            {
                "id": each.number,
                "name": str(each.number),
                "partner_id": [7, "Azure"] if each.number % 2 else False,
                "date_order": "2026-03-05 02:00:00",
                self.amount_field: Digits(f"{each.amount}0000000000001"),
                "write_date": f"{each.changed:%Y-%m-%d %H:%M:%S}",
            }
            for each in self.since(moment, told["offset"], told["limit"])
        ]
        return Answer(200, with_digits(found))


class OdooBefore(Odoo):
    """Odoo before version 19: everything by one address, what went wrong inside an answer that is well otherwise."""

    settings = 'database = "shop"\napi = "jsonrpc"\nuser = "reader"'

    def is_data(self, call: Call) -> bool:
        return b'"search_read"' in call.body

    def data(self, call: Call) -> Answer:
        assert call.path == "/jsonrpc"
        told = json.loads(call.body)
        asked, arguments = told["params"], told["params"]["args"]
        right = arguments[0] == "shop" and "hush-odoo" in arguments and self.token == "first-token"
        if asked["service"] == "common":
            assert (asked["method"], arguments[1], arguments[3]) == ("authenticate", "reader", {})
            return self._result(told["id"], b"7" if right else b"false")
        if not right:
            data = {"name": "odoo.exceptions.AccessDenied", "message": f"Access Denied {arguments[2]}"}
            return as_json({"jsonrpc": "2.0", "id": told["id"], "error": {"code": 200, "data": data}})
        _, user, _, model, method, rest, named = arguments
        assert (user, model, rest, asked["method"]) == (7, self.named, [], "execute_kw")
        return self._result(told["id"], self._answer(method, named).body)

    def _result(self, number: int, body: bytes) -> Answer:
        return Answer(200, b'{"jsonrpc": "2.0", "id": %d, "result": %s}' % (number, body))


class ERPNext(StandIn):
    kind = "erpnext"
    secrets = {"api_key": "key-of-user", "api_secret": "hush-erpnext"}
    named = "Sales Invoice"
    fields = {
        "order_id": "name",
        "customer_id": "customer",
        "ordered_on": "posting_date",
        "revenue": "amount",
    }

    def is_data(self, call: Call) -> bool:
        return unquote(call.path) == "/api/resource/Sales Invoice"

    def limited(self) -> Answer:
        return as_json({"exc_type": "TooManyRequestsError", "exception": "hush-erpnext"}, 429)

    def data(self, call: Call) -> Answer:
        if call.headers["authorization"] != "token key-of-user:hush-erpnext" or self.token != "first-token":
            return as_json(
                {"exc_type": "AuthenticationError", "exception": call.headers["authorization"]}, 401
            )
        wanted = json.loads(call.query["fields"])
        known = {"name", "customer", "posting_date", self.amount_field, "modified"}
        if wanted == ["*"]:
            assert call.query["limit_page_length"] == "1"
            return as_json({"data": [dict.fromkeys(sorted(known), "1")]})
        for name in wanted:
            if name not in known:
                said = f"pymysql.err.OperationalError: (1054, \"Unknown column 'tabSales Invoice.{name}' in 'SELECT'\")"
                return as_json({"exc_type": "OperationalError", "exception": said}, 500)
        moment = None
        if filters := self.own(json.loads(call.query["filters"])):
            ((name, sign, value),) = filters
            assert (name, sign) == ("modified", ">=")
            moment = datetime.fromisoformat(f"{value}+00:00")
        limit = int(call.query["limit_page_length"])
        found = [
            {
                "name": str(each.number),
                "customer": "K1",
                "posting_date": "2026-03-05",
                self.amount_field: Digits(each.amount),
                "modified": f"{each.changed:%Y-%m-%d %H:%M:%S}.000000",
            }
            for each in self.since(moment, int(call.query["limit_start"]), limit)
        ]
        return Answer(200, with_digits({"data": [{name: each[name] for name in wanted} for each in found]}))
