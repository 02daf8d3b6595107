"""What the commands of ``fenhao budget`` share: naming a version, choosing cells, and saying how an act ended."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from fenhao.engine.budget import CellChange, PlanCell, Selection
from fenhao.interfaces.cli._books import Column, Desk, Kind, say_json, show
from fenhao.interfaces.cli._frame import EXIT_TROUBLE, Frame, told
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, grouped_text

if TYPE_CHECKING:
    from fenhao.books.plans import PlanAnswer, SaveAnswer, Version

Function = TypeVar("Function", bound=Callable[..., object])


def named(version: "Version") -> str:
    """Return the name that commands know a version by: YEAR.NUMBER."""
    return f"{version.fiscal_year}.{version.number}"


def version_called(name: str, *, desk: Desk) -> "Version":
    """Return the version of that name; Trouble ``plans.unknown_version`` names those there are."""
    from fenhao.books.plans import operations as plans  # rooms of the books open only once the site is set up

    known = plans.listed(by=desk.by, at=desk.at)
    found = next((each for each in known if named(each) == name), None)
    if found is None:
        there = ", ".join(named(each) for each in known) or "–"
        raise Trouble("plans.unknown_version", {"version": name, "known": there})
    return found


def chosen_options(frame: Frame) -> Callable[[Function], Function]:
    """Return ``--quarter --month --tier --category --department``: which cells are meant."""

    def added(function: Function) -> Function:
        """Add them in the order in which help tells them."""
        for name in ("department", "category", "tier", "month", "quarter"):
            option = click.option(f"--{name}", default="", help=frame.word(f"cli.budget.opt_{name}"))
            function = option(function)
        return function

    return added


def selection(*, quarter: str, month: str, tier: str, category: str, department: str) -> Selection:
    """Return what the options choose; a tier of ``-`` is none."""
    asked = None if not tier else tier.removeprefix("-")
    return Selection(quarter, month, asked, category, department)


def token_option(frame: Frame) -> Callable[[Function], Function]:
    """Return ``--token N``: the save that was read."""
    return click.option("--token", type=int, default=0, help=frame.word("cli.budget.opt_token"))


def say_saved(frame: Frame, answer: "SaveAnswer", *, desk: Desk, as_json: bool) -> int:
    """Say how an edit ended, with its cells; return the exit code."""
    from fenhao.books.plans import SaveRefusal

    if as_json:
        say_json(
            {
                "verdict": answer.verdict.value,
                "token": answer.token,
                "total_minor": answer.total_minor,
                "changes": [_change(each) for each in answer.changes],
                "conflicts": [
                    {
                        **each.key._asdict(),
                        "base_minor": _minor(each.base),
                        "yours_minor": _minor(each.yours),
                        "theirs_minor": _minor(each.theirs),
                    }
                    for each in answer.conflicts
                ],
                "detail": answer.detail,
                "replayed": answer.replayed,
            }
        )
        return 0 if answer.saved else EXIT_TROUBLE
    digits = desk.book.digits
    if answer.saved:
        show_changes(frame, answer.changes, digits=digits)
        total = grouped_text(answer.total_minor, digits=digits)
        frame.print("cli.budget.now", {"total": total, "token": str(answer.token)})
        return 0
    if answer.verdict is SaveRefusal.stale and answer.conflicts:
        show(
            frame,
            (*_PLACE, *(Column(f"{name}_minor", Kind.money) for name in ("base", "yours", "theirs"))),
            (
                (*each.key, _minor(each.base), _minor(each.yours), _minor(each.theirs))
                for each in answer.conflicts
            ),
            noun="budget",
            as_json=False,
            digits=digits,
        )
    return _refused(frame, answer.verdict.value, _spoken(answer, digits=digits))


def show_changes(frame: Frame, changes: tuple[CellChange, ...], *, digits: int) -> None:
    """Show cells before and after."""
    show(
        frame,
        (*_PLACE, Column("before_minor", Kind.money), Column("after_minor", Kind.money)),
        ((*each.key, _minor(each.before), _minor(each.after)) for each in changes),
        noun="budget",
        as_json=False,
        digits=digits,
    )


def say_done(
    frame: Frame, answer: "PlanAnswer", *, desk: Desk, as_json: bool, missing_months: Sequence[str] = ()
) -> int:
    """Say how an act on a version ended, and what its year lacked; return the exit code."""
    from fenhao.books.plans import PlanVerdict, operations as plans

    done = answer.verdict is PlanVerdict.done
    found = plans.plan(by=desk.by, at=desk.at, version=answer.version) if answer.version else None
    name = named(found.version) if found else ""
    if as_json:
        say_json(
            {
                "verdict": answer.verdict.value,
                "version": name,
                "state": found.version.state.value if found else "",
                "token": found.version.token if found else 0,
                "total_minor": found.sheet.total_minor if found else 0,
                "detail": answer.detail,
                "replayed": answer.replayed,
                "missing_months": missing_months,
            }
        )
        return 0 if done else EXIT_TROUBLE
    if not done:
        state = f"plan.state.{answer.detail}"
        said = answer.detail
        if answer.verdict is PlanVerdict.wrong_state:
            said = say(state, {}, frame.lang)
        return _refused(frame, answer.verdict.value, said)
    assert found is not None, "what was done was done to a version"
    state = say(f"plan.state.{found.version.state.value}", {}, frame.lang)
    total = grouped_text(found.sheet.total_minor, digits=desk.book.digits)
    frame.print("cli.budget.stands", {"version": name, "state": state, "total": total})
    return 0


def _refused(frame: Frame, verdict: str, detail: str) -> int:
    """Say why nothing was done."""
    told(frame, say(f"plan.verdict.{verdict}", {"detail": detail}, frame.lang).rstrip())
    return EXIT_TROUBLE


def _spoken(answer: "SaveAnswer", *, digits: int) -> str:
    """Return the detail as a person reads it: sums in the currency's major unit."""
    money = {"all_held", "held_exceed_total", "negative", "amount_too_large", "control_total_differs"}
    if answer.verdict.value in money:
        return grouped_text(int(answer.detail), digits=digits)
    return answer.detail


def _change(change: CellChange) -> dict[str, object]:
    """Return a change for a machine."""
    return {
        **change.key._asdict(),
        "before_minor": _minor(change.before),
        "after_minor": _minor(change.after),
        "held": change.after.held if change.after else False,
        "department": change.after.department if change.after else "",
        "note": change.after.note if change.after else "",
    }


def _minor(cell: PlanCell | None) -> int | None:
    """Return what a cell holds; None where it is not there."""
    return cell.amount_minor if cell else None


_PLACE = (Column("month"), Column("tier", Kind.tier), Column("category", Kind.category))
