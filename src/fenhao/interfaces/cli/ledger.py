"""``fenhao ledger``: loads become postings of the books, entries of the books become cost of the reports."""

import click

from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    by_option,
    json_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import grouped_text
from fenhao.runs.book import Voice
from fenhao.runs.loading import cost_loads


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("ledger", help=frame.word("cli.ledger.help"))
    for command in (_post, _publish, _status):
        group.add_command(command(frame))
    return group


def _post(frame: Frame) -> click.Command:
    @click.command("post", help=frame.word("cli.ledger.post"))
    @by_option(frame)
    @json_option(frame)
    def post(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.postings.operations import post_loads

        with frame.steps() as steps:
            told = post_loads(book=desk.book, by=desk.by, at=desk.at, advance=steps)
        if as_json:
            say_json(
                {
                    "posted": told.posted,
                    "withdrawn": told.withdrawn,
                    "postings": told.postings,
                    "outside": told.outside,
                }
            )
            return 0
        details = {
            "posted": str(len(told.posted)),
            "withdrawn": str(len(told.withdrawn)),
            "postings": f"{told.postings:,}",
        }
        frame.print("cli.ledger.posted", details)
        if told.outside:
            frame.print("cli.ledger.outside", {"months": ", ".join(told.outside)}, style="yellow")
        return 0

    return post


def _publish(frame: Frame) -> click.Command:
    @click.command("publish", help=frame.word("cli.ledger.publish"))
    @by_option(frame)
    @json_option(frame)
    def publish(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.postings.operations import publish as publish_entries

        with frame.steps() as steps:
            voice = Voice(steps, lambda code, details: frame.word(code, dict(details)))
            told = publish_entries(book=desk.book, by=desk.by, at=desk.at, voice=voice)
        if as_json:
            say_json(
                {
                    "runs": told.runs,
                    "rows": told.rows,
                    "amount_minor": told.amount_minor,
                    "loads": told.batches,
                }
            )
            return 0
        total = grouped_text(told.amount_minor, digits=desk.book.digits)
        frame.print("cli.ledger.published", {"rows": f"{told.rows:,}", "total": total})
        return 0

    return publish


def _status(frame: Frame) -> click.Command:
    @click.command("status", help=frame.word("cli.ledger.status"))
    @by_option(frame)
    @json_option(frame)
    def status(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.postings.operations import runs, unposted, unpublished

        loads = cost_loads(book=desk.book)
        waiting = read(lambda session: (*unposted(session, loads=loads, month=None), *unpublished(session)))
        for each in waiting:
            if as_json:
                say_json({"code": each.code, **dict(each.details)})
            else:
                frame.print(each.code, dict(each.details), style="yellow")
        published = [run for run in read(runs) if run.rows]
        if not as_json or published:
            show(
                frame,
                (
                    Column("first", Kind.count),
                    Column("last", Kind.count),
                    Column("state", Kind.word, "cli.ledger.run"),
                    Column("rows", Kind.count),
                    Column("amount_minor", Kind.money),
                    Column("load"),
                ),
                [(r.first_id, r.last_id, r.state, r.rows, r.amount_minor, r.batch) for r in published],
                noun="ledger",
                as_json=as_json,
                digits=desk.book.digits,
            )
        if not waiting and not as_json:
            frame.print("cli.ledger.nothing_waits")
        return EXIT_CHECK_FAILED if waiting else 0

    return status
