"""A study as one sentence and its tables, whatever its kind."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fenhao.engine.planning.studies import (
    Cuts,
    FirstPlan,
    Judgement,
    Paths,
    Proposal,
    Sign,
    WhatIf,
    Worth,
    YearFacts,
)
from fenhao.interfaces.report._figures import NO_DATA
from fenhao.interfaces.report._scenario_tables import what_if_tables
from fenhao.interfaces.report._study_cells import Means, StudyColumn, StudyTable, StudyVoice, nearest
from fenhao.interfaces.report._study_sheet import write_proposal_workbook, write_study_workbook
from fenhao.interfaces.report._study_tables import (
    cuts_tables,
    first_tables,
    path_tables,
    proposal_tables,
    worth_tables,
)
from fenhao.interfaces.words import say

Found = Proposal | FirstPlan | Cuts | WhatIf | Worth | Paths
_MONEY, _RATIO = StudyColumn("amount", Means.estimate), StudyColumn("roi", Means.ratio)


def study_tables(found: Found, facts: YearFacts | None, voice: StudyVoice) -> tuple[StudyTable, ...]:
    """Return the tables of a study."""
    if isinstance(found, Proposal):
        return proposal_tables(found, facts, voice)
    if isinstance(found, FirstPlan):
        return first_tables(found, voice)
    if isinstance(found, Cuts):
        return cuts_tables(found, voice)
    if isinstance(found, WhatIf):
        return what_if_tables(found, voice)
    return worth_tables(found) if isinstance(found, Worth) else path_tables(found)


def unanswered(found: Found) -> bool:
    """Return whether a study has nothing to go by: what it would say is about noughts that nobody stated."""
    if isinstance(found, FirstPlan):
        return not found.prepared.total_minor
    return isinstance(found, Worth) and not any(each.cost_minor or each.benefit_minor for each in found.years)


def study_bytes(found: Found, *, asked: Mapping[str, str], voice: StudyVoice) -> bytes:
    """Return a study as a workbook; a proposal recalculates and can be read back."""
    tables = study_tables(found, None, voice)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "study.xlsx"
        if isinstance(found, Proposal):
            write_proposal_workbook(path, found, tables, asked=asked, voice=voice)
        else:
            write_study_workbook(path, tables, asked=asked, voice=voice)
        return path.read_bytes()


def study_title(found: Found, voice: StudyVoice) -> str:
    """Return what came of a study in one sentence; of one without an answer, what to state first."""
    if unanswered(found):
        code = "first_open" if isinstance(found, FirstPlan) else "worth_open"
        return say(f"planning.title.{code}", {}, voice.lang)
    if isinstance(found, Proposal):
        return _proposal_title(found, voice)
    if isinstance(found, FirstPlan):
        share = voice.write.percent(found.fixed_share)
        total = voice.write.spoken(found.prepared.total_minor)
        return say("planning.title.first", {"total": total, "fixed": share}, voice.lang)
    if isinstance(found, Cuts):
        return _cuts_title(found, voice)
    if isinstance(found, WhatIf):
        return _what_if_title(found, voice)
    return _worth_title(found, voice) if isinstance(found, Worth) else _path_title(found, voice)


def judge_title(points: Sequence[Judgement], voice: StudyVoice) -> str:
    """Return a judgement in one sentence."""
    bad, warn = (sum(each.sign is sign for each in points) for sign in (Sign.bad, Sign.warn))
    if not bad and not warn:
        return say("planning.title.judge_good", {}, voice.lang)
    money = max((each.money_minor or 0 for each in points if each.advice), default=0)
    facts = {"bad": str(bad), "warn": str(warn), "money": voice.write.spoken(money)}
    return say("planning.title.judge", facts, voice.lang)


def _proposal_title(found: Proposal, voice: StudyVoice) -> str:
    base = sum(each.base_minor for each in found.cells if not each.borrowed)
    change = voice.cell(StudyColumn("share", Means.share), None)
    if base:
        change = _signed(voice, (found.total_minor - base) / base)
    facts = {"label": found.label, "total": voice.write.spoken(found.total_minor), "change": change}
    return say("planning.title.proposal", facts, voice.lang)


def _cuts_title(found: Cuts, voice: StudyVoice) -> str:
    facts = {
        "cut": voice.write.spoken(found.cut_minor),
        "wanted": voice.write.spoken(found.wanted_minor),
        "short": voice.write.spoken(found.short_minor),
        "loss": voice.write.spoken(nearest(found.loss)),
    }
    return say("planning.title.cuts_short" if found.short_minor else "planning.title.cuts", facts, voice.lang)


def _what_if_title(found: WhatIf, voice: StudyVoice) -> str:
    whole = found.whole
    change = whole.cost_after_minor - whole.cost_minor
    clv = NO_DATA
    if whole.clv and whole.clv_after is not None:
        clv = _signed(voice, whole.clv_after.mid / whole.clv - 1)
    told = "what_if" if change or _moved(found) else "what_if_open"
    facts = {
        "cost": f" {'+' if change > 0 else ''}{voice.write.plain(change)}" if change else " ±0",
        "before": voice.cell(_RATIO, whole.roi),
        "after": voice.cell(_RATIO, whole.roi_after.mid if whole.roi_after else None),
        "clv": clv,
    }
    return say(f"planning.title.{told}", facts, voice.lang)


def _moved(found: WhatIf) -> bool:
    """Return whether anything is another than it was, or is not known to be the same."""
    whole = found.whole
    value = whole.clv_after.mid if whole.clv_after else None
    back = whole.roi_after.mid if whole.roi_after else None
    return (value, back) != (whole.clv, whole.roi)


def _worth_title(found: Worth, voice: StudyVoice) -> str:
    npv = voice.write.spoken(nearest(found.npv))
    if found.npv < 0:
        return say("planning.title.worth_not", {"npv": npv}, voice.lang)
    if not found.payback_months:  # never within the years, or nothing was laid out
        return say("planning.title.worth_pays_late", {"npv": npv}, voice.lang)
    return say("planning.title.worth_pays", {"npv": npv, "months": str(found.payback_months)}, voice.lang)


def _path_title(found: Paths, voice: StudyVoice) -> str:
    best = max(found.paths, key=lambda each: each.gain)
    facts = {
        "best": say(f"planning.strategy.{best.strategy}", {}, voice.lang),
        "years": str(len(best.years)),
        "gain": voice.write.spoken(nearest(best.gain)),
    }
    free = not any(each.strategy_cost for each in best.years)
    return say("planning.title.path_free" if free else "planning.title.path", facts, voice.lang)


def _signed(voice: StudyVoice, change: float) -> str:
    """Return a relative change with its sign."""
    text = voice.cell(_RATIO, change)
    return f"+{text}" if change > 0 else text
