"""Kinds of values that requests carry: each says its bounds once, for the schema and for the check."""

from datetime import date
from enum import Enum
from typing import Annotated, Literal

from ninja import Schema
from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)

from fenhao.kernel import NEVER_MEANT, sign_class

MOST = 2**53 - 1
"""The largest whole number that every reader of JSON takes exactly; amounts and ids stay below it."""


def _text_alone(given: object) -> object:
    """Return text as it is; a number is no day, whatever could be made of it."""
    if not isinstance(given, str):
        raise ValueError("not text")  # noqa: TRY004 - pydantic turns ValueError alone into a finding
    return given


Amount = Annotated[StrictInt, Field(ge=1, le=MOST, description="whole minor units")]
AnyAmount = Annotated[StrictInt, Field(ge=-MOST, le=MOST, description="whole minor units")]
NoAmount = Annotated[
    StrictInt, Field(ge=0, le=MOST, description="whole minor units; 0: none, or all there is")
]
Id = Annotated[StrictInt, Field(ge=1, le=MOST)]
QueryId = Annotated[int, Field(ge=1, le=MOST)]
"""An id in a query, where everything is text."""
Flag = StrictBool
Day = Annotated[date, BeforeValidator(_text_alone)]
Instant = Annotated[AwareDatetime, BeforeValidator(_text_alone)]
_NEVER = r"\x00-\x1f\x7f" + sign_class(NEVER_MEANT, form="\\u{:04x}", last=0xFFFF)
"""What stands in no name: controls, and what is no sign at all."""
_PLAIN = rf"^[^{_NEVER}]*$"
Name = Annotated[str, StringConstraints(max_length=100, pattern=_PLAIN)]
"""A code, an id or a short name; empty where there is none."""
NeededName = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_PLAIN)]
_ELSEWHERE = rf"[^:{_NEVER}]{{1,80}}:[^{_NEVER}]{{1,120}}"
Elsewhere = Annotated[
    str,
    StringConstraints(pattern=rf"^({_ELSEWHERE})?$"),
    Field(description="source:number; empty where there is none"),
]
"""What another system calls something."""
NeededElsewhere = Annotated[
    str, StringConstraints(pattern=rf"^{_ELSEWHERE}$"), Field(description="source:number")
]
Words = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
"""A sentence or some."""
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]
Period = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9-]+$")]
"""A fiscal period's label: 2026, 2026-Q1, 2026-03."""
Share = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,9}|/[1-9][0-9]{0,11})?$")]
"""An exact number as text: 12, 0.85 or 17/20."""


def spelt(kind: type[Enum]) -> WithJsonSchema:
    """Return the schema of an optional choice, spelt out: another enumeration has taken its name in the document."""
    return WithJsonSchema(
        {"anyOf": [{"type": "string", "enum": [each.value for each in kind]}, {"type": "null"}]}
    )


TextKind = Literal["category", "queue", "sentiment", "risk"]
"""What a ticket's text is sorted by, spelt out for the same reason."""


class Asked(Schema):
    """What a request brings: every field is known, and of its own type."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Asked):
    """A request that needs no more than its address."""


class Why(Asked):
    """A request that gives its reason."""

    why: Words = ""


__all__ = [
    "MOST",
    "Amount",
    "AnyAmount",
    "Asked",
    "Day",
    "Elsewhere",
    "Flag",
    "Id",
    "Instant",
    "Month",
    "Name",
    "NeededElsewhere",
    "NeededName",
    "NoAmount",
    "Nothing",
    "QueryId",
    "Share",
    "TextKind",
    "Why",
    "Words",
    "spelt",
]
