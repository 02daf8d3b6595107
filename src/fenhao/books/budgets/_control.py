"""Ask every level whether an amount may pass, and keep what they said."""

from collections.abc import Sequence

from fenhao.books.budgets._desk import Authorised, Desk, Scale
from fenhao.books.budgets._lines import Line
from fenhao.books.budgets._outcome import Outcome
from fenhao.books.budgets._values import Act, Ending, LevelStand, Request
from fenhao.engine.budget import (
    NEVER_ASKS,
    Ceiling,
    Document,
    Request as Asked,
    RequestKind,
    Verdict,
    fits,
    is_passed,
    weigh_every_level,
)
from fenhao.kernel import Money

OVERRUNS = {
    Verdict.recorded_over: "fact",
    Verdict.committed_by_override: "override",
    Verdict.committed_tolerated: "tolerated",
    Verdict.committed_warned: "warned",
    Verdict.committed_over: "tracked",
}
VERDICT_NAMES = {verdict: verdict.name for verdict in Verdict}
_GRAVITY: dict[Ending, int] = {verdict: place for place, verdict in enumerate(Verdict)}


def asked_of(request: Request, amount_minor: int, line: Line, authorised: Authorised | None) -> Asked:
    """Return what control is asked; an authorisation speaks for its own line alone, a route for all of its request."""
    amount = Money(amount_minor, request.currency)
    if request.act is Act.fact:
        return Asked(amount, RequestKind.fact)
    routed = request.under_route
    if authorised is None or authorised.line_id != line.id:
        return Asked(amount, approved=routed)
    if authorised.kind == "override":
        return Asked(amount, override_minor=authorised.amount_minor, approved=routed)
    return Asked(amount, approved=routed or amount_minor <= authorised.amount_minor)


def weigh(
    desk: Desk,
    line: Line,
    campaign: str,
    asked: Asked,
    document: Document,
    outcome: Outcome,
    place: int,
    *,
    mark_minor: int = NEVER_ASKS,
) -> bool:
    """Ask every level; return whether all let it pass, and keep what they said of the gravest leg.

    Above ``mark_minor`` somebody has to agree whatever the levels' own marks are.
    """
    scales = desk.scales_of(line, campaign, document)
    ceilings = [
        Ceiling(
            each.stand.available,
            min(each.approval_above_minor, mark_minor),
            each.control,
            each.stand.closed,
            each.tolerance_minor,
        )
        for each in scales
    ]
    same = all(each.stand.currency == asked.amount.currency for each in scales)
    verdict, weighed = weigh_every_level(ceilings, asked, same_currency=same)
    if not outcome.levels or _GRAVITY[verdict] < outcome.graver:
        outcome.graver, outcome.ending = _GRAVITY[verdict], verdict
        outcome.detail = "" if is_passed(verdict) else f"legs[{place}]"
        outcome.levels = tuple(
            _said(scale, asked.amount.minor, after, own)
            for scale, (own, after) in zip(scales, weighed, strict=True)
        )
    if not is_passed(verdict):
        return False
    for scale, (own, after) in zip(scales, weighed, strict=True):
        if after < 0 and own in OVERRUNS:
            outcome.overruns.append((scale.stand.id, min(asked.amount.minor, -after), OVERRUNS[own]))
    return True


def passes_plainly(scales: Sequence[Scale], *, currency: str, amount_minor: int, outcome: Outcome) -> bool:
    """Whether spend fits at every level and needs nobody: the answer of ``weigh`` to most, with a fraction of its work."""
    for each in scales:
        stand = each.stand
        if stand.currency != currency or not fits(
            available_minor=stand.funded - stand.reserved - stand.actual,
            approval_above_minor=each.approval_above_minor,
            closed=stand.closed,
            amount_minor=amount_minor,
        ):
            return False
    if not outcome.levels:
        outcome.graver, outcome.ending = _GRAVITY[Verdict.committed], Verdict.committed
        outcome.levels = tuple(
            [
                _said(each, amount_minor, each.stand.available - amount_minor, Verdict.committed)
                for each in scales
            ]
        )
    return True


def _said(scale: Scale, asked_minor: int, after: int, own: Verdict) -> LevelStand:
    """Return what one level said."""
    stand = scale.stand
    return LevelStand(
        stand.name, stand.funded, stand.reserved, stand.actual, asked_minor, after, scale.control_name,
        scale.tolerance_minor, VERDICT_NAMES[own],
    )  # fmt: skip
