"""``fenhao approvals``: what waits for me, and my answer."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fenhao.interfaces.cli._asked import step_text
from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    Kind,
    by_option,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.cli._lines import acting, names
from fenhao.interfaces.cli._policy_files import approvals_text, read_approvals
from fenhao.interfaces.names import case_title
from fenhao.kernel import Trouble

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.approvals import Case, CaseAnswer

CASE = (
    Column("case"),
    Column("kind", Kind.word, "case_kind"),
    Column("title"),
    Column("amount", Kind.money),
    Column("asked_by"),
    Column("step"),
    Column("due"),
)
EVENT = (
    Column("at"),
    Column("what", Kind.word, "case_event"),
    Column("who"),
    Column("stands_for"),
    Column("why"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("approvals", help=frame.word("cli.approvals.help"))
    for command in (
        _list(frame),
        _show(frame),
        _answer(frame, "approve", allow=True),
        _answer(frame, "reject", allow=False),
        _withdraw(frame),
        _policy(frame),
    ):
        group.add_command(command)
    return group


def _list(frame: Frame) -> click.Command:
    """Return ``list``: what waits for whoever acts, or for anybody."""

    @click.command("list", help=frame.word("cli.approvals.list"))
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.approvals.opt_all"))
    @by_option(frame)
    @json_option(frame)
    def listed(everything: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.inbox import operations as inbox

        if everything:
            found = inbox.open_cases(by=desk.by, at=desk.at)
        else:
            found = inbox.waiting(user=acting(desk), at=desk.at)
        if not found and not as_json:
            frame.print("cli.approvals.none")
            return 0
        known = names(at=desk.at)
        rows = [
            (
                str(each.id),
                each.kind,
                _title(frame, desk, each),
                each.amount_minor,
                known.get(each.opened_by or 0, "–"),
                step_text(frame, each.step),
                each.due_at,
            )
            for each in found
        ]
        show(frame, CASE, rows, noun="approvals", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed


def _show(frame: Frame) -> click.Command:
    """Return ``show``: one case with its steps, what happened, and who may answer now."""

    @click.command("show", help=frame.word("cli.approvals.show"))
    @click.argument("case", type=int)
    @by_option(frame)
    @json_option(frame)
    def shown(case: int, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.inbox import operations as inbox

        file = inbox.case_file(case=case, by=desk.by, at=desk.at)
        if file is None:
            raise Trouble("approvals.unknown_case", {"case": str(case)})
        known = names(at=desk.at)
        asked = [known.get(each.user_id, "–") for each in file.asked]
        if not as_json:
            _say_head(frame, desk, file.case, state=file.state.value, asked=asked)
        rows = [
            (
                each.at,
                each.what,
                known.get(each.by or 0, "–"),
                known.get(each.stands_for or 0),
                each.why if each.why != file.case.title else "",
            )
            for each in file.events
        ]
        show(frame, EVENT, rows, noun="approvals", as_json=as_json, digits=desk.book.digits)
        if as_json:
            say_json({"state": file.state.value, "version": file.case.version, "may_answer": asked})
        return 0

    return shown


def _answer(frame: Frame, name: str, *, allow: bool) -> click.Command:
    """Return ``approve`` or ``reject``."""

    @click.command(name, help=frame.word(f"cli.approvals.{name}"))
    @click.argument("case", type=int)
    @click.option("--why", default="", help=frame.word("cli.approvals.opt_why"))
    @click.option("--version", type=int, default=0, help=frame.word("cli.approvals.opt_version"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def answer(case: int, why: str, version: int, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.inbox import operations as inbox

        told = inbox.answer(
            key=key, case=case, allow=allow, by=acting(desk), at=desk.at, why=why, version=version
        )
        return _said(frame, desk, told, as_json=as_json)

    return answer


def _withdraw(frame: Frame) -> click.Command:
    """Return ``withdraw``."""

    @click.command("withdraw", help=frame.word("cli.approvals.withdraw"))
    @click.argument("case", type=int)
    @click.option("--why", default="", help=frame.word("cli.approvals.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def withdraw(case: int, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.inbox import operations as inbox

        told = inbox.withdraw(key=key, case=case, by=acting(desk), at=desk.at, why=why)
        return _said(frame, desk, told, as_json=as_json)

    return withdraw


def _policy(frame: Frame) -> click.Command:
    """Return ``policy``: print the approval policy in force, or put one in force from a file."""

    @click.command("policy", help=frame.word("cli.approvals.policy"))
    @click.option(
        "--set",
        "file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=frame.word("cli.approvals.opt_set"),
    )
    @click.option("--why", default="", help=frame.word("cli.control.why"))
    @key_option(frame)
    @by_option(frame)
    def policy(file: Path | None, why: str, key: str, by: str) -> int:
        wanted = None if file is None else read_approvals(file.read_text(encoding="utf-8"), name=file.name)
        desk = open_desk(frame, by=by)
        from fenhao.books.approvals import policy_at
        from fenhao.books.approvals.operations import set_policy
        from fenhao.books.database import read

        if wanted is None:
            click.echo(approvals_text(read(lambda session: policy_at(session, desk.at))), nl=False)
            return 0
        if not why.strip():
            raise Trouble("policy.reason_missing", {})
        set_policy(wanted, key=key, by=desk.by, at=desk.at, why=why)
        frame.print("cli.control.in_force", {"version": wanted.version})
        return 0

    return policy


def _said(frame: Frame, desk: Desk, told: "CaseAnswer", *, as_json: bool) -> int:
    """Tell what became of an answer; return the exit code."""
    from fenhao.engine.budget import KEPT

    kept = told.verdict in KEPT
    if as_json:
        asked = step_text(frame, told.case.step) if told.case else ""
        say_json(
            {
                "verdict": told.verdict.value,
                "detail": told.detail,
                "next": asked,
                "replayed": told.replayed,
                "at": desk.at,
            }
        )
    else:
        style = "green" if kept else "yellow"
        frame.print(f"case_verdict.{told.verdict.value}", {"detail": told.detail}, style=style)
    return 0 if kept else EXIT_CHECK_FAILED


def _title(frame: Frame, desk: Desk, case: "Case") -> str:
    """Return what a case is called in the reader's language."""
    return case_title(case.kind, case.title, chart=desk.book.chart, lang=frame.lang)


def _say_head(frame: Frame, desk: Desk, case: "Case", *, state: str, asked: list[str]) -> None:
    """Tell what a case is about, which steps it takes and who may answer now."""
    steps = " → ".join(step_text(frame, each) for each in case.steps)
    frame.print(
        "cli.approvals.head",
        {
            "title": _title(frame, desk, case),
            "kind": frame.word(f"case_kind.{case.kind}"),
            "state": frame.word(f"case_state.{state}"),
            "steps": steps,
            "version": str(case.version),
            "asked": ", ".join(asked) or "–",
        },
    )
