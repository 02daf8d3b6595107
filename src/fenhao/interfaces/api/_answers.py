"""Answers kept under their keys, for acts that set a state and keep none themselves."""

import json
from collections.abc import Callable

from ninja import Schema

from fenhao.books.database import Session, read, write
from fenhao.books.journal import Kept, Plain, answered, once
from fenhao.interfaces.api._here import Here


def kept_answer(here: Here, path: str, asked: Schema, *, key: str, work: Callable[[], object]) -> object:
    """Return what ``work`` answers as JSON, or what it answered when the key was first used: then nothing is done.

    Trouble ``books.key_conflict`` when the key was used for something else. What raises leaves its key free, and what a crash
    cuts off between act and answer is done again: it sets what is asked for.
    """
    place: dict[str, Plain] = {name: str(value) for name, value in here.place.items()}
    body: dict[str, Plain] = {"path": path, **place, "asked": asked.model_dump_json()}

    def keep(answer: Callable[[], object]) -> str:
        """Keep an answer, or return the one that is kept."""

        def within(session: Session) -> Kept:
            """Look for the key once more, at this very moment."""
            return once(
                session,
                key=key,
                act="api_state",
                body=body,
                by=here.by,
                at=here.at,
                work=lambda _: ("answered", {"told": json.dumps(answer(), ensure_ascii=False)}),
            )

        return str(write(within).answer["told"])

    if read(lambda session: answered(session, [key])):
        return json.loads(keep(lambda: None))
    done = work()
    return json.loads(keep(lambda: done))
