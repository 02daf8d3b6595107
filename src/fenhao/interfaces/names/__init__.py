"""What things of a company are called in a person's language: tiers, categories, months, balances.

Codes are for machines; wherever a person reads, every door asks here.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from fenhao.engine.budget import RESERVE_CATEGORY, Horizon, Level
from fenhao.engine.ledger import Chart
from fenhao.interfaces.names._apart import apart_sentences, attribute_name
from fenhao.interfaces.names._contracts import (
    contract_gain_sentence,
    contract_model_sentence,
    contract_trial_sentence,
)
from fenhao.interfaces.names._fit import fit_rows, parameter_text, untold_sentences
from fenhao.interfaces.names._gate import GateVoice
from fenhao.interfaces.names._seasons import fit_name, season_sentences
from fenhao.interfaces.names._trial import change_of, day_of, moved, off, trial_notes, trial_sentence
from fenhao.interfaces.words import Language, knows, say

__all__ = [
    "GateVoice",
    "apart_sentences",
    "asks_for_an_id",
    "attribute_name",
    "balance_asserted",
    "balance_name",
    "case_title",
    "category_name",
    "change_of",
    "contract_gain_sentence",
    "contract_model_sentence",
    "contract_trial_sentence",
    "day_of",
    "evidence_text",
    "fit_name",
    "fit_rows",
    "gate_voice",
    "line_name",
    "masked",
    "masked_subject",
    "month_name",
    "moved",
    "off",
    "parameter_text",
    "period_name",
    "season_sentences",
    "tier_name",
    "trial_notes",
    "trial_sentence",
    "type_names",
    "untold_sentences",
    "word",
]
_CUSTOMER = "customer"
"""How the subject of an act about a customer begins."""


@lru_cache(maxsize=4096)
def word(subject: str, code: str, *, lang: Language) -> str:
    """Return the word for a code of a subject; the code itself when it has none."""
    known = f"{subject}.{code or 'none'}"
    return say(known, {}, lang) if knows(known) else code


def tier_name(code: str, *, lang: Language) -> str:
    """Return a tier with its meaning: A 核心; for none, what a line without a tier holds."""
    return word("tier", code, lang=lang) if code else say("report.no_tier_line", {}, lang)


def category_name(code: str, *, chart: Chart, lang: Language) -> str:
    """Return the name of a branch of the chart, or of the emergency reserve."""
    if code == RESERVE_CATEGORY:
        return say("category.emergency_reserve", {}, lang)
    found = next((each for each in chart.categories if each.code == code), None)
    if found is None:
        return code
    return found.name_zh if lang == "zh" else found.name_en


@lru_cache(maxsize=2048)
def month_name(label: str, *, lang: Language) -> str:
    """Return a month's label as an axis shows it: 3 月, Mar; the label's end for other periods."""
    code = f"month.m{label[5:]}"
    return say(code, {}, lang) if len(label) == 7 and knows(code) else label[5:] or label


@lru_cache(maxsize=2048)
def period_name(label: str, *, lang: Language) -> str:
    """Return a period's label as a sentence says it: 2026 年 10 月, Q3 2026, 2026; others unchanged."""
    year, _, part = label.partition("-")
    if not year.isdecimal():
        return label
    if part.startswith("Q"):
        return say("report.period_quarter", {"year": year, "quarter": part[1:]}, lang)
    if part.isdecimal():
        return say("report.period_month", {"year": year, "month": month_name(label, lang=lang)}, lang)
    return label if part else say("report.period_year", {"year": year}, lang)


def line_name(period: str, tier: str, category: str, *, chart: Chart, lang: Language) -> str:
    """Return a line as a person says it: 2026 年 10 月 · A 核心 · 客户权益."""
    parts = [period_name(period, lang=lang), tier_name(tier, lang=lang) if tier else ""]
    return " · ".join(part for part in (*parts, category_name(category, chart=chart, lang=lang)) if part)


def case_title(kind: str, title: str, *, chart: Chart, lang: Language) -> str:
    """Return what a case is called: the month that a reopening or a cut is about by its name, other titles as they were written."""
    if kind == "reopen":
        month, colon, why = title.partition(": ")
        between = "：" if lang == "zh" else ": "
        return f"{period_name(month, lang=lang)}{between}{why}" if colon else title
    if kind == "cut":
        month, *line = title.split(" ")
        tier, category = ["", *line][-2:] if line else ("", "")
        return line_name(month, tier, category, chart=chart, lang=lang) if category else title
    return title


