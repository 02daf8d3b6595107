"""``fenhao load``: one file, one batch."""

from pathlib import Path

import click

from fenhao.interfaces.cli._frame import EXIT_TROUBLE, Frame
from fenhao.interfaces.words import say
from fenhao.kernel import grouped_text
from fenhao.runs.book import Voice
from fenhao.runs.loading import LoadResult, load_file, loadable, loadable_names


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("load", help=frame.word("cli.load.help", {"kinds": ", ".join(loadable_names())}))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--as", "kind", required=True, metavar="KIND", help=frame.word("cli.load.as"))
    @click.option("--source", default="files", show_default=True, help=frame.word("cli.load.source"))
    @click.option("--sheet", default="", help=frame.word("cli.load.sheet"))
    @click.option("--strict", is_flag=True, help=frame.word("cli.load.strict"))
    def load(file: Path, kind: str, source: str, sheet: str, strict: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            result = load_file(
                book=book,
                path=file,
                table=loadable(kind),
                source=source,
                sheet=sheet,
                strict=strict,
                at=frame.now(),
                voice=Voice(steps, lambda code, details: say(code, details, frame.lang)),
            )
        tell(frame, result, digits=book.digits, name=file.name)
        return EXIT_TROUBLE if result.rejected else 0

    return load


def tell(frame: Frame, result: LoadResult, *, digits: int, name: str) -> None:
    """Say what a load did; no row that was read goes unmentioned."""
    details = {
        "file": name,
        "table": frame.word(f"table.{result.table}"),
        "batch": result.batch_id,
        "read": f"{result.rows_read:,}",
        "loaded": f"{result.loaded:,}",
        "already": f"{result.already_there:,}",
        "rejected": f"{result.rejected:,}",
        "count": f"{result.rejected:,}",
        "rejects": result.rejects_file,
        "total": grouped_text(result.control_total_minor, digits=digits),
    }
    if result.unchanged:
        frame.print("cli.load.unchanged", details)
    else:
        frame.print("cli.load.counted", details)
    if result.minutes:
        frame.print("load.minutes", {"columns": ", ".join(result.minutes)})
    if result.newer:
        frame.print("load.newer", {"count": f"{result.newer:,}"})
    if result.loaded:
        frame.print("cli.load.batch", details)
    if result.rejected:
        frame.print("cli.load.rejected", details, style="yellow")
