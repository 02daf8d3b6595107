"""The company's people, and how one of them opens a page."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fenhao.runs.mart import customer_ref

if TYPE_CHECKING:
    from django.test import Client

PATIENCE = 60
"""How long work behind a page may take in a test, in seconds."""
PASSWORD = "a-long-enough-secret"
PEOPLE = {
    "finance": "finance",
    "operations": "operations",
    "service": "customer_service",
    "management": "management",
    "admin": "administrator",
    "auditor": "auditor",
    "guest": "",
}
"""User name -> role; the guest has none."""
PAGES = (
    "/",
    "/?month=2026-03",
    "/lines/",
    "/lines/?month=2026-03&state=over",
    "/lines/1/",
    "/lines/?from=2026-01&to=2026-03&tier=A",
    "/ledger/",
    "/ledger/?from=2026-01&to=2026-10&tier=A&category=benefits&what=spent",
    "/ledger/?text=K1&sort=amount&kind=fact&total=1",
    "/ledger/?on=caps",
    "/ledger/48/",
    "/ledger/49/",
    "/customers/",
    "/customers/?tier=B&segment=loss&q=K&last=2026-12-31&from=1&to=900000&sort=revenue_minor&way=up",
    f"/customers/{customer_ref('K2')}/",
    f"/customers/{customer_ref('K2')}/?kind=order&skip=1",
    "/customers/model/",
    "/budget/",
    "/budget/1/",
    "/budget/2/?by=quarter",
    "/budget/compare/?before=1&after=2",
    "/inbox/",
    "/inbox/?all=1",
    "/inbox/1/",
    "/inbox/2/",
    "/requests/",
    "/requests/?state=waiting&mine=1",
    "/requests/1/",
    "/check/",
    "/moves/",
    "/findings/",
    "/findings/?week=2026-03-02",
    "/findings/cases/",
    "/findings/cases/?state=accepted&owner=service",
    "/findings/cases/1/",
    "/findings/cases/2/",
    "/findings/cuts/",
    "/value/bridge/",
    "/value/bridge/?period=2026-02&against=2026-01&effect=rate",
    "/value/returns/",
    "/value/cohorts/",
    "/value/cohorts/?measure=margin",
    "/value/churn/",
    "/value/contracts/",
    "/value/choose/",
    "/plan/split/",
    "/service/",
    "/service/tickets/",
    "/service/tickets/?state=late&channel=phone&text=H&skip=0",
    "/service/tickets/H1/",
    "/service/tickets/H2/",
    "/service/queues/",
    "/service/cost/",
    "/service/complaints/",
    "/service/capacity/",
    "/service/text/",
    "/service/text/?kind=risk",
    "/service/satisfaction/",
    "/service/satisfaction/?kind=nps&by=channel",
    "/service/satisfaction/?kind=csat&question=solved&by=team",
    "/service/improvements/",
    "/service/improvements/?state=mine",
    "/service/improvements/1/",
    "/service/care/",
    "/service/care/?reason=quiet",
    "/service/care/?state=done",
    "/service/points/",
    "/plan/",
    "/plan/prepare/",
    "/plan/prepare/?growth.A=20%25&total=x",
    "/plan/build/",
    "/plan/build/?people=10&pay=6000&company_total=6000000&stage=start_up",
    "/plan/cuts/",
    "/plan/what-if/?coupon_from.C=20&coupon_to.C=10",
    "/plan/worth/?purchase=100000&saved_cost=60000",
    "/plan/path/",
    "/plan/judge/",
    "/plan/compare/?n=1",
    "/plan/kept/1/",
    "/plan/kept/2/",
    "/plan/forecast/",
    "/plan/forecast/?tier=A&category=benefits",
    "/plan/forecast/?step=week",
    "/service/warnings/",
    "/service/warnings/?sign=contacts",
    "/plan/watch/",
    "/plan/watch/?all=1",
    "/goals/",
    "/goals/?all=1&owner=finance",
    "/goals/1/",
    "/goals/4/",
    "/months/",
    "/months/?month=2026-03",
    "/months/transfers/?month=2026-03",
    "/months/closing/?month=2026-01",
    "/months/closing/?month=2026-03",
    "/months/year/",
    "/tiers/",
    "/help/",
    "/help/?q=budget",
    "/help/import/",
    "/help/roles/",
    "/help/keyboard/",
    "/help/glossary/",
    "/help/errors/",
    "/report/",
    "/report/?period=2026-03",
    "/report/?period=2026-Q1",
    "/report/lines/?period=2026-Q1&tier=A",
    "/?month=2026-03&span=quarter",
    "/search/",
    "/search/?q=benefits",
    "/shortcuts/",
    "/me/",
    "/styleguide/",
    "/settings/",
    "/settings/calendar/",
    "/settings/hours/",
    "/settings/hours/?year=2026&list=cn_2026",
    "/settings/budget/",
    "/settings/pools/",
    "/settings/findings/",
    "/settings/gate/",
    "/settings/seasons/",
    "/settings/sla/",
    "/settings/unpriced/",
    "/settings/service/",
    "/settings/care/",
    "/settings/versions/",
    "/settings/versions/?file=fenhao.toml",
)
"""Every page that whoever has a role may see."""
_AUDITING = ("finance", "management", "admin", "auditor")
PAGES_OF_SOME: dict[str, tuple[str, ...]] = {
    "/settings/messages/": ("admin",),
    "/settings/sources/": ("admin",),
    "/settings/sources/new/postgresql/": ("admin",),
    "/settings/sources/new/hubspot/": ("admin",),
    "/settings/messages/new/email/": ("admin",),
    "/settings/messages/new/dingtalk/": ("admin",),
    "/goals/new/": ("finance", "management"),
    "/plan/kept/2/read/": ("finance", "operations", "service", "management"),
    "/value/trials/new/": ("finance", "operations", "service", "management"),
    "/policies/": tuple(name for name, role in PEOPLE.items() if role),
    "/chart/": tuple(name for name, role in PEOPLE.items() if role),
    "/chart/new/": ("finance", "admin"),
    "/imports/": ("finance", "operations"),
    "/imports/sources/": ("finance", "operations"),
    "/audit/": _AUDITING,
    "/audit/?who=finance&act=set_policy&since=2026-01-01&until=2026-12-31&text=a_b": _AUDITING,
    "/audit/exceptions/?since=2026-01-01&until=2026-12-31": _AUDITING,
    "/audit/verify/": _AUDITING,
}
"""Page -> the people who may see it; for the others there is no such page."""


@dataclass(frozen=True)
class Site:
    """The company's folder."""

    root: Path

    def visitor(self, name: str = "", *, lang: str = "en") -> "Client":
        """Return a browser at which that person has signed in, nobody for no name.

        Without the password: what makes it hard to guess costs half a second, and its form has tests of its own.
        """
        from django.test import Client

        from fenhao.books.people.models import User

        client = Client()
        client.cookies["fenhao_language"] = lang
        if name:
            client.force_login(User.objects.get(username=name))
        return client