def balance_name(name: str, *, chart: Chart, lang: Language) -> str:
    """Return what a balance's name, ``level/horizon/period/scope``, says: what is limited, and over what time."""
    parts = name.split("/", 3)
    if len(parts) != 4 or parts[0] not in {each.value for each in Level}:
        return name
    level, horizon, period, scope = parts
    if level == Level.line.value:
        tier, _, category = scope.rpartition("/")
        named = [tier_name(tier, lang=lang) if tier else "", category_name(category, chart=chart, lang=lang)]
    elif level == Level.tier.value:
        named = [tier_name(scope, lang=lang)]
    elif level == Level.category.value:
        named = [category_name(scope, chart=chart, lang=lang)]
    else:
        named = [say(f"level.{level}", {}, lang), scope]
    when = period_name(period, lang=lang) if period else ""
    over = "" if horizon == Horizon.month.value else say(f"horizon.{horizon}", {}, lang)
    return " · ".join(part for part in (when, *named, over) if part)


def balance_asserted(subject: str, *, chart: Chart, lang: Language) -> str:
    """Return what an assertion is about, ``actual:period=2026-05,tier=A``, in words, a customer's id masked."""
    measure, _, narrowed = subject.partition(":")
    told = [word("asserted", measure, lang=lang)]
    for piece in narrowed.split(",") if narrowed else ():
        name, _, value = piece.partition("=")
        if name == "period":
            told.append(period_name(value, lang=lang))
        elif name == "tier":
            told.append(tier_name(value, lang=lang))
        elif name == "category":
            told.append(category_name(value, chart=chart, lang=lang))
        else:
            named = masked(value) if name == _CUSTOMER else type_names(chart, lang=lang).get(value, value)
            told.append(f"{word('audit.field', name, lang=lang)} {named}")
    return " · ".join(told)


def evidence_text(text: str, *, types: Mapping[str, str], lang: Language) -> str:
    """Return a rule's evidence (``participated=4 invited=90``) in words; numbers and unknown codes stay as they are.

    ``types`` are the names of cost types, which benefits are called by.
    """
    told = []
    for piece in text.replace(";", " ").split():
        name, equals, value = piece.partition("=")
        if name == "tier":
            value = word("tier", value, lang=lang)
        elif name in {"benefit", "benefit_type"}:
            value = types.get(value, value)
        told.append(f"{word('evidence', name, lang=lang)} {value}" if equals else name)
    return " · ".join(told)


def type_names(chart: Chart, *, lang: Language) -> Mapping[str, str]:
    """Return what each cost type is called, by its code."""
    return {each.code: each.name_zh if lang == "zh" else each.name_en for each in chart.cost_types}


def gate_voice(chart: Chart, *, lang: Language, amount: Callable[[int], str]) -> GateVoice:
    """Return how a reader of this language is told of gates and budgets; ``amount`` writes whole minor units for him."""
    return GateVoice(
        lang,
        amount,
        tier=lambda code: tier_name(code, lang=lang),
        balance=lambda name: balance_name(name, chart=chart, lang=lang),
        types=type_names(chart, lang=lang),
    )


def masked(text: str) -> str:
    """Return an id, name or number with its middle hidden: 186****1402, C0****21, 张*; at least half of it is."""
    if len(text) == 11 and text.isdecimal():
        return f"{text[:3]}****{text[7:]}"
    if len(text) >= 8:
        return f"{text[:2]}****{text[-2:]}"
    if len(text) >= 4:
        return f"{text[:1]}{'*' * (len(text) - 2)}{text[-1:]}"
    return f"{text[:1]}{'*' * max(1, len(text) - 1)}" if len(text) > 1 else "*" * len(text)


def masked_subject(text: str) -> str:
    """Return what an act of the audit trail is about, with a customer's id masked: ``customer/K**3``."""
    kind, slash, name = text.partition("/")
    return f"{kind}/{masked(name)}" if slash and kind == _CUSTOMER and name else text


def asks_for_an_id(subject: str) -> bool:
    """Whether acts are asked for by the beginning of a customer's id: what is found would confirm what is masked."""
    kind, _, name = subject.partition("/")
    return kind.lower() == _CUSTOMER and bool(name)
