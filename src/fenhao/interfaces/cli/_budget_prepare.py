"""``fenhao budget prepare``: a draft from a year's cost, or by hand from people, tools and marketing."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import click

from fenhao.engine.budget import Missing, PreparedBudget, Spending, Staff, guided
from fenhao.interfaces.cli._books import Desk, amount, by_option, json_option, key_option, open_desk
from fenhao.interfaces.cli._budget_told import say_done
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble
from fenhao.runs.report import Proposal, newest_year, propose_budget


def preparing(frame: Frame) -> click.Command:
    """Return ``prepare``: from a year's cost or, with ``--year``, by hand."""

    @click.command("prepare", help=frame.word("cli.budget.prepare_help"))
    @click.option("--from", "period", default="", help=frame.word("cli.budget.opt_from"))
    @click.option("--growth", default="", help=frame.word("cli.budget.opt_growth"))
    @click.option("--fixed-growth", default="", help=frame.word("cli.budget.opt_fixed_growth"))
    @click.option(
        "--missing",
        type=click.Choice([each.value.replace("_", "-") for each in Missing]),
        default=Missing.average.value,
        help=frame.word("cli.budget.opt_missing"),
    )
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
        missing: str,
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

        way = Missing(missing.replace("-", "_"))
        if year:
            found = Proposal(year, *_by_hand(desk, year, staff=staff, tools=tools, marketing=marketing))
        else:
            found = _from_cost(frame, desk, period, growth=growth, fixed_growth=fixed_growth, way=way)
        answer = plans.prepare(
            key=key,
            by=desk.by,
            at=desk.at,
            fiscal_year=found.fiscal_year,
            calendar=desk.book.calendar,
            prepared=found.prepared,
            name=name or found.prepared.label,
            currency=desk.book.settings.currency,
            fixed_categories=found.fixed_categories,
            owners=_owners(owners) or None,
            scenario=scenario,
        )
        if found.missing and not as_json:
            details = {"months": ", ".join(found.missing)}
            frame.print(f"cli.budget.missing_{way.value}", details, style="yellow")
        return say_done(frame, answer, desk=desk, as_json=as_json, missing_months=found.missing)

    return prepare


def _from_cost(
    frame: Frame, desk: Desk, period: str, *, growth: str, fixed_growth: str, way: Missing
) -> Proposal:
    """Return the proposal that a year's cost gives."""
    period = period or newest_year(desk.book)
    if not period:
        raise Trouble("plans.no_year", {})
    policy = desk.book.policies.budget
    with frame.steps() as steps:
        return propose_budget(
            book=desk.book,
            label=period,
            growth=_share(growth) if growth else policy.growth,
            fixed_growth=_share(fixed_growth) if fixed_growth else policy.fixed_growth,
            at=desk.at,
            advance=steps,
            missing=way,
        )


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
