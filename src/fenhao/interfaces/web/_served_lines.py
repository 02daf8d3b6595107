"""What a customer's page tells of serving it: contacts, time and their cost by time, by the periods that were worked out."""

from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.engine.facts import SERVICE_CONTACTS
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._value_shown import minor_text
from fenhao.runs.service import generated_tables, served_labels, service_of_customer

PERIODS_SHOWN = 4
"""How many of the periods that were worked out are looked up: the newest ones."""


@dataclass(frozen=True, slots=True)
class ServedLine:
    """A period of it; ``minutes`` and ``each`` (of a contact) are told, ``minor`` is the share of the teams' cost."""

    period: str
    contacts: int
    tickets: int
    minutes: str
    minor: int
    each: str
    href: str


@dataclass(frozen=True, slots=True)
class Served:
    """The periods in which somebody served the customer; ``generated`` says that the contacts are nobody's."""

    rows: tuple[ServedLine, ...]
    generated: bool


def served_lines(names: Names, customer: str) -> Served:
    """Return what serving a customer took, newest first; no rows where nothing was worked out or nobody served it."""
    book, rows = names.here.book, []
    for label in served_labels(book)[:PERIODS_SHOWN]:
        held = service_of_customer(book=book, label=label, customer=customer)
        if held is None:
            continue
        rows.append(
            ServedLine(
                period=names.period(label),
                contacts=held.contacts,
                tickets=held.tickets,
                minutes=f"{float(Fraction(held.seconds, 60)):,.1f}",
                minor=held.minor,
                each=minor_text(names, Fraction(held.minor, held.contacts) if held.contacts else None),
                href=f"{reverse('web:service_cost')}?{urlencode({'period': label})}",
            )
        )
    return Served(tuple(rows), bool(rows) and SERVICE_CONTACTS.name in generated_tables(book))
