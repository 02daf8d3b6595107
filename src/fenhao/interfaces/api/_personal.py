"""Whoever is told customers' ids as they are is on record: once a request, before the answer leaves."""

from collections.abc import Iterator

from ninja import Schema

from fenhao.books.people.operations import take_personal
from fenhao.interfaces.api._here import Here


def put_on_record(here: Here, path: str, asked: Schema) -> None:
    """Record how many customers' ids an answer tells as they are; an id that the request itself named tells nothing."""
    brought = asked.model_dump(mode="json", exclude_defaults=True)
    if new := here.seen - set(_texts(brought)):
        address = path.format_map({name: str(value) for name, value in here.place.items()})
        simple = (f"{name}={value}" for name, value in brought.items() if isinstance(value, str | int))
        what = " ".join((f"api {address}", *simple))[:300]
        take_personal(what=what, customers=len(new), by=here.by, at=here.at)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a request."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
