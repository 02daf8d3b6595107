"""A day is the company's, whatever the day is in Greenwich: moments by a table, and the moment that doors hand down."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fenhao.profiles import read_settings
from fenhao.runs.book import Book, create_book
from tests.tables import rows

# where the company is | moment in UTC         | its day
DAYS = """
  Asia/Shanghai        | 2026-11-30T15:59:59   | 2026-11-30
  Asia/Shanghai        | 2026-11-30T16:00:00   | 2026-12-01
  Asia/Shanghai        | 2026-11-30T23:30:00   | 2026-12-01
  America/New_York     | 2026-12-01T04:59:59   | 2026-11-30
  America/New_York     | 2026-12-01T05:00:00   | 2026-12-01
  America/New_York     | 2026-07-01T03:59:59   | 2026-06-30
  UTC                  | 2026-12-01T00:00:00   | 2026-12-01
"""


def company(root: Path, zone: str) -> Book:
    """Return a company whose clocks are those of ``zone``."""
    text = f'[company]\nname = "Bench"\ncurrency = "CNY"\ntime_zone = "{zone}"\n'
    return create_book(root=root / "company", settings=read_settings(text))


@pytest.mark.parametrize(("zone", "moment", "day"), rows(DAYS))
def test_a_moment_belongs_to_the_company_s_day(zone: str, moment: str, day: str, tmp_path: Path) -> None:
    book, at = company(tmp_path, zone), datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert book.today(at) == date.fromisoformat(day)
    assert (book.moment(at), book.moment(at).date()) == (at, date.fromisoformat(day))
    assert book.begins(book.today(at)) <= at < book.begins(book.today(at) + timedelta(days=1))
