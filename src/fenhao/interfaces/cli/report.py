"""``fenhao report``: the period in the terminal, as a page, as a workbook and, when asked, on paper."""

import json
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from pathlib import Path

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import html, pdf, terminal, workbook
from fenhao.runs.book import whole_file
from fenhao.runs.report import Report, build_report
from fenhao.warehouse import Engine


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("report", help=frame.word("cli.report.help"))
    @click.option("--period", required=True, help=frame.word("cli.report.period"))
    @click.option("--out", type=click.Path(path_type=Path), help=frame.word("cli.report.out"))
    @click.option("--pdf", "as_pdf", is_flag=True, help=frame.word("cli.report.pdf"))
    @click.option("--json", "as_json", is_flag=True, help=frame.word("cli.report.json"))
    @click.option(
        "--engine",
        type=click.Choice([each.value for each in Engine]),
        default=Engine.duckdb.value,
        show_default=True,
        help=frame.word("cli.report.engine"),
    )
    def report(period: str, out: Path | None, as_pdf: bool, as_json: bool, engine: str) -> int:
        book = frame.book()
        with frame.steps() as steps:
            made = build_report(book=book, label=period, at=frame.now(), engine=Engine(engine), advance=steps)
        if as_json:
            click.echo(json.dumps(asdict(made), default=_plain, ensure_ascii=False, indent=1))
            return 0
        terminal(made, frame.out, frame.lang)
        folder = out or book.reports
        for path in write_files(frame, made, folder=folder):
            frame.print("cli.report.written", {"file": str(path)})
        if as_pdf:
            frame.print("cli.report.written", {"file": str(write_pdf(frame, made, folder=folder))})
        return 0

    return report


def write_files(frame: Frame, made: Report, *, folder: Path) -> tuple[Path, ...]:
    """Write the page and the workbook and return where they are; half-written files are never left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    page, sheet = folder / f"fenhao-{made.label}.html", folder / f"fenhao-{made.label}.xlsx"
    with whole_file(page) as draft:
        draft.write_text(html(made, frame.lang), encoding="utf-8")
    with whole_file(sheet) as draft:
        workbook(made, draft, frame.lang)
    return (page, sheet)


def write_pdf(frame: Frame, made: Report, *, folder: Path) -> Path:
    """Write the page on paper beside the others and return where it is; Trouble when this machine cannot."""
    path = folder / f"fenhao-{made.label}.pdf"
    with whole_file(path) as draft:
        draft.write_bytes(pdf(html(made, frame.lang, theme="light", paper=True)))
    return path


def _plain(held: object) -> str:
    if isinstance(held, Fraction):
        return f"{held.numerator}/{held.denominator}"
    if isinstance(held, date):
        return held.isoformat()
    raise TypeError(f"{held!r} has no plain form")
