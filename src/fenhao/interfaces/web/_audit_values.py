"""The values that an act changed as a reader of the audit trail sees them: codes by their words, shares and amounts as figures."""

import json
from collections.abc import Mapping
from fractions import Fraction

from fenhao.engine.metrics import METRIC_OF, Unit
from fenhao.interfaces.names import balance_asserted, line_name, masked_subject, type_names
from fenhao.interfaces.web._goals_shown import metric_name, value_text
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import knows

_PEOPLE, _LINES, _SLASHES = frozenset({"owner", "head", "taker"}), frozenset({"giver", "taker"}), 2
"""Fields in which a person's number may stand, and those in which a line's key may."""
_FLAGS = frozenset(
    {"active", "frozen", "kind", "nature", "policy", "ready", "relative", "scenario", "state", "version"}
)
"""Fields whose values are words of ours; what others hold was written by people."""
_SUBJECTS = {
    "channel": ("service_channel", "channel"),
    "kind": ("audit.value", "planning.kind", "web.cover"),
    "measure": ("improve_measure",),
    "outcome": ("care_outcome",),
    "purpose": ("purpose",),
    "role": ("role",),
    "source": ("improve_source",),
    "stage": ("stage",),
    "verdict": ("watch_verdict", "audit.value"),
} | dict.fromkeys(_FLAGS - {"kind"}, ("audit.value",))
"""Fields whose values are codes, and where their words stand."""
_MONTHS = frozenset({"month", "due_month", "baseline_month", "fiscal_year"})
_LEAVES = frozenset({"category", "parent"})
_MEASURED = frozenset({"amount", "baseline", "target"})


def value_shown(
    field: str, value: object, people: Mapping[int, str], words: Names, *, beside: Mapping[str, object]
) -> str:
    """Return a field's value in words; '' for none. ``beside`` are all fields of the same act: they say what is counted."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        if field.endswith("_minor") or (field == "expected" and beside.get("measure") == "cost"):
            return words.figures(0).exact(value)
        if field in _MONTHS:
            return words.period(str(value))
        return people.get(value, str(value)) if field in _PEOPLE else str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if not text:
        return ""
    if field == "subject" and ":" in text:
        return balance_asserted(text, chart=words.here.book.chart, lang=words.lang)
    if field == "body":
        return _wished(text, people, words, beside)
    if field in _LINES and text.count("/") == _SLASHES:
        month, tier, category = text.split("/")
        return line_name(month, tier, category, chart=words.here.book.chart, lang=words.lang)
    return _named(field, text, words) or _measured(field, text, words, beside) or text


def subject_shown(text: str, people: Mapping[int, str], words: Names) -> str:
    """Return what an act is about in words: ``cut/3`` as cut 3, ``chart/coupons`` by the cost type's name; ids of customers masked."""
    kind, _, name = masked_subject(text).partition("/")
    if not knows(f"audit.subject.{kind}"):
        return masked_subject(text)
    if kind == "chart":
        name = type_names(words.here.book.chart, lang=words.lang).get(name) or words.category(name)
    elif kind == "period":
        name = words.period(name)
    elif kind == "user" and name.isdecimal():
        name = people.get(int(name), name)
    return f"{words.word('audit.subject', kind)} {name}".rstrip()


def _named(field: str, text: str, words: Names) -> str:
    """Return what a code is called; '' where it is none of ours."""
    if field == "metric":
        return metric_name(words, METRIC_OF[text]) if text in METRIC_OF else ""
    if field in _MONTHS:
        return words.period(text)
    if field == "tier":
        return words.tier(text)
    if field in _LEAVES:
        return type_names(words.here.book.chart, lang=words.lang).get(text) or words.category(text)
    told = (words.word(subject, text) for subject in _SUBJECTS.get(field, ()))
    return next((each for each in told if each != text), "")


def _wished(text: str, people: Mapping[int, str], words: Names, beside: Mapping[str, object]) -> str:
    """Return what an agent's proposal asks for, field by field; the text itself where it is no JSON object."""
    try:
        held = json.loads(text)
    except ValueError:
        return text
    told = (
        (words.word("audit.field", name), value_shown(name, value, people, words, beside=beside))
        for name, value in held.items()
        if value
    )
    return " · ".join(f"{name} {value}" for name, value in told)


def _measured(field: str, text: str, words: Names, beside: Mapping[str, object]) -> str:
    """Return a goal's figure in its metric's unit, ``2017-Q3 36980/31314773`` with its period; '' of what is none."""
    metric = METRIC_OF.get(str(beside.get("metric", "")))
    if field not in _MEASURED or metric is None:
        return ""
    period, _, figure = text.rpartition(" ")
    unit = Unit.share if field == "amount" and beside.get("relative") is True else metric.unit
    told = value_text(words, unit, Fraction(figure))
    return f"{words.period(period)} {told}" if period else told
