"""How a model did on days that it had not seen, in sentences: what every door says of a trial."""

from datetime import date, timedelta

from fenhao.engine.value.lifetime import STRAYS, HoldOut
from fenhao.interfaces.words import Language, say


def trial_sentence(trial: HoldOut, *, lang: Language) -> str:
    """Return the verdict: by how much the model missed, and how many customers ended inside their range."""
    return say(
        f"hold_out.{trial.verdict.value}",
        {
            "days": str(trial.days),
            "actual": f"{trial.actual:,}",
            "expected": f"{trial.expected:,.0f}",
            "miss": change_of(trial.miss),
            "inside": f"{trial.coverage:.0%}",
            "wanted": f"{trial.coverage_wanted:.0%}",
        },
        lang,
    )


def trial_notes(trial: HoldOut, *, first_on: date, lang: Language) -> list[str]:
    """Return what else the trial taught: paces that move, the course of purchases, where it strayed."""
    said = []
    if trial.sway:
        details = {
            "sway": f"{trial.sway:.0%}",
            "swayed": f"{trial.coverage_swayed:.0%}",
            "days": str(trial.days),
        }
        said.append(say("trial.sway", details, lang))
    course = trial.tracking
    if course is None:
        return said
    seen, last, furthest = course.seen, course.last, course.furthest
    said.append(
        say(
            "trial.tracked",
            {
                "first": first_on.isoformat(),
                "seen_on": day_of(first_on, seen.day),
                "seen_actual": f"{seen.actual:,}",
                "seen_expected": f"{seen.expected:,.0f}",
                "seen_off": off(seen.actual, seen.expected),
                "last_on": day_of(first_on, last.day),
                "last_actual": f"{last.actual:,}",
                "last_expected": f"{last.expected:,.0f}",
                "last_off": off(last.actual, last.expected),
            },
            lang,
        )
    )
    if abs(course.stray) > STRAYS:
        details = {"on": day_of(first_on, furthest.day), "stray": change_of(course.stray, decimals=0)}
        said.append(say("trial.strays", details, lang))
    return said


def day_of(first_on: date, day: int) -> str:
    """Return a day of the log as a date."""
    return (first_on + timedelta(days=day)).isoformat()


def off(actual: int, expected: float) -> str:
    """Return by which share of what came was expected too much or too little; a dash where nothing came."""
    return change_of(expected / actual - 1) if actual else "--"


def moved(before: int, after: int) -> str:
    """Return by which share of its size an amount moves, up with a plus also where it stands below nought; a dash from nought."""
    return change_of((after - before) / abs(before)) if before else "--"


def change_of(share: float, *, decimals: int = 1) -> str:
    """Return an estimated share of change in percent with its sign, a real minus below nought."""
    return f"{share:+.{decimals}%}".replace("-", "\N{MINUS SIGN}")
