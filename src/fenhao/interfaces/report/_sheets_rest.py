"""The workbook's sheets on ineffective spend, and on what the report rests on."""

from fenhao.interfaces.names import word
from fenhao.interfaces.report._basis import remark_words
from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.report._sheet import Column, Formula, Kind, Sheet, Value
from fenhao.interfaces.report._waste import evidence, waste_sentence


def rules_sheet(reader: Reader, cells: Sheet) -> Sheet:
    """Return ineffective spend by rule with its share of all cost."""
    report, label = reader.report, reader.label
    columns = (
        Column(label("rule"), Kind.text, 34),
        Column(label("code"), Kind.text, 26),
        Column(label("findings"), Kind.count, 12, total=True),
        Column(label("found"), Kind.amount, 16, total=True),
        Column(label("counted"), Kind.amount, 16, total=True),
        Column(label("share_of_cost"), Kind.share, 14),
        Column(label("address"), Kind.text, 56),
    )
    whole = f"SUM({cells.cells(label('amount'))})"
    rows = tuple(
        (
            reader.word("rule", rule.rule),
            rule.rule,
            rule.findings,
            rule.found_minor,
            rule.counted_minor,
            Formula(
                f'IF({whole}=0,"--",E{{r}}/{whole})', share(rule.counted_minor, report.totals.total_minor)
            ),
            reader.address("waste", {"rule": rule.rule}),
        )
        for rule in report.waste.rules
    )
    subtitle = f"{reader.sheet_unit()} · {label('counted_note')}"
    return Sheet(label("sheet_rules"), waste_sentence(reader), subtitle, label("filtered"), columns, rows)


def weeks_sheet(reader: Reader) -> Sheet:
    """Return ineffective spend by week and rule."""
    label = reader.label
    columns = (
        Column(label("week"), Kind.day, 14),
        Column(label("rule"), Kind.text, 34),
        Column(label("findings"), Kind.count, 12, total=True),
        Column(label("counted"), Kind.amount, 16, total=True),
    )
    rows = tuple(
        (week.week_on, reader.word("rule", week.rule), week.findings, week.counted_minor)
        for week in reader.report.waste.weeks
    )
    return Sheet(
        label("sheet_weeks"), label("weeks_caption"), reader.sheet_unit(), label("filtered"), columns, rows
    )


def findings_sheet(reader: Reader) -> Sheet:
    """Return the largest findings with their evidence."""
    report, label = reader.report, reader.label
    columns = (
        Column(label("known_on"), Kind.day, 12),
        Column(label("rule"), Kind.text, 30),
        Column(label("customer"), Kind.text, 16),
        Column(label("tier"), Kind.text, 12),
        Column(label("campaign"), Kind.text, 12),
        Column(label("evidence"), Kind.text, 34),
        Column(label("subledger"), Kind.text, 14),
        Column(label("entry"), Kind.text, 34),
        Column(label("counted"), Kind.amount, 14, total=True),
    )
    rows = tuple(
        (
            each.found_on,
            reader.word("rule", each.rule),
            each.customer_id,
            reader.tier(each.tier),
            each.campaign_id,
            evidence(reader, each.evidence),
            reader.word("subledger", each.subledger),
            each.entry_id,
            each.counted_minor,
        )
        for each in report.waste.findings
    )
    details = {
        "shown": reader.figures.count(len(report.waste.findings)),
        "count": reader.figures.count(report.waste.findings_total),
    }
    title = reader.say("findings_title" if rows else "findings_empty", details)
    return Sheet(label("sheet_findings"), title, reader.sheet_unit(), label("filtered"), columns, rows)


def basis_sheet(reader: Reader) -> Sheet:
    """Return assumptions, what was left out, policies and the tables that the report was made from."""
    report, label = reader.report, reader.label
    columns = (
        Column(label("item"), Kind.text, 18),
        Column(label("text"), Kind.text, 90),
        Column(label("version"), Kind.count, 10),
        Column(label("rows"), Kind.count, 14),
    )
    period = reader.say(
        "period_told",
        {"start": str(report.period.start), "end": str(report.period.end), "zone": report.time_zone},
    )
    rows: list[tuple[Value, ...]] = [(label("period"), period, "", "")]
    rows += [(label("assumptions"), remark_words(reader, remark), "", "") for remark in report.assumptions]
    rows += [(label("left_out"), remark_words(reader, remark), "", "") for remark in report.left_out]
    rows += [(label("policy"), policy, "", "") for policy in report.policies]
    rows += [
        (label("table"), word("table", each.table, lang=reader.lang), each.version, each.rows)
        for each in report.made_from
    ]
    title = label("made_from_title")
    return Sheet(label("sheet_basis"), title, label("made_from_subtitle"), "", columns, tuple(rows))
