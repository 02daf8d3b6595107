"""Cuts of next month's budget: what accepted cases propose."""

import click

from fenhao.interfaces.cli._acting import acting
from fenhao.interfaces.cli._asked import say_asked_once_each
from fenhao.interfaces.cli._books import Column, Kind, by_option, json_option, key_option, open_desk, show
from fenhao.interfaces.cli._frame import Frame


def propose(frame: Frame) -> click.Command:
    """Return ``findings cut``: propose what accepted cases take from next month."""

    @click.command("cut", help=frame.word("cli.findings.cut"))
    @click.argument("month")
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def cut(month: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import operations as findings

        told = findings.propose_cuts(month, key=key, by=acting(desk), at=desk.at)
        show(
            frame,
            (
                Column("tier", Kind.tier),
                Column("category", Kind.category),
                Column("cases", Kind.count),
                Column("wanted_minor", Kind.money),
                Column("amount_minor", Kind.money),
                Column("verdict", Kind.word, "cut_verdict"),
                Column("cut_id", Kind.count),
            ),
            [
                (
                    each.tier, each.category, each.cases, each.wanted_minor, each.amount_minor, each.verdict,
                    each.cut or None,
                )
                for each in told
            ],
            noun="findings",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        if not as_json:
            ours = {each.cut for each in told}
            asked = [each.approval for each in findings.cuts(month) if each.id in ours]
            say_asked_once_each(frame, desk, asked)
        return 0

    return cut


def proposed(frame: Frame) -> click.Command:
    """Return ``findings cuts``: what was proposed, and the cases behind it."""

    @click.command("cuts", help=frame.word("cli.findings.cuts"))
    @click.argument("month", default="")
    @by_option(frame)
    @json_option(frame)
    def cuts(month: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import operations as findings

        show(
            frame,
            (
                Column("cut_id", Kind.count),
                Column("month"),
                Column("line", Kind.line),
                Column("wanted_minor", Kind.money),
                Column("amount_minor", Kind.money),
                Column("cut_minor", Kind.money),
                Column("state", Kind.word, "cut_state"),
                Column("approval", Kind.count),
                Column("behind"),
            ),
            [
                (
                    each.id, each.month, f"{each.next_month}/{each.tier}/{each.category}", each.wanted_minor,
                    each.amount_minor, each.cut_minor, each.state, each.approval,
                    ", ".join(str(case) for case in each.cases),
                )
                for each in findings.cuts(month)
            ],
            noun="findings",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        return 0

    return cuts
