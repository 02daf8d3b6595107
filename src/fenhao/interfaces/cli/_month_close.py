"""Closing a month: its rules, its stages, its report, and opening it again."""

from collections.abc import Iterable
from pathlib import Path

import click

from fenhao.interfaces.cli._acting import acting
from fenhao.interfaces.cli._asked import asked_facts, say_asked
from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    by_option,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.cli._month_input import closing_checks, rules_in


def open_command(frame: Frame) -> click.Command:
    """Return ``month open``."""

    @click.command("open", help=frame.word("cli.month.open"))
    @click.argument("year", type=click.IntRange(1900, 2200))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def opened(year: int, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as books

        months = books.open_fiscal_year(desk.book.calendar, year, key=key, by=desk.by, at=desk.at)
        if as_json:
            say_json({"year": year, "months": months})
        elif months:
            frame.print("cli.month.opened", {"first": months[0], "last": months[-1]})
        else:
            frame.print("cli.month.open_already", {"year": str(year)})
        return 0

    return opened


def rules_command(frame: Frame) -> click.Command:
    """Return ``month rules``."""

    @click.command("rules", help=frame.word("cli.month.rules"))
    @click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--why", default="", help=frame.word("cli.month.why_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def rules(file: Path | None, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.monthend import operations as months

        if file is not None:
            months.set_rules(rules_in(file), key=key, by=desk.by, at=desk.at, why=why)
        now = read(lambda session: months.rules_at(session, desk.at))
        if not as_json:
            frame.print("cli.month.rules_in_force", {"version": now.version})
        show(
            frame,
            (
                Column("tier", Kind.tier),
                Column("category", Kind.category),
                Column("holds"),
                Column("unspent"),
                Column("overspend"),
            ),
            [
                (rule.tier, rule.category, rule.holds.value, rule.unspent.value, rule.overspend.value)
                for rule in now.rules
            ],
            noun="month",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return rules


def closing_command(frame: Frame) -> click.Command:
    """Return ``month closing``."""

    @click.command("closing", help=frame.word("cli.month.closing"))
    @click.argument("month")
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def closing(month: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        told = months.begin_closing(month, key=key, by=desk.by, at=desk.at)
        if as_json:
            say_json({"verdict": told.value})
        else:
            frame.print(f"month_verdict.{told.value}")
        return 0 if told.value == "turned" else EXIT_CHECK_FAILED

    return closing


def close_command(frame: Frame) -> click.Command:
    """Return ``month close``."""

    @click.command("close", help=frame.word("cli.month.close"))
    @click.argument("month")
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def close(month: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        told = months.close(month, checks=closing_checks(frame, desk, month), key=key, by=desk.by, at=desk.at)
        if as_json:
            say_json(
                {
                    "verdict": told.verdict.value,
                    "detail": told.detail,
                    "obstacles": [{"code": each.code, **each.details} for each in told.obstacles],
                    "faults": [[*line, *(fault.value for fault in faults)] for line, faults in told.faults],
                    "totals": told.report.totals if told.report else {},
                    "seal": told.report.seal if told.report else "",
                }
            )
            return 0 if told.report else EXIT_CHECK_FAILED
        frame.print(f"month_verdict.{told.verdict.value}")
        for each in told.obstacles:
            frame.print(each.code, each.details)
        for line, faults in told.faults:
            words = "; ".join(frame.word(f"closing_fault.{fault.value}") for fault in faults)
            frame.out.print(f"  {line.tier or '–'} {line.category}: {words}")
        if told.detail:
            frame.out.print(f"  {told.detail}")
        if told.report is not None:
            _say_totals(frame, told.report.totals, digits=desk.book.digits, as_json=False)
        return 0 if told.report else EXIT_CHECK_FAILED

    return close


def ended_command(frame: Frame) -> click.Command:
    """Return ``month report``."""

    @click.command("report", help=frame.word("cli.month.report"))
    @click.argument("month")
    @by_option(frame)
    @json_option(frame)
    def report(month: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        for told in months.closed_months(month):
            if not as_json:
                frame.print("cli.month.closed_by", {"rules": told.rules, "seal": told.seal})
            _say_totals(frame, told.totals, digits=desk.book.digits, as_json=as_json)
        return 0

    return report


def reopen_command(frame: Frame) -> click.Command:
    """Return ``month reopen``."""

    @click.command("reopen", help=frame.word("cli.month.reopen"))
    @click.argument("month")
    @click.option("--why", required=True, help=frame.word("cli.month.why_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def reopen(month: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        currency = desk.book.settings.currency
        told = months.ask_reopening(month, why=why, key=key, by=acting(desk), at=desk.at, currency=currency)
        if as_json:
            say_json({"verdict": told.verdict.value, "case": told.case, **asked_facts(desk, told.case)})
        else:
            frame.print(f"month_verdict.{told.verdict.value}", {"case": str(told.case)})
            say_asked(frame, desk, told.case)
        return 0 if told.case else EXIT_CHECK_FAILED

    return reopen


def _say_totals(frame: Frame, totals: dict[str, int], *, digits: int, as_json: bool) -> None:
    """Print what a closed month came to, part by part."""
    parts: Iterable[tuple[str, int]] = totals.items()
    show(
        frame,
        (Column("part", Kind.word, "closing_part"), Column("minor", Kind.money)),
        [(name, minor) for name, minor in parts if minor or as_json],
        noun="month",
        as_json=as_json,
        digits=digits,
    )
