"""The report's tables of what happened: ineffective spend, transfers, alerts, decisions; and its remarks."""

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.journal import PeriodState
from fenhao.interfaces.names import line_name
from fenhao.interfaces.period._names import Spoken, moment
from fenhao.interfaces.period._read import PeriodRead
from fenhao.interfaces.period._tables import column, report_word, subtitle
from fenhao.interfaces.report import FigureColumn, FigureRow, FigureTable, Remarks, SheetKind as Kind
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.report import Remark


def events(names: Spoken, found: PeriodRead) -> tuple[FigureTable, ...]:
    """Return the tables in their order."""
    return (_waste(names, found), _moves(names, found), _alerts(names, found), _decisions(names, found))


def remarks(names: Spoken, found: PeriodRead) -> tuple[Remarks, ...]:
    """Return what a reader must know: what was said of lines, how far the months are, what the cost rests on."""
    cost = found.cost
    told = [
        (report_word(names, "remarks_months", {}), _states(names, found)),
        (report_word(names, "remarks_comments", {}), _comments(names, found)),
    ]
    if cost is not None:
        told += [
            (report_word(names, "remarks_made", {}), (_made(names, found),)),
            (
                say("report.assumptions", {}, names.lang),
                tuple(_remark(names, each) for each in cost.assumptions),
            ),
            (say("report.left_out", {}, names.lang), tuple(_remark(names, each) for each in cost.left_out)),
        ]
    return tuple(Remarks(name, items) for name, items in told)


def _waste(names: Spoken, found: PeriodRead) -> FigureTable:
    """Return ineffective spend by rule: what the books have as cases of these months, and what became of them."""
    counted = sum(each.counted_minor for each in found.rules)
    still = sum(each.open_minor for each in found.rules)
    write = names.figures(counted)
    year = {"year": found.year.label}
    # Only a single month is an address that the cases can be narrowed to.
    month = {"month": found.span.label} if len(found.months) == 1 else {}
    rows = tuple(
        FigureRow(
            {
                "name": names.word("rule", each.rule),
                "cases": each.cases,
                "counted": each.counted_minor,
                "open": each.open_minor,
                "accepted": each.accepted_minor,
                "dismissed": each.dismissed_minor,
                "recovered": each.recovered_minor,
            },
            {"counted": f"{reverse('web:cases')}?{urlencode({**year, **month, 'rule': each.rule})}"},
        )
        for each in found.rules
    )
    details = {"amount": write.spoken(counted), "open": write.spoken(still)}
    return FigureTable(
        anchor="ineffective",
        name=report_word(names, "sheet_ineffective", {}),
        title=report_word(names, "ineffective" if rows else "ineffective_none", details),
        subtitle=subtitle(names, found, "ineffective"),
        columns=(
            column(names, "rule", Kind.text),
            column(names, "cases", Kind.count, total=True),
            column(names, "counted", Kind.amount, total=True),
            column(names, "open", Kind.amount, total=True),
            column(names, "accepted", Kind.amount, total=True),
            column(names, "dismissed", Kind.amount, total=True),
            column(names, "recovered", Kind.amount, total=True),
        ),
        rows=tuple(FigureRow({**row.values, "rule": row.values["name"]}, row.hrefs) for row in rows),
        empty=report_word(names, "no_cases", {}),
        total=report_word(names, "total", {}),
    )


def _moves(names: Spoken, found: PeriodRead) -> FigureTable:
    """Return the transfers and draws that were carried out in the period."""
    total = sum(each.amount_minor for each in found.moved)
    details = {"count": str(len(found.moved)), "amount": names.figures(total).spoken(total)}
    rows = tuple(
        FigureRow(
            {
                "when": names.here.book.today(each.moved_at) if each.moved_at else None,
                "kind": names.word("case_kind", each.kind.value),
                "giver": _line(names, *each.giver),
                "taker": _line(names, *each.taker),
                "amount": each.amount_minor,
                "who": _who(names, found, each.proposed_by),
                "why": each.why,
            },
            {"amount": reverse("web:moves")},
        )
        for each in found.moved
    )
    return FigureTable(
        anchor="transfers",
        name=report_word(names, "sheet_transfers", {}),
        title=report_word(names, "moved" if rows else "moved_none", details),
        subtitle=subtitle(names, found, "transfers"),
        columns=(
            column(names, "when", Kind.day),
            column(names, "kind", Kind.text),
            column(names, "giver", Kind.text),
            column(names, "taker", Kind.text),
            FigureColumn("amount", report_word(names, "column_moved", {}), Kind.amount, total=True),
            column(names, "who", Kind.text),
            column(names, "why", Kind.text),
        ),
        rows=rows,
        empty=report_word(names, "no_moves", {}),
        total=report_word(names, "total", {}) if rows else "",
    )


