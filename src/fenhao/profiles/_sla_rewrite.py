"""sla.toml changed by a program: promises from a day on are added, queues, routes and steps put in place; the rest stays."""

from collections.abc import Mapping, Sequence
from datetime import date

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Table

from fenhao.engine.service import Clock, EscalationStep, Promise, PromiseVersion, Queue, RouteRule, Which
from fenhao.kernel import Trouble

_FILE = "sla.toml"
_COMPANY = "company"
_LISTS = ("priorities", "channels", "tiers", "kinds", "categories")


def with_promises(text: str, *, known: Sequence[PromiseVersion], new: PromiseVersion) -> str:
    """Return the text with promises from a day on; those of the same day are replaced, all others stay as they are written.

    ``known`` are the versions that hold: they are written down where the text itself has none. Trouble ``profile.bad_toml``.
    """
    document = _parsed(text)
    held = document.get("policy")
    kept = held if isinstance(held, AoT) else _versions(known)
    made = tomlkit.aot()
    for each in (*(table for table in kept if table.get("from") != new.since), _version(new)):
        made.append(each)
    document["policy"] = made
    return tomlkit.dumps(document)


def with_routes(text: str, *, queues: Sequence[Queue], routes: Sequence[RouteRule]) -> str:
    """Return the text with these queues and routes in place of the ones before. Trouble ``profile.bad_toml``."""
    document = _parsed(text)
    named = tomlkit.table(is_super_table=True)
    for each in queues:
        named[each.code] = _table(
            {
                "zh": each.name_zh,
                "en": each.name_en,
                **({"team": each.team} if each.team else {}),
                "skills": list(each.skills),
                "capacity": each.capacity,
            }
        )
    document["queues"] = named
    document["routes"] = _rows(
        [
            {**_which(each.which), **({"queue": each.queue} if each.queue else {"skill": each.skill})}
            for each in routes
        ]
    )
    return tomlkit.dumps(document)


def with_steps(text: str, steps: Sequence[EscalationStep]) -> str:
    """Return the text with this path of escalation in place of the one before. Trouble ``profile.bad_toml``."""
    document = _parsed(text)
    document["escalation"] = _rows(
        [
            {
                "code": each.code,
                "clocks": [clock.value for clock in Clock if clock in each.clocks],
                **_which(each.which),
                "percent": each.percent,
                **({"after_minutes": each.after_minutes} if each.after_minutes else {}),
                "tell": list(each.tell),
            }
            for each in steps
        ]
    )
    return tomlkit.dumps(document)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text.removeprefix("\ufeff"))
    except (TOMLKitError, ValueError) as error:
        raise Trouble("profile.bad_toml", {"file": _FILE, "problem": str(error)}) from error


def _versions(known: Sequence[PromiseVersion]) -> Sequence[Table]:
    return [_version(each) for each in known]


def _version(version: PromiseVersion) -> Table:
    """Return promises as they are written: a goal a line."""
    goals: Array = tomlkit.array()
    goals.multiline(True)  # noqa: FBT003 - tomlkit's own way to say so
    for each in version.promises:
        row = tomlkit.inline_table()
        row.update(_promise(each))
        goals.append(row)
    return _table({"from": version.since, "open_too": version.open_too, "goals": goals})


def _promise(promise: Promise) -> Mapping[str, object]:
    goals = {
        "first_response": promise.first_response,
        "next_response": promise.next_response,
        "resolution": promise.resolution,
    }
    return {
        **_which(promise.which),
        **{name: minutes for name, minutes in goals.items() if minutes},
        "calendar": promise.calendar or _COMPANY,
    }


def _which(which: Which) -> dict[str, object]:
    """Return which tickets a row is for; an empty list is not written."""
    return {name: list(held) for name in _LISTS if (held := getattr(which, name))}


def _rows(rows: Sequence[Mapping[str, object]]) -> AoT:
    made = tomlkit.aot()
    for each in rows:
        made.append(_table(each))
    return made


def _table(values: Mapping[str, object]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        assert isinstance(value, (str, int, list, date, Array)), key
        table[key] = value
    return table
