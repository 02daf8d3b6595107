"""``fenhao explain``: from a figure to the entries behind it."""

import csv
from pathlib import Path

import click
from rich.table import Table

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import knows
from fenhao.kernel import grouped_text
from fenhao.runs.report import (
    SUBJECTS,
    EntryRow,
    Explanation,
    Part,
    entries_behind,
    explain as explain_figure,
    figure,
    newest_year,
)
from fenhao.warehouse import Engine

_COLUMNS = ("on", "subledger", "entry", "type", "amount", "customer", "campaign", "tier", "file", "row")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("explain", help=frame.word("cli.explain.help", {"subjects": ", ".join(SUBJECTS)}))
    @click.argument("words", nargs=-1, required=True, metavar="FIGURE")
    @click.option("--period", default="", help=frame.word("cli.explain.period"))
    @click.option(
        "--rows", default=20, show_default=True, type=click.IntRange(0), help=frame.word("cli.explain.rows")
    )
    @click.option("--csv", "file", type=click.Path(path_type=Path), help=frame.word("cli.explain.csv"))
    def explain(words: tuple[str, ...], period: str, rows: int, file: Path | None) -> int:
        book, now = frame.book(), frame.now()
        wanted = figure(words, period=period or newest_year(book))
        with frame.steps() as steps:
            found = explain_figure(
                book=book, figure=wanted, at=now, rows_max=rows, engine=Engine.duckdb, advance=steps
            )
        _show(frame, found, digits=book.digits)
        if file is not None:
            with (
                frame.steps() as steps,
                entries_behind(
                    book=book, figure=wanted, at=now, engine=Engine.duckdb, advance=steps
                ) as entries,
                file.open("w", encoding="utf-8-sig", newline="") as opened,
            ):
                out = csv.writer(opened)
                out.writerow([frame.word(f"cli.explain.column.{name}") for name in _COLUMNS])
                out.writerows(
                    [_safe(cell) for cell in _cells(frame, row, digits=book.digits)] for row in entries
                )
            frame.print("cli.explain.written", {"file": str(file), "count": f"{found.entries_total:,}"})
        return 0

    return explain


def _show(frame: Frame, found: Explanation, *, digits: int) -> None:
    """Print the figure, its arithmetic and its first entries."""
    total = grouped_text(found.total_minor, digits=digits)
    frame.out.print(f"[bold]{found.figure}[/]  {total} {found.currency}")
    sums = Table(box=None, show_header=False, pad_edge=False)
    sums.add_column()
    sums.add_column(justify="right")
    for part in found.parts:
        amount = grouped_text(part.amount, digits=digits) if part.minor else f"{part.amount:,}"
        sums.add_row(("  " if part.sums else "  · ") + _part_name(frame, part), amount)
    sums.add_row("= " + frame.word("cli.explain.total"), total, style="bold")
    frame.out.print(sums)
    frame.print(
        "cli.explain.behind",
        {
            "count": f"{found.entries_total:,}",
            "shown": str(len(found.rows)),
            "total": grouped_text(found.entries_minor, digits=digits),
        },
    )
    if not found.rows:
        return
    table = Table(box=None, header_style="bold")
    for name in _COLUMNS:
        table.add_column(
            frame.word(f"cli.explain.column.{name}"),
            justify="right" if name in ("amount", "row") else "left",
            no_wrap=name in ("on", "amount"),
            overflow="fold",
        )
    for row in found.rows:
        table.add_row(*_cells(frame, row, digits=digits))
    frame.out.print(table)


def _part_name(frame: Frame, part: Part) -> str:
    zh, _, en = part.detail.partition("|")
    detail = (zh if frame.lang == "zh" else en) if en else part.detail
    return " ".join(word for word in (frame.word(part.code), detail) if word)


def _cells(frame: Frame, row: EntryRow, *, digits: int) -> tuple[str, ...]:
    rule = f"rule.{row.cost_type}"
    return (
        row.on.isoformat(),
        frame.word(f"subledger.{row.subledger}"),
        row.entry_id,
        frame.word(rule) if knows(rule) else row.cost_type,
        grouped_text(row.amount_minor, digits=digits),
        row.customer_id,
        row.campaign_id,
        row.tier,
        row.file_name or row.evidence,
        str(row.row_no or ""),
    )


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a negative amount stays a number."""
    return f"'{cell}" if cell[:1] in "=+@\t\r" or (cell[:1] == "-" and not cell[1:2].isdigit()) else cell
