"""``fenhao budget set, hold, add, own, undo, export, import``: what changes a draft's cells."""

from pathlib import Path

import click

from fenhao.engine.budget import AddLine, Change, Selection, SetAmount, SetHeld, SetOwner
from fenhao.interfaces.cli._books import amount, by_option, json_option, key_option, open_desk
from fenhao.interfaces.cli._budget_told import (
    chosen_options,
    named,
    say_saved,
    selection,
    show_changes,
    token_option,
    version_called,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import read_budget_sheet, write_budget_sheet

WITHIN = ("year", "quarter", "month", "tier", "category")


def commands(frame: Frame) -> tuple[click.Command, ...]:
    """Return the commands, their help in the user's language."""
    return (
        _set(frame),
        _hold(frame),
        _add(frame),
        _own(frame),
        _undo(frame),
        _export(frame),
        _import(frame),
    )


def _set(frame: Frame) -> click.Command:
    """Return ``set``."""

    @click.command("set", help=frame.word("cli.budget.set_help"))
    @click.argument("version")
    @click.argument("to")
    @chosen_options(frame)
    @click.option("--within", type=click.Choice(WITHIN), help=frame.word("cli.budget.opt_within"))
    @token_option(frame)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def set_amount(
        version: str,
        to: str,
        quarter: str,
        month: str,
        tier: str,
        category: str,
        department: str,
        within: str | None,
        token: int,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        cells = selection(quarter=quarter, month=month, tier=tier, category=category, department=department)
        desk = open_desk(frame, by=by)
        change = SetAmount(cells, amount(to, desk=desk), _inside(cells, within))
        return _edited(frame, version, change, token=token, key=key, by=by, as_json=as_json)

    return set_amount


def _inside(cells: Selection, within: str | None) -> Selection | None:
    """Return whose total stays: everything, or what shares the named part of the selection."""
    if within is None:
        return None
    return {
        "year": Selection(),
        "quarter": Selection(quarter=cells.quarter),
        "month": Selection(month=cells.month),
        "tier": Selection(tier=cells.tier),
        "category": Selection(category=cells.category),
    }[within]


def _hold(frame: Frame) -> click.Command:
    """Return ``hold``."""

    @click.command("hold", help=frame.word("cli.budget.hold_help"))
    @click.argument("version")
    @chosen_options(frame)
    @click.option("--release", is_flag=True, help=frame.word("cli.budget.opt_release"))
    @token_option(frame)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def hold(
        version: str,
        quarter: str,
        month: str,
        tier: str,
        category: str,
        department: str,
        release: bool,
        token: int,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        cells = selection(quarter=quarter, month=month, tier=tier, category=category, department=department)
        change = SetHeld(cells, held=not release)
        return _edited(frame, version, change, token=token, key=key, by=by, as_json=as_json)

    return hold


def _add(frame: Frame) -> click.Command:
    """Return ``add``."""

    @click.command("add", help=frame.word("cli.budget.add_help"))
    @click.argument("version")
    @click.argument("category")
    @click.option("--tier", default="", help=frame.word("cli.budget.opt_tier"))
    @click.option("--fixed", is_flag=True, help=frame.word("cli.budget.opt_fixed"))
    @click.option("--department", default="", help=frame.word("cli.budget.opt_department"))
    @token_option(frame)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def add(
        version: str,
        category: str,
        tier: str,
        fixed: bool,
        department: str,
        token: int,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        change = AddLine(tier.removeprefix("-"), category, fixed, department)
        return _edited(frame, version, change, token=token, key=key, by=by, as_json=as_json)

    return add


def _own(frame: Frame) -> click.Command:
    """Return ``own``."""

    @click.command("own", help=frame.word("cli.budget.own_help"))
    @click.argument("version")
    @click.argument("owner")
    @chosen_options(frame)
    @token_option(frame)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def own(
        version: str,
        owner: str,
        quarter: str,
        month: str,
        tier: str,
        category: str,
        department: str,
        token: int,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        cells = selection(quarter=quarter, month=month, tier=tier, category=category, department=department)
        change = SetOwner(cells, owner.removeprefix("-"))
        return _edited(frame, version, change, token=token, key=key, by=by, as_json=as_json)

    return own


def _edited(
    frame: Frame, version: str, change: Change, *, token: int, key: str, by: str, as_json: bool
) -> int:
    """Make one change and say how it ended."""
    desk = open_desk(frame, by=by)
    from fenhao.books.plans import operations as plans  # rooms of the books open only once the site is set up

    of = version_called(version, desk=desk)
    answer = plans.edit(
        key=key, by=desk.by, at=desk.at, version=of.id, token=token or of.token, change=change
    )
    return say_saved(frame, answer, desk=desk, as_json=as_json)


def _undo(frame: Frame) -> click.Command:
    """Return ``undo``."""

    @click.command("undo", help=frame.word("cli.budget.undo_help"))
    @click.argument("version")
    @token_option(frame)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def undo(version: str, token: int, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import operations as plans

        of = version_called(version, desk=desk)
        answer = plans.undo(key=key, by=desk.by, at=desk.at, version=of.id, token=token or of.token)
        return say_saved(frame, answer, desk=desk, as_json=as_json)

    return undo


def _export(frame: Frame) -> click.Command:
    """Return ``export``."""

    @click.command("export", help=frame.word("cli.budget.export_help"))
    @click.argument("version")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @by_option(frame)
    def export(version: str, file: Path, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import operations as plans

        of = version_called(version, desk=desk)
        sheet = plans.sheet_rows(by=desk.by, at=desk.at, version=of.id)
        assert sheet is not None, "a version that was found is there"
        write_budget_sheet(file, sheet, name=named(of), digits=desk.book.digits)
        frame.print("cli.budget.written", {"file": str(file)})
        return 0

    return export


def _import(frame: Frame) -> click.Command:
    """Return ``import``: a preview unless ``--apply``."""

    @click.command("import", help=frame.word("cli.budget.import_help"))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
    @click.option("--apply", "applied", is_flag=True, help=frame.word("cli.budget.opt_apply"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def imported(file: Path, applied: bool, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from dataclasses import replace

        from fenhao.books.plans import operations as plans
        from fenhao.engine.budget import EditVerdict

        name, sheet = read_budget_sheet(file, digits=desk.book.digits)
        sheet = replace(sheet, version=version_called(name, desk=desk).id)
        answer = plans.apply_sheet(key=key, by=desk.by, at=desk.at, exported=sheet, preview=not applied)
        if answer.verdict is EditVerdict.unchanged and not as_json:
            frame.print("plan.verdict.unchanged")
            return 0
        if applied or as_json or not answer.saved:
            return say_saved(frame, answer, desk=desk, as_json=as_json)
        show_changes(frame, answer.changes, digits=desk.book.digits)
        frame.print("cli.budget.preview")
        return 0

    return imported
