"""What was worked out is old when facts came meanwhile, and new when only tiers that were due were assessed on the way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fenhao.kernel import Trouble
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, Kept, Refused, create_book, keep_worked, kept, stamp_now
from tests.tables import rows

AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """A result."""

    n: int


@pytest.fixture
def book(tmp_path: Path) -> Book:
    settings = read_settings('[company]\nname = "街角咖啡"\ncurrency = "CNY"\n')
    return create_book(root=tmp_path / "company", settings=settings)


COMES = """
  nothing              | no
  tier_assignments     | no
  cost_entries         | yes
  chart.toml           | yes
"""


@pytest.mark.parametrize(("comes", "stale"), rows(COMES))
def test_what_comes_meanwhile_makes_a_result_old(
    book: Book, monkeypatch: pytest.MonkeyPatch, comes: str, stale: str
) -> None:
    versions = {"cost_entries": 3, "tier_assignments": 1}
    monkeypatch.setattr(type(book.warehouse), "versions", lambda _: dict(versions))

    def work() -> Answer:
        if comes in versions:
            versions[comes] += 1
        elif comes != "nothing":
            file = book.root / comes
            file.write_text(file.read_text(encoding="utf-8") + "\n# a line\n", encoding="utf-8")
        return Answer(7)

    keep_worked(book=book, name="answer", work=work, at=AT)
    found = kept(Answer, book=book, name="answer", now=stamp_now(book))
    assert found is not None
    assert (found.value, found.made_at, found.stale) == (Answer(7), AT, stale == "yes")


def test_why_there_is_no_result_is_kept_too(book: Book) -> None:
    def work() -> Answer:
        raise Trouble("tiers.none", {"date": "2026-03-01"})

    keep_worked(book=book, name="answer", work=work, at=AT)
    found = kept(Answer, book=book, name="answer", now=stamp_now(book))
    assert isinstance(found, Kept)
    assert isinstance(found.value, Refused)
    assert (found.value.code, dict(found.value.details)) == ("tiers.none", {"date": "2026-03-01"})
