"""What surrounds a request from a machine: the company, the moment, who asks and what the token may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from fenhao.books.people import Right
from fenhao.interfaces.words import LANGUAGES, Language, language
from fenhao.runs.book import Book, current_book


@dataclass(frozen=True, slots=True)
class Here:
    """Whose token asks, with the rights that both the token and its person have; ``place`` is what the address names.

    ``seen`` gathers the customers whose ids an answer tells as they are: it goes on record before the answer leaves.
    """

    book: Book
    at: datetime
    lang: Language
    by: int
    name: str
    rights: frozenset[Right]
    place: Mapping[str, int | str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def may(self, right: Right) -> bool:
        """Whether the token and its person both have the right."""
        return right in self.rights

    @property
    def time_zone(self) -> str:
        """Return by which clocks moments are told."""
        return self.book.settings.time_zone

    @property
    def numbers(self) -> str:
        """Return how numbers are written: as the company writes them."""
        return ""

    @property
    def reader_name(self) -> str:
        """Return who reads."""
        return self.name

    @property
    def number(self) -> int:
        """Return the number in the address."""
        return int(self.place["number"])

    @property
    def named(self) -> str:
        """Return the name in the address."""
        return str(self.place["name"])

    def key(self, given: str) -> str:
        """Return the key in the books of a key that this person's machine gave: nobody meets another's keys."""
        return f"api/{self.by}/{given}"


def company_book() -> Book:
    """Return the company's book, read anew when one of its written files has changed."""
    return current_book(Path(settings.FENHAO_BOOK))


def moment() -> datetime:
    """Return the moment as the company's clock tells it: this door reads the clock here and nowhere else."""
    return company_book().moment(datetime.now(UTC))


def spoken(request: HttpRequest) -> Language:
    """Return the first of our languages that the request asks for, otherwise the company's."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500].lower())
    told = next((code for code, _ in asked if code.split("-")[0] in LANGUAGES), "")
    return language(told or company_book().settings.language)
