"""``fenhao budget``: the year's budget as a document. Reading is here; preparing, edits and acts are in files beside it."""

import click
from rich.markup import escape
from rich.table import Table

from fenhao.engine.budget import Selection, Sheet, chosen
from fenhao.interfaces.cli import _budget_acts, _budget_edits
from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    by_option,
    json_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._budget_document import documented
from fenhao.interfaces.cli._budget_prepare import preparing
from fenhao.interfaces.cli._budget_told import named, show_changes, version_called
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import knows
from fenhao.kernel import grouped_text


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("budget", help=frame.word("cli.budget.help"))
    for command in (
        preparing(frame),
        _list(frame),
        _show(frame),
        *_budget_edits.commands(frame),
        *_budget_acts.commands(frame),
        _compare(frame),
        _outcome(frame),
        documented(frame),
    ):
        group.add_command(command)
    return group


def _list(frame: Frame) -> click.Command:
    """Return ``list``."""

    @click.command("list", help=frame.word("cli.budget.list_help"))
    @by_option(frame)
    @json_option(frame)
    def listed(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import operations as plans

        found = plans.listed(by=desk.by, at=desk.at)
        if not found and not as_json:
            frame.print("cli.budget.none")
            return 0
        show(
            frame,
            (
                Column("version"),
                Column("name"),
                Column("state", Kind.word, "plan.state"),
                Column("scenario"),
                Column("baseline"),
                Column("token", Kind.count),
                Column("made_at"),
                Column("in_force_at"),
            ),
            (
                (
                    named(each),
                    each.name,
                    each.state,
                    each.scenario if as_json else "✓" if each.scenario else "",
                    each.baseline if as_json else "✓" if each.baseline else "",
                    each.token,
                    each.made_at,
                    each.in_force_at,
                )
                for each in found
            ),
            noun="budget",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return listed


def _show(frame: Frame) -> click.Command:
    """Return ``show``: month by tier for people, cell by cell for machines."""

    @click.command("show", help=frame.word("cli.budget.show_help"))
    @click.argument("version")
    @by_option(frame)
    @json_option(frame)
    def shown(version: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import operations as plans

        of = version_called(version, desk=desk)
        plan = plans.plan(by=desk.by, at=desk.at, version=of.id)
        assert plan is not None, "a version that was found is there"
        if as_json:
            for cell in plan.sheet.cells:
                facts = {"amount_minor": cell.amount_minor, "fixed": cell.fixed, "held": cell.held}
                say_json({**cell.key._asdict(), **facts, "department": cell.department, "note": cell.note})
            return 0
        digits = desk.book.digits
        state = frame.word(f"plan.state.{of.state.value}")
        frame.out.print(f"{named(of)} {of.name} · {state}", markup=False)
        for step in plan.steps:
            code = f"budget_step.{step.code}"
            name = frame.word(code) if knows(code) else step.code
            frame.out.print(f"{name} {escape(step.detail)}: {grouped_text(step.amount_minor, digits=digits)}")
        frame.out.print(_month_table(frame, plan.sheet, digits=digits))
        for part in plan.parts:
            word = "cli.budget.part_ready" if part.ready else "cli.budget.part_open"
            total = grouped_text(part.amount_minor, digits=digits)
            frame.print(word, {"department": part.department, "total": total})
        for said in plan.comments:
            place = "/".join(said.cell) + ": " if said.cell else ""
            frame.out.print(f"{said.at:%Y-%m-%d} {place}{said.text}", markup=False)
        total = grouped_text(plan.sheet.total_minor, digits=digits)
        frame.print("cli.budget.now", {"total": total, "token": str(of.token)})
        return 0

    return shown


def _month_table(frame: Frame, of: Sheet, *, digits: int) -> Table:
    """Return the months by tier, with the reserves, and every total; the margins are sums of the cells."""
    tiers = sorted(
        {cell.key.tier for cell in of.cells if not cell.is_reserve}, key=lambda each: (not each, each)
    )
    table = Table(box=None, header_style="bold", show_footer=True)

    def text(minor: int) -> str:
        """Return an amount with its thousands apart."""
        return grouped_text(minor, digits=digits)

    def total(tier: str | None, month: str = "") -> int:
        """Return a sum without reserves."""
        found = chosen(of, Selection(month=month, tier=tier))
        return sum(cell.amount_minor for cell in found if not cell.is_reserve)

    reserves = {cell.key.month: cell.amount_minor for cell in of.cells if cell.is_reserve}
    table.add_column(frame.word("cli.budget.month"), frame.word("cli.budget.sum"))
    for tier in tiers:
        name = f"tier.{tier or 'none'}"
        heading = frame.word(name) if knows(name) else tier
        table.add_column(heading, text(total(tier)), justify="right")
    table.add_column(frame.word("cli.budget.reserve"), text(sum(reserves.values())), justify="right")
    table.add_column(frame.word("cli.budget.sum"), text(of.total_minor), justify="right")
    for month in (month for quarter in of.quarters for month in quarter.months):
        row = [text(total(tier, month)) for tier in tiers]
        whole = total(None, month) + reserves.get(month, 0)
        table.add_row(month, *row, text(reserves.get(month, 0)), text(whole))
    return table


def _compare(frame: Frame) -> click.Command:
    """Return ``compare``."""

    @click.command("compare", help=frame.word("cli.budget.compare_help"))
    @click.argument("before")
    @click.argument("after")
    @by_option(frame)
    @json_option(frame)
    def compared(before: str, after: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import operations as plans

        old, new = (version_called(each, desk=desk) for each in (before, after))
        told = plans.compared(by=desk.by, at=desk.at, before=old.id, after=new.id)
        assert told is not None, "versions that were found are there"
        if not as_json:
            show_changes(frame, told.cells, digits=desk.book.digits)
        show(
            frame,
            (
                Column("of", Kind.word, "plan.of"),
                Column("name"),
                Column("before_minor", Kind.money),
                Column("after_minor", Kind.money),
            ),
            ((each.of, each.name, each.before_minor, each.after_minor) for each in told.sums),
            noun="budget",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return compared


def _outcome(frame: Frame) -> click.Command:
    """Return ``outcome``."""

    @click.command("outcome", help=frame.word("cli.budget.outcome_help"))
    @click.argument("year", type=int)
    @by_option(frame)
    @json_option(frame)
    def outcome(year: int, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import operations as plans

        rates = (
            "utilisation",
            "deviation_from_baseline",
            "deviation_from_funding",
            "deviation_by_line_from_baseline",
            "deviation_by_line_from_funding",
        )
        show(
            frame,
            (
                Column("of", Kind.word, "plan.outcome"),
                Column("name"),
                *(
                    Column(f"{each}_minor", Kind.money)
                    for each in ("baseline", "funded", "reserved", "actual")
                ),
                *(Column(each, Kind.share) for each in rates),
            ),
            (
                (
                    each.of,
                    each.name,
                    each.baseline_minor,
                    each.funded_minor,
                    each.reserved_minor,
                    each.actual_minor,
                    each.utilisation,
                    each.deviation_from_baseline,
                    each.deviation_from_funding,
                    each.deviation_by_line_from_baseline,
                    each.deviation_by_line_from_funding,
                )
                for each in plans.outcome(by=desk.by, at=desk.at, fiscal_year=year)
            ),
            noun="budget",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return outcome
