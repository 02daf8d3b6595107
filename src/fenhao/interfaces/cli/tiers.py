"""``fenhao tiers``: the assessments in force, and those that are due."""

from datetime import datetime

import click
from rich.table import Table

from fenhao.interfaces.cli._frame import Frame
from fenhao.runs import assess_tiers, assessments


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("tiers", help=frame.word("cli.tiers.help"))
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.tiers.until"))
    @click.option("--redo", is_flag=True, help=frame.word("cli.tiers.redo"))
    def tiers(until: datetime | None, redo: bool) -> int:
        book, now = frame.book(), frame.now()
        with frame.steps() as steps:
            made = assess_tiers(book=book, until=(until or now).date(), redo=redo, at=now, advance=steps)
        found = assessments(book.warehouse.batches())
        if not found:
            frame.print("cli.tiers.none")
            return 0
        table = Table(box=None, header_style="bold")
        for name in ("day", "customers", "policy", "batch", "state"):
            table.add_column(
                frame.word(f"cli.tiers.{name}"),
                justify="right" if name == "customers" else "left",
                overflow="fold",
            )
        for each in found:
            state = "late" if each.late else "new" if each in made else "known"
            table.add_row(
                each.assessed_on.isoformat(),
                f"{each.customers:,}",
                each.policy,
                each.batch_id,
                frame.word(f"cli.tiers.{state}"),
            )
        frame.out.print(table)
        return 0

    return tiers
