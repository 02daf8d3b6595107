"""What the company's seasons do to how fast its customers buy, in sentences that a shop keeper reads."""

from collections.abc import Sequence

from fenhao.engine.value.lifetime import calendar
from fenhao.interfaces.words import Language, say
from fenhao.runs.value import SeasonsTold, SeasonTold


def fit_name(model: str, parameters: Sequence[str], *, lang: Language) -> str:
    """Return what a fit is called: its model, and that it knows seasons where it does."""
    name = say(f"lifetime_model.{model}", {}, lang)
    dated = any(each.startswith(calendar.PREFIX) for each in parameters)
    return say("seasons.fit_name", {"model": name}, lang) if dated else name


def season_sentences(told: SeasonsTold, *, lang: Language) -> list[str]:
    """Return the verdict, then a sentence a season."""
    chance = f"{told.chance:.1%}" if told.chance >= 0.001 else "< 0.1%"
    return [
        say(f"seasons.{told.state}", {"chance": chance}, lang),
        *(_season(each, lang) for each in told.seasons),
    ]


def _season(each: SeasonTold, lang: Language) -> str:
    """Return one sentence; a factor whose interval holds one is said to be no proven effect."""
    details = {
        "season": each.name,
        "days": f"{each.days:,}",
        "purchases": f"{each.purchases:,}",
        "ahead": f"{each.days_ahead:,}",
    }
    if each.pace is None:
        return say("seasons.untold", details, lang)
    low, factor, high = each.pace
    doubt = say("apart.may_be_chance", {}, lang) if low <= 1 <= high else ""
    found = {"low": f"{low:.2f}", "factor": f"{factor:.2f}", "high": f"{high:.2f}", "doubt": doubt}
    return say("seasons.effect", details | found, lang)
