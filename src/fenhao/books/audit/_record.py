"""Write down one act, in the transaction in which it happens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.database import Session, Table

RECORD = Table(
    "audit_record",
    (
        ("at", "timestamptz"),
        ("by", "bigint"),
        ("action", "text"),
        ("subject", "text"),
        ("before", "text"),
        ("after", "text"),
        ("why", "text"),
    ),
)

Facts = Mapping[str, str | int | bool | None]
"""The fields of a subject, as plain values."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act; ``before`` is empty for what is new, ``after`` for what is gone. ``by`` is None for the system itself."""

    at: datetime
    by: int | None
    action: str
    subject: str
    before: Facts
    after: Facts
    why: str = ""


def record(session: Session, *acts: Act) -> None:
    """Append the acts."""
    session.insert(
        RECORD,
        [
            (act.at, act.by, act.action, act.subject, _text(act.before), _text(act.after), act.why)
            for act in acts
        ],
    )


def _text(facts: Facts) -> str:
    """Return the fields as canonical text."""
    return json.dumps(dict(facts), sort_keys=True, ensure_ascii=False)
