"""How a person likes the pages."""

from dataclasses import dataclass
from datetime import datetime

from fenhao.books.database import Session, read, write
from fenhao.books.people._rights import Right, require


@dataclass(frozen=True, slots=True)
class Liked:
    """Language, colours, time zone and figures as a person likes them; empty leaves it to company or browser."""

    language: str = ""
    theme: str = ""
    time_zone: str = ""
    numbers: str = ""


def liked(*, user_id: int) -> Liked:
    """Return how a person likes the pages."""

    def work(session: Session) -> Liked:
        """Look."""
        rows = session.rows(
            "SELECT language, theme, time_zone, numbers FROM people_preference WHERE user_id = ?", (user_id,)
        )
        return Liked(*(str(each) for each in rows[0])) if rows else Liked()

    return read(work)


def keep_liked(wanted: Liked, *, by: int, at: datetime) -> None:
    """Keep how a person likes the pages: a convenience of his own, no act for the record."""

    def work(session: Session) -> None:
        """Write it."""
        require(session, by, Right.see, at=at)
        session.run(
            "INSERT INTO people_preference (user_id, language, theme, time_zone, numbers) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (user_id) DO UPDATE SET language = excluded.language, theme = excluded.theme,"
            " time_zone = excluded.time_zone, numbers = excluded.numbers",
            (by, wanted.language, wanted.theme, wanted.time_zone, wanted.numbers),
        )

    write(work)
