"""Reads the catalogues once and fills their messages in."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from fenhao.engine.allocation import DRIVERS
from fenhao.engine.waste import RULES
from fenhao.kernel import Trouble

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([^{}|]+)\|([^{}|]+))?\}")
"""A detail, ``{lines}``; or what its number asks for, ``{lines:line is|lines are}``."""
_FORMS = frozenset({"en", "en_one", "zh"})


@dataclass(frozen=True, slots=True)
class Message:
    """One message in both languages. ``en_one`` is empty unless English needs a singular."""

    code: str
    en: str
    en_one: str
    zh: str

    def placeholders(self) -> tuple[frozenset[str], ...]:
        """Return the names that each form asks for: English, English singular if there is one, Chinese."""
        forms = (self.en, self.en_one, self.zh) if self.en_one else (self.en, self.zh)
        return tuple(frozenset(found[1] for found in _PLACEHOLDER.finditer(form)) for form in forms)


_NAMED = {"role": "role", "roles": "role", "right": "web.scope"}
"""Details that are codes, one or several, and where their words stand."""


def say(code: str, details: Mapping[str, str], lang: Language) -> str:
    """Return the message ``code`` in ``lang`` with its details filled in.

    A code without words still tells what it knows, because the one who reads it is already in trouble:
    the code and every detail. A detail that nobody gave stays visible as its ``{name}``. That neither
    happens in what we ship is the catalogue's test.
    """
    message = catalogue().get(code)
    if message is None:
        told = ", ".join(f"{name}={text}" for name, text in details.items())
        return f"{code}: {told}" if told else code
    return _PLACEHOLDER.sub(lambda found: _filled(found, details), _form(message, details, lang))


def _filled(found: re.Match[str], details: Mapping[str, str]) -> str:
    """Return a detail, or the form that its number asks for."""
    name, one, many = found.groups()
    if one is None:
        return details.get(name, found[0])
    return one if details.get(name) == "1" else many


def explain_trouble(trouble: Trouble, lang: Language) -> str:
    """Return what ``trouble`` says to the user; roles and rights are called by their names."""
    details = {name: _called(name, text, lang) for name, text in trouble.details.items()}
    return say(trouble.code, details, lang)


def _called(name: str, text: str, lang: Language) -> str:
    """Return a detail as a person reads it: codes of roles and rights by their words, anything else as it is."""
    if name not in _NAMED:
        return text
    codes = [(each, f"{_NAMED[name]}.{each}") for each in text.split(", ")]
    told = (say(code, {}, lang) if knows(code) else each for each, code in codes)
    return ("、" if lang == "zh" else ", ").join(told)


def knows(code: str) -> bool:
    """Return whether ``code`` has words."""
    return code in catalogue()


def language(text: str) -> Language:
    """Return the language that a setting or locale names (``zh_CN.UTF-8``); English for any that we lack."""
    return "zh" if text.strip().lower().startswith("zh") else "en"


@cache
def catalogue() -> Mapping[str, Message]:
    """Return every message by its code."""
    folder = files("fenhao.interfaces.words")
    found: dict[str, Message] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        for message in _messages("", tomllib.loads(entry.read_text(encoding="utf-8"))):
            if message.code in found:
                raise ValueError(f"{entry.name}: {message.code} already has words in another catalogue")
            found[message.code] = message
    return found | {message.code: message for message in _registered()}


def _registered() -> Iterator[Message]:
    """Return the names that rules and drivers bring along: a new one is one file, with its words in it."""
    for rule in RULES:
        yield Message(code=f"rule.{rule.code}", en=rule.name_en, en_one="", zh=rule.name_zh)
    for driver in DRIVERS:
        yield Message(code=f"driver.{driver.name}", en=driver.name_en, en_one="", zh=driver.name_zh)


def _form(message: Message, details: Mapping[str, str], lang: Language) -> str:
    if lang == "zh":
        return message.zh
    return message.en_one if message.en_one and details.get("count") == "1" else message.en


def _messages(path: str, table: Mapping[str, object]) -> Iterator[Message]:
    if not _FORMS.isdisjoint(table):
        yield _message(path, table)
        return
    for name, inner in table.items():
        here = f"{path}.{name}" if path else name
        if not isinstance(inner, dict):
            raise TypeError(f"{here}: a message is a table with en and zh, not a bare value")
        yield from _messages(here, inner)


def _message(code: str, table: Mapping[str, object]) -> Message:
    forms = {name: text for name, text in table.items() if isinstance(text, str) and text}
    if set(forms) != set(table) or not {"en", "zh"} <= set(forms) <= _FORMS:
        raise ValueError(f"{code}: a message has en and zh, may have en_one, and nothing else")
    return Message(code=code, en=forms["en"], en_one=forms.get("en_one", ""), zh=forms["zh"])
