"""``fenhao messages``: one round of messages for cron, and the log of what was sent."""

import click

from fenhao.interfaces.cli._books import Column, Kind, by_option, json_option, key_option, open_desk, show
from fenhao.interfaces.cli._frame import Frame

_LOG = (
    Column("id", Kind.count),
    Column("at"),
    Column("occasion", Kind.word, "occasion"),
    Column("recipient"),
    Column("title"),
    Column("attempts", Kind.count),
    Column("sent_at"),
    Column("next_at"),
    Column("error"),
)
_LIMIT = 50


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("messages", help=frame.word("cli.messages.help"))
    for command in (_send(frame), _log(frame), _again(frame)):
        group.add_command(command)
    return group


def _send(frame: Frame) -> click.Command:
    """Return the command that tells everybody what there is to tell now."""

    @click.command("send", help=frame.word("cli.messages.send"))
    def send() -> int:
        book = frame.book()
        frame.connect(book.root, book.settings.database)
        from fenhao.books.outgoing.operations import waiting
        from fenhao.books.policies.operations import bring_in_force
        from fenhao.interfaces.messages import one_round

        now = frame.now()
        bring_in_force(book=book, at=now)
        later = waiting(at=now)
        told = one_round(frame.book(), at=now)
        counts = {"written": str(told.written), "sent": str(told.sent), "failed": str(told.failed)}
        frame.print("cli.messages.done", counts)
        if later:
            frame.print("cli.messages.later", {"count": str(later)})
        return 1 if told.failed else 0

    return send


def _log(frame: Frame) -> click.Command:
    """Return the command that lists the newest messages."""

    @click.command("log", help=frame.word("cli.messages.log"))
    @by_option(frame)
    @json_option(frame)
    def log(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.outgoing import operations as books

        show(
            frame,
            _LOG,
            [
                (
                    each.id,
                    each.at,
                    each.occasion,
                    each.address or each.channel.name,
                    each.title,
                    each.attempts,
                    each.sent_at,
                    each.next_at,
                    each.error,
                )
                for each in books.log(by=desk.by, at=desk.at, limit=_LIMIT)
            ],
            noun="messages",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return log


def _again(frame: Frame) -> click.Command:
    """Return the command that sends a logged message once more."""

    @click.command("again", help=frame.word("cli.messages.again"))
    @click.argument("message", type=int)
    @key_option(frame)
    @by_option(frame)
    def again(message: int, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.outgoing import operations as books

        waits = books.again(message, by=desk.by, at=desk.at, key=key)
        frame.print("cli.messages.waits_again" if waits else "cli.messages.waits_already")
        return 0

    return again
