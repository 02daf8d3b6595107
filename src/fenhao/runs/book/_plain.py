"""Frozen values as JSON and back: what a result is kept as, so that a page can read it without working it out again."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from pathlib import Path
from types import UnionType
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

from fenhao.runs.book._whole import whole_file

Found = TypeVar("Found")


def plain(value: object) -> object:
    """Return a frozen value in the form JSON has; numbers come back as they were, to the last bit."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return float(value)  # also of numpy's
    return value


def restored(kind: type[Found], held: object) -> Found:
    """Return the frozen value that was written; ValueError, TypeError or KeyError for what is none of the kind."""
    found = _restored(kind, held)
    if not isinstance(found, kind):
        raise TypeError(f"{found!r} is no {kind.__name__}")
    return found


def _restored(kind: object, held: object) -> object:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (only,) = (each for each in inner if each is not type(None))
        return None if held is None else _restored(only, held)
    if origin in (tuple, frozenset, list) and isinstance(held, list):
        return _row(origin, inner, held)
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(held, dict):
        return {name: _restored(inner[1], each) for name, each in held.items()}
    if not isinstance(kind, type):
        raise TypeError(f"cannot restore {kind}")
    if is_dataclass(kind) and isinstance(held, dict):
        hints = get_type_hints(kind)
        return kind(
            **{
                each.name: _restored(hints[each.name], held[each.name])
                for each in fields(kind)
                if each.name in held
                or each.default is MISSING  # what is younger than the text has its default
            }
        )
    if issubclass(kind, (datetime, date)) and isinstance(held, str):
        return kind.fromisoformat(held)
    if issubclass(kind, Enum):
        return kind(held)
    if issubclass(kind, (Fraction, Path)) and isinstance(held, str):
        return kind(held)
    if kind is float and isinstance(held, int):
        return float(held)
    if not isinstance(held, kind):
        raise TypeError(f"{held!r} is no {kind.__name__}")
    return held


def _row(origin: object, inner: tuple[object, ...], held: list[object]) -> object:
    """Return a tuple or set: of one kind throughout, or of a kind for each place."""
    if origin is tuple and inner[-1:] != (Ellipsis,):
        return tuple(_restored(kind, each) for kind, each in zip(inner, held, strict=True))
    found = [_restored(inner[0], each) for each in held]
    return frozenset(found) if origin is frozenset else tuple(found)


def write_json(path: Path, value: object) -> None:
    """Write a value whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as draft:
        draft.write_text(json.dumps(plain(value), ensure_ascii=False), encoding="utf-8")
