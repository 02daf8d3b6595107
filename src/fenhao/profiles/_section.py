"""The checker: one table of a settings file, read key by key, every mistake named with its key."""

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from fenhao.kernel import Trouble

_PERCENT = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*%")
_FRACTION = re.compile(r"([-+]?[0-9]+)\s*/\s*([1-9][0-9]*)")
_CODE = re.compile(r"[a-z][a-z0-9_]*")

Values = Mapping[str, object]


def parse_toml(text: str, *, file: str) -> Values:
    """Return the tables of a TOML text; Trouble ``profile.bad_toml`` with the place of the mistake."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise Trouble("profile.bad_toml", {"file": file, "problem": str(error)}) from error


def merged(under: Values, over: Values) -> dict[str, object]:
    """Return both tables in one: inner tables are merged, anything else in ``over`` replaces what lies under it."""
    result = dict(under)
    for key, value in over.items():
        beneath = result.get(key)
        both = isinstance(beneath, Mapping) and isinstance(value, Mapping)
        result[key] = merged(beneath, value) if both else value  # type: ignore[arg-type]
    return result


class Section:
    """One table of a file, and which of its keys were read, so that a misspelt one cannot pass unseen."""

    def __init__(self, values: Values, *, file: str, path: str = "") -> None:
        self._values = values
        self._file = file
        self._path = path
        self._known: list[str] = []

    def name_of(self, key: str) -> str:
        """Return the key as the user finds it: ``budget.tier_shares.A``."""
        return f"{self._path}.{key}" if self._path else key

    def text(self, key: str, *, empty: bool = False) -> str:
        """Return a text; an empty one is a mistake unless it is allowed."""
        value = self._value(key)
        if not isinstance(value, str) or not (value.strip() or empty):
            raise self.wrong(key, allowed='"…"')
        return value.strip()

    def optional_text(self, key: str) -> str:
        """Return a text, or the empty text where the key is absent."""
        self._known.append(key)
        return self.text(key, empty=True) if key in self._values else ""

    def has(self, key: str) -> bool:
        """Return whether an optional key is there."""
        self._known.append(key)
        return key in self._values

    def code(self, key: str) -> str:
        """Return a name that ids are made of: small letters, digits and underscores."""
        value = self.text(key)
        if not _CODE.fullmatch(value):
            raise self.wrong(key, allowed="a-z 0-9 _")
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Return one of the allowed texts."""
        value = self.text(key, empty="" in allowed)
        if value not in allowed:
            raise self.wrong(key, allowed=", ".join(allowed))
        return value

    def whole(self, key: str, *, low: int, high: int) -> int:
        """Return a whole number between ``low`` and ``high``, both included."""
        value = self._value(key)
        if type(value) is not int or not low <= value <= high:
            raise self.wrong(key, allowed=f"{low} … {high}")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._value(key)
        if type(value) is not bool:
            raise self.wrong(key, allowed="true, false")
        return value

    def share(self, key: str, *, low: int = 0, high: int = 1) -> Fraction:
        """Return an exact share written ``"20%"`` or ``"1/5"`` between ``low`` and ``high``, both included."""
        value = self._value(key)
        share = _exact_share(value) if isinstance(value, str) else None
        if share is None:
            raise self.wrong(key, allowed='"20%", "1/5"')
        if not low <= share <= high:
            raise self.wrong(key, allowed=f'"{100 * low}%" … "{100 * high}%"')
        return share

    def texts(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return a list of allowed texts, each once, in the order written."""
        value = self._value(key)
        sane = (
            isinstance(value, list)
            and all(item in allowed for item in value)
            and len(set(value)) == len(value)
        )
        if not isinstance(value, list) or not sane:
            raise self.wrong(key, allowed=", ".join(f'["{item}"]' for item in allowed))
        return tuple(value)

    def any_texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none of them empty and each once, in the order written."""
        value = self._value(key)
        sane = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
        if not isinstance(value, list) or not sane or len(set(value)) != len(value):
            raise self.wrong(key, allowed='["…"]')
        return tuple(value)

    def codes(self, key: str) -> tuple[str, ...]:
        """Return a list of names that ids are made of, each once, in the order written."""
        value = self._value(key)
        names = value if isinstance(value, list) else ()
        sane = all(isinstance(item, str) and _CODE.fullmatch(item) for item in names)
        if not isinstance(value, list) or not sane or len(set(names)) != len(names):
            raise self.wrong(key, allowed='["a-z 0-9 _"]')
        return tuple(value)

    def section(self, key: str) -> "Section":
        """Return an inner table."""
        value = self._value(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, allowed=f"[{self.name_of(key)}]")
        return Section(value, file=self._file, path=self.name_of(key))

    def optional_section(self, key: str) -> "Section":
        """Return an inner table, or an empty one where the key is absent."""
        self._known.append(key)
        return (
            self.section(key) if key in self._values else Section({}, file=self._file, path=self.name_of(key))
        )

    def sections(self) -> tuple[tuple[str, "Section"], ...]:
        """Return every inner table with its key, in the order written; keys must be codes."""
        for key in self._values:
            if not _CODE.fullmatch(key):
                raise Trouble("profile.bad_code", {"file": self._file, "key": self.name_of(key)})
        return tuple((key, self.section(key)) for key in self._values)

    def inner(self) -> tuple[tuple[str, "Section"], ...]:
        """Return the inner tables alone, whatever stands beside them, with their keys, in the order written."""
        tables = [key for key, value in self._values.items() if isinstance(value, Mapping)]
        for key in tables:
            if not _CODE.fullmatch(key):
                raise Trouble("profile.bad_code", {"file": self._file, "key": self.name_of(key)})
        return tuple((key, self.section(key)) for key in tables)

    def optional_day(self, key: str) -> date | None:
        """Return a civil day written plainly (2026-07-01), or None where the key is absent."""
        self._known.append(key)
        value = self._values.get(key)
        if value is None:
            return None
        if type(value) is not date:
            raise self.wrong(key, allowed="2026-07-01")
        return value

    def rows(self, key: str) -> tuple["Section", ...]:
        """Return a list of tables."""
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.wrong(key, allowed="[ { … }, { … } ]")
        name = self.name_of(key)
        return tuple(Section(item, file=self._file, path=f"{name}[{at}]") for at, item in enumerate(value, 1))

    def keys(self) -> tuple[str, ...]:
        """Return the keys written, in their order."""
        return tuple(self._values)

    def end(self) -> None:
        """Refuse keys that nothing asked for: a misspelt setting must not be ignored."""
        for key in self._values:
            if key not in self._known:
                known = ", ".join(sorted(set(self._known)))
                raise Trouble(
                    "profile.unknown_key", {"file": self._file, "key": self.name_of(key), "known": known}
                )

    def wrong(self, key: str, *, allowed: str) -> Trouble:
        """Return the trouble that says what a key may hold."""
        value = str(self._values[key])
        return Trouble(
            "profile.wrong_value",
            {"file": self._file, "key": self.name_of(key), "value": value, "allowed": allowed},
        )

    def _value(self, key: str) -> object:
        """Return the value of a key that must be there."""
        self._known.append(key)
        if key not in self._values:
            raise Trouble("profile.missing_key", {"file": self._file, "key": self.name_of(key)})
        return self._values[key]


def _exact_share(text: str) -> Fraction | None:
    """Return the share, or None when it is not written as one."""
    mended = text.strip().replace("％", "%")
    if percent := _PERCENT.fullmatch(mended):
        return Fraction(percent[1]) / 100
    if fraction := _FRACTION.fullmatch(mended):
        return Fraction(int(fraction[1]), int(fraction[2]))
    return None
