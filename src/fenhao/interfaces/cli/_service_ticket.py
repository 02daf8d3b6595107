"""``fenhao service ticket``: every version of a ticket that its help desk ever sent, and what each changed."""

from dataclasses import asdict

import click
from rich.table import Table

from fenhao.engine.facts import TICKETS
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, RowVersion, row_versions

_COLUMNS = ("version", "counts", "stated", "loaded", "file", "changed")


def ticket_command(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("ticket", help=frame.word("cli.service_ticket.help"))
    @click.argument("ticket")
    @json_option(frame)
    def ticket_versions(ticket: str, as_json: bool) -> int:
        book = frame.book()
        found = row_versions(book=book, table=TICKETS, row_id=ticket)
        if not found:
            raise Trouble("service.no_ticket", {"ticket": ticket})
        if as_json:
            for each in found:
                say_json({"kind": "version", "ticket_id": ticket, **asdict(each)})
            return 0
        table = Table(box=None, header_style="bold")
        for name in _COLUMNS:
            table.add_column(frame.word(f"service_ticket.{name}"), overflow="fold")
        for each in found:
            table.add_row(*_cells(frame, book, each))
        frame.out.print(table)
        frame.print("cli.service_ticket.rule")
        return 0

    return ticket_versions


def _cells(frame: Frame, book: Book, each: RowVersion) -> tuple[str, ...]:
    """Return a version in words; moments by the company's clocks."""
    stated = f"{book.local(each.stated_at):%Y-%m-%d %H:%M}" if each.stated_at else ""
    changed = ", ".join(
        f"{change.column}: {change.before or '–'} → {change.after or '–'}" for change in each.changes
    )
    return (
        f"{each.source} {each.version}",
        frame.word("service_ticket.in_force") if each.in_force else "",
        stated,
        f"{book.local(each.loaded_at):%Y-%m-%d %H:%M}",
        f"{each.file_name}:{each.row_no}",
        changed,
    )