def _alerts(names: Spoken, found: PeriodRead) -> FigureTable:
    """Return the marks that lines of the period crossed."""
    over = sum(1 for each in found.alerts if each.kind == "over")
    details = {"count": str(len(found.alerts)), "over": str(over)}
    rows = tuple(
        FigureRow(
            {
                "when": names.here.book.today(each.at),
                "line": names.balance(each.balance),
                "mark": names.word("alert", each.kind),
                "used": each.used_minor,
                "funded": each.funded_minor,
            },
            {"used": f"{reverse('web:lines')}?{urlencode({'month': each.balance.split('/')[2]})}"},
        )
        for each in found.alerts
    )
    return FigureTable(
        anchor="alerts",
        name=report_word(names, "sheet_alerts", {}),
        title=report_word(names, "alerts" if rows else "alerts_none", details),
        subtitle=subtitle(names, found, "alerts"),
        columns=(
            column(names, "when", Kind.day),
            column(names, "line", Kind.text),
            column(names, "mark", Kind.text),
            column(names, "used", Kind.amount),
            column(names, "funded", Kind.amount),
        ),
        rows=rows,
        empty=report_word(names, "no_alerts", {}),
    )


def _decisions(names: Spoken, found: PeriodRead) -> FigureTable:
    """Return what was decided in the period, by whom, and why."""
    rows = tuple(
        FigureRow(
            {
                "when": moment(names.here, event.at),
                "kind": names.word("case_kind", case.kind),
                "title": case.title,
                "amount": case.amount_minor,
                "answer": names.word("case_event", event.what.value),
                "who": _who(names, found, event.by),
                "why": event.why,
            },
            {"title": reverse("web:approval", kwargs={"case": case.id})},
        )
        for case, event in found.decided
    )
    details = {"count": str(len(rows))}
    return FigureTable(
        anchor="decisions",
        name=report_word(names, "sheet_decisions", {}),
        title=report_word(names, "decided" if rows else "decided_none", details),
        subtitle=subtitle(names, found, "decisions"),
        columns=(
            column(names, "when", Kind.text),
            column(names, "kind", Kind.text),
            column(names, "title", Kind.text),
            FigureColumn("amount", report_word(names, "column_asked", {}), Kind.amount),
            column(names, "answer", Kind.text),
            column(names, "who", Kind.text),
            column(names, "why", Kind.text),
        ),
        rows=rows,
        empty=report_word(names, "no_decisions", {}),
    )


def _states(names: Spoken, found: PeriodRead) -> tuple[str, ...]:
    """Return how far each month is: figures of a month that is not closed may still change."""
    told = [
        report_word(
            names,
            "month_state",
            {"month": names.period(each.label), "state": names.word("month_state", each.state.value)},
        )
        for each in found.months
        if each.state is not PeriodState.closed
    ]
    if told or not found.months:
        return tuple(told)
    return (report_word(names, "all_closed", {}),)


def _comments(names: Spoken, found: PeriodRead) -> tuple[str, ...]:
    """Return what was said about budget lines of the period."""
    return tuple(
        report_word(
            names,
            "comment",
            {
                "line": _line(names, each.cell.month, each.cell.tier, each.cell.category)
                if each.cell
                else "",
                "text": each.text,
                "who": _who(names, found, each.by),
                "day": names.here.book.today(each.at).isoformat(),
            },
        )
        for each in found.comments
    )


def _made(names: Spoken, found: PeriodRead) -> str:
    """Return when the cost was worked out, and from how much."""
    kept = found.kept
    assert kept is not None, "asked of a cost alone"
    details = {
        "at": moment(names.here, kept.made_at),
        "facts": ("、" if names.lang == "zh" else ", ").join(
            f"{names.word('table', table)} {version}" for table, version in kept.stamp.facts
        ),
        "policies": "; ".join(kept.value.policies),
        "entries": f"{kept.value.entries:,}",
        "grain": str(len(names.here.book.calendar.within(found.span.period, Grain.month))),
    }
    return report_word(names, "made_from", details)


def _remark(names: Spoken, remark: Remark) -> str:
    """Return a remark of the cost in words."""
    details = dict(remark.details)
    if "amount_minor" in details:
        details["amount"] = names.figures(0).exact(int(details["amount_minor"]))
    if "pool" in details:
        pools = {each.pool_id: each for each in names.here.book.policies.pools}
        pool = pools.get(details["pool"])
        if pool is not None:
            details["pool"] = pool.name_zh if names.lang == "zh" else pool.name_en
    return say(f"remark.{remark.code}", details, names.lang)


def _line(names: Spoken, period: str, tier: str, category: str) -> str:
    """Return a line as a person says it."""
    return line_name(period, tier, category, chart=names.here.book.chart, lang=names.lang)


def _who(names: Spoken, found: PeriodRead, by: int | None) -> str:
    """Return who acted."""
    return say("web.findings.system", {}, names.lang) if by is None else found.people.get(by, str(by))
