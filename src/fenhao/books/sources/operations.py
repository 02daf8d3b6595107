"""What can be done with sources: keep their secrets sealed, write down what runs brought, look both up."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, Table, instant, read, write
from fenhao.books.people import NotAllowed, Right, require
from fenhao.books.sources._values import FetchRun

__all__ = [
    "keep_runs",
    "last_runs",
    "loads",
    "may_fetch",
    "may_look",
    "may_manage",
    "record_source",
    "remove_secret",
    "runs",
    "sealed_secret",
    "secrets_set",
    "set_secret",
]

SECRET = Table(
    "sources_secret", (("source", "text"), ("sealed", "text"), ("by", "bigint"), ("at", "timestamptz"))
)
RUN = Table(
    "sources_run",
    (
        ("source", "text"),
        ("fact", "text"),
        ("object", "text"),
        ("at", "timestamptz"),
        ("rows_read", "bigint"),
        ("loaded", "bigint"),
        ("already_there", "bigint"),
        ("rejected", "bigint"),
        ("batches", "text"),
        ("rejects", "text"),
        ("code", "text"),
        ("details", "text"),
        ("by", "bigint"),
    ),
)
_RUN = "source, fact, object, at, rows_read, loaded, already_there, rejected, batches, rejects, code, details, by"


def set_secret(source: str, sealed: str, *, names: Sequence[str], by: int | None, at: datetime) -> None:
    """Keep what a source is opened with. The record knows who set which of them when, and nothing of what they say."""

    def work(session: Session) -> None:
        """Replace it, and record that."""
        require(session, by, Right.manage_sources, at=at)
        session.lock_structure()
        there = session.rows("SELECT id FROM sources_secret WHERE source = ?", (source,))
        if there:
            session.run(
                "UPDATE sources_secret SET sealed = ?, by = ?, at = ? WHERE source = ?",
                (sealed, by, at, source),
            )
        else:
            session.insert(SECRET, [(source, sealed, by, at)])
        told = {"secrets": ", ".join(sorted(names))}
        record(session, Act(at, by, "set_source_secret", f"source/{source}", {}, told))

    write(work)


def remove_secret(source: str, *, by: int | None, at: datetime) -> bool:
    """Forget what a source is opened with, and record that; return whether there was anything to forget."""

    def work(session: Session) -> bool:
        """Remove it."""
        require(session, by, Right.manage_sources, at=at)
        session.lock_structure()
        if not session.rows("SELECT id FROM sources_secret WHERE source = ?", (source,)):
            return False
        session.run("DELETE FROM sources_secret WHERE source = ?", (source,))
        record(session, Act(at, by, "remove_source_secret", f"source/{source}", {}, {}))
        return True

    return write(work)


def record_source(source: str, before: Facts, after: Facts, *, by: int | None, at: datetime) -> None:
    """Record that this person wrote a source; ``NotAllowed`` for who may not."""

    def work(session: Session) -> None:
        """Record it."""
        require(session, by, Right.manage_sources, at=at)
        record(session, Act(at, by, "set_source", f"source/{source}", before, after))

    write(work)


def may_manage(*, by: int | None, at: datetime) -> None:
    """Return when this person may write sources and their secrets; ``NotAllowed`` otherwise."""
    read(lambda session: require(session, by, Right.manage_sources, at=at))


def may_look(*, by: int | None, at: datetime) -> None:
    """Return when this person may see sources and their runs: who loads or writes them; ``NotAllowed`` otherwise."""

    def work(session: Session) -> None:
        """Look."""
        try:
            require(session, by, Right.load, at=at)
        except NotAllowed:
            require(session, by, Right.manage_sources, at=at)

    read(work)


def loads(*, by: int | None, at: datetime) -> bool:
    """Return whether this person may load facts, and so see what records hold."""
    try:
        may_fetch(by=by, at=at)
    except NotAllowed:
        return False
    return True


def sealed_secret(source: str) -> str:
    """Return what was sealed for a source; empty when nothing was."""
    rows = read(lambda session: session.rows("SELECT sealed FROM sources_secret WHERE source = ?", (source,)))
    return str(rows[0][0]) if rows else ""


def secrets_set() -> frozenset[str]:
    """Return the sources for which a secret was kept."""
    rows = read(lambda session: session.rows("SELECT source FROM sources_secret"))
    return frozenset(str(row[0]) for row in rows)


def may_fetch(*, by: int | None, at: datetime) -> None:
    """Return when this person may load facts; ``NotAllowed`` otherwise."""
    read(lambda session: require(session, by, Right.load, at=at))


def keep_runs(brought: Sequence[FetchRun], *, by: int | None, at: datetime) -> None:
    """Write down what a run brought, and that this person ran it."""

    def work(session: Session) -> None:
        """Append it."""
        require(session, by, Right.load, at=at)
        session.insert(RUN, [_row(each) for each in brought])
        for each in brought:
            told: dict[str, str | int | bool | None] = {
                "fact": each.fact,
                "loaded": each.loaded,
                "rejected": each.rejected,
                "trouble": each.code,
            }
            record(session, Act(at, by, "fetch_source", f"source/{each.source}", {}, told))

    write(work)


def runs(*, source: str, limit: int) -> tuple[FetchRun, ...]:
    """Return the newest runs first; of every source for an empty name."""
    where, values = ("source = ?", (source,)) if source else ("1 = 1", ())
    sql = f"SELECT {_RUN} FROM sources_run WHERE {where} ORDER BY id DESC LIMIT {limit:d}"
    return tuple(_run(row) for row in read(lambda session: session.rows(sql, values)))


def last_runs() -> tuple[FetchRun, ...]:
    """Return the newest run of each feed."""
    sql = (
        f"SELECT {_RUN} FROM sources_run WHERE id IN"
        " (SELECT max(id) FROM sources_run GROUP BY source, fact, object) ORDER BY id"
    )
    return tuple(_run(row) for row in read(lambda session: session.rows(sql)))


def _row(run: FetchRun) -> tuple[object, ...]:
    return (
        run.source,
        run.fact,
        run.object,
        run.at,
        run.rows_read,
        run.loaded,
        run.already_there,
        run.rejected,
        json.dumps(run.batches),
        json.dumps(run.rejects),
        run.code,
        json.dumps(dict(run.details), ensure_ascii=False),
        run.by,
    )


def _run(row: Sequence[object]) -> FetchRun:
    at = instant(cast("datetime", row[3]))
    assert at is not None, "a run has its moment"
    counts = [cast("int", each) for each in row[4:8]]
    return FetchRun(
        source=str(row[0]),
        fact=str(row[1]),
        object=str(row[2]),
        at=at,
        rows_read=counts[0],
        loaded=counts[1],
        already_there=counts[2],
        rejected=counts[3],
        batches=tuple(json.loads(str(row[8]))),
        rejects=tuple(json.loads(str(row[9]))),
        code=str(row[10]),
        details=json.loads(str(row[11])),
        by=cast("int | None", row[12]),
    )
