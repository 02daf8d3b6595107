"""The chart of cost types as the books keep it: every version of every node, and what the file was when last seen."""

from datetime import date
from typing import cast

from fenhao.books.database import Session, Table, day
from fenhao.engine.ledger import Chart, Meaning, Nature, Node, Purpose, Stage, chart_on

CHART_NODE = Table(
    "journal_chartnode",
    (
        ("code", "text"),
        ("version", "bigint"),
        ("parent", "text"),
        ("position", "bigint"),
        ("name_zh", "text"),
        ("name_en", "text"),
        ("leaf", "boolean"),
        ("nature", "text"),
        ("purpose", "text"),
        ("stage", "text"),
        ("pool", "text"),
        ("retired_on", "date"),
        ("in_force_on", "date"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
CHART_FILE = Table(
    "journal_chartfile", (("act", "text"), ("digest", "text"), ("by", "bigint"), ("at", "timestamptz"))
)


def chart_nodes(session: Session) -> tuple[Node, ...]:
    """Return every version of every node, oldest first; empty while the books have no chart."""
    return tuple(
        Node(
            code=str(row[0]),
            version=cast("int", row[1]),
            parent=str(row[2]),
            position=cast("int", row[3]),
            name_zh=str(row[4]),
            name_en=str(row[5]),
            meaning=Meaning(Nature(row[7]), Purpose(row[8]), Stage(row[9]), str(row[10])) if row[6] else None,
            retired_on=None if row[11] is None else day(row[11]),
            in_force_on=day(row[12]),
        )
        for row in session.rows(
            "SELECT code, version, parent, position, name_zh, name_en, leaf, nature, purpose, stage, pool, retired_on,"
            " in_force_on FROM journal_chartnode ORDER BY id"
        )
    )


def chart_at(session: Session, *, on: date) -> Chart | None:
    """Return the chart in force on a day; None while the books have none."""
    versions = chart_nodes(session)
    return chart_on(versions, on) if versions else None


def last_used(session: Session, codes: tuple[str, ...]) -> dict[str, date]:
    """Return the last day of cost booked to each of these cost types; those without any are left out."""
    if not codes:
        return {}
    condition, values = session.among("cost_type", codes)
    return {
        str(code): day(last)
        for code, last in session.rows(
            f"SELECT cost_type, max(occurred_on) FROM journal_entry WHERE {condition} GROUP BY cost_type",
            values,
        )
    }


def file_digest(session: Session) -> str:
    """Return the digest of chart.toml as it was last imported or published; empty when it never was."""
    found = session.rows("SELECT digest FROM journal_chartfile ORDER BY id DESC LIMIT 1")
    return str(found[0][0]) if found else ""
