"""The workbook's sheets on the budget: its lines, sums over them, its arithmetic and its alerts."""

from collections.abc import Callable
from fractions import Fraction

from fenhao.engine.budget import BudgetCell
from fenhao.interfaces.report._budget import step_words
from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.report._sheet import Column, Formula, Kind, Sheet, Value
from fenhao.interfaces.report._sums import lines_by
from fenhao.runs.report import Budget


def budget_sheets(reader: Reader, budget: Budget) -> tuple[Sheet, ...]:
    """Return the sheets in the order of reading."""
    lines = _lines(reader, budget)
    return (
        _by(reader, budget, lines, "tier", lambda cell: reader.line(cell.tier)),
        _by(reader, budget, lines, "month", lambda cell: cell.month),
        _steps(reader, budget, lines),
        lines,
        _alerts(reader, budget),
    )


def _lines(reader: Reader, budget: Budget) -> Sheet:
    label = reader.label
    columns = (
        Column(label("month"), Kind.text, 12),
        Column(label("tier"), Kind.text, 14),
        Column(label("category"), Kind.text, 20),
        Column(label("plan"), Kind.amount, 16, total=True),
        Column(label("actual"), Kind.amount, 16, total=True),
        Column(label("difference"), Kind.amount, 16, total=True),
        Column(label("used"), Kind.share, 10),
        Column(label("state"), Kind.text, 10),
        Column(label("warned_on"), Kind.day, 12),
        Column(label("over_on"), Kind.day, 12),
    )
    rows = tuple(
        (
            cell.month,
            reader.line(cell.tier),
            reader.category(cell.category),
            cell.budget_minor,
            cell.actual_minor,
            Formula("E{r}-D{r}", cell.actual_minor - cell.budget_minor),
            Formula('IF(D{r}=0,"--",E{r}/D{r})', share(cell.actual_minor, cell.budget_minor)),
            Formula(_state_formula(reader, budget), _state(reader, budget, cell)),
            cell.warned_on,
            cell.over_on,
        )
        for cell in budget.cells
    )
    title = reader.say("sheet_lines_title", {"label": budget.label})
    return Sheet(
        label("sheet_lines"), title, reader.sheet_unit(), label("filtered"), columns, rows, label("used")
    )


def _state_formula(reader: Reader, budget: Budget) -> str:
    """Return the state of a line at its end, compared in whole minor units so that no double decides it."""
    unit = 10**reader.figures.digits
    mark = budget.warn_at or Fraction(1)
    over, full, warn = (reader.word("alert", kind) for kind in ("over", "used_up", "warn"))
    spent, planned = f"ROUND(E{{r}}*{unit},0)", f"ROUND(D{{r}}*{unit},0)"
    near = f'IF({spent}*{mark.denominator}>={planned}*{mark.numerator},"{warn}","")'
    return f'IF({spent}>{planned},"{over}",IF({planned}<=0,"",IF({spent}={planned},"{full}",{near})))'


def _state(reader: Reader, budget: Budget, cell: BudgetCell) -> str:
    mark = budget.warn_at or Fraction(1)
    if cell.actual_minor > cell.budget_minor:
        return reader.word("alert", "over")
    if cell.budget_minor <= 0:
        return ""
    if cell.actual_minor == cell.budget_minor:
        return reader.word("alert", "used_up")
    near = cell.actual_minor * mark.denominator >= cell.budget_minor * mark.numerator
    return reader.word("alert", "warn") if near else ""


def _by(
    reader: Reader, budget: Budget, lines: Sheet, subject: str, key: Callable[[BudgetCell], str]
) -> Sheet:
    """Return the lines summed by tier or by month."""
    label = reader.label
    columns = (
        Column(label(subject), Kind.text, 18),
        Column(label("plan"), Kind.amount, 18, total=True),
        Column(label("actual"), Kind.amount, 18, total=True),
        Column(label("difference"), Kind.amount, 18, total=True),
        Column(label("used"), Kind.share, 10),
        Column(label("deviation"), Kind.share, 12),
    )

    def of(column: str, minor: int) -> Formula:
        return Formula(
            f'SUMIFS({lines.cells(label(column))},{lines.cells(label(subject))},$A{{r}}&"*")', minor
        )

    order = {reader.line(cell.tier): (not cell.tier, cell.tier) for cell in budget.cells}
    sums = lines_by(budget.cells, lambda cell: (key(cell),))
    rows = tuple(
        (
            line.key[0],
            of("plan", line.budget_minor),
            of("actual", line.actual_minor),
            Formula("C{r}-B{r}", line.gap_minor),
            Formula('IF(B{r}=0,"--",C{r}/B{r})', line.used),
            Formula('IF(B{r}=0,"--",D{r}/B{r})', line.deviation),
        )
        for line in sorted(sums, key=lambda line: (order.get(line.key[0], (False, "")), line.key))
    )
    title = reader.say(f"sheet_by_{subject}_title", {"label": budget.label})
    name = label(f"sheet_by_{subject}")
    return Sheet(name, title, reader.sheet_unit(), label("filtered"), columns, rows, label("used"))


def _steps(reader: Reader, budget: Budget, lines: Sheet) -> Sheet:
    """Return how the budget was made, and below that lines and reserves add up to it."""
    label = reader.label
    columns = (Column(label("step"), Kind.text, 44), Column(label("amount"), Kind.amount, 20))
    planned = sum(cell.budget_minor for cell in budget.cells)
    rows: list[tuple[Value, ...]] = [(step_words(reader, step), step.amount_minor) for step in budget.steps]
    first = 5 + len(rows)
    rows.append((label("lines_sum"), Formula(f"SUM({lines.cells(label('plan'))})", planned)))
    rows += [
        (reader.say("reserve_of", {"quarter": each.quarter}), each.reserve_minor) for each in budget.reserves
    ]
    last = 4 + len(rows)
    rows.append((label("budget_total"), Formula(f"SUM(B{first}:B{last})", budget.total_minor)))
    title = reader.say(
        "steps_title",
        {
            "label": reader.period(budget.label),
            "total": reader.figures.spoken(budget.total_minor),
            "reserve": reader.figures.spoken(sum(each.reserve_minor for each in budget.reserves)),
        },
    )
    return Sheet(label("sheet_steps"), title, reader.sheet_unit(), "", columns, tuple(rows))


def _alerts(reader: Reader, budget: Budget) -> Sheet:
    label = reader.label
    columns = (
        Column(label("day"), Kind.day, 12),
        Column(label("alert"), Kind.text, 12),
        Column(label("month"), Kind.text, 12),
        Column(label("tier"), Kind.text, 14),
        Column(label("category"), Kind.text, 20),
        Column(label("used_amount"), Kind.amount, 16),
        Column(label("plan"), Kind.amount, 16),
        Column(label("used"), Kind.share, 10),
    )
    rows = tuple(
        (
            alert.on,
            reader.word("alert", alert.kind),
            alert.month,
            reader.line(alert.tier),
            reader.category(alert.category),
            alert.used_minor,
            alert.budget_minor,
            Formula('IF(G{r}=0,"--",F{r}/G{r})', share(alert.used_minor, alert.budget_minor)),
        )
        for alert in budget.alerts
    )
    return Sheet(label("sheet_alerts"), label("alerts_caption"), reader.sheet_unit(), "", columns, rows)
