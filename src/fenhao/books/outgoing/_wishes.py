"""What each person wants to be told, and how."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session
from fenhao.books.outgoing._values import NO_WISH, How, Occasion, Wish
from fenhao.books.people import Right, require


def wishes(session: Session, user_ids: Sequence[int]) -> dict[int, Wish]:
    """Return what these people want; who has said nothing is told everything at once."""
    told = dict.fromkeys(user_ids, NO_WISH)
    if not user_ids:
        return told
    condition, values = session.among("user_id", user_ids)
    for user, choices, quiet, digest_at in session.rows(
        f"SELECT user_id, choices, quiet, digest_at FROM outgoing_wish WHERE {condition}", values
    ):
        chosen = {Occasion(key): How(value) for key, value in json.loads(str(choices)).items()}
        told[cast("int", user)] = Wish(chosen, str(quiet), str(digest_at))
    return told


def keep_wish(session: Session, wish: Wish, *, by: int, at: datetime) -> None:
    """Keep what a person wants; everybody decides for himself."""
    require(session, by, Right.see, at=at)
    choices = {occasion.value: how.value for occasion, how in wish.choices.items()}
    session.run(
        "INSERT INTO outgoing_wish (user_id, choices, quiet, digest_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET choices = excluded.choices, quiet = excluded.quiet,"
        " digest_at = excluded.digest_at",
        (by, json.dumps(choices, sort_keys=True), wish.quiet, wish.digest_at),
    )
    after: dict[str, str | int | bool | None] = {**choices, "quiet": wish.quiet, "digest_at": wish.digest_at}
    record(session, Act(at, by, "set_wish", f"user/{by}", {}, after))
