"""A study from its answers: what it finds, and the budget it would make if somebody wanted it to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.database import Session
from fenhao.books.plans import Version
from fenhao.books.studies._lines import cuttable_lines, known_versions
from fenhao.books.studies._values import Draftable
from fenhao.engine.budget import BudgetLine, BudgetStep, PreparedBudget, QuarterReserve
from fenhao.engine.planning.studies import (
    Answers,
    Cuts,
    FirstPlan,
    Paths,
    Proposal,
    StudyKind,
    WhatIf,
    Worth,
    YearFacts,
    least_cuts,
    value_paths,
    worth_of,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.runs.planning import study_answers, study_first, study_proposal, study_what_if

Found = Proposal | FirstPlan | Cuts | WhatIf | Worth | Paths
FOUND: Mapping[StudyKind, type[Found]] = {
    StudyKind.proposal: Proposal,
    StudyKind.first: FirstPlan,
    StudyKind.cuts: Cuts,
    StudyKind.what_if: WhatIf,
    StudyKind.worth: Worth,
    StudyKind.path: Paths,
}
"""What each kind of study finds."""
NEEDS_FACTS = frozenset({StudyKind.proposal, StudyKind.what_if, StudyKind.path})
"""The kinds that rest on a year's facts; cuts use them where there are any."""


@dataclass(frozen=True, slots=True)
class Made:
    """A study that nobody has kept yet. ``version`` is the budget that cuts look at."""

    kind: StudyKind
    answers: Answers
    found: Found
    draft: Draftable | None
    fiscal_year: int
    version: Version | None = None


def make_study(
    session: Session,
    *,
    book: Book,
    kind: StudyKind,
    typed: Mapping[str, str],
    facts: YearFacts | None,
    by: int | None,
    at: datetime,
) -> Made:
    """Return what a study finds.

    Trouble ``planning.no_facts`` where it needs a year that nobody worked out, ``planning.no_version`` where there is no budget
    to cut, or what is wrong with an answer.
    """
    if kind in NEEDS_FACTS and facts is None:
        raise Trouble("planning.no_facts", {})
    answers = study_answers(book=book, kind=kind, facts=facts, typed=typed, today=book.today(at))
    if kind is StudyKind.cuts:
        return _cuts(session, answers, facts, by=by, at=at)
    if kind is StudyKind.first:
        first = study_first(book=book, answers=answers)
        return Made(
            kind, answers, first, Draftable(first.prepared, first.fixed_categories), first.fiscal_year
        )
    if kind is StudyKind.worth:
        return Made(kind, answers, worth_of(answers), None, book.calendar.year_number(book.today(at)))
    assert facts is not None, "what needs facts was refused above"
    if kind is StudyKind.path:
        return Made(kind, answers, value_paths(facts=facts, answers=answers), None, facts.fiscal_year)
    if kind is StudyKind.proposal:
        found = study_proposal(book=book, facts=facts, answers=answers)
        return Made(
            kind, answers, found, Draftable(found.prepared, found.fixed_categories), found.fiscal_year
        )
    annual = study_answers(book=book, kind=StudyKind.proposal, facts=facts, typed={}, today=book.today(at))
    scenario = study_what_if(book=book, facts=facts, answers=answers, annual=annual)
    draft = Draftable(scenario.after.prepared, scenario.after.fixed_categories)
    return Made(kind, answers, scenario, draft, facts.fiscal_year)


def _cuts(
    session: Session, answers: Answers, facts: YearFacts | None, *, by: int | None, at: datetime
) -> Made:
    """Return the cuts of the version asked for, otherwise of the newest year's budget in force, otherwise of the newest."""
    known = known_versions(session)
    wanted = answers.whole("version")
    number = wanted or (known[0].id if known else 0)
    held = cuttable_lines(session, number, by=by, at=at) if number else None
    if held is None:
        raise Trouble("planning.no_version", {})
    version, lines = held
    found = least_cuts(lines=lines, facts=facts, answers=answers)
    return Made(StudyKind.cuts, answers, found, _cut_budget(found, version), version.fiscal_year, version)


def _cut_budget(found: Cuts, version: Version) -> Draftable:
    """Return the version's budget with the cuts taken; a reserve stays with its quarter."""
    reserves = {each.quarter: 0 for each in version.quarters}
    lines = []
    for each in found.lines:
        if each.reserve:
            quarter = next(held.quarter for held in version.quarters if each.month in held.months)
            reserves[quarter] += each.left_minor
        else:
            lines.append(BudgetLine(each.month, each.tier, each.category, each.left_minor))
    total = found.total_minor - found.cut_minor
    prepared = PreparedBudget(
        version.name,
        total,
        (
            BudgetStep("before_cut", found.total_minor, ""),
            BudgetStep("cut", -found.cut_minor, ""),
            BudgetStep("total", total, ""),
        ),
        tuple(sorted(lines, key=lambda each: (each.month, each.tier, each.category))),
        tuple(QuarterReserve(quarter, amount) for quarter, amount in reserves.items()),
    )
    return Draftable(prepared, frozenset(each.category for each in found.lines if each.fixed))
