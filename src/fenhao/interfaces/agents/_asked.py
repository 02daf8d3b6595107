"""What a tool is asked: declared fields, read one by one. What is not declared, or of another kind, is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from fenhao.interfaces.words import Language, say
from fenhao.kernel import Trouble

LIMIT_MAX = 100
LIMIT = 20
TEXT_MAX = 500
WHOLE_MAX = 10**15


class Kind(Enum):
    """What a field holds."""

    text = "text"
    whole = "whole"  # not negative
    day = "day"
    answers = "answers"  # texts by name


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a tool; its words are ``agents.field.<name>``. ``choices`` are all that it takes, where there are any."""

    name: str
    kind: Kind = Kind.text
    needed: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = WHOLE_MAX

    def schema(self, lang: Language) -> dict[str, object]:
        """Return it as JSON Schema says it."""
        told: dict[str, object] = {"description": say(f"agents.field.{self.name}", {}, lang)}
        if self.kind is Kind.whole:
            return told | {"type": "integer", "minimum": self.least, "maximum": self.most}
        if self.kind is Kind.answers:
            return told | {"type": "object", "additionalProperties": {"type": "string"}}
        if self.kind is Kind.day:
            return told | {"type": "string", "format": "date"}
        if self.choices:
            return told | {"type": "string", "enum": list(self.choices)}
        return told | {"type": "string", "maxLength": TEXT_MAX}


PAGE = (Field("limit", Kind.whole, least=1, most=LIMIT_MAX), Field("cursor"))
"""The fields of a tool whose answer is a list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of one call, checked."""

    given: Mapping[str, object]

    def text(self, name: str) -> str:
        """Return a text; empty where nothing was given."""
        return str(self.given.get(name, ""))

    def whole(self, name: str) -> int:
        """Return a whole number; 0 where nothing was given."""
        found = self.given.get(name, 0)
        assert isinstance(found, int), "checked when it was read"
        return found

    def day(self, name: str, otherwise: date) -> date:
        """Return a day."""
        told = self.text(name)
        return date.fromisoformat(told) if told else otherwise

    def answers(self, name: str) -> Mapping[str, str]:
        """Return texts by name."""
        found = self.given.get(name, {})
        assert isinstance(found, dict), "checked when it was read"
        return {str(key): str(value) for key, value in found.items()}

    @property
    def limit(self) -> int:
        """How many rows are wanted."""
        return self.whole("limit") or LIMIT

    @property
    def skip(self) -> int:
        """How many rows were told already."""
        return int(self.text("cursor") or 0)


def schema_of(fields: tuple[Field, ...], lang: Language) -> dict[str, object]:
    """Return what a tool takes as JSON Schema."""
    return {
        "type": "object",
        "properties": {each.name: each.schema(lang) for each in fields},
        "required": [each.name for each in fields if each.needed],
        "additionalProperties": False,
    }


def read_asked(fields: tuple[Field, ...], given: Mapping[str, object]) -> Asked:
    """Return the checked fields; Trouble ``agents.unknown_field``, ``agents.field_missing`` or ``agents.bad_field``."""
    known = {each.name: each for each in fields}
    if strange := sorted(set(given) - set(known)):
        raise Trouble("agents.unknown_field", {"field": strange[0][:80], "known": ", ".join(known) or "–"})
    for each in fields:
        value = given.get(each.name)
        if value is None or value == "":
            if each.needed:
                raise Trouble("agents.field_missing", {"field": each.name})
        elif not _fits(each, value):
            raise Trouble("agents.bad_field", {"field": each.name, "form": _form(each)})
    return Asked({name: value for name, value in given.items() if value is not None})


def _fits(field: Field, value: object) -> bool:
    if field.kind is Kind.whole:
        return type(value) is int and field.least <= value <= field.most
    if field.kind is Kind.answers:
        return isinstance(value, dict) and all(
            isinstance(key, str) and isinstance(text, str) and len(text) <= TEXT_MAX
            for key, text in value.items()
        )
    if not isinstance(value, str) or len(value) > TEXT_MAX:
        return False
    if field.kind is Kind.day:
        return _is_day(value)
    if field.name == "cursor":
        return value.isascii() and value.isdecimal() and len(value) < 10
    return not field.choices or value in field.choices


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _form(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    if field.kind is Kind.whole:
        return f"{field.least} … {field.most}"
    return {Kind.day: "2026-10-31", Kind.answers: '{"growth.A": "20%"}'}.get(field.kind, "text")