def ended(visitor: "Client", address: str) -> str:
    """Return the page once the work that goes on behind it has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        html = visitor.get(address).content.decode()
        if 'http-equiv="refresh"' not in html:
            return html
        time.sleep(0.05)
    raise AssertionError(f"{address}: its work does not end")


def words_of(html: str) -> str:
    """Return what a page says, without its addresses and tokens: a token may hold any two letters."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def amounts(html: str, column: int) -> list[int]:
    """Return the minor units in a column of the page's first table, its total last."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)[1:]
    found = []
    for row in rows:
        cells = []
        for attributes, cell in re.findall(r"<td([^>]*)>(.*?)</td>", row, re.DOTALL):
            span = re.search(r'colspan="(\d+)"', attributes)
            cells += [re.sub(r"<[^>]+>", "", cell).strip()] * (int(span[1]) if span else 1)
        text = cells[column].replace(",", "").replace("\u2212", "-")
        if text:
            whole, _, part = text.partition(".")
            found.append(int(whole + part))
    return found


def reads(site: Site, addresses: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Return how often each page asks the database when a finance person opens it."""
    from fenhao.books.database import Session

    asked: list[str] = []
    real = Session.rows

    def counted(self: Session, sql: str, values: Sequence[object] = ()) -> object:
        asked.append(sql)
        return real(self, sql, values)

    monkeypatch.setattr(Session, "rows", counted)
    visitor = site.visitor("finance")
    counts = {}
    for address in addresses:
        asked.clear()
        visitor.get(address)
        counts[address] = len(asked)
    return counts
