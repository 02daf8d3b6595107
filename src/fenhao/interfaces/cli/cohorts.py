"""``fenhao cohorts``: who comes back, by month of first order."""

from datetime import datetime
from fractions import Fraction
from pathlib import Path

import click
from rich.table import Table

from fenhao.interfaces.charts import Heat, heat_map, style
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import grouped_text
from fenhao.runs.value import Cohort, CohortCell, Cohorts, build_cohorts
from fenhao.warehouse import Engine

_MEASURES = ("retention", "customers", "orders", "revenue", "margin")


_ROOM_OF_HEAD = 30
"""Characters that the month and the number of customers take at the left."""


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("cohorts", help=frame.word("cli.cohorts.help"))
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.cohorts.until"))
    @click.option(
        "--measure",
        type=click.Choice(_MEASURES),
        default="retention",
        show_default=True,
        help=frame.word("cli.cohorts.measure"),
    )
    @click.option("--svg", "file", type=click.Path(path_type=Path), help=frame.word("cli.cohorts.svg"))
    @json_option(frame)
    def cohorts(until: datetime | None, measure: str, file: Path | None, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = build_cohorts(
                book=book,
                until=until.date() if until else None,
                at=frame.now(),
                engine=Engine.duckdb,
                advance=steps,
            )
        if as_json:
            _say(found)
        else:
            _show(frame, found, measure=measure, digits=book.digits)
        if file is not None:
            file.write_text(_drawing(frame, found, measure=measure, digits=book.digits), encoding="utf-8")
            if not as_json:
                frame.print("cli.cohorts.written", {"file": str(file)})
        return 0

    return cohorts


def _show(frame: Frame, found: Cohorts, *, measure: str, digits: int) -> None:
    texts = [
        [_text(cohort, cell, measure=measure, digits=digits) for cell in cohort.cells]
        for cohort in found.cohorts
    ]
    widest = max(len(each) for each in texts)
    shown = _fitting(texts, room=frame.out.width - _ROOM_OF_HEAD)
    table = Table(box=None, header_style="bold", title=_title(frame, found, measure), title_justify="left")
    table.add_column(frame.word("cli.cohorts.month"))
    table.add_column(frame.word("cli.cohorts.customers"), justify="right")
    for age in range(shown):
        table.add_column(str(age), justify="right", no_wrap=True)
    for cohort, cells in zip(found.cohorts, texts, strict=True):
        table.add_row(cohort.month, f"{cohort.customers:,}", *cells[:shown])
    frame.out.print(table)
    if shown < widest:
        frame.print("cli.cohorts.more", {"count": str(widest - shown)})
    if not found.last_month_whole:
        frame.print("cli.cohorts.part")


def _fitting(texts: list[list[str]], *, room: int) -> int:
    """Return how many months since the first fit into so many characters, at least one."""
    shown = 0
    for age in range(max(len(each) for each in texts)):
        room -= max(len(str(age)), *(len(each[age]) for each in texts if age < len(each))) + 2
        if room < 0:
            break
        shown += 1
    return max(shown, 1)


def _title(frame: Frame, found: Cohorts, measure: str) -> str:
    details = {"day": found.as_of.isoformat(), "measure": frame.word(f"cli.cohorts.{measure}")}
    return frame.word("cli.cohorts.title", details)


def _text(cohort: Cohort, cell: CohortCell, *, measure: str, digits: int) -> str:
    """Return one cell as people read it; a share in whole percent, rounded half up."""
    if measure == "retention":
        return f"{(cell.customers * 200 + cohort.customers) // (2 * cohort.customers)}%"
    amounts = {"revenue": cell.revenue_minor, "margin": cell.margin_minor}
    if measure in amounts:
        return grouped_text(amounts[measure], digits=digits)
    return f"{cell.customers if measure == 'customers' else cell.orders:,}"


def _value(cohort: Cohort, cell: CohortCell, measure: str) -> Fraction:
    held = {
        "retention": Fraction(cell.customers, cohort.customers),
        "customers": Fraction(cell.customers),
        "orders": Fraction(cell.orders),
        "revenue": Fraction(cell.revenue_minor),
        "margin": Fraction(cell.margin_minor),
    }
    return held[measure]


def _drawing(frame: Frame, found: Cohorts, *, measure: str, digits: int) -> str:
    """Return the heat map as SVG with its colours inside; the first month is everybody and sets no shade."""
    widest = max(len(each.cells) for each in found.cohorts)
    later = [_value(each, cell, measure) for each in found.cohorts for cell in each.cells[1:]]
    top = max([value for value in later if value > 0], default=Fraction(1))
    rows: list[list[Heat | None]] = []
    for cohort in found.cohorts:
        row: list[Heat | None] = []
        for age, cell in enumerate(cohort.cells):
            text = _text(cohort, cell, measure=measure, digits=digits)
            strength = min(max(_value(cohort, cell, measure) / top, Fraction(0)), Fraction(1))
            row.append(Heat(text, strength, "plain", f"{cohort.month} +{age}: {text}", ""))
        rows.append(row + [None] * (widest - len(cohort.cells)))
    svg = heat_map(
        [each.month for each in found.cohorts],
        [str(age) for age in range(widest)],
        rows,
        width=960,
        caption=_title(frame, found, measure),
    )
    opened, _, rest = svg.partition(">")
    name = "" if "xmlns=" in opened else ' xmlns="http://www.w3.org/2000/svg"'
    return f"{opened}{name}><style>{style()}</style>{rest}"


def _say(found: Cohorts) -> None:
    """Print a line a cell; money in whole minor units."""
    for cohort in found.cohorts:
        for age, cell in enumerate(cohort.cells):
            say_json(
                {
                    "cohort": cohort.month,
                    "size": cohort.customers,
                    "age": age,
                    "customers": cell.customers,
                    "orders": cell.orders,
                    "revenue_minor": cell.revenue_minor,
                    "margin_minor": cell.margin_minor,
                }
            )
