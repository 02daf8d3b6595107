"""The chapter on ineffective spend: by rule, by week, and the evidence row by row."""

from fractions import Fraction

from fenhao.interfaces.charts import Part, Stack, bar_cell, bar_scale, stacks
from fenhao.interfaces.names import evidence_text
from fenhao.interfaces.report._blocks import (
    Cell,
    Chapter,
    Chart,
    Note,
    Row,
    Section,
    Table,
    head,
    number,
    picture,
)
from fenhao.interfaces.report._cost import HALF, NARROW
from fenhao.interfaces.report._reader import Reader
from fenhao.runs.report import Finding


def waste_chapter(reader: Reader) -> Chapter:
    """Return the chapter."""
    near = reader.closer(reader.report.waste.counted_minor)
    sections = (_rules(near), _weeks(near), _findings(reader))
    return Chapter("waste", reader.label("chapter_waste"), sections)


def waste_sentence(reader: Reader) -> str:
    """Return how the ineffective share stands to its target, as a sentence."""
    waste, write = reader.report.waste, reader.figures
    details = {
        "share": write.percent(waste.share),
        "target": write.percent_short(waste.target),
        "amount": write.spoken(waste.counted_minor),
    }
    return reader.say("waste_above" if waste.share > waste.target else "waste_within", details)


def _rules(reader: Reader) -> Section:
    waste, write = reader.report.waste, reader.figures
    scale = bar_scale([rule.counted_minor for rule in waste.rules], width=80)
    rows = []
    for rule in waste.rules:
        name = reader.word("rule", rule.rule)
        address = reader.address("waste", {"rule": rule.rule})
        told = reader.told(name, rule.counted_minor, address)
        drawn = bar_cell(rule.counted_minor, plan=None, scale=scale, width=80, title=told)
        cells = (
            Cell(name),
            number(write.count(rule.findings)),
            number(
                write.amount(rule.found_minor),
                title=reader.told(name, rule.found_minor, address),
                css="wide soft",
            ),
            picture(drawn),
            number(write.amount(rule.counted_minor), title=told, css="strong"),
        )
        rows.append(Row(cells, anchor=f"rule-{rule.rule}"))
    counted = sum(rule.counted_minor for rule in waste.rules)
    found = sum(rule.found_minor for rule in waste.rules)
    total = (
        Cell(reader.label("total")),
        number(write.count(sum(rule.findings for rule in waste.rules))),
        number(write.amount(found), css="wide"),
        Cell(""),
        number(write.amount(counted), title=write.exact(counted)),
    )
    heads = (
        head(reader.label("rule")),
        head(reader.label("findings"), "num"),
        head(reader.label("found"), "num wide"),
        head("", "pic"),
        head(reader.label("counted"), "num"),
    )
    title = waste_sentence(reader) if waste.rules else reader.label("waste_empty")
    table = Table(reader.label("rules_caption"), heads, tuple(rows), (Row(total),))
    blocks = (table, Note(reader.label("counted_note")))
    return Section("rules", title, reader.say("rules_subtitle", _unit(reader)), blocks, half=True)


def _weeks(reader: Reader) -> Section:
    waste, write = reader.report.waste, reader.figures
    rules = [rule.rule for rule in waste.rules]
    mondays = sorted({week.week_on for week in waste.weeks})
    amounts = {(week.week_on, week.rule): week for week in waste.weeks}
    subtitle = reader.say("weeks_subtitle", _unit(reader))
    if not mondays:
        return Section("weeks", reader.label("weeks_empty"), subtitle, (), half=True)
    names = [reader.word("rule", rule) for rule in rules]
    items = []
    for monday in mondays:
        parts = []
        for rule, name in zip(rules, names, strict=True):
            week = amounts.get((monday, rule))
            address = reader.address("waste", {"rule": rule, "week": monday.isoformat()})
            amount = week.counted_minor if week else 0
            parts.append(Part(amount, reader.told(f"{monday} {name}", amount, address), f"#rule-{rule}"))
        items.append(Stack(f"{monday:%m-%d}", tuple(parts)))
    sums = [item.total() for item in items]
    top = max(range(len(sums)), key=lambda i: sums[i])
    details = {
        "week": mondays[top].isoformat(),
        "amount": write.spoken(sums[top]),
        "mean": write.spoken(sum(sums) // len(sums)),
    }
    title = reader.say("weeks_title", details)
    drawn = [
        stacks(items, names, reader.voice(), width=width, height=130, caption=title)
        for width in (HALF, NARROW)
    ]
    return Section("weeks", title, subtitle, (Chart(*drawn),), half=True)


def _findings(reader: Reader) -> Section:
    waste, write = reader.report.waste, reader.figures
    shown = waste.findings
    details = {"shown": write.count(len(shown)), "count": write.count(waste.findings_total)}
    title = reader.say("findings_title" if shown else "findings_empty", details)
    heads = (
        head(reader.label("known_on")),
        head(reader.label("rule")),
        head(reader.label("customer")),
        head(reader.label("tier"), "wide"),
        head(reader.label("campaign"), "wide"),
        head(reader.label("evidence")),
        head(reader.label("entry"), "wide"),
        head(reader.label("amount"), "num"),
    )
    rows = tuple(_finding(reader, finding) for finding in shown)
    subtitle = reader.say(
        "exact_subtitle",
        {
            "label": reader.period(reader.report.label),
            "currency": reader.word("currency_name", reader.report.currency),
        },
    )
    table = Table(reader.label("findings_caption"), heads, rows)
    return Section("findings", title, subtitle, (table,) if rows else ())


def _finding(reader: Reader, finding: Finding) -> Row:
    write = reader.figures
    address = reader.address("entry", {"subledger": finding.subledger, "entry": finding.entry_id})
    name = reader.word("rule", finding.rule)
    campaign = f"#campaign-{finding.campaign_id}" if _listed(reader, finding.campaign_id) else ""
    return Row(
        (
            Cell(finding.found_on.isoformat(), css="date"),
            Cell(name, href=f"#rule-{finding.rule}"),
            Cell(finding.customer_id or "--"),
            Cell(finding.tier or reader.tier(""), css="wide soft"),
            Cell(finding.campaign_id or "--", href=campaign, css="wide"),
            Cell(evidence(reader, finding.evidence)),
            Cell(finding.entry_id, title=address, css="wide mono"),
            number(
                write.plain(finding.counted_minor), title=reader.told(name, finding.counted_minor, address)
            ),
        )
    )


def evidence(reader: Reader, text: str) -> str:
    """Return a rule's evidence in words."""
    types = {each.cost_type: reader.name(each.name_zh, each.name_en) for each in reader.report.types}
    return evidence_text(text, types=types, lang=reader.lang)


def _listed(reader: Reader, campaign: str) -> bool:
    return bool(campaign) and any(each.campaign_id == campaign for each in reader.report.campaigns)


def target_room(reader: Reader) -> Fraction:
    """Return where the track of the share's bullet ends: twice the target, or the share if it is more."""
    waste = reader.report.waste
    return max(waste.target * 2, waste.share) or Fraction(1)


def _unit(reader: Reader) -> dict[str, str]:
    return {"label": reader.period(reader.report.label), "unit": reader.figures.unit}
