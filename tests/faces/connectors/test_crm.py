"""CRM systems that rate-limit, break off, forget a token, rename a field and deliver a page twice: nothing is lost or doubled."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from tests.faces.connectors.fetching import Bench, only, told
from tests.faces.connectors.standins import (
    BEGAN,
    ORDERS,
    PAGE,
    Fxiaoke,
    HubSpot,
    Order,
    Salesforce,
    StandIn,
    serving,
)
from tests.faces.connectors.standins_erp import ERPNext, Odoo

SYSTEMS = (Salesforce, HubSpot, Fxiaoke, Odoo, ERPNext)
KEYS_THAT_DO_NOT_RUN_OUT = (Odoo, ERPNext)
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


@pytest.fixture(params=SYSTEMS, ids=lambda each: each.kind)
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
    assert "sources.toml" in told(trouble)
    crm.write(amount="amount_net")
    assert only(crm.fetch()).loaded == 1


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
