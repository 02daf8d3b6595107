"""A study from typed answers: which questions it has, what is filled in for a company, and what comes of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from fenhao.engine.planning.studies import (
    ANNUAL_FIELDS,
    BY_POLICY,
    BY_ROBUST,
    CUT_FIELDS,
    FIRST_FIELDS,
    PATH_FIELDS,
    WHAT_IF_FIELDS,
    WORTH_FIELDS,
    Answers,
    Field,
    FirstPlan,
    Proposal,
    Response,
    Source,
    SplitAmounts,
    StudyKind,
    UsualRange,
    WhatIf,
    YearFacts,
    first_plan,
    follow_through,
    policy_defaults,
    propose,
    propose_by_split,
    read_answers,
    what_if_defaults,
)
from fenhao.engine.value.spending import Evidence
from fenhao.kernel import Trouble
from fenhao.profiles import profile_names, reference_ranges
from fenhao.runs.book import Book, Refused
from fenhao.runs.planning._spending import SplitMade, kept_split
from fenhao.runs.report import quarters_of
from fenhao.runs.service import seen_around

BENEFITS = "benefits"
"""The category whose response says what coupons do to margin."""

FIELDS: Mapping[StudyKind, Sequence[Field]] = {
    StudyKind.proposal: ANNUAL_FIELDS,
    StudyKind.first: FIRST_FIELDS,
    StudyKind.cuts: CUT_FIELDS,
    StudyKind.what_if: WHAT_IF_FIELDS,
    StudyKind.worth: WORTH_FIELDS,
    StudyKind.path: PATH_FIELDS,
}
"""The questions of each kind of study, in the order in which they are asked."""
_KIND_OF = {"profile": "industry", "stage": "stage", "model": "model"}


def study_parts(book: Book, facts: YearFacts | None) -> dict[str, tuple[str, ...]]:
    """Return the tiers and categories that questions are repeated for."""
    categories = facts.categories if facts else tuple(each.code for each in book.chart.categories)
    return {"tier": tuple(each.tier for each in book.policies.budget.tier_shares), "category": categories}


def study_defaults(book: Book, kind: StudyKind, facts: YearFacts | None, today: date) -> dict[str, str]:
    """Return the answers that the company's policy, profile and facts give before anybody is asked."""
    if kind is StudyKind.proposal:
        return policy_defaults(book.policies.budget)
    if kind is StudyKind.what_if and facts is not None:
        return what_if_defaults(facts)
    if kind is StudyKind.first:
        return {
            "year": str(book.calendar.year_number(today) + 1),
            "profile": book.settings.profile or profile_names()[0],
        }
    return {}


def choices_of(name: str) -> tuple[str, ...]:
    """Return what may be answered to a question of the guide that the profiles know; nothing for any other."""
    if name == "profile":
        return profile_names()
    if name in _KIND_OF:
        return tuple(each.code for each in reference_ranges("") if each.kind == _KIND_OF[name])
    return ()


def study_answers(
    *, book: Book, kind: StudyKind, facts: YearFacts | None, typed: Mapping[str, str], today: date
) -> Answers:
    """Return the checked answers of a study; Trouble names the question that cannot be read."""
    defaults = study_defaults(book, kind, facts, today)
    if kind is StudyKind.worth and typed.get("since", "").strip():
        defaults = {**defaults, **seen_around(book, typed["since"].strip())}
    found = read_answers(
        FIELDS[kind],
        typed=typed,
        defaults=defaults,
        parts=study_parts(book, facts),
        digits=book.digits,
    )
    for name in _KIND_OF:
        known = choices_of(name)
        if kind is StudyKind.first and found.text(name) not in known:
            raise Trouble(
                "planning.bad_answer", {"name": name, "text": found.text(name), "form": ", ".join(known)}
            )
    return found


def study_proposal(*, book: Book, facts: YearFacts, answers: Answers) -> Proposal:
    """Return next year's proposal under the company's budget policy, or by the split that was worked out for it.

    Troubles ``planning.no_split`` where none is kept that rests on today's facts, ``planning.split_clash`` where its rules clash.
    """
    policy = book.policies.budget
    if answers.text("spread_by") == BY_POLICY:
        return propose(facts=facts, answers=answers, policy=policy)
    made = _split_of(book, facts)
    if made is None:
        raise Trouble("planning.no_split", {"label": facts.label})
    chosen = made.robust if answers.text("spread_by") == BY_ROBUST else made.best
    if chosen is None:
        raise Trouble("planning.split_clash", {})
    amounts = {
        (each.cell.tier, each.cell.programme): amount
        for each, amount in zip(made.cells, chosen.amounts, strict=True)
    }
    wanted = SplitAmounts(amounts, made.reserve_minor)
    return propose_by_split(facts=facts, answers=answers, policy=policy, wanted=wanted)


def study_what_if(*, book: Book, facts: YearFacts, answers: Answers, annual: Answers) -> WhatIf:
    """Return a scenario followed through; ``annual`` are the assumptions of the proposal that it starts from.

    Margin follows the response curves of the split that is kept for the year, where its cells know something of their own.
    """
    made = _split_of(book, facts)
    return follow_through(
        facts=facts,
        answers=answers,
        annual=annual,
        policy=book.policies.budget,
        responses=_responses(made) if made else (),
    )


def _split_of(book: Book, facts: YearFacts) -> SplitMade | None:
    """Return the split that is kept for the year of these facts; None when there is none, or facts have changed since."""
    held = kept_split(book=book)
    if held is None or held.stale or isinstance(held.value, Refused) or held.value.label != facts.label:
        return None
    return held.value


def _responses(made: SplitMade) -> tuple[Response, ...]:
    """Return how each tier's margin follows its benefits; a cell that knows little of its own says nothing."""
    sources = {Evidence.experiment: Source.experiment, Evidence.history: Source.history}
    return tuple(
        Response(each.cell.tier, sources[each.evidence], each.spent_minor, each.moves)
        for each in made.cells
        if each.cell.programme == BENEFITS and each.evidence in sources
    )


def study_first(*, book: Book, answers: Answers) -> FirstPlan:
    """Return the first plan of a company without history, beside what is usual for its industry, stage and model."""
    coming = book.calendar.year(answers.whole("year"))
    ranges = [
        UsualRange(each.kind, each.code, each.low, each.high)
        for each in reference_ranges(answers.text("profile"))
        if each.kind == "industry" or each.code in {answers.text("stage"), answers.text("model")}
    ]
    return first_plan(
        answers=answers,
        label=coming.label,
        currency=book.settings.currency,
        year=quarters_of(book, coming),
        policy=book.policies.budget,
        ranges=ranges,
    )
