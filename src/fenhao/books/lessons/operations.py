"""Teaching: a person says what a ticket is."""

from collections.abc import Mapping
from datetime import datetime

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.kernel import Trouble

LABEL_MAX = 80
_LESSON = Table(
    "lessons_lesson",
    (
        ("kind", "text"),
        ("ticket", "text"),
        ("label", "text"),
        ("before", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


def teach(*, kind: str, ticket: str, label: str, before: str, key: str, by: int | None, at: datetime) -> bool:
    """Keep what a person says a ticket is; False when the key was used before and nothing was done.

    Whoever may read customers' words may. Trouble ``text.label_missing`` for a label that is empty or longer than 80
    characters; the audit names the ticket and both labels.
    """
    said = " ".join(label.split())
    if not said or len(said) > LABEL_MAX or not ticket:
        raise Trouble("text.label_missing", {"max": str(LABEL_MAX)})

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Write it down."""
        number = session.insert(_LESSON, [(kind, ticket, said, before[:LABEL_MAX], by, at)])[0]
        record(session, Act(at, by, "teach_text", f"ticket/{ticket}", {kind: before}, {kind: said}))
        return "done", {"number": number}

    def work(session: Session) -> bool:
        """Ask for the right, then do it."""
        require(session, by, Right.see_personal, at=at)
        body: dict[str, Plain] = {"kind": kind, "ticket": ticket, "label": said}
        return not once(session, key=key, act="teach_text", body=body, by=by, at=at, work=first).replayed

    return write(work)
