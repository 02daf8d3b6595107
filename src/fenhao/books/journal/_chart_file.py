"""chart.toml and the books' chart: what differs, reading the file into the books, writing the books into the file.

The books are where the chart is edited; runs know no books and read the file. A file that somebody has edited by hand is
never overwritten unseen.
"""

import os
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, read, write
from fenhao.books.journal._chart import CHART_FILE, chart_at, file_digest
from fenhao.books.journal._chart_edit import ChartAnswer, take_in
from fenhao.books.people import Right, require
from fenhao.engine.allocation import DRIVERS
from fenhao.engine.ledger import Chart, ChartDifference, chart_differences
from fenhao.profiles import chart_text, check_fit, read_chart
from fenhao.runs.book import CHART_FILE as FILE_NAME, Book

_NOTHING = Chart((), ())


class PublishVerdict(Enum):
    """Every way publishing can end, in the order checked."""

    no_chart = "no_chart"
    file_edited = "file_edited"  # by hand, since the books last read or wrote it
    unchanged = "unchanged"
    published = "published"


@dataclass(frozen=True, slots=True)
class PublishAnswer:
    """How publishing ended, and in what the file differed from the books before it."""

    verdict: PublishVerdict
    differences: tuple[ChartDifference, ...]


def file_differences(*, book: Book, on: date) -> tuple[ChartDifference, ...]:
    """Return in what chart.toml differs from the books' chart of a day: what importing the file would change."""
    held = read(lambda session: chart_at(session, on=on))
    return chart_differences(held or _NOTHING, _in_file(book))


def import_chart(*, book: Book, from_on: date, by: int | None, at: datetime) -> ChartAnswer:
    """Make the books' chart what chart.toml says; a changed meaning holds ``from_on``, the first of a month."""
    return take_in(chart=_in_file(book), digest=_digest(_path(book)), from_on=from_on, by=by, at=at)


def publish_chart(*, book: Book, on: date, over: bool, by: int | None, at: datetime) -> PublishAnswer:
    """Write the books' chart of a day into chart.toml, in one step: a reader finds the old file or the new one.

    Remarks at the head of the file stay; those between its lines are lost. ``over`` gives up what was edited by hand.
    Trouble ``profile.unknown_pool`` when a leaf names a pool that policy.toml does not have: nothing is written.
    """

    def look(session: Session) -> tuple[Chart | None, str]:
        """Read the chart, and what the file was."""
        require(session, by, Right.edit_chart, at=at)
        return chart_at(session, on=on), file_digest(session)

    chart, known = read(look)
    if chart is None:
        return PublishAnswer(PublishVerdict.no_chart, ())
    check_fit(chart=chart, policies=book.policies, drivers=[driver.name for driver in DRIVERS])
    path = _path(book)
    differences = chart_differences(_in_file(book), chart)
    if not differences:
        return PublishAnswer(PublishVerdict.unchanged, ())
    if _digest(path) != known and not over:
        return PublishAnswer(PublishVerdict.file_edited, differences)
    _replace(path, _head(path.read_text(encoding="utf-8")) + chart_text(chart))
    digest = _digest(path)

    def keep(session: Session) -> None:
        """Remember the file; a crash before this leaves a file that says what the books say."""
        session.insert(CHART_FILE, [("publish", digest, by, at)])
        after: dict[str, str | int | bool | None] = {"digest": digest, "on": on.isoformat(), "over": over}
        record(session, Act(at, by, "publish_chart", "chart", {"digest": known}, after))

    write(keep)
    return PublishAnswer(PublishVerdict.published, differences)


def _in_file(book: Book) -> Chart:
    """Return the chart that the file holds now, whatever it held when the book was opened."""
    return read_chart(_path(book).read_text(encoding="utf-8"), profile=book.settings.profile)


def _path(book: Book) -> Path:
    """Return where the chart lies."""
    return book.root / FILE_NAME


def _digest(path: Path) -> str:
    """Return the digest of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()


def _head(text: str) -> str:
    """Return the remarks with which a file begins, up to its first line that says something."""
    kept = []
    for line in text.removeprefix("\ufeff").splitlines():
        if line.strip() and not line.startswith("#"):
            break
        kept.append(line)
    head = "\n".join(kept).strip()
    return f"{head}\n\n" if head else ""


def _replace(path: Path, text: str) -> None:
    """Put a text in a file's place once it is on disk."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
