"""Acts on people done once under a key: the same request gives the same answer for ever, and changes nothing again."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar, cast

from fenhao.books.database import Session, Table, write
from fenhao.kernel import Trouble

Plain = str | int | bool | None
"""A value that JSON tells exactly."""
Told = TypeVar("Told", bound=Plain)
COMMAND = Table(
    "people_command",
    (
        ("key", "text"),
        ("act", "text"),
        ("body", "text"),
        ("answer", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)


def write_once(
    work: Callable[[Session], Told],
    *,
    key: str,
    act: str,
    body: Mapping[str, Plain],
    by: int | None,
    at: datetime,
) -> Told:
    """Return what ``work`` does in a transaction of its own, or what it answered when the key was first used.

    An empty key is none: the act is done. The same key with another request, or by somebody else, is Trouble
    ``books.key_conflict``, naming the first field that differs. When ``work`` raises, the key stays free. Nothing secret
    belongs into ``body``.
    """

    def once(session: Session) -> Told:
        """Look whether it was done before."""
        session.lock_structure()
        asked: dict[str, Plain] = {"act": act, **body, "by": by}
        found = session.rows("SELECT body, answer FROM people_command WHERE key = ?", (key,))
        if found:
            before = json.loads(str(found[0][0]))
            if before != asked:
                field = next(name for name in {**asked, **before} if asked.get(name) != before.get(name))
                raise Trouble("books.key_conflict", {"key": key, "field": field})
            return cast("Told", json.loads(str(found[0][1])))
        told = work(session)
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
        session.insert(COMMAND, [(key, act, text, json.dumps(told), by, at)])
        return told

    return write(once if key else work)
