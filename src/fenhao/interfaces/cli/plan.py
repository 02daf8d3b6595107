"""``fenhao plan``: studies before money is decided on. A study changes no budget until somebody makes a draft of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape

from fenhao.engine.planning.studies import (
    Proposal,
    StudyKind,
    WhatIf,
    judge,
    moves,
    set_by_hand,
)
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
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._plan_kept import by_hand, kept_proposal, kept_study
from fenhao.interfaces.cli._plan_told import (
    facts_of,
    show_study,
    show_tables,
    typed_of,
    voice_of,
    write_workbook,
)
from fenhao.interfaces.report import (
    beside,
    judge_table,
    judge_title,
    moved_table,
    proposal_changes,
    read_proposal_workbook,
)
from fenhao.kernel import Trouble
from fenhao.runs.planning import STUDY_FIELDS, study_defaults, study_parts
from fenhao.runs.report import newest_year

if TYPE_CHECKING:
    from fenhao.books.studies import Made

_COMMANDS = {
    "prepare": StudyKind.proposal,
    "build": StudyKind.first,
    "cut": StudyKind.cuts,
    "what-if": StudyKind.what_if,
    "worth": StudyKind.worth,
    "path": StudyKind.path,
}
_WITHOUT_FACTS = frozenset({StudyKind.first, StudyKind.worth})


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("plan", help=frame.word("cli.plan.help"))
    group.add_command(_facts(frame))
    for name, kind in _COMMANDS.items():
        group.add_command(_study(frame, name, kind))
    for command in (
        _judge(frame), _assumptions(frame), _list(frame), _show(frame), _compare(frame), _draft(frame), _read(frame)
    ):  # fmt: skip
        group.add_command(command)
    return group


def _facts(frame: Frame) -> click.Command:
    """Return ``facts``."""

    @click.command("facts", help=frame.word("cli.plan.facts_help"))
    @click.option("--from", "label", default="", help=frame.word("cli.plan.opt_from"))
    @by_option(frame)
    def facts(label: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        found = facts_of(frame, desk, label, again=True)
        if found is None:
            raise Trouble("planning.no_facts", {})
        frame.print(
            "cli.plan.read", {"label": found.label, "lines": str(len(found.lines)), "coming": found.coming}
        )
        return 0

    return facts


def _study(frame: Frame, name: str, kind: StudyKind) -> click.Command:
    """Return the command of one kind of study."""

    @click.command(name, help=frame.word(f"cli.plan.{kind.value}_help"))
    @click.option("--from", "label", default="", help=frame.word("cli.plan.opt_from"))
    @click.option("--set", "sets", multiple=True, help=frame.word("cli.plan.opt_set"))
    @click.option("--against", type=int, default=0, help=frame.word("cli.plan.opt_against"))
    @click.option("--keep", default="", help=frame.word("cli.plan.opt_keep"))
    @click.option("--excel", type=click.Path(path_type=Path), help=frame.word("cli.plan.opt_excel"))
    @click.option("--brief", is_flag=True, help=frame.word("cli.plan.opt_brief"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def study(
        label: str,
        sets: tuple[str, ...],
        against: int,
        keep: str,
        excel: Path | None,
        brief: bool,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk, typed = open_desk(frame, by=by), typed_of(sets)
        from fenhao.books.database import read  # rooms of the books open only once the site is set up
        from fenhao.books.studies import make_study

        facts = None if kind in _WITHOUT_FACTS else facts_of(frame, desk, label)

        def work(given: Mapping[str, str]) -> "Made":
            """Return what these answers find."""
            return read(
                lambda session: make_study(
                    session, book=desk.book, kind=kind, typed=given, facts=facts, by=desk.by, at=desk.at
                )
            )

        made, voice = work(typed), voice_of(frame, desk)
        show_study(frame, made.found, facts, voice, as_json=as_json, brief=brief)
        if isinstance(made.found, Proposal):
            before = kept_proposal(against) if against else work({}).found
            assert isinstance(before, Proposal), "a proposal is compared with one"
            shown = [moved_table(moves(before, made.found), voice)] if typed or against else []
            show_tables(frame, shown, voice, as_json=as_json)
        if excel is not None:
            write_workbook(frame, excel, made.found, facts, voice, asked=made.answers.typed, as_json=as_json)
        if keep:
            _keep(frame, desk, made, name=keep, key=key, as_json=as_json)
        return 0

    return study


def _keep(frame: Frame, desk: Desk, made: "Made", *, name: str, key: str, as_json: bool) -> None:
    """Keep a study in the books and say its number."""
    from fenhao.books.studies import NewStudy
    from fenhao.books.studies.operations import keep_study
    from fenhao.runs.book import stamp_now

    wanted = NewStudy(
        made.kind,
        name,
        made.fiscal_year,
        stamp_now(desk.book).text,
        made.answers.typed,
        made.found,
        made.draft,
    )
    answer = keep_study(wanted, key=key, by=desk.by, at=desk.at)
    if as_json:
        say_json({"study": answer.number, "replayed": answer.replayed})
    else:
        frame.print("cli.plan.kept", {"number": str(answer.number)}, style="green")


def _judge(frame: Frame) -> click.Command:
    """Return ``judge``."""

    @click.command("judge", help=frame.word("cli.plan.judge_help"))
    @click.option("--year", "label", default="", help=frame.word("cli.plan.opt_year"))
    @by_option(frame)
    @json_option(frame)
    def judging(label: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.studies import judge_facts

        label = label or newest_year(desk.book)
        facts = facts_of(frame, desk, label)
        if not label or facts is None:
            raise Trouble("planning.no_facts", {})
        held = read(
            lambda session: judge_facts(
                session, book=desk.book, label=label, facts=facts, by=desk.by, at=desk.at
            )
        )
        points, voice = judge(held), voice_of(frame, desk)
        if not as_json:
            frame.out.print(escape(judge_title(points, voice)), style="bold", soft_wrap=True)
        show_tables(frame, [judge_table(points, voice)], voice, as_json=as_json)
        return 0

    return judging


def _assumptions(frame: Frame) -> click.Command:
    """Return ``assumptions``."""

    @click.command("assumptions", help=frame.word("cli.plan.assumptions_help"))
    @click.argument("study", type=click.Choice(list(_COMMANDS)))
    @by_option(frame)
    @json_option(frame)
    def assumptions(study: str, by: str, as_json: bool) -> int:
        desk, kind = open_desk(frame, by=by), _COMMANDS[study]
        facts = None if kind in _WITHOUT_FACTS else facts_of(frame, desk, "")
        parts, today = study_parts(desk.book, facts), desk.book.today(desk.at)
        defaults = study_defaults(desk.book, kind, facts, today)
        rows = [
            (
                name,
                frame.word(f"planning.field.{field.name}"),
                defaults.get(name, field.default),
                field.asked.value,
            )
            for field in STUDY_FIELDS[kind]
            for name in field.names(parts)
        ]
        columns = (
            Column("name"),
            Column("says"),
            Column("default"),
            Column("typed", Kind.word, "cli.plan.asked"),
        )
        show(frame, columns, rows, noun="plan", as_json=as_json, digits=desk.book.digits)
        return 0

    return assumptions


def _list(frame: Frame) -> click.Command:
    """Return ``list``."""

    @click.command("list", help=frame.word("cli.plan.list_help"))
    @by_option(frame)
    @json_option(frame)
    def listing(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.studies import listed

        rows = [
            (each.id, each.kind, each.name, each.fiscal_year, each.made_at, ", ".join(map(str, each.drafts)))
            for each in read(lambda session: listed(session))
        ]
        columns = (
            Column("number", Kind.text),
            Column("kind", Kind.word, "planning.kind"),
            Column("name"),
            Column("fiscal_year"),
            Column("made_at"),
            Column("drafts"),
        )
        show(frame, columns, rows, noun="plan", as_json=as_json, digits=desk.book.digits)
        return 0

    return listing


def _show(frame: Frame) -> click.Command:
    """Return ``show``."""

    @click.command("show", help=frame.word("cli.plan.show_help"))
    @click.argument("number", type=int)
    @click.option("--excel", type=click.Path(path_type=Path), help=frame.word("cli.plan.opt_excel"))
    @by_option(frame)
    @json_option(frame)
    def showing(number: int, excel: Path | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        row, found = kept_study(number)
        voice = voice_of(frame, desk)
        show_study(frame, found, None, voice, as_json=as_json, brief=False)
        if excel is not None:
            write_workbook(frame, excel, found, None, voice, asked=row.asked, as_json=as_json)
        return 0

    return showing


def _compare(frame: Frame) -> click.Command:
    """Return ``compare``."""

    @click.command("compare", help=frame.word("cli.plan.compare_help"))
    @click.argument("numbers", type=int, nargs=-1, required=True)
    @by_option(frame)
    @json_option(frame)
    def comparing(numbers: tuple[int, ...], by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        named = []
        for number in numbers:
            row, found = kept_study(number)
            if not isinstance(found, (WhatIf, Proposal)):
                raise Trouble("planning.not_what_if", {"number": str(number)})
            named.append((row.name, found))
        voice = voice_of(frame, desk)
        show_tables(frame, beside(named, voice), voice, as_json=as_json)
        return 0

    return comparing


def _draft(frame: Frame) -> click.Command:
    """Return ``draft``."""

    @click.command("draft", help=frame.word("cli.plan.draft_help"))
    @click.argument("number", type=int)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def drafting(number: int, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.studies.operations import draft_study

        answer = draft_study(
            number,
            calendar=desk.book.calendar,
            currency=desk.book.settings.currency,
            key=key,
            by=desk.by,
            at=desk.at,
        )
        if as_json:
            say_json({"study": number, "version": answer.number, "replayed": answer.replayed})
        else:
            frame.print("cli.plan.drafted", {"version": str(answer.number)}, style="green")
        return 0

    return drafting


def _read(frame: Frame) -> click.Command:
    """Return ``read``."""

    @click.command("read", help=frame.word("cli.plan.read_help"))
    @click.argument("number", type=int)
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
    @click.option("--keep", default="", help=frame.word("cli.plan.opt_keep"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def reading(number: int, file: Path, keep: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        row, found = kept_study(number)
        if not isinstance(found, Proposal):
            raise Trouble("planning.not_a_proposal", {"file": file.name})
        changed = proposal_changes(found, read_proposal_workbook(file, digits=desk.book.digits))
        voice = voice_of(frame, desk)
        if not changed:
            if as_json:
                say_json({"study": number, "differences": 0})
            else:
                frame.print("cli.plan.same", {"number": str(number)}, style="green")
            return 0
        after = set_by_hand(found, changed)
        show_tables(frame, [moved_table(moves(found, after), voice)], voice, as_json=as_json)
        if keep:
            _keep(frame, desk, by_hand(row, after), name=keep, key=key, as_json=as_json)
        return 0

    return reading
