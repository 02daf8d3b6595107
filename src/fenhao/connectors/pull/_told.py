"""Reading what systems say without trusting its shape."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fenhao.connectors.pull._values import Record, Value
from fenhao.kernel import Trouble
from fenhao.profiles import Feed

_MILLISECONDS = re.compile(r"-?[0-9]{11,14}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Missing:
    """The field is not there at all, which is not the same as being empty."""


MISSING = _Missing()


def value_at(record: Value, path: str) -> "Value | _Missing":
    """Return what stands under a name, or under a path of names and places such as ``Account.Name`` or ``partner_id.0``.

    What lies below something empty is empty; MISSING when the name itself is not there.
    """
    if isinstance(record, Mapping) and path in record:
        return record[path]
    if record is None or record is False:
        return None
    name, dot, rest = path.partition(".")
    if isinstance(record, Mapping):
        return value_at(record[name], rest) if dot and name in record else MISSING
    if isinstance(record, Sequence) and not isinstance(record, str) and name.isdecimal():
        inner = record[int(name)] if int(name) < len(record) else None
        return value_at(inner, rest) if dot else inner
    return MISSING


def text_of(value: Value) -> str | None:
    """Return a value as the text of a cell; None for nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def with_moments(record: Record, feed: Feed) -> Record:
    """Return a record whose days and moments are written as such, where the system counts milliseconds since 1970."""
    timed = {name for field, name in feed.columns if field.endswith(("_on", "_at"))}
    return {
        name: _moment(value)
        if name in timed and isinstance(value, str) and _MILLISECONDS.fullmatch(value)
        else value
        for name, value in record.items()
    }


def _moment(milliseconds: str) -> str:
    return (_EPOCH + timedelta(milliseconds=int(milliseconds))).isoformat()


def records_in(told: Value, *path: str, host: str) -> tuple[Record, ...]:
    """Return the list of records under a path of names; Trouble ``sources.shape`` when there is none."""
    for name in path:
        told = told[name] if isinstance(told, Mapping) and name in told else None
    if not isinstance(told, Sequence) or isinstance(told, str):
        raise Trouble("sources.shape", {"host": host, "field": ".".join(path) or "[]"})
    return tuple(each for each in told if isinstance(each, Mapping))


def text_in(told: Value, *path: str) -> str:
    """Return the text under a path of names; empty when there is none."""
    for name in path:
        told = told[name] if isinstance(told, Mapping) and name in told else None
    return told if isinstance(told, str) else ""


def whole_in(told: Value, *path: str) -> int:
    """Return the whole number under a path of names; 0 when there is none."""
    text = text_in(told, *path)
    return int(text) if text.isdecimal() and len(text) < 19 else 0
