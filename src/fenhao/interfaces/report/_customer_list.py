"""Customers as a list to take along: the same columns as a workbook's sheet and as the lines of a CSV file."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from fenhao.connectors import harmless
from fenhao.interfaces.names import tier_name
from fenhao.interfaces.report._sheet import Column, Kind, Sheet
from fenhao.interfaces.words import Language, say
from fenhao.kernel import major_text
from fenhao.runs.mart import ListedCustomer

Called = Callable[[ListedCustomer], str]
"""What the list calls a customer: masked, or as it is where that is on record."""

_COLUMNS: tuple[tuple[str, Kind, bool], ...] = (
    ("customer_id", Kind.text, False),
    ("tier", Kind.text, False),
    ("since_on", Kind.day, False),
    ("segment", Kind.text, False),
    ("orders", Kind.count, True),
    ("revenue_minor", Kind.amount, True),
    ("margin_minor", Kind.amount, True),
    ("direct_minor", Kind.amount, True),
    ("allocated_minor", Kind.amount, True),
    ("cost_minor", Kind.amount, True),
    ("profit_minor", Kind.amount, True),
    ("profit_rank", Kind.count, False),
    ("last_on", Kind.day, False),
    ("clv_net_minor", Kind.amount, False),
    ("clv_net_low_minor", Kind.amount, False),
    ("clv_net_high_minor", Kind.amount, False),
)


def customer_sheet(
    lang: Language, customers: Iterable[ListedCustomer], called: Called, *, title: str
) -> Sheet:
    """Return the customers, one a row; estimates have no total, because they are no money to add up."""
    wide = {Kind.text: 18, Kind.amount: 16}
    return Sheet(
        name=say("web.customers.sheet", {}, lang),
        title=title,
        subtitle=say("web.customers.list_note", {}, lang),
        total=say("web.total", {}, lang),
        columns=tuple(
            Column(say(f"web.customers.{name}", {}, lang), kind, wide.get(kind, 12), total)
            for name, kind, total in _COLUMNS
        ),
        rows=tuple(_cells(each, called(each), lang) for each in customers),
    )


def customer_csv(
    lang: Language, customers: Iterable[ListedCustomer], called: Called, *, digits: int
) -> Iterator[str]:
    """Yield the lines of a CSV file that a spreadsheet opens with its Chinese intact; amounts in the currency's own unit."""
    line = csv.writer(_Line())
    yield "\ufeff"
    yield str(line.writerow([say(f"web.customers.{name}", {}, lang) for name, _, _ in _COLUMNS]))
    kinds = [kind for _, kind, _ in _COLUMNS]
    for each in customers:
        cells = _cells(each, called(each), lang)
        yield str(
            line.writerow([_written(cell, kind, digits) for cell, kind in zip(cells, kinds, strict=True)])
        )


class _Line:
    """Takes what a CSV writer writes, and hands it on."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _cells(customer: ListedCustomer, name: str, lang: Language) -> tuple[str | date | int | None, ...]:
    value = customer.clv_net
    ends: Sequence[int | None] = (
        (int(value.mid), int(value.low), int(value.high)) if value else (None, None, None)
    )
    return (
        name,
        tier_name(customer.tier, lang=lang) if customer.tier else "",
        customer.since_on,
        say(f"web.segment.{customer.segment.value}", {}, lang),
        customer.orders,
        customer.revenue_minor,
        customer.margin_minor,
        customer.direct_minor,
        customer.allocated_minor,
        customer.cost_minor,
        customer.profit_minor,
        customer.profit_rank,
        customer.last_on,
        *ends,
    )


def _written(cell: str | date | int | None, kind: Kind, digits: int) -> str:
    """Return a cell as text; a text that a spreadsheet would take for a formula is kept one."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return major_text(cell, digits=digits) if kind is Kind.amount else str(cell)
    return harmless(str(cell)) if kind is Kind.text else str(cell)
