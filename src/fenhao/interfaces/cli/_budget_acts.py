"""``fenhao budget ready, comment, submit, withdraw, revise, scenario, adopt, in-force``: acts on a version as a whole."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import click

from fenhao.engine.budget import CellKey
from fenhao.interfaces.cli._asked import say_asked
from fenhao.interfaces.cli._books import Desk, by_option, json_option, key_option, open_desk
from fenhao.interfaces.cli._budget_told import say_done, token_option, version_called
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import figures, short_reserves_told

if TYPE_CHECKING:
    from fenhao.books.plans import PlanAnswer, Version


def commands(frame: Frame) -> tuple[click.Command, ...]:
    """Return the commands, their help in the user's language."""
    return (
        _ready(frame),
        _comment(frame),
        _submit(frame),
        _withdraw(frame),
        _copying(frame, "revise"),
        _copying(frame, "scenario"),
        _copying(frame, "adopt"),
        _in_force(frame),
    )


def _told(
    frame: Frame, version: str, act: "Callable[[Desk, Version], PlanAnswer]", *, by: str, as_json: bool
) -> int:
    """Carry out an act on the version of that name and say how it ended."""
    desk = open_desk(frame, by=by)
    answer = act(desk, version_called(version, desk=desk))
    return say_done(frame, answer, desk=desk, as_json=as_json)


def _ready(frame: Frame) -> click.Command:
    """Return ``ready``."""

    @click.command("ready", help=frame.word("cli.budget.ready_help"))
    @click.argument("version")
    @click.argument("department")
    @click.option("--reopen", is_flag=True, help=frame.word("cli.budget.opt_reopen"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def ready(version: str, department: str, reopen: bool, key: str, by: str, as_json: bool) -> int:
        def act(desk: Desk, of: "Version") -> "PlanAnswer":
            """Mark it."""
            from fenhao.books.plans import operations as plans  # rooms open only once the site is set up

            return plans.mark(
                key=key, by=desk.by, at=desk.at, version=of.id, department=department, ready=not reopen
            )

        return _told(frame, version, act, by=by, as_json=as_json)

    return ready


def _comment(frame: Frame) -> click.Command:
    """Return ``comment``."""

    @click.command("comment", help=frame.word("cli.budget.comment_help"))
    @click.argument("version")
    @click.argument("text")
    @click.option("--month", default="", help=frame.word("cli.budget.opt_month"))
    @click.option("--tier", default="", help=frame.word("cli.budget.opt_tier"))
    @click.option("--category", default="", help=frame.word("cli.budget.opt_category"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def comment(
        version: str, text: str, month: str, tier: str, category: str, key: str, by: str, as_json: bool
    ) -> int:
        cell = CellKey(month, tier.removeprefix("-"), category) if month or tier or category else None

        def act(desk: Desk, of: "Version") -> "PlanAnswer":
            """Say it."""
            from fenhao.books.plans import operations as plans

            return plans.comment(key=key, by=desk.by, at=desk.at, version=of.id, text=text, cell=cell)

        return _told(frame, version, act, by=by, as_json=as_json)

    return comment


def _submit(frame: Frame) -> click.Command:
    """Return ``submit``."""

    @click.command("submit", help=frame.word("cli.budget.submit_help"))
    @click.argument("version")
    @token_option(frame)
    @click.option("--why", default="", help=frame.word("cli.budget.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def submit(version: str, token: int, why: str, key: str, by: str, as_json: bool) -> int:
        def act(desk: Desk, of: "Version") -> "PlanAnswer":
            """Ask."""
            from fenhao.books.plans import operations as plans

            return plans.submit(
                key=key, by=desk.by, at=desk.at, version=of.id, token=token or of.token, why=why
            )

        ended = _told(frame, version, act, by=by, as_json=as_json)
        if ended == 0 and not as_json:
            desk = open_desk(frame, by=by)
            submitted = version_called(version, desk=desk)
            say_asked(frame, desk, submitted.case)
            _say_reserve(frame, desk, submitted.id)
        return ended

    return submit


def _say_reserve(frame: Frame, desk: Desk, version: int) -> None:
    """Warn where what was submitted keeps less emergency reserve than the policy expects."""
    from fenhao.books.database import read
    from fenhao.books.plans import operations as plans

    opened = read(lambda session: plans.opened(session, version))
    told = opened and short_reserves_told(
        opened.sheet,
        share=desk.book.policies.budget.reserve_share,
        write=figures(lang=frame.lang, currency=desk.book.settings.currency, largest_minor=0),
        lang=frame.lang,
    )
    if told:
        frame.print("plan.reserve_short", told, style="yellow")


def _withdraw(frame: Frame) -> click.Command:
    """Return ``withdraw``."""

    @click.command("withdraw", help=frame.word("cli.budget.withdraw_help"))
    @click.argument("version")
    @click.option("--why", default="", help=frame.word("cli.budget.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def withdraw(version: str, why: str, key: str, by: str, as_json: bool) -> int:
        def act(desk: Desk, of: "Version") -> "PlanAnswer":
            """Take it back."""
            from fenhao.books.plans import operations as plans

            return plans.withdraw(key=key, by=desk.by, at=desk.at, version=of.id, why=why)

        return _told(frame, version, act, by=by, as_json=as_json)

    return withdraw


class _Copies(Protocol):
    """An operation that copies a version."""

    def __call__(
        self, *, key: str, by: int | None, at: datetime, version: int, name: str
    ) -> "PlanAnswer": ...


def _copying(frame: Frame, verb: str) -> click.Command:
    """Return ``revise``, ``scenario`` or ``adopt``."""

    @click.command(verb, help=frame.word(f"cli.budget.{verb}_help"))
    @click.argument("version")
    @click.option("--name", default="", help=frame.word("cli.budget.opt_name"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def copying(version: str, name: str, key: str, by: str, as_json: bool) -> int:
        def act(desk: Desk, of: "Version") -> "PlanAnswer":
            """Copy it."""
            from fenhao.books.plans import operations as plans

            copies: dict[str, _Copies] = {
                "revise": plans.revise,
                "scenario": plans.branch,
                "adopt": plans.adopt,
            }
            return copies[verb](key=key, by=desk.by, at=desk.at, version=of.id, name=name)

        return _told(frame, version, act, by=by, as_json=as_json)

    return copying


def _in_force(frame: Frame) -> click.Command:
    """Return ``in-force``."""

    @click.command("in-force", help=frame.word("cli.budget.in_force_help"))
    @click.argument("version")
    @click.option("--why", default="", help=frame.word("cli.budget.opt_why"))
    @click.option("--allow-below-use", is_flag=True, help=frame.word("cli.budget.opt_allow_below_use"))
    @click.option("--over-newer", is_flag=True, help=frame.word("cli.budget.opt_over_newer"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def in_force(
        version: str, why: str, allow_below_use: bool, over_newer: bool, key: str, by: str, as_json: bool
    ) -> int:
        def act(desk: Desk, of: "Version") -> "PlanAnswer":
            """Put it in force."""
            from fenhao.books.plans import operations as plans

            return plans.put_in_force(
                key=key,
                by=desk.by,
                at=desk.at,
                version=of.id,
                calendar=desk.book.calendar,
                why=why,
                allow_below_use=allow_below_use,
                over_newer=over_newer,
            )

        return _told(frame, version, act, by=by, as_json=as_json)

    return in_force
