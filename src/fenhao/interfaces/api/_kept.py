"""Results of long work as they were kept: an answer says when it was made, whether facts have moved since, or why there is none."""

from collections.abc import Callable
from dataclasses import make_dataclass, replace
from datetime import datetime

from fenhao.books.people import Right
from fenhao.interfaces.api._fields import Asked, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Offer, One
from fenhao.runs.book import Kept, Refused


def kept_offer(
    path: str,
    summary: str,
    kind: type,
    find: Callable[[Here], object | None],
    *,
    by: type[Asked] = Nothing,
) -> Offer:
    """Return the offer of a kept result: None is nowhere, a refusal tells its code.

    What ``by`` asks for in the query has its name in the place of the address's: a name with a slash fits into none.
    """
    told = make_dataclass(
        f"Kept{kind.__name__}",
        [
            ("made_at", datetime),
            ("stale", bool),
            ("refused", str),
            ("value", kind | None),
        ],
        frozen=True,
        slots=True,
        namespace={"__doc__": f"{summary}; ``refused`` says why there is no value."},
    )
    told.__module__ = kind.__module__

    def look(here: Here, asked: Asked) -> object | None:
        """Return what is kept."""
        named = next(iter(asked.model_dump().values()), None)
        held = find(here if named is None else replace(here, place={"name": str(named)}))
        if not isinstance(held, Kept):
            return None
        refused = held.value.code if isinstance(held.value, Refused) else ""
        made: object = told(held.made_at, held.stale, refused, None if refused else held.value)
        return made

    return One(path, Right.see, summary, told, look, by)
