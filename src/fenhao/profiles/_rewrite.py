"""Change single values in a written file and leave everything else as its author wrote it: order, blanks, remarks."""

from collections.abc import Mapping, Sequence
from datetime import date

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Item, Table

from fenhao.kernel import Trouble
from fenhao.profiles._section import Values, merged, parse_toml
from fenhao.profiles._texts import default_text, policy_values

Written = str | int | tuple[str, ...] | Mapping[str, str] | None
"""A value of a written file; None is the absence of one, which leaves it to the profile or the default."""

_UNDER = {
    "fenhao.toml": "settings",
    "policy.toml": "policy",
    "hours.toml": "hours",
    "care.toml": "care",
    "sla.toml": "sla",
}


def rewritten(text: str, changes: Mapping[str, Written], *, file: str) -> str:
    """Return the text with these values under their dotted keys; a remark at the end of a changed line stays.

    A mapping replaces a whole table. Trouble ``profile.bad_toml`` when the text is none.
    """
    try:
        document = tomlkit.parse(text.removeprefix("\ufeff"))
    except (TOMLKitError, ValueError) as error:
        raise Trouble("profile.bad_toml", {"file": file, "problem": str(error)}) from error
    for key, value in changes.items():
        _put(document, key.split("."), value)
    return tomlkit.dumps(document)


def written_values(text: str, *, file: str, profile: str = "") -> dict[str, Written]:
    """Return every value that holds, by its dotted key: the text's over the profile's over the default's."""
    under: Values = (
        policy_values(profile) if file == "policy.toml" else parse_toml(default_text(_UNDER[file]), file=file)
    )
    return _flat(merged(under, parse_toml(text, file=file)), "", whole=file == "hours.toml")


def own_keys(text: str, *, file: str) -> frozenset[str]:
    """Return the dotted keys that the text itself holds; the others come from the profile or the default."""
    return frozenset(_flat(parse_toml(text, file=file), "", whole=file == "hours.toml"))


def _flat(values: Values, path: str, *, whole: bool) -> dict[str, Written]:
    """Return the values under their dotted keys; ``whole`` keeps tables in one piece."""
    flat: dict[str, Written] = {}
    for key, value in values.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, Mapping) and whole:
            flat[name] = {str(each): str(told) for each, told in value.items()}
        elif isinstance(value, Mapping):
            flat |= _flat(value, name, whole=False)
        elif isinstance(value, list):
            flat[name] = tuple(_told(each) for each in value)
        else:
            flat[name] = value if isinstance(value, (int, str)) else str(value)
    return flat


def _told(value: object) -> str:
    """Return a value inside a list as text; a row of a table as its keys and values."""
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(
        f"{key} = {_told(each)}"
        if not isinstance(each, list)
        else f"{key} = [{'; '.join(_told(one) for one in each)}]"
        for key, each in value.items()
    )


def _put(table: "tomlkit.TOMLDocument | Table", path: Sequence[str], value: Written) -> None:
    """Put a value where its path leads, making the tables that are missing."""
    *tables, last = path
    for name in tables:
        if name not in table:
            table[name] = tomlkit.table()
        inner = table[name]
        assert isinstance(inner, Table), "the checker has read the file"
        table = inner
    if value is None:
        table.pop(last, None)
        return
    new = _item(value)
    old = table.get(last)
    if isinstance(old, Item) and not isinstance(value, Mapping):
        new.trivia.comment, new.trivia.comment_ws = old.trivia.comment, old.trivia.comment_ws
    table[last] = new


def _item(value: str | int | tuple[str, ...] | Mapping[str, str]) -> Item:
    """Return a value as it is written in a file; days as keys come in their order."""
    if isinstance(value, Mapping):
        table = tomlkit.table()
        for key, told in sorted(value.items(), key=lambda each: date.fromisoformat(each[0])):
            table[key] = told
        return table
    return tomlkit.item(list(value) if isinstance(value, tuple) else value)
