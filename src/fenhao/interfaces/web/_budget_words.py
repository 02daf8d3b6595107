"""How acts on a budget version ended, in the reader's words: the command's, or the page's own where those name options."""

from collections.abc import Mapping

from fenhao.books.plans import PlanAnswer, PlanVerdict, SaveAnswer, Version
from fenhao.engine.budget import EditVerdict, Sheet
from fenhao.interfaces.report import short_reserves_told
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import knows, say

_MONEY = {"all_held", "held_exceed_total", "negative", "amount_too_large", "control_total_differs"}
"""The refusals whose detail is an amount."""


def version_name(version: Version) -> str:
    """Return the name that people and commands know a version by: YEAR.NUMBER."""
    return f"{version.fiscal_year}.{version.number}"


def verdict_words(names: Names, code: str, detail: str) -> str:
    """Return the sentence of a verdict."""
    own = f"web.plan_verdict.{code}"
    return say(own if knows(own) else f"plan.verdict.{code}", {"detail": detail}, names.lang).rstrip()


def save_words(names: Names, answer: SaveAnswer, departments: Mapping[str, str]) -> str:
    """Return the sentence of a save that was refused; ``departments`` are their names by code."""
    code, detail = answer.verdict.value, answer.detail
    if code in _MONEY:
        detail = names.figures(0).exact(int(detail))
    elif code == "not_draft":
        detail = names.word("plan.state", detail)
    elif code == EditVerdict.part_ready.value:
        detail = departments.get(detail, detail)
    return verdict_words(names, code, _place(names, detail))


def act_words(names: Names, answer: PlanAnswer, departments: Mapping[str, str]) -> str:
    """Return the sentence of an act on a version that was refused; ``departments`` are their names by code."""
    detail = answer.detail
    if answer.verdict is PlanVerdict.wrong_state:
        detail = names.word("plan.state", detail)
    elif answer.verdict is PlanVerdict.parts_missing:
        detail = ", ".join(departments.get(each, each) for each in detail.split(", "))
    return verdict_words(names, answer.verdict.value, _place(names, detail))


def _place(names: Names, detail: str) -> str:
    """Return a detail that names a cell as the page names it, any other as it is."""
    month, _, rest = detail.partition("/")
    tier, slash, category = rest.partition("/")
    if not slash or "/" in category:
        return detail
    return f"{names.period(month)} · {names.tier(tier)} · {names.category(category)}"


def short_reserve(names: Names, of: Sheet) -> str:
    """Return what is to be said of emergency reserves below the policy's share; '' where none is."""
    share = names.here.book.policies.budget.reserve_share
    told = short_reserves_told(of, share=share, write=names.figures(0), lang=names.lang)
    return say("plan.reserve_short", told, names.lang) if told else ""
