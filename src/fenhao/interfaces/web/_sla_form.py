"""The rows of the form of promises and routes: shown from the policy, read back into its values, what is wrong said in the form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fenhao.engine.service import (
    Clock,
    EscalationStep,
    Promise,
    Queue,
    RouteRule,
    ServicePolicy,
    Which,
)
from fenhao.interfaces.web._forms import Form

SPARE = 2
"""How many empty rows stand below those that are written."""
LISTS = ("priorities", "channels", "tiers", "kinds", "categories")
GOALS = ("first_response", "next_response", "resolution")
_ROWS_MAX = 100
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of inputs: its number, and what stands in each, by its name within the row."""

    number: int
    cells: Mapping[str, str]


def shown_rows(form: Form, kind: str, rows: Sequence[Mapping[str, str]]) -> list[RowShown]:
    """Return the rows of a kind, what was typed where the form came back, with spare ones below."""
    names = tuple(rows[0]) if rows else ()
    typed = sorted(
        {int(found[1]) for name in form.typed if (found := re.fullmatch(rf"{kind}-([0-9]{{1,3}})-\w+", name))}
    )
    if typed:
        return [
            RowShown(number, {name: form.text(f"{kind}-{number}-{name}") for name in names})
            for number in typed
        ]
    empty = dict.fromkeys(names, "")
    return [RowShown(number, each) for number, each in enumerate([*rows, *[empty] * SPARE], 1)]


def promise_cells(promise: Promise) -> dict[str, str]:
    """Return what stands in the row of a promise."""
    return {
        **_which_cells(promise.which, LISTS[:3]),
        **{each.value: str(promise.minutes(each) or "") for each in Clock},
        "calendar": promise.calendar,
    }


def queue_cells(queue: Queue) -> dict[str, str]:
    """Return what stands in the row of a queue."""
    return {
        "code": queue.code,
        "zh": queue.name_zh,
        "en": queue.name_en,
        "team": queue.team,
        "skills": ", ".join(queue.skills),
        "capacity": str(queue.capacity),
    }


def route_cells(route: RouteRule) -> dict[str, str]:
    """Return what stands in the row of a route; it goes to ``queue:…`` or ``skill:…``."""
    goes = f"queue:{route.queue}" if route.queue else f"skill:{route.skill}"
    return {**_which_cells(route.which, LISTS), "goes": goes}


def step_cells(step: EscalationStep) -> dict[str, str]:
    """Return what stands in the row of a step of escalation."""
    return {
        "code": step.code,
        **{each.value: "1" if each in step.clocks else "" for each in Clock},
        "percent": str(step.percent),
        "after": str(step.after_minutes),
        "tell": ", ".join(step.tell),
    }


def promises_of(form: Form) -> tuple[Promise, ...]:
    """Return the promises that were typed: a row without any goal is left out."""
    found = []
    for number in _numbers(form, "p"):
        cells = {name: form.text(f"p-{number}-{name}") for name in (*LISTS[:3], *GOALS, "calendar")}
        if not any(cells[name] for name in GOALS):
            continue
        first, following, solved = (_whole(form, f"p-{number}-{name}") for name in GOALS)
        found.append(Promise(_which(cells), first, following, solved, cells["calendar"]))
    if not found:
        form.wrong("web.sla.no_promise", "p-1-first_response")
    return tuple(found)


def queues_of(form: Form) -> tuple[Queue, ...]:
    """Return the queues that were typed: a row without a code is left out."""
    found: dict[str, Queue] = {}
    for number in _numbers(form, "q"):
        code = form.text(f"q-{number}-code")
        if not code:
            continue
        if not _CODE.fullmatch(code) or code in found:
            form.wrong("web.sla.bad_queue", f"q-{number}-code", typed=code)
        found[code] = Queue(
            code,
            form.text(f"q-{number}-zh") or code,
            form.text(f"q-{number}-en") or code,
            form.text(f"q-{number}-team"),
            _codes(form.text(f"q-{number}-skills")),
            _whole(form, f"q-{number}-capacity"),
        )
    if not found:
        form.wrong("web.sla.no_queue", "q-1-code")
    return tuple(found.values())


def routes_of(form: Form) -> tuple[RouteRule, ...]:
    """Return the routes that were typed, in their order: a row that leads nowhere is left out."""
    found = []
    for number in _numbers(form, "r"):
        kind, _, code = form.text(f"r-{number}-goes").partition(":")
        if kind not in {"queue", "skill"} or not code:
            continue
        which = _which({name: form.text(f"r-{number}-{name}") for name in LISTS})
        found.append(RouteRule(which, *((code, "") if kind == "queue" else ("", code))))
    return tuple(found)


def steps_of(form: Form, before: ServicePolicy) -> tuple[EscalationStep, ...]:
    """Return the steps that were typed: a row without a code is left out; which tickets a step is for stays as it was."""
    which = {each.code: each.which for each in before.steps}
    found = []
    for number in _numbers(form, "s"):
        code = form.text(f"s-{number}-code")
        if not code:
            continue
        clocks = tuple(each for each in Clock if form.text(f"s-{number}-{each.value}") == "1")
        tell = _codes(form.text(f"s-{number}-tell"))
        if not _CODE.fullmatch(code):
            form.wrong("web.sla.bad_queue", f"s-{number}-code", typed=code)
        if not clocks or not tell:
            form.wrong("web.sla.bad_step", f"s-{number}-code", typed=code)
        found.append(
            EscalationStep(
                code,
                clocks,
                which.get(code, Which()),
                _whole(form, f"s-{number}-percent"),
                _whole(form, f"s-{number}-after"),
                tell,
            )
        )
    return tuple(found)


def _numbers(form: Form, kind: str) -> Iterator[int]:
    """Yield the numbers of the rows that were sent, in their order."""
    for number in range(1, _ROWS_MAX):
        if any(name.startswith(f"{kind}-{number}-") for name in form.typed):
            yield number


def _whole(form: Form, name: str) -> int:
    """Return a whole number, 0 for nothing; a problem where it is none."""
    text = form.text(name)
    if text and not re.fullmatch(r"[0-9]{1,7}", text):
        form.wrong("web.sla.bad_number", name, value=text)
        return 0
    return int(text or 0)


def _codes(text: str) -> tuple[str, ...]:
    """Return codes that stand apart by commas or blanks."""
    return tuple(dict.fromkeys(each for each in re.split(r"[\s,，、;；]+", text) if each))


def _which(cells: Mapping[str, str]) -> Which:
    return Which(**{name: _codes(cells.get(name, "")) for name in LISTS})


def _which_cells(which: Which, names: Sequence[str]) -> dict[str, str]:
    return {name: ", ".join(getattr(which, name)) for name in names}
