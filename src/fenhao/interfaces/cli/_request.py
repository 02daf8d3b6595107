"""A request to the books as a JSON object, and the answer as one. What cannot be read is told by field."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.budgets import Answer, Leg, Reference, Request

KEY_MAX = 200
"""How long a key may be."""
_LEG_TEXTS = (
    "tier",
    "category",
    "cost_type",
    "customer",
    "campaign",
    "batch",
    "channel",
    "purpose",
    "benefit_type",
    "department",
)
TYPED = ("fund", "defund", "transfer", "reserve", "spend", "fact", "consume", "release", "reverse")
"""Acts that a line may ask for."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A JSON object whose fields are taken one by one, each checked for its type."""

    fields: dict[str, object]
    place: str = ""

    def take(self, name: str, kind: type, default: object = None) -> object:
        """Return a field of that very type and take it out; ``default`` None asks for it to be there."""
        value = self.fields.pop(name, default)
        if type(value) is not kind:
            raise Trouble("control.bad_field", {"field": f"{self.place}{name}"})
        return value

    def text(self, name: str, default: str | None = "") -> str:
        """Return a text."""
        return str(self.take(name, str, default))

    def whole(self, name: str) -> int:
        """Return a whole number, 0 where there is none."""
        value = self.take(name, int, 0)
        assert isinstance(value, int), "checked by its type"
        return value

    def read(self, name: str, reader: Callable[[str], date]) -> date | None:
        """Return a day or an instant, None where there is none."""
        if name not in self.fields:
            return None
        try:
            return reader(self.text(name))
        except ValueError as wrong:
            raise Trouble("control.bad_field", {"field": f"{self.place}{name}"}) from wrong

    def nothing_left(self) -> None:
        """Refuse fields that nobody knows: a misspelt one would be forgotten in silence."""
        if self.fields:
            raise Trouble("control.bad_field", {"field": f"{self.place}{min(self.fields)}"})


def read_request(line: str) -> "Request":
    """Return the request of a JSON line. Trouble ``control.bad_line`` or ``control.bad_field`` says what is wrong."""
    from fenhao.books.budgets import Act, Request

    try:
        parsed = json.loads(line)
    except ValueError as wrong:
        raise Trouble("control.bad_line", {}) from wrong
    if not isinstance(parsed, dict):
        raise Trouble("control.bad_line", {})
    told = _Told(parsed)
    key, act = told.text("key", None), told.text("act", None)
    if not 0 < len(key) <= KEY_MAX:
        raise Trouble("control.bad_field", {"field": "key"})
    if act not in TYPED:
        raise Trouble("control.bad_field", {"field": "act"})
    legs = told.take("legs", list, [])
    assert isinstance(legs, list), "checked by its type"
    until = told.read("expires_at", _instant)
    request = Request(
        act=Act(act),
        key=key,
        legs=tuple(_leg(each, f"legs[{place}].") for place, each in enumerate(legs)),
        currency=told.text("currency"),
        target=told.whole("target"),
        amount_minor=told.whole("amount_minor"),
        final=bool(told.take("final", bool, False)),  # noqa: FBT003 - the default of a field
        expires_at=until if isinstance(until, datetime) else None,
        authorisation=told.whole("authorisation"),
        foreign_minor=told.whole("foreign_minor"),
        occurred_on=told.read("occurred_on", date.fromisoformat),
        reference=_reference(told),
    )
    told.nothing_left()
    return request


def _reference(told: _Told) -> "Reference | None":
    """Return what another system calls a reservation, told as its source and its number."""
    from fenhao.books.budgets import Reference

    match told.fields.pop("reference", None):
        case None:
            return None
        case [str(source), str(number)]:
            return Reference(source, number)
        case _:
            raise Trouble("control.bad_field", {"field": f"{told.place}reference"})


def answer_facts(answer: "Answer") -> dict[str, object]:
    """Return an answer as a machine reads it."""
    return {
        "key": answer.key,
        "verdict": answer.verdict.value,
        "passed": answer.passed,
        "detail": answer.detail,
        "available_minor": answer.available_minor,
        "shortfall_minor": max((level.shortfall_minor for level in answer.levels), default=0),
        "entries": answer.entries,
        "commitments": answer.commitments,
        "policy": answer.policy,
        "replayed": answer.replayed,
    }


def _leg(parsed: object, place: str) -> "Leg":
    """Return one leg."""
    from fenhao.books.budgets import Foreign, Leg

    if not isinstance(parsed, dict):
        raise Trouble("control.bad_field", {"field": place.rstrip(".")})
    told = _Told(parsed, place)
    on = told.read("occurred_on", date.fromisoformat)
    if on is None:
        raise Trouble("control.bad_field", {"field": f"{place}occurred_on"})
    texts: Mapping[str, str] = {name: told.text(name) for name in _LEG_TEXTS}
    foreign = None
    if "foreign" in told.fields:
        match told.fields.pop("foreign"):
            case [str(currency), int(minor)] if type(minor) is int:
                foreign = Foreign(currency, minor)
            case _:
                raise Trouble("control.bad_field", {"field": f"{place}foreign"})
    leg = Leg(
        occurred_on=on,
        tier=texts["tier"],
        category=texts["category"],
        amount_minor=told.whole("amount_minor"),
        cost_type=texts["cost_type"],
        customer=texts["customer"],
        campaign=texts["campaign"],
        fixed=bool(told.take("fixed", bool, False)),  # noqa: FBT003 - the default of a field
        batch=texts["batch"],
        rows=told.whole("rows") or None,
        channel=texts["channel"],
        purpose=texts["purpose"],
        benefit_type=texts["benefit_type"],
        department=texts["department"],
        foreign=foreign,
        reference=_reference(told),
        unpriced=bool(told.take("unpriced", bool, False)),  # noqa: FBT003 - the default of a field
    )
    told.nothing_left()
    return leg


def _instant(text: str) -> datetime:
    """Return an instant; one without its zone is not one."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found
