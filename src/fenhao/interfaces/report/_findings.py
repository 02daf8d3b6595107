"""The list of ineffective spend as sheets: the weeks by rule and owner, and the cases, one a row."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fenhao.engine.ledger import Chart
from fenhao.interfaces.names import evidence_text, line_name, type_names, word
from fenhao.interfaces.report._sheet import Column, Kind, Sheet, Value
from fenhao.interfaces.words import Language, say

if TYPE_CHECKING:
    from fenhao.books.findings import CaseRow, WeekRow


def week_sheet(lang: Language, weeks: "Sequence[WeekRow]", people: Mapping[int, str], *, title: str) -> Sheet:
    """Return the weeks by rule and owner."""
    columns = (
        ("week_on", Kind.day, False),
        ("rule", Kind.text, False),
        ("owner", Kind.text, False),
        ("cases", Kind.count, True),
        ("counted_minor", Kind.amount, True),
        ("open_minor", Kind.amount, True),
        ("accepted_minor", Kind.amount, True),
        ("dismissed_minor", Kind.amount, True),
        ("recovered_minor", Kind.amount, True),
        ("share", Kind.share, False),
    )
    rows = tuple(
        (
            each.week_on,
            say(f"rule.{each.rule}", {}, lang),
            people.get(each.owner or 0, ""),
            each.cases,
            each.counted_minor,
            each.open_minor,
            each.accepted_minor,
            each.dismissed_minor,
            each.recovered_minor,
            each.share,
        )
        for each in weeks
    )
    return _sheet(lang, "weeks_sheet", title, columns, rows)


def case_sheet(
    lang: Language, cases: "Sequence[CaseRow]", people: Mapping[int, str], *, title: str, chart: Chart
) -> Sheet:
    """Return the cases, one a row, in words; ``chart`` names what the money was for."""
    types = type_names(chart, lang=lang)
    columns = (
        ("id", Kind.count, False),
        ("week_on", Kind.day, False),
        ("found_on", Kind.day, False),
        ("rule", Kind.text, False),
        ("customer", Kind.text, False),
        ("line", Kind.text, False),
        ("entry", Kind.text, False),
        ("evidence", Kind.text, False),
        ("counted_minor", Kind.amount, True),
        ("recovered_minor", Kind.amount, True),
        ("state", Kind.text, False),
        ("owner", Kind.text, False),
        ("why", Kind.text, False),
    )
    rows = tuple(
        (
            each.id,
            each.week_on,
            each.found_on,
            say(f"rule.{each.rule}", {}, lang),
            each.customer,
            line_name(each.spent_month, each.line_tier, each.category, chart=chart, lang=lang),
            f"{word('table', each.subledger, lang=lang)} {each.source} {each.entry_id}",
            evidence_text(each.evidence, types=types, lang=lang),
            each.counted_minor,
            each.recovered_minor,
            say(f"finding_state.{each.state.value}", {}, lang),
            people.get(each.owner or 0, ""),
            each.why,
        )
        for each in cases
    )
    return _sheet(lang, "cases_sheet", title, columns, rows)


def _sheet(
    lang: Language,
    name: str,
    title: str,
    columns: Sequence[tuple[str, Kind, bool]],
    rows: tuple[tuple[Value, ...], ...],
) -> Sheet:
    """Return a sheet with the command's words over its columns."""
    wide = {Kind.text: 24, Kind.amount: 16}
    return Sheet(
        name=say(f"cli.findings.{name}", {}, lang),
        title=title,
        subtitle=say("cli.findings.list_note", {}, lang),
        total=say("cli.findings.total", {}, lang),
        columns=tuple(
            Column(say(f"cli.findings.{each}", {}, lang), kind, wide.get(kind, 12), total)
            for each, kind, total in columns
        ),
        rows=rows,
    )
