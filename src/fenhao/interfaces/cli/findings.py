"""``fenhao findings``: ineffective spend as cases that people decide about."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import click

from fenhao.engine.waste import CaseVerdict
from fenhao.interfaces.cli._acting import acting, names, person
from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    Kind,
    amount,
    by_option,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._findings_cuts import propose, proposed
from fenhao.interfaces.cli._findings_file import write_list
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.report import share_text
from fenhao.kernel import Trouble
from fenhao.runs.report import found_in_year, newest_year
from fenhao.warehouse import Engine

ROWS_MAX = 1000
"""How many cases one act or list names unless told otherwise."""
_STATES = ("open", "accepted", "dismissed", "appealed", "recovered", "withdrawn")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("findings", help=frame.word("cli.findings.help"))
    for part in (_refresh, _weeks, _list, _show, _assign, _owner):
        group.add_command(part(frame))
    for act in ("accept", "dismiss", "appeal"):
        group.add_command(_answer(frame, act))
    for part in (_recover, propose, proposed, _export):
        group.add_command(part(frame))
    return group


def _refresh(frame: Frame) -> click.Command:
    @click.command("refresh", help=frame.word("cli.findings.refresh"))
    @click.argument("year", default="")
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def refresh(year: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import operations as findings

        label = year or newest_year(desk.book)
        with frame.steps() as steps:
            found = found_in_year(
                book=desk.book, label=label, at=desk.at, engine=Engine.duckdb, advance=steps
            )
        told = findings.refresh(found, key=key, by=desk.by, at=desk.at)
        names = ("found", "new", "changed", "returned", "unchanged", "differing", "withdrawn")
        if as_json:
            say_json({"year": label, **{name: getattr(told, name) for name in names}})
        else:
            frame.print(
                "cli.findings.refreshed",
                {"year": label, **{name: f"{getattr(told, name):,}" for name in names}},
            )
        return 0

    return refresh


def _weeks(frame: Frame) -> click.Command:
    @click.command("weeks", help=frame.word("cli.findings.weeks"))
    @click.argument("year", default="")
    @by_option(frame)
    @json_option(frame)
    def weeks(year: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.findings import ineffective_share, weekly

        label = year or newest_year(desk.book)
        rows = read(lambda session: weekly(session, year=label))
        share = read(lambda session: ineffective_share(session, year=label))
        people = names(desk)
        show(
            frame,
            (
                Column("week_on"),
                Column("rule", Kind.word, "rule"),
                Column("owner"),
                Column("cases", Kind.count),
                Column("counted_minor", Kind.money),
                Column("open_minor", Kind.money),
                Column("accepted_minor", Kind.money),
                Column("dismissed_minor", Kind.money),
                Column("recovered_minor", Kind.money),
                Column("share", Kind.share),
            ),
            [
                (
                    row.week_on, row.rule, people.get(row.owner or 0, ""), row.cases, row.counted_minor,
                    row.open_minor, row.accepted_minor, row.dismissed_minor, row.recovered_minor, row.share,
                )
                for row in rows
            ],
            noun="findings",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        target = desk.book.policies.waste.share_target
        if not as_json and share is not None:
            met = "cli.findings.share_met" if share <= target else "cli.findings.share_missed"
            frame.print(met, {"share": _percent(share), "target": _percent(target)})
        return 0 if share is None or share <= target else EXIT_CHECK_FAILED

    return weeks


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.findings.list"))
    @click.option("--year", default="", help=frame.word("cli.findings.year_option"))
    @click.option("--week", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.findings.week_option"))
    @click.option("--rule", default="", help=frame.word("cli.findings.rule_option"))
    @click.option("--state", type=click.Choice(_STATES), help=frame.word("cli.findings.state_option"))
    @click.option("--owner", default="", help=frame.word("cli.findings.owner_option"))
    @click.option("--rows", default=50, show_default=True, help=frame.word("cli.findings.rows_option"))
    @by_option(frame)
    @json_option(frame)
    def listed(
        year: str, week: datetime | None, rule: str, state: str | None, owner: str, rows: int, by: str, as_json: bool
    ) -> int:  # fmt: skip
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.findings import CaseFilter, listed as cases
        from fenhao.engine.waste import CaseState

        wanted = CaseFilter(
            year=year,
            week_on=week.date() if week else None,
            rule=rule,
            state=CaseState(state) if state else None,
            owner=person(desk, owner) if owner else 0,
        )
        people = names(desk)
        show(
            frame,
            (
                Column("id", Kind.count),
                Column("found_on"),
                Column("rule", Kind.word, "rule"),
                Column("customer"),
                Column("line", Kind.line),
                Column("entry"),
                Column("counted_minor", Kind.money),
                Column("state", Kind.word, "finding_state"),
                Column("owner"),
                Column("evidence", Kind.evidence),
            ),
            [
                (
                    each.id, each.found_on, each.rule, each.customer,
                    f"{each.spent_month}/{each.line_tier}/{each.category}", each.entry_id, each.counted_minor,
                    each.state, people.get(each.owner or 0, ""), each.evidence,
                )
                for each in read(lambda session: cases(session, wanted, rows_max=rows))
            ],
            noun="findings",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        return 0

    return listed


def _show(frame: Frame) -> click.Command:
    @click.command("show", help=frame.word("cli.findings.show"))
    @click.argument("case", type=int)
    @by_option(frame)
    @json_option(frame)
    def shown(case: int, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from dataclasses import fields

        from fenhao.books.database import read
        from fenhao.books.findings import find

        found = read(lambda session: find(session, [case])).get(case)
        if found is None:
            raise Trouble("findings.unknown_case", {"case": str(case)})
        if as_json:
            say_json({each.name: getattr(found, each.name) for each in fields(found)})
            return 0
        show(
            frame,
            (Column("field"), Column("value")),
            [(each.name, str(getattr(found, each.name))) for each in fields(found)],
            noun="findings",
            as_json=False,
            digits=desk.book.digits,
        )
        return 0

    return shown


def _answer(frame: Frame, act: str) -> click.Command:
    @click.command(act, help=frame.word(f"cli.findings.{act}"))
    @click.argument("cases", type=int, nargs=-1)
    @click.option("--rule", default="", help=frame.word("cli.findings.all_of_rule"))
    @click.option("--week", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.findings.all_of_week"))
    @click.option("--why", default="", help=frame.word("cli.findings.why_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def answer(
        cases: tuple[int, ...], rule: str, week: datetime | None, why: str, key: str, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import operations as findings
        from fenhao.engine.waste import CaseAct

        told = findings.answer_cases(
            cases or _chosen(rule, week), CaseAct(act), key=key, by=acting(desk), at=desk.at, why=why
        )
        return _say_replies(frame, [(each.case, each.verdict) for each in told], desk, as_json=as_json)

    return answer


def _recover(frame: Frame) -> click.Command:
    @click.command("recover", help=frame.word("cli.findings.recover"))
    @click.argument("cases", type=int, nargs=-1, required=True)
    @click.option("--amount", "given", default="", help=frame.word("cli.findings.amount_option"))
    @click.option("--reversal", default=0, help=frame.word("cli.findings.reversal_option"))
    @click.option("--credit", default="", help=frame.word("cli.findings.credit_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def recover(
        cases: tuple[int, ...], given: str, reversal: int, credit: str, key: str, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import Link, operations as findings
        from fenhao.engine.waste import CaseAct

        told = findings.answer_cases(
            cases,
            CaseAct.recover,
            key=key,
            by=acting(desk),
            at=desk.at,
            amount_minor=amount(given, desk=desk) if given else 0,
            link=Link(reversal, credit),
        )
        return _say_replies(frame, [(each.case, each.verdict) for each in told], desk, as_json=as_json)

    return recover


def _assign(frame: Frame) -> click.Command:
    @click.command("assign", help=frame.word("cli.findings.assign"))
    @click.argument("cases", type=int, nargs=-1, required=True)
    @click.option("--to", "name", required=True, help=frame.word("cli.findings.to_option"))
    @click.option("--why", default="", help=frame.word("cli.findings.why_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def assign(cases: tuple[int, ...], name: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import operations as findings

        told = findings.assign(cases, owner=person(desk, name), key=key, by=acting(desk), at=desk.at, why=why)
        return _say_replies(frame, [(each.case, each.verdict) for each in told], desk, as_json=as_json)

    return assign


def _owner(frame: Frame) -> click.Command:
    @click.command("owner", help=frame.word("cli.findings.owner_help"))
    @click.argument("category")
    @click.argument("name")
    @click.option("--department", default="*", help=frame.word("cli.findings.department_option"))
    @key_option(frame)
    @by_option(frame)
    def owner(category: str, name: str, department: str, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.findings import operations as findings

        findings.set_owner(
            category=category,
            department=department,
            owner=person(desk, name),
            key=key,
            by=acting(desk),
            at=desk.at,
        )
        frame.print("cli.findings.owner_set", {"name": name, "category": category, "department": department})
        return 0

    return owner


def _export(frame: Frame) -> click.Command:
    @click.command("export", help=frame.word("cli.findings.export"))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @click.option("--year", default="", help=frame.word("cli.findings.year_option"))
    @by_option(frame)
    def export(file: Path, year: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        count, total = write_list(frame, desk, file, year=year or newest_year(desk.book), people=names(desk))
        frame.print("cli.findings.exported", {"file": str(file), "count": f"{count:,}", "total": total})
        return 0

    return export


def _chosen(rule: str, week: datetime | None) -> list[int]:
    """Return the open cases of a rule and week; Trouble when neither was named: nobody answers everything by mistake."""
    from fenhao.books.database import read
    from fenhao.books.findings import CaseFilter, listed
    from fenhao.engine.waste import CaseState

    if not rule and week is None:
        raise Trouble("findings.no_cases", {})
    wanted = CaseFilter(rule=rule, week_on=week.date() if week else None, state=CaseState.open)
    return [each.id for each in read(lambda session: listed(session, wanted, rows_max=ROWS_MAX))]


def _say_replies(frame: Frame, told: Sequence[tuple[int, CaseVerdict]], desk: Desk, *, as_json: bool) -> int:
    """Print what became of each case; return 1 when one was refused."""
    columns = (Column("id", Kind.count), Column("verdict", Kind.word, "finding_verdict"))
    show(frame, columns, told, noun="findings", as_json=as_json, digits=desk.book.digits)
    return 0 if all(verdict is CaseVerdict.done for _, verdict in told) else EXIT_CHECK_FAILED


def _percent(share: Fraction) -> str:
    """Return a share as people read it, to a tenth of a percent."""
    return share_text(share, decimals=1)
