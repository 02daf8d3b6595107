"""``fenhao budget``: the year's budget as a document. Preparing and reading are here, edits and acts in files beside it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import click
from rich.table import Table

from fenhao.engine.budget import PreparedBudget, Selection, Sheet, Spending, Staff, chosen, guided
from fenhao.interfaces.cli import _budget_acts, _budget_edits
from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    Kind,
    amount,
    by_option,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._budget_told import named, say_done, show_changes, version_called
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import knows
from fenhao.kernel import Trouble, major_text
from fenhao.runs import newest_year, propose_budget


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("budget", help=frame.word("cli.budget.help"))
    for command in (
        _prepare(frame),
        _list(frame),
        _show(frame),
        *_budget_edits.commands(frame),
        *_budget_acts.commands(frame),
        _compare(frame),
        _outcome(frame),
    ):
        group.add_command(command)
    return group


def _prepare(frame: Frame) -> click.Command:
    """Return ``prepare``: from a year's cost or, with ``--year``, by hand."""

    @click.command("prepare", help=frame.word("cli.budget.prepare_help"))
    @click.option("--from", "period", default="", help=frame.word("cli.budget.opt_from"))
    @click.option("--growth", default="", help=frame.word("cli.budget.opt_growth"))
    @click.option("--fixed-growth", default="", help=frame.word("cli.budget.opt_fixed_growth"))
    @click.option("--year", type=int, default=0, help=frame.word("cli.budget.opt_year"))
    @click.option("--staff", multiple=True, help=frame.word("cli.budget.opt_staff"))
    @click.option("--tools", multiple=True, help=frame.word("cli.budget.opt_tools"))
    @click.option("--marketing", multiple=True, help=frame.word("cli.budget.opt_marketing"))
    @click.option("--owner", "owners", multiple=True, help=frame.word("cli.budget.opt_owner"))
    @click.option("--name", default="", help=frame.word("cli.budget.opt_name"))
    @click.option("--scenario", is_flag=True, help=frame.word("cli.budget.opt_scenario"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def prepare(
        period: str,
        growth: str,
        fixed_growth: str,
        year: int,
        staff: tuple[str, ...],
        tools: tuple[str, ...],
        marketing: tuple[str, ...],
        owners: tuple[str, ...],
        name: str,
        scenario: bool,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.plans import (
            operations as plans,  # rooms of the books open only once the site is set up
        )

        if year:
            prepared, fixed = _by_hand(desk, year, staff=staff, tools=tools, marketing=marketing)
        else:
            year, prepared, fixed = _from_cost(frame, desk, period, growth=growth, fixed_growth=fixed_growth)
        answer = plans.prepare(
            key=key,
            by=desk.by,
            at=desk.at,
            fiscal_year=year,
            calendar=desk.book.calendar,
            prepared=prepared,
            name=name or prepared.label,
            currency=desk.book.settings.currency,
            fixed_categories=fixed,
            owners=_owners(owners),
            scenario=scenario,
        )
        return say_done(frame, answer, desk=desk, as_json=as_json)

    return prepare


def _from_cost(
    frame: Frame, desk: Desk, period: str, *, growth: str, fixed_growth: str
) -> tuple[int, PreparedBudget, frozenset[str]]:
    """Return the proposal that a year's cost gives: its fiscal year, itself, and the categories of fixed cost."""
    period = period or newest_year(desk.book)
    if not period:
        raise Trouble("plans.no_year", {})
    policy = desk.book.policies.budget
    with frame.steps() as steps:
        found = propose_budget(
            book=desk.book,
            label=period,
            growth=_share(growth) if growth else policy.growth,
            fixed_growth=_share(fixed_growth) if fixed_growth else policy.fixed_growth,
            at=desk.at,
            advance=steps,
        )
    return found.fiscal_year, found.prepared, found.fixed_categories


def _by_hand(
    desk: Desk, year: int, *, staff: Sequence[str], tools: Sequence[str], marketing: Sequence[str]
) -> tuple[PreparedBudget, frozenset[str]]:
    """Return a first budget of people, tools and marketing; nothing said gives one without lines but its reserves."""
    from fenhao.books.plans import operations as plans

    people = [_staff(each, desk=desk) for each in staff]
    spending = [_spending(each, fixed=True, desk=desk) for each in tools]
    spending += [_spending(each, fixed=False, desk=desk) for each in marketing]
    quarters = plans.year_quarters(desk.book.calendar, year)
    try:
        made = guided(
            label=desk.book.calendar.year(year).label,
            year=quarters,
            staff=people,
            spending=spending,
            policy=desk.book.policies.budget,
        )
    except ValueError as wrong:
        raise Trouble("plans.bad_part", {"text": str(wrong), "form": "CATEGORY:TOTAL:1,1,1,1"}) from wrong
    fixed = {each.category for each in people} | {each.category for each in spending if each.fixed}
    return made, frozenset(fixed)


def _staff(text: str, *, desk: Desk) -> Staff:
    """Return people told as CATEGORY:PEOPLE:MONTHLY[:TRAINING]."""
    category, *parts = text.split(":")
    if not category or len(parts) not in {2, 3} or not parts[0].isdigit():
        raise Trouble("plans.bad_part", {"text": text, "form": "CATEGORY:PEOPLE:MONTHLY[:TRAINING]"})
    training = amount(parts[2], desk=desk) if len(parts) == 3 else 0
    return Staff(category, int(parts[0]), amount(parts[1], desk=desk), training)


def _spending(text: str, *, fixed: bool, desk: Desk) -> Spending:
    """Return a total told as CATEGORY:TOTAL[:WEIGHTS]."""
    category, *parts = text.split(":")
    weights = parts[1].split(",") if len(parts) == 2 else []
    if not category or len(parts) not in {1, 2} or not all(each.isdigit() for each in weights):
        raise Trouble("plans.bad_part", {"text": text, "form": "CATEGORY:TOTAL[:1,1,1,1]"})
    return Spending(category, amount(parts[0], desk=desk), fixed, tuple(int(each) for each in weights))


def _owners(texts: Sequence[str]) -> Mapping[str, str]:
    """Return departments by category, each told as CATEGORY=DEPARTMENT."""
    found = {}
    for text in texts:
        category, _, department = text.partition("=")
        if not category or not department:
            raise Trouble("plans.bad_part", {"text": text, "form": "CATEGORY=DEPARTMENT"})
        found[category] = department
    return found


def _share(text: str) -> Fraction:
    """Return an exact growth told as 0.2, 1/5 or 20%."""
    try:
        percent = text.endswith("%")
        share = Fraction(text.removesuffix("%"))
    except (ValueError, ZeroDivisionError) as wrong:
        raise Trouble("plans.bad_part", {"text": text, "form": "0.2, 1/5, 20%"}) from wrong
    share = share * Fraction(1, 100) if percent else share
    if share < -1:
        raise Trouble("plans.bad_part", {"text": text, "form": "0.2, 1/5, 20%"})
    return share


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
        frame.out.print(_month_table(frame, plan.sheet, digits=digits))
        for part in plan.parts:
            word = "cli.budget.part_ready" if part.ready else "cli.budget.part_open"
            total = major_text(part.amount_minor, digits=digits)
            frame.print(word, {"department": part.department, "total": total})
        for said in plan.comments:
            place = "/".join(said.cell) + ": " if said.cell else ""
            frame.out.print(f"{said.at:%Y-%m-%d} {place}{said.text}", markup=False)
        total = major_text(plan.sheet.total_minor, digits=digits)
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
        whole, point, part = major_text(minor, digits=digits).partition(".")
        return f"{int(whole):,}{point}{part}"

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
