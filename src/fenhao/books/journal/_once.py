"""An act that moves no money by itself, done once under its key: the same request gives the same answer for ever."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.database import Session
from fenhao.books.journal._post import answered, post
from fenhao.books.journal._tables import NewCommand
from fenhao.kernel import Trouble

ACT_CHARACTERS_MAX = 20
"""How long the name of an act may be: the column's length."""
Plain = str | int | bool | None
"""A value that JSON tells exactly."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The first answer under a key. ``replayed`` when this call did nothing because it was done before."""

    verdict: str
    answer: Mapping[str, Plain]
    replayed: bool


def once(
    session: Session,
    *,
    key: str,
    act: str,
    body: Mapping[str, Plain],
    by: int | None,
    at: datetime,
    work: Callable[[Session], tuple[str, Mapping[str, Plain]]],
) -> Kept:
    """Return what ``work`` decides, a verdict and its facts, or what it decided when the key was first used.

    ``body`` is the request: the same key with another body is Trouble ``books.key_conflict``, naming the first field
    that differs. When ``work`` raises, nothing is kept and the key stays free. Acts come one after the other, so that
    of two who act on the same thing at once the second sees what the first did.
    """
    assert len(act) <= ACT_CHARACTERS_MAX, "one database would cut it off, another keep it"
    session.lock_structure()
    text = json.dumps({"act": act, **body}, sort_keys=True, ensure_ascii=False)
    before = answered(session, [key]).get(key)
    if before is not None:
        if before.body != text:
            old, new = json.loads(before.body), json.loads(text)
            field = next(name for name in {**new, **old} if old.get(name) != new.get(name))
            raise Trouble("books.key_conflict", {"key": key, "field": str(field)})
        return Kept(before.verdict, json.loads(before.answer), replayed=True)
    verdict, answer = work(session)
    kept = json.dumps(dict(answer), sort_keys=True, ensure_ascii=False)
    post(session, [NewCommand(key, act, text, verdict, kept, by, at, ())])
    return Kept(verdict, answer, replayed=False)
