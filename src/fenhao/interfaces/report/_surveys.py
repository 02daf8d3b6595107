"""Surveys as people read them: a figure with its answers and interval, what changed, and the elasticity as a sentence."""

from fractions import Fraction
from math import floor, isfinite

from fenhao.engine.satisfaction import Change, Elasticity, Figure, Interval, Kind, Verdict
from fenhao.interfaces.report._figures import TIMES_BEYOND, share_text
from fenhao.interfaces.words import Language, say


def survey_points(value: float) -> str:
    """Return NPS points as people read them: a sign, no decimals."""
    whole = int(Fraction(value).limit_denominator(10**6).__round__())
    return f"{'+' if whole > 0 else chr(0x2212) if whole < 0 else ''}{abs(whole)}"


def survey_percent(value: float, *, decimals: int = 0) -> str:
    """Return a share in percent, told as a multiple where other shares are."""
    if not isfinite(value):
        return share_text(Fraction(TIMES_BEYOND if value > 0 else -TIMES_BEYOND), decimals=0)
    return share_text(Fraction(value).limit_denominator(10**12), decimals=decimals)


def survey_figure(found: Figure) -> str:
    """Return the headline of a figure; ``--`` without answers."""
    return "--" if found.headline is None else survey_headline(found.kind, found.headline.mid)


def survey_headline(kind: Kind, value: float) -> str:
    """Return a headline value of a kind of survey: points for NPS, otherwise a share."""
    return survey_points(value) if kind is Kind.nps else survey_percent(value)


def survey_interval(found: Figure, lang: Language) -> str:
    """Return the interval of the headline, as a range; empty without answers."""
    if found.headline is None:
        return ""
    low, high = (survey_headline(found.kind, end) for end in (found.headline.low, found.headline.high))
    return say("web.survey.interval", {"low": low, "high": high}, lang)


def survey_response(found: Figure) -> str:
    """Return the share of people asked who answered."""
    return "--" if found.response is None else survey_percent(found.response.mid)


def survey_change(kind: Kind, found: Change | None, lang: Language) -> str:
    """Return what can honestly be said of a change; empty where there was nothing before."""
    if found is None:
        return ""
    gap = "" if found.gap is None else gap_text(kind, found.gap.mid)
    return say(f"web.survey.moved_{found.movement.value}", {"gap": gap}, lang)


def gap_text(kind: Kind, value: float) -> str:
    """Return a difference of headlines in points, with its sign."""
    return survey_points(value if kind is Kind.nps else 100 * value)


def elasticity_text(found: Elasticity, outcome: str, lang: Language) -> str:
    """Return the plain sentence about cost and an outcome (``score`` or ``renewal``), or why there is none."""
    details = {
        "cells": f"{found.cells:,}",
        "groups": str(found.groups),
        "months": str(found.months),
        "answers": f"{found.answers:,}",
    }
    if found.verdict is not Verdict.found or found.percent is None:
        return say(f"elasticity.{found.verdict.value}", details, lang)
    details |= _ends(found.percent)
    details["outcome"] = say(f"elasticity.outcome_{outcome}", {}, lang)
    sentence = say(f"elasticity.{'clear' if found.is_clear else 'unclear'}", details, lang)
    proof = say(f"elasticity.{'randomised' if found.randomised else 'association'}", {}, lang)
    return f"{sentence}{'' if lang == 'zh' else ' '}{proof}"


def _ends(percent: Interval) -> dict[str, str]:
    """Return middle and ends in percent, with sign."""
    return {
        name: f"{value:+.2f}%".replace("-", chr(0x2212))
        for name, value in (("mid", percent.mid), ("low", percent.low), ("high", percent.high))
    }


def estimate_shown(estimate: float) -> int:
    """Return an estimate in minor units as whole ones for the eye, halves up; nothing is reckoned with it any more."""
    return floor(estimate + 0.5)
