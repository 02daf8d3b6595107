"""``fenhao loads``: what was loaded, batch by batch."""

import click
from rich.table import Table

from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import grouped_text


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("loads", help=frame.word("cli.loads.help"))
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.loads.all"))
    def loads(everything: bool) -> int:
        book = frame.book()
        batches = book.warehouse.batches(include_withdrawn=everything)
        if not batches:
            frame.print("cli.loads.none")
            return 0
        table = Table(box=None, header_style="bold")
        for name in ("batch", "table", "source", "file", "rows", "total", "from", "until", "at", "state"):
            table.add_column(
                frame.word(f"cli.loads.{name}"),
                justify="right" if name in ("rows", "total") else "left",
                # The batch's name is what undo wants: it is never cut short, whatever the width of the screen.
                min_width=max(len(each.batch_id) for each in batches) if name == "batch" else 0,
                overflow="fold",
            )
        for each in batches:
            table.add_row(
                each.batch_id,
                frame.word(f"table.{each.table}"),
                each.source,
                each.file_name,
                f"{each.rows:,}",
                grouped_text(each.control_total_minor, digits=book.digits),
                str(each.first_on or "--"),
                str(each.last_on or "--"),
                f"{book.local(each.loaded_at):%Y-%m-%d %H:%M}",
                frame.word("cli.loads.withdrawn" if each.withdrawn_at else "cli.loads.in_force"),
            )
        frame.out.print(table)
        return 0

    return loads
