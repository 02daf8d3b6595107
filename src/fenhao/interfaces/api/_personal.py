"""Whoever is told customers' ids as they are is on record: once a request, before the answer leaves."""

from collections.abc import Iterator, Mapping

from ninja import Schema

from fenhao.books.people.operations import take_personal
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._shapes import PERSONAL
from fenhao.interfaces.names import masked


def put_on_record(here: Here, path: str, asked: Schema) -> None:
    """Record how many customers' ids an answer tells as they are; an id that the request itself named tells nothing."""
    if new := here.seen - set(_texts(asked.model_dump(mode="json", exclude_defaults=True))):
        take_personal(what=described(path, here.place, asked), customers=len(new), by=here.by, at=here.at)


def described(path: str, place: Mapping[str, int | str], asked: Schema) -> str:
    """Return what was asked, at most 300 signs; an id is masked: whoever reads the trail sees ids so."""
    simple = {
        name: masked(str(value)) if name in PERSONAL else value
        for name, value in asked.model_dump(mode="json", exclude_defaults=True).items()
        if isinstance(value, str | int)
    }
    address = path.format_map({name: str(value) for name, value in place.items()})
    return " ".join((f"api {address}", *(f"{name}={value}" for name, value in simple.items())))[:300]


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
