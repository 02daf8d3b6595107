"""Ask every level whether an amount may pass, and keep what they said."""

from fenhao.books.budgets._desk import Authorised, Desk
from fenhao.books.budgets._lines import Line, Stand
from fenhao.books.budgets._outcome import Outcome
from fenhao.books.budgets._values import Act, Ending, LevelStand, Request
from fenhao.engine.budget import (
    NEVER_ASKS,
    Ceiling,
    Control,
    Document,
    Horizon,
    Level,
    Request as Asked,
    RequestKind,
    Verdict,
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
_GRAVITY: dict[Ending, int] = {verdict: place for place, verdict in enumerate(Verdict)}


def asked_of(request: Request, amount_minor: int, line: Line, authorised: Authorised | None) -> Asked:
    """Return what control is asked; an authorisation speaks for its own line alone."""
    amount = Money(amount_minor, request.currency)
    if request.act is Act.fact:
        return Asked(amount, RequestKind.fact)
    if authorised is None or authorised.line_id != line.id:
        return Asked(amount)
    if authorised.kind == "override":
        return Asked(amount, override_minor=authorised.amount_minor)
    return Asked(amount, approved=amount_minor <= authorised.amount_minor)


def weigh(
    desk: Desk, line: Line, campaign: str, asked: Asked, document: Document, outcome: Outcome, place: int
) -> bool:
    """Ask every level; return whether all let it pass, and keep what they said of the gravest leg."""
    touched = desk.touched(line, campaign)
    rules = [_rule(desk, line, stand, document) for stand in touched]
    ceilings = [
        Ceiling(stand.funded - stand.reserved - stand.actual, above, control, stand.closed, tolerance)
        for stand, (control, tolerance, above) in zip(touched, rules, strict=True)
    ]
    same = all(stand.currency == asked.amount.currency for stand in touched)
    verdict, weighed = weigh_every_level(ceilings, asked, same_currency=same)
    if not outcome.levels or _GRAVITY[verdict] < outcome.graver:
        outcome.graver, outcome.ending = _GRAVITY[verdict], verdict
        outcome.detail = "" if is_passed(verdict) else f"legs[{place}]"
        outcome.levels = tuple(
            LevelStand(
                stand.name, stand.funded, stand.reserved, stand.actual, asked.amount.minor, after, control.name,
                tolerance, own.name,
            )
            for stand, (own, after), (control, tolerance, _) in zip(touched, weighed, rules, strict=True)
        )  # fmt: skip
    if not is_passed(verdict):
        return False
    for stand, (own, after) in zip(touched, weighed, strict=True):
        if after < 0 and own in OVERRUNS:
            outcome.overruns.append((stand.id, min(asked.amount.minor, -after), OVERRUNS[own]))
    return True


def _rule(desk: Desk, line: Line, stand: Stand, document: Document) -> tuple[Control, int, int]:
    """Return control, tolerance and approval mark of one level; a line nobody planned follows its own policy."""
    if not line.planned and stand.level is Level.line and stand.horizon is Horizon.month:
        control = desk.policy.no_line_fixed if line.fixed else desk.policy.no_line_variable
        return control, 0, NEVER_ASKS
    rule = desk.rule(line.key.category, document, stand)
    return rule.control, rule.tolerance(stand.funded), rule.approval_above_minor
