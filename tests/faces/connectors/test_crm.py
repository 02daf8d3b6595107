"""CRM systems that rate-limit, break off, forget a token, rename a field and deliver a page twice: nothing is lost or doubled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from fenhao.runs.book import row_versions
from fenhao.runs.loading import loadable
from tests.faces.connectors.fetching import Bench, only, told
from tests.faces.connectors.standins import (
    BEGAN,
    LATER,
    ORDERS,
    PAGE,
    Answer,
    Call,
    Fxiaoke,
    HubSpot,
    Order,
    Salesforce,
    StandIn,
    serving,
)
from tests.faces.connectors.standins_erp import ERPNext, Odoo, OdooBefore

SYSTEMS = (Salesforce, HubSpot, Fxiaoke, Odoo, OdooBefore, ERPNext)
KEYS_THAT_DO_NOT_RUN_OUT = (Odoo, ERPNext)
WHERE: dict[str, object] = {
    "HubSpot": {"propertyName": "dealstage", "operator": "EQ", "value": "won"},
    "Fxiaoke": {"field_name": "life_status", "field_values": ["normal"], "operator": "EQ"},
    "Odoo": ["state", "=", "sale"],
    "OdooBefore": ["state", "=", "sale"],
    "ERPNext": ["docstatus", "=", 1],
}
AMOUNTS = sorted((number * 100 + 10 for number in range(1, ORDERS + 1)), key=str)


class Crm:
    """A bench with one stand-in at its address."""

    def __init__(self, system: StandIn, url: str, bench: Bench) -> None:
        self.system, self.url, self.bench = system, url, bench
        self.write()

    def write(self, *, batch_rows: int = 1000, amount: str = "amount") -> None:
        self.bench.write(self.system.sources(self.url, batch_rows=batch_rows, amount=amount))

    def fetch(self, **how: bool):  # type: ignore[no-untyped-def]
        return self.bench.one("crm", self.system.secrets, **how)

    @property
    def amounts(self) -> list[object]:
        return self.bench.rows("orders", "revenue_minor")


@pytest.fixture(params=SYSTEMS, ids=lambda each: each.__name__)
def crm(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crm]:
    system: StandIn = request.param()
    module = import_module(f"fenhao.connectors.systems.{system.kind}")
    monkeypatch.setattr(module, "_PAGE", PAGE, raising=False)
    with serving(system) as url:
        yield Crm(system, url, Bench(tmp_path / "book"))


def test_every_page_is_loaded_once_and_the_same_again_changes_nothing(crm: Crm) -> None:
    fed = only(crm.fetch())
    assert (fed.loaded, fed.rejected) == (ORDERS, 0)
    assert crm.amounts == AMOUNTS
    calls = len(crm.system.asked)
    again = only(crm.fetch())
    assert again.loaded == again.rejected == 0
    assert again.rows_read <= 6, "from the last moment on, less the overlap"
    assert len(crm.system.asked) == calls + 1
    assert only(crm.fetch(afresh=True)).loaded == 0
    crm.system.orders.append(Order(900, "9.00", BEGAN + timedelta(days=1)))
    assert only(crm.fetch()).loaded == 1


def test_a_bad_hour_loses_and_doubles_nothing(crm: Crm) -> None:
    crm.system.faults = ["limit", "", "500", "500", "cut", "twice", "", "limit"]
    fed = only(crm.fetch())
    assert fed.loaded == ORDERS
    assert crm.amounts == AMOUNTS
    assert fed.already_there > 0, "the page that came twice is counted"
    assert len(crm.bench.waits) >= 5, "it waited each time"
    if isinstance(crm.system, HubSpot):
        assert 7 in crm.bench.waits, "as long as it was asked to"


def test_a_moment_that_a_system_names_is_waited_for_by_its_own_clock(crm: Crm) -> None:
    crm.system.faults = ["", "later"]
    assert only(crm.fetch()).loaded == ORDERS
    assert crm.bench.waits == [LATER]


def test_a_field_that_is_renamed_in_the_middle_of_a_run_loses_and_doubles_nothing(crm: Crm) -> None:
    crm.write(batch_rows=PAGE)
    crm.system.faults = ["", "", "rename"]
    fed = crm.fetch()
    assert fed.trouble is not None and fed.trouble.code == "sources.field_missing", fed.trouble
    assert PAGE <= fed.loaded < ORDERS, "what came before stays"
    crm.write(amount="amount_net")
    assert fed.loaded + only(crm.fetch()).loaded == ORDERS
    assert crm.amounts == AMOUNTS


def test_a_token_that_runs_out_in_the_middle_is_fetched_again(crm: Crm) -> None:
    if isinstance(crm.system, KEYS_THAT_DO_NOT_RUN_OUT):
        crm.write(batch_rows=PAGE)
        crm.system.faults = ["", "", "expire"]
        fed = crm.fetch()
        assert fed.trouble is not None and fed.trouble.code == "sources.not_signed_in"
        assert fed.loaded == 2 * PAGE - 1 or fed.loaded >= PAGE, "what was committed stays"
        crm.system.token = "first-token"
        only(crm.fetch())
    else:
        before = crm.system.signed_in
        crm.system.faults = ["", "expire"]
        only(crm.fetch())
        assert crm.system.signed_in > before
    assert crm.amounts == AMOUNTS


def test_a_run_that_is_cut_off_goes_on_behind_its_last_batch(crm: Crm) -> None:
    crm.write(batch_rows=PAGE)
    crm.system.refuse_after = 2
    fed = crm.fetch()
    assert fed.trouble is not None and fed.trouble.code == "sources.gave_up"
    assert PAGE <= fed.loaded < ORDERS
    assert crm.bench.place("crm"), "the place is kept with the rows"
    crm.system.refuse_after = 10**6
    rest = only(crm.fetch())
    assert rest.loaded == ORDERS - fed.loaded
    assert rest.rows_read < ORDERS, "it did not begin anew"
    assert crm.amounts == AMOUNTS


def test_a_renamed_field_is_named_and_mended_in_the_file(crm: Crm) -> None:
    crm.write(batch_rows=PAGE)
    only(crm.fetch())
    crm.system.amount_field = "amount_net"
    crm.system.orders.append(Order(900, "9.00", BEGAN + timedelta(days=1)))
    trouble = crm.fetch().trouble
    assert trouble is not None and trouble.code == "sources.field_missing", trouble
    assert (trouble.details["field"], trouble.details["column"]) == ("revenue", "amount")
    assert trouble.details["found"].startswith("amount_net, "), "the likest of the names that there are now"
    assert "sources.toml" in told(trouble)
    crm.write(amount="amount_net")
    assert only(crm.fetch()).loaded == 1


def test_an_order_that_was_changed_is_a_newer_version_and_the_same_again_is_nothing(crm: Crm) -> None:
    only(crm.fetch())
    for amount, hours in (("7.77", 1), ("1.10", 2), ("7.77", 3)):
        crm.system.orders[0] = Order(1, amount, BEGAN + timedelta(hours=hours))
        fed = only(crm.fetch())
        assert (fed.loaded, fed.changed, fed.rejected) == (1, 1, 0), amount
    assert only(crm.fetch()).loaded == 0
    assert only(crm.fetch(afresh=True)).loaded == 0
    orders = loadable("orders")
    versions = [
        each.changes[0].after for each in row_versions(book=crm.bench.book, table=orders, row_id="1")[1:]
    ]
    assert versions == ["777", "110", "777"]
    assert len(crm.amounts) == ORDERS + 3, "nothing that was there was edited"


def test_a_condition_in_the_systems_own_words_goes_with_every_question(crm: Crm) -> None:
    name = type(crm.system).__name__
    if name not in WHERE:
        crm.system.where = []
        crm.bench.write(crm.system.sources(crm.url) + 'where = "IsWon = true"\n')
        only(crm.fetch())
        assert "(IsWon = true)" in crm.system.asked[0].query["q"]
        return
    crm.system.where = [WHERE[name]]
    crm.write()
    only(crm.fetch())
    assert only(crm.fetch()).loaded == 0
    assert crm.amounts == AMOUNTS
    crm.bench.write(crm.system.sources(crm.url).replace("where = '[", "where = '"))
    trouble = crm.fetch().trouble
    assert trouble is not None and trouble.code == "sources.bad_where"


def test_a_refresh_token_of_salesforce_is_used_where_there_is_one(tmp_path: Path) -> None:
    system = Salesforce()
    grants: list[str] = []
    plain = system.data

    def data(call: Call) -> Answer:
        if call.path == "/services/oauth2/token":
            form = dict(parse_qsl(call.body.decode()))
            grants.append(f"{form.pop('grant_type')} {form.pop('refresh_token')}")
            call = replace(call, body=urlencode({**form, "grant_type": "client_credentials"}).encode())
        return plain(call)

    system.data = data  # type: ignore[method-assign]
    system.faults = ["", "expire"]
    with serving(system) as url:
        bench = Bench(tmp_path / "book")
        bench.write(system.sources(url))
        secrets = {**system.secrets, "refresh_token": "hush-refresh"}
        assert only(bench.one("crm", secrets)).loaded == ORDERS
    assert grants == ["refresh_token hush-refresh"] * 2


def test_more_alike_than_a_page_holds_are_all_loaded(crm: Crm) -> None:
    crm.system.orders = [Order(number, f"{number}.10", BEGAN) for number in range(1, 3 * PAGE)]
    assert only(crm.fetch()).loaded == 3 * PAGE - 1


def test_no_secret_is_told_whatever_the_system_says(crm: Crm) -> None:
    crm.system.faults = ["limit"] * 20
    trouble = crm.fetch().trouble
    assert trouble is not None and trouble.code in {"sources.gave_up", "sources.come_later"}
    wrong = {name: f"wrong-{text}" for name, text in crm.system.secrets.items()}
    crm.system.faults = []
    crm.system.token = "another"
    refused = crm.bench.one("crm", wrong).trouble if not isinstance(crm.system, HubSpot) else trouble
    assert refused is not None
    for said in (told(trouble), told(refused)):
        assert "hush" not in said


def test_an_address_in_the_own_network_is_entered_only_when_it_is_named(crm: Crm) -> None:
    crm.bench.allowed = ()
    trouble = crm.fetch().trouble
    assert trouble is not None and trouble.code == "sources.not_https"
    crm.bench.write(crm.system.sources("https://127.0.0.1:9"))
    trouble = crm.fetch().trouble
    assert trouble is not None and trouble.code == "sources.private_address"
    assert not crm.system.asked
