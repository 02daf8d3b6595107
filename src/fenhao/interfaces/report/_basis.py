"""What a report rests on: assumptions, what was left out, the facts and policies that it was made from."""

from fenhao.interfaces.names import word
from fenhao.interfaces.report._blocks import Cell, Chapter, Listing, Note, Row, Section, Table, head, number
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.words import say
from fenhao.runs.report import Remark


def basis_chapter(reader: Reader) -> Chapter:
    """Return the chapter."""
    return Chapter("basis", reader.label("chapter_basis"), (_remarks(reader), _made_from(reader)))


def remark_words(reader: Reader, remark: Remark) -> str:
    """Return a remark in the reader's language. ``amount_minor`` is told as the amount, ``pool`` by its name."""
    details = dict(remark.details)
    if "amount_minor" in details:
        details["amount"] = reader.figures.exact(int(details["amount_minor"]))
    if "pool" in details:
        named = [pool for pool in reader.report.pools if pool.pool_id == details["pool"]]
        details["pool"] = reader.name(named[0].name_zh, named[0].name_en) if named else details["pool"]
    if "tables" in details:
        between = "、" if reader.lang == "zh" else ", "
        named_tables = (word("table", each, lang=reader.lang) for each in details["tables"].split(", "))
        details["tables"] = between.join(named_tables)
    return say(f"remark.{remark.code}", details, reader.lang)


def _remarks(reader: Reader) -> Section:
    report = reader.report
    blocks = (
        Listing(reader.label("assumptions"), _words(reader, report.assumptions)),
        Listing(reader.label("left_out"), _words(reader, report.left_out)),
    )
    details = {
        "assumptions": reader.figures.count(len(report.assumptions)),
        "left_out": reader.figures.count(len(report.left_out)),
    }
    title = reader.say("basis_title", details)
    return Section("remarks", title, reader.label("basis_subtitle"), blocks, half=True)


def _words(reader: Reader, remarks: tuple[Remark, ...]) -> tuple[str, ...]:
    return tuple(remark_words(reader, remark) for remark in remarks) or (reader.label("none"),)


def _made_from(reader: Reader) -> Section:
    report, write = reader.report, reader.figures
    rows = tuple(
        Row(
            (
                Cell(word("table", each.table, lang=reader.lang)),
                number(str(each.version)),
                number(write.count(each.rows)),
            )
        )
        for each in report.made_from
    )
    heads = (
        head(reader.label("table")),
        head(reader.label("version"), "num"),
        head(reader.label("rows"), "num"),
    )
    period = reader.say(
        "period_told",
        {
            "start": report.period.start.isoformat(),
            "end": report.period.end.isoformat(),
            "zone": report.time_zone,
        },
    )
    notes = (
        Note(period),
        Note(reader.say("policies_told", {"policies": "; ".join(report.policies) or reader.label("none")})),
        Note(reader.say("explain_told", {"command": reader.address("total", {})})),
        Note(reader.label("rounding_told")),
    )
    table = Table(reader.label("made_from_caption"), heads, rows)
    return Section(
        "made-from",
        reader.label("made_from_title"),
        reader.label("made_from_subtitle"),
        (table, *notes),
        half=True,
    )
