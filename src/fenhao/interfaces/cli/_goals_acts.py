"""What people do with goals from the command line: change, close, give up, comment; begin initiatives and close them."""

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from fenhao.engine.metrics import Unit, typed_target
from fenhao.interfaces.cli._acting import acting, person
from fenhao.interfaces.cli._books import Desk, amount, by_option, json_option, key_option, open_desk, say_json
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.report import exact_text
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.goals import GoalAnswer


def change_command(frame: Frame) -> click.Command:
    """Return ``change``."""

    @click.command("change", help=frame.word("cli.goals.change"))
    @click.argument("goal", type=int)
    @click.option("--target", default="", help=frame.word("cli.goals.opt_target"))
    @click.option("--relative/--absolute", default=None, help=frame.word("cli.goals.opt_relative"))
    @click.option("--due", default="", help=frame.word("cli.goals.opt_due"))
    @click.option("--owner", default="", help=frame.word("cli.goals.opt_owner"))
    @click.option("--why", required=True, help=frame.word("cli.goals.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def change(
        goal: int,
        target: str,
        relative: bool | None,
        due: str,
        owner: str,
        why: str,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.goals import listed as goals_of, operations as goals

        found = read(lambda session: goals_of(session, only=goal))
        if not found:
            raise Trouble("goal_verdict.unknown_goal", {})
        old = found[0]
        kind = old.relative if relative is None else relative
        wanted = goals.Change(
            typed_target(target, unit=old.definition.unit, relative=kind, digits=desk.book.digits)
            if target
            else old.amount,
            kind,
            due or old.due_month,
            person(desk, owner) if owner else old.owner,
            "" if owner else old.owner_department,
        )
        answer = goals.change_goal(
            goal, wanted, why=why, calendar=desk.book.calendar, key=key, by=acting(desk), at=desk.at
        )
        return told(frame, desk, answer, as_json=as_json)

    return change


def close_command(frame: Frame) -> click.Command:
    """Return ``close``."""

    @click.command("close", help=frame.word("cli.goals.close"))
    @click.argument("goal", type=int)
    @click.option("--why", default="", help=frame.word("cli.goals.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def close(goal: int, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import operations as goals

        answer = goals.close_goal(goal, why=why, key=key, by=acting(desk), at=desk.at)
        return told(frame, desk, answer, as_json=as_json)

    return close


def drop_command(frame: Frame) -> click.Command:
    """Return ``drop``."""

    @click.command("drop", help=frame.word("cli.goals.drop"))
    @click.argument("goal", type=int)
    @click.option("--why", required=True, help=frame.word("cli.goals.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def drop(goal: int, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import operations as goals

        answer = goals.drop_goal(goal, why=why, key=key, by=acting(desk), at=desk.at)
        return told(frame, desk, answer, as_json=as_json)

    return drop


def comment_command(frame: Frame) -> click.Command:
    """Return ``comment``."""

    @click.command("comment", help=frame.word("cli.goals.comment"))
    @click.argument("goal", type=int)
    @click.argument("text")
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def comment(goal: int, text: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import operations as goals

        answer = goals.comment_on(goal, text=text, key=key, by=acting(desk), at=desk.at)
        return told(frame, desk, answer, as_json=as_json)

    return comment


def begin_command(frame: Frame) -> click.Command:
    """Return ``begin``."""

    @click.command("begin", help=frame.word("cli.goals.begin"))
    @click.argument("goal", type=int)
    @click.argument("title")
    @click.option("--planned", required=True, help=frame.word("cli.goals.opt_planned"))
    @click.option("--owner", required=True, help=frame.word("cli.goals.opt_owner"))
    @click.option("--since", required=True, help=frame.word("cli.goals.opt_since"))
    @click.option("--due", required=True, help=frame.word("cli.goals.opt_due"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def begin(
        goal: int,
        title: str,
        planned: str,
        owner: str,
        since: str,
        due: str,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import operations as goals

        plan = goals.Plan(title, person(desk, owner), amount(planned, desk=desk), since, due)
        answer = goals.begin_initiative(
            goal, plan, calendar=desk.book.calendar, key=key, by=acting(desk), at=desk.at
        )
        return told(frame, desk, answer, as_json=as_json)

    return begin


def realise_command(frame: Frame) -> click.Command:
    """Return ``realise``."""

    @click.command("realise", help=frame.word("cli.goals.realise"))
    @click.argument("initiative", type=int)
    @click.argument("saving")
    @click.option("--why", default="", help=frame.word("cli.goals.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def realise(initiative: int, saving: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import operations as goals

        answer = goals.close_initiative(
            initiative,
            realised_minor=amount(saving, desk=desk),
            why=why,
            key=key,
            by=acting(desk),
            at=desk.at,
        )
        return told(frame, desk, answer, as_json=as_json)

    return realise


def told(frame: Frame, desk: Desk, answer: "GoalAnswer", *, as_json: bool) -> int:
    """Say what became of an act; a refusal ends the command with 1."""
    if as_json:
        say_json(
            {"verdict": answer.verdict, "number": answer.number, "measured_minor": answer.measured_minor}
        )
    else:
        measured_text = exact_text(Unit.minor, Fraction(answer.measured_minor), digits=desk.book.digits)
        frame.print(f"goal_verdict.{answer.verdict.value}", {"measured": measured_text})
        if answer.passed:
            frame.print("cli.goals.number", {"number": str(answer.number)})
    return 0 if answer.passed else EXIT_CHECK_FAILED
