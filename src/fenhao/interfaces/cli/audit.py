"""``fenhao audit``: who did what, sealed and exported; and the exceptions that a compliance officer asks for."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from fenhao.engine.ledger import ExceptionPolicy
from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    Function,
    Kind,
    by_option,
    day,
    json_option,
    open_desk,
    over,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.audit import Recorded, Wanted

_DAY = click.DateTime(["%Y-%m-%d"])
_PAGE = 5000
_FIELDS = ("id", "at", "by", "action", "subject", "before", "after", "why")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("audit", help=frame.word("cli.audit.help"))
    for command in (_list, _export, _seal, _exceptions):
        group.add_command(command(frame))
    return group


def _filters(frame: Frame, function: Function) -> Function:
    """Return the command with the options that narrow the record."""
    for option in (
        click.option("--text", default="", help=frame.word("cli.audit.text")),
        click.option("--until", type=_DAY, help=frame.word("cli.audit.until")),
        click.option("--since", type=_DAY, help=frame.word("cli.audit.since")),
        click.option("--subject", default="", help=frame.word("cli.audit.subject_option")),
        click.option("--action", default="", help=frame.word("cli.audit.action_option")),
        click.option("--who", default="", help=frame.word("cli.audit.who")),
    ):
        function = option(function)
    return function


def _list(frame: Frame) -> click.Command:
    def listed(
        who: str, action: str, subject: str, since: datetime | None, until: datetime | None, text: str, by: str,
        limit: int, as_json: bool,
    ) -> int:  # fmt: skip
        desk = open_desk(frame, by=by)
        wanted = _wanted(who, action, subject, since, until, text, desk)
        names = _names(desk)
        found = [row for row, _ in zip(_records(desk, wanted), range(limit), strict=False)]
        show(
            frame,
            [Column(name) for name in _FIELDS],
            [
                (each.id, each.at, names.get(each.by or 0, ""), each.action, each.subject, each.before, each.after, each.why)
                for each in found
            ],
            noun="audit",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        return 0

    with_limit = click.option("--limit", type=int, default=200, help=frame.word("cli.audit.limit"))(listed)
    narrowed = _filters(frame, by_option(frame)(json_option(frame)(with_limit)))
    return click.command("list", help=frame.word("cli.audit.list"))(narrowed)


def _export(frame: Frame) -> click.Command:
    def export(
        file: Path, who: str, action: str, subject: str, since: datetime | None, until: datetime | None, text: str,
        by: str,
    ) -> int:  # fmt: skip
        desk = open_desk(frame, by=by)
        wanted = _wanted(who, action, subject, since, until, text, desk)
        names = _names(desk)
        draft = file.with_name(f".{file.name}.draft")
        with draft.open("w", encoding="utf-8-sig" if file.suffix == ".csv" else "utf-8", newline="") as out:
            count = _write(out, _records(desk, wanted), names, as_csv=file.suffix == ".csv")
        draft.replace(file)
        frame.print("cli.audit.exported", {"count": f"{count:,}", "file": str(file)})
        return 0

    with_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))(export)
    narrowed = _filters(frame, by_option(frame)(with_file))
    return click.command("export", help=frame.word("cli.audit.export"))(narrowed)


def _seal(frame: Frame) -> click.Command:
    @click.command("seal", help=frame.word("cli.audit.seal"))
    @by_option(frame)
    @json_option(frame)
    def seal(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.postings.operations import seal_books

        rows, digest = seal_books(by=desk.by, at=desk.at)
        if as_json:
            say_json({"rows": rows, "digest": digest})
        else:
            frame.print("cli.audit.sealed", {"rows": f"{rows:,}", "digest": digest})
        return 0

    return seal


def _exceptions(frame: Frame) -> click.Command:
    @click.command("exceptions", help=frame.word("cli.audit.exceptions"))
    @click.option("--since", type=_DAY, required=True, help=frame.word("cli.audit.since"))
    @click.option("--until", type=_DAY, help=frame.word("cli.audit.until"))
    @click.option("--near", type=click.IntRange(1, 100), default=80, help=frame.word("cli.audit.near_option"))
    @click.option("--days", type=click.IntRange(0, 366), default=7, help=frame.word("cli.audit.days_option"))
    @by_option(frame)
    @json_option(frame)
    def exceptions(
        since: datetime, until: datetime | None, near: int, days: int, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.postings.operations import spend_exceptions

        last = day(until, desk=desk)
        found = read(
            lambda session: spend_exceptions(
                session,
                since=since.date(),
                until=last + timedelta(days=1),
                policy=ExceptionPolicy(Fraction(near, 100), days),
                chart=desk.book.chart,
                by=desk.by,
                at=desk.at,
            )
        )
        if not found and not as_json:
            frame.print("cli.audit.no_exceptions")
            return 0
        show(
            frame,
            (
                Column("kind", Kind.word, "exception"),
                Column("amount_minor", Kind.money),
                Column("detail"),
                Column("entries"),
            ),
            [(each.kind, each.amount_minor, each.detail, " ".join(map(str, each.entries))) for each in found],
            noun="audit",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return EXIT_CHECK_FAILED if found else 0

    return exceptions


def _wanted(
    who: str,
    action: str,
    subject: str,
    since: datetime | None,
    until: datetime | None,
    text: str,
    desk: Desk,
) -> "Wanted":
    """Return which acts are asked for; days are the company's, the last one included."""
    from fenhao.books.audit import Wanted

    by = None
    if who:
        by = next((number for number, name in _names(desk).items() if name == who), None)
        if by is None:
            raise Trouble("people.unknown", {"name": who, "known": ", ".join(sorted(_names(desk).values()))})
    return Wanted(
        by=by,
        action=action,
        subject=subject,
        since=desk.book.begins(since.date()) if since else None,
        until=over(until.date(), desk=desk) if until else None,
        text=text,
    )


def _records(desk: Desk, wanted: "Wanted") -> "Iterator[Recorded]":
    """Give the acts, page by page, oldest first, to whoever may see them."""
    from fenhao.books.audit import records
    from fenhao.books.database import read
    from fenhao.books.people import Right, require

    read(lambda session: require(session, desk.by, Right.see_audit, at=desk.at))
    above = 0
    while True:
        page = read(partial(records, wanted=wanted, above=above, limit=_PAGE))
        yield from page
        if len(page) < _PAGE:
            return
        above = page[-1].id


def _names(desk: Desk) -> dict[int, str]:
    """Return everybody's name by id."""
    from fenhao.books.database import read
    from fenhao.books.people import directory

    return {each.id: each.username for each in read(lambda session: directory(session, at=desk.at))}


def _write(out: TextIO, found: "Iterator[Recorded]", names: dict[int, str], *, as_csv: bool) -> int:
    """Write the acts as CSV or as JSON lines; return how many."""
    rows = (
        (
            each.id,
            each.at.isoformat(),
            names.get(each.by or 0, ""),
            each.action,
            each.subject,
            each.before,
            each.after,
            each.why,
        )
        for each in found
    )
    count = 0
    table = csv.writer(out)
    if as_csv:
        table.writerow(_FIELDS)
    for row in rows:
        if as_csv:
            table.writerow(row)
        else:
            told = dict(zip(_FIELDS, row, strict=True))
            told |= {"before": json.loads(row[5]), "after": json.loads(row[6])}
            out.write(json.dumps(told, ensure_ascii=False) + "\n")
        count += 1
    return count
