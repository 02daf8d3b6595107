"""The texts that a new company's folder starts with: complete, commented, in the industry's shape."""

from collections.abc import Mapping

from fenhao.profiles._chart import chart_text, read_chart
from fenhao.profiles._section import Values
from fenhao.profiles._settings import quoted
from fenhao.profiles._texts import default_text, layer_of, profile_values


def starting_chart(profile: str) -> str:
    """Return the text of a new company's chart.toml: the default chart and its industry's own leaves."""
    default = default_text("chart")
    comments = default[: default.index("[system]")]
    return comments + chart_text(read_chart("", profile=profile))


def starting_policy(profile: str) -> str:
    """Return the text of a new company's policy.toml: the default one with its industry's values put in."""
    left = _flat(layer_of(profile_values(profile), "policy"), "")
    lines: list[str] = []
    section = ""
    for line in default_text("policy").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        key, equals, rest = line.partition(" = ")
        value = left.pop(f"{section}.{key}", None) if equals else None
        lines.append(line if value is None else _replaced(key, value, rest))
    tables: dict[str, list[str]] = {}
    for name, value in left.items():
        table, _, key = name.rpartition(".")
        tables.setdefault(table, []).append(f"{key} = {value}")
    for table, added in tables.items():
        place = lines.index(f"[{table}]") + 1 if f"[{table}]" in lines else len(lines)
        lines[place:place] = added if place < len(lines) else ["", f"[{table}]", *added]
    return "\n".join(lines) + "\n"


def _flat(values: Values, path: str) -> dict[str, str]:
    """Return every value as TOML text under its full key."""
    flat: dict[str, str] = {}
    for key, value in values.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            flat |= _flat(value, name)
        else:
            flat[name] = _written(value)
    return flat


def _written(value: object) -> str:
    """Return a whole number, a text or a list of texts as TOML."""
    if isinstance(value, list):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    return quoted(value) if isinstance(value, str) else str(value)


def _replaced(key: str, value: str, rest: str) -> str:
    """Return the line with another value and its comment kept in place."""
    head = f"{key} = {value}"
    comment = rest.partition("#")[2]
    width = len(f"{key} = {rest.partition('#')[0]}")
    return f"{head:<{width}}#{comment}" if comment else head
