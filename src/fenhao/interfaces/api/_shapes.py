"""Frozen values of the rooms below as JSON, and the schema of that JSON: both follow the same declaration.

Money stays a whole number of minor units, an exact share is text such as ``17/20``, a day is ISO, an estimate is a number.
Who a customer is stays hidden unless the token may see personal data; ``customer_ref`` stands for him in addresses.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Literal, NewType, Union, get_args, get_origin, get_type_hints

from ninja import Schema
from pydantic import ConfigDict, create_model

from fenhao.books.budgets import Answer as Control, GateSaid
from fenhao.books.people import Right
from fenhao.engine.waste import GateRemedy
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.names import GateVoice, gate_voice, masked
from fenhao.interfaces.report import figures
from fenhao.runs.mart import customer_ref
from fenhao.runs.service import Answer, TicketRow

PERSONAL = frozenset({"customer", "customer_id", "largest_customer"})
"""The fields that say who a customer is."""
SAID: Mapping[type, frozenset[str]] = {TicketRow: frozenset({"subject", "text"}), Answer: frozenset({"text"})}
"""The fields that hold what customers said in their own words: empty unless the token may see personal data."""
KEPT_IN = frozenset({"body", "rejects_file", "digest"})
"""Fields that are of no use outside: texts that digests are made of, places on this machine's disk."""
IN_WORDS: Mapping[type, tuple[str, Callable[[GateVoice], Callable[..., str]]]] = {
    Control: ("why", lambda voice: voice.answer),
    GateSaid: ("why", lambda voice: voice.gate),
    GateRemedy: ("text", lambda voice: voice.remedy),
}
"""What is told besides as a sentence in the asker's language: the name of its field, and who says it."""
_FIELDS: dict[type, tuple[tuple[str, object], ...]] = {}
_SHAPES: dict[type, type[Schema]] = {}


class Shape(Schema):
    """What an answer holds."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


def shape(kind: type) -> type[Schema]:
    """Return the schema of a frozen value: a dataclass or named tuple; TypeError for what is neither."""
    if kind not in _SHAPES:
        _SHAPES[kind] = _made(kind)
    return _SHAPES[kind]


def told(value: object, here: Here) -> object:
    """Return a frozen value as the JSON that its schema declares."""
    if isinstance(value, (bool, int, NoneType)) and not isinstance(value, Enum):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Fraction, Decimal)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): told(each, here) for name, each in value.items()}
    if is_dataclass(value) or hasattr(value, "_fields"):
        return _record(value, here)
    if isinstance(value, (frozenset, set)):
        return sorted((told(each, here) for each in value), key=str)
    if isinstance(value, (tuple, list)):
        return [told(each, here) for each in value]
    raise TypeError(f"no form for {type(value).__name__}")


def _record(value: object, here: Here) -> dict[str, object]:
    """Return a value with named fields."""
    found: dict[str, object] = {}
    for name, _ in _told_fields(type(value)):
        held = getattr(value, name)
        if name in PERSONAL and isinstance(held, str):
            found[f"{name}_ref"] = customer_ref(held) if held else ""
            held = _customer(held, here)
        elif name in SAID.get(type(value), ()) and not here.may(Right.see_personal):
            held = ""
        found[name] = told(held, here)
    if type(value) in IN_WORDS:
        name, says = IN_WORDS[type(value)]
        found[name] = says(_voice(here))(value)
    return found


def _voice(here: Here) -> GateVoice:
    """Return how gates are told to this asker."""
    write = figures(lang=here.lang, currency=here.book.settings.currency, largest_minor=0)
    return gate_voice(here.book.chart, lang=here.lang, amount=write.exact)


def _customer(told_id: str, here: Here) -> str:
    """Return a customer's id as this token may see it; one that is told as it is has been seen."""
    if not told_id or not here.may(Right.see_personal):
        return masked(told_id) if told_id else ""
    here.seen.add(told_id)
    return told_id


def _told_fields(kind: type) -> tuple[tuple[str, object], ...]:
    """Return the fields of a value that are told, with their types; looked up once a type."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(_declared(kind))
    return _FIELDS[kind]


def _declared(kind: type) -> Iterator[tuple[str, object]]:
    """Yield the fields in their order."""
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)] if is_dataclass(kind) else list(getattr(kind, "_fields", ()))
    if not names:
        raise TypeError(f"{kind!r} has no fields")
    for name in names:
        if name not in KEPT_IN and hints[name] is not Path and Path not in get_args(hints[name]):
            yield name, hints[name]


def _made(kind: type) -> type[Schema]:
    """Return the schema of a value with named fields."""
    made: dict[str, tuple[object, object]] = {}
    for name, hint in _told_fields(kind):
        if name in PERSONAL:
            made[f"{name}_ref"] = (str, ...)
        made[name] = (_annotated(hint), ...)
    if kind in IN_WORDS:
        made[IN_WORDS[kind][0]] = (str, ...)
    model = create_model(_called(kind), __base__=Shape, **made)  # type: ignore[call-overload]
    model.__doc__ = re.sub(r"\bNone\b", "null", cleandoc(kind.__doc__ or "")) or None
    assert isinstance(model, type)
    assert issubclass(model, Schema)
    return model


def _called(kind: type) -> str:
    """Return what the schema is called: the room and the class, since rooms share words."""
    room = kind.__module__.removeprefix("fenhao.").split(".")
    inner = [each for each in room[1:] if not each.startswith("_")] or room[:1]
    prefix = inner[-1].title().replace("_", "")
    return kind.__name__ if kind.__name__.startswith(prefix) else f"{prefix}{kind.__name__}"


def _annotated(hint: object) -> object:
    """Return the type of a field as its JSON has it."""
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(hint, NewType):
        return _annotated(hint.__supertype__)
    if origin in (Union, UnionType):
        return _any_of(inner)
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return list[_annotated(inner[0])]  # type: ignore[misc]
    if origin is tuple:
        kinds = tuple(dict.fromkeys(_annotated(each) for each in inner))
        return list[Union[kinds]]  # type: ignore[valid-type]  # noqa: UP007 - made of values
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, _annotated(inner[1])]  # type: ignore[misc]
    if origin is not None and isinstance(origin, type):
        return list[_annotated(inner[0])]  # type: ignore[misc]
    if not isinstance(hint, type):
        raise TypeError(f"no schema for {hint!r}")
    return _plain(hint)


def _plain(kind: type) -> object:
    """Return the type of a field that is no collection."""
    if issubclass(kind, Enum):
        return Literal[tuple(str(each.value) for each in kind)]
    if issubclass(kind, (Fraction, Decimal)):
        return str
    if kind is float:
        return float | None
    if kind in (int, str, bool, date, datetime, NoneType):
        return kind
    return shape(kind)


def _any_of(kinds: tuple[object, ...]) -> object:
    """Return the type of a field that is one of several."""
    enums = [each for each in kinds if isinstance(each, type) and issubclass(each, Enum)]
    rest = [each for each in kinds if each not in enums]
    found: list[object] = []
    if enums:
        found.append(Literal[tuple(dict.fromkeys(str(one.value) for each in enums for one in each))])
    found.extend(None if each is NoneType else _annotated(each) for each in rest)
    return Union[tuple(found)]  # noqa: UP007 - made of values
