"""What is said of a budget that keeps less as emergency reserve than the policy expects, for pages and commands."""

from fractions import Fraction

from fenhao.engine.budget import Sheet
from fenhao.interfaces.names import period_name
from fenhao.interfaces.report._figures import Figures
from fenhao.interfaces.words import Language, say


def short_reserves_told(of: Sheet, *, share: Fraction, write: Figures, lang: Language) -> dict[str, str]:
    """Return what fills ``plan.reserve_short``: which quarters keep less than ``share``; nothing where none does."""
    short = of.short_reserves(share)
    if not short:
        return {}
    quarters = [
        say(
            "plan.reserve_of",
            {
                "quarter": period_name(each.quarter, lang=lang),
                "held": write.exact(each.held_minor),
                "wanted": write.exact(each.wanted_minor),
            },
            lang,
        )
        for each in short
    ]
    return {"share": write.percent_short(share), "quarters": ("；" if lang == "zh" else "; ").join(quarters)}
