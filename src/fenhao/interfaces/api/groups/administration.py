"""Loads, written policies, the chart, the audit trail."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from fenhao.books.audit import Act, Recorded, Wanted, newest_records, record
from fenhao.books.database import Session, read, write
from fenhao.books.journal import chart_nodes
from fenhao.books.people import Right, require
from fenhao.books.policies import Version, versions
from fenhao.books.policies.operations import digest_of
from fenhao.engine.facts import TIER_ASSIGNMENTS
from fenhao.engine.ledger import CostType, Node
from fenhao.interfaces.api._fields import Asked, Name, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, Turned, whole
from fenhao.interfaces.api._problems import Refused, Wrong, nowhere
from fenhao.interfaces.names import asks_for_an_id, masked_subject
from fenhao.runs.book import (
    CARE_FILE,
    CHART_FILE,
    HOURS_FILE,
    POLICY_FILE,
    SETTINGS_FILE,
    SLA_FILE,
    written_text,
)
from fenhao.runs.loading import BOOKS_SOURCE, undo_load
from fenhao.warehouse import Batch

FILES = (CARE_FILE, CHART_FILE, HOURS_FILE, POLICY_FILE, SETTINGS_FILE, SLA_FILE)
"""The written files that an API may be asked for."""


@dataclass(frozen=True, slots=True)
class Load:
    """One load of facts; ``withdrawn_at`` None while its rows are in force."""

    batch_id: str
    table: str
    source: str
    origin: str
    rows: int
    control_total_minor: int
    loaded_at: datetime
    first_on: date | None
    last_on: date | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Me:
    """Whose token this is, and what it opens."""

    id: int
    username: str
    scopes: tuple[str, ...]
    currency: str
    digits: int
    time_zone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A written file as it is in force; whoever changes it says by ``digest`` what he read."""

    name: str
    text: str
    digest: str


class Acts(Asked):
    """Which acts of the audit trail."""

    action: Name = ""
    subject: Name = ""
    text: Name = ""


def _load(batch: Batch) -> Load:
    """Return a load as it is told."""
    return Load(
        batch.batch_id,
        batch.table,
        batch.source,
        batch.file_name,
        batch.rows,
        batch.control_total_minor,
        batch.loaded_at,
        batch.first_on,
        batch.last_on,
        batch.withdrawn_at,
    )


def _loads(here: Here, _: Nothing) -> list[Load]:
    """Return every load."""
    return [_load(each) for each in here.book.warehouse.batches(include_withdrawn=True)]


def _undo(here: Here, _: Nothing, key: str) -> Load:  # noqa: ARG001 - withdrawing is once by itself
    """Withdraw a load; one that is withdrawn stays so, and answers the same."""
    found = next((each for each in _loads(here, Nothing()) if each.batch_id == here.named), None)
    if found is None or found.source == BOOKS_SOURCE or found.table == TIER_ASSIGNMENTS.name:
        raise nowhere()
    if found.withdrawn_at is not None:
        return found
    write(lambda session: require(session, here.by, Right.load, at=here.at))
    done = undo_load(book=here.book, batch_id=found.batch_id, at=here.at)
    act = Act(
        here.at,
        here.by,
        "undo_load",
        f"load/{done.batch_id}",
        {"file": done.file_name, "rows": done.rows},
        {},
    )
    write(lambda session: record(session, act))
    return _load(done)


def _acts(here: Here, asked: Acts, after: str, limit: int) -> Turned[Recorded]:
    """Return a page of the audit trail, newest first; not by an id that is masked here: finding it would confirm it."""
    if asks_for_an_id(asked.subject) and not here.may(Right.see_personal):
        raise Refused(422, "api.wrong", fields=(Wrong("subject", "audit.ids_hidden"),))
    wanted = Wanted(action=asked.action, subject=asked.subject, text=asked.text)

    def work(session: Session) -> tuple[Recorded, ...]:
        """Ask for the right at this very moment."""
        require(session, here.by, Right.see_audit, at=here.at)
        return newest_records(session, wanted, below=int(after) if after else None, limit=limit + 1)

    rows = read(work)
    told = [replace(each, subject=masked_subject(each.subject)) for each in rows[:limit]]
    return Turned(told, str(rows[limit - 1].id) if len(rows) > limit else "")


def _written(here: Here, _: Nothing) -> Written | None:
    """Return a written file."""
    if here.named not in FILES:
        return None
    text = written_text(here.book, here.named)
    return Written(here.named, text, digest_of(text))


def _versions(here: Here, _: Nothing) -> tuple[Version, ...]:
    """Return the versions of a written file."""
    if here.named not in FILES:
        raise nowhere()
    return read(lambda session: versions(session, here.named, limit=1000))


def _me(here: Here, _: Nothing) -> Me:
    """Return whose token this is."""
    book = here.book
    return Me(
        here.by,
        here.name,
        tuple(sorted(each.value for each in here.rights)),
        book.settings.currency,
        book.digits,
        book.settings.time_zone,
        here.at,
    )


OFFERS: tuple[Offer, ...] = (
    One("me", Right.see, "Whose token this is, and what it opens", Me, _me, Nothing),
    Many(
        "loads",
        Right.load,
        "Loads of facts",
        Load,
        whole(_loads, place=lambda each: (each.loaded_at.isoformat(), each.batch_id)),
        Nothing,
    ),
    Deed("loads/{name}/undo", Right.load, "Withdraw a load", Nothing, Load, _undo, keeps=True),
    Many(
        "chart",
        Right.see,
        "The chart of cost types",
        CostType,
        whole(lambda here, _: here.book.chart.cost_types, place=lambda each: (each.code,)),
        Nothing,
    ),
    Many(
        "chart/nodes",
        Right.see,
        "The chart as people edited it",
        Node,
        whole(lambda _here, _asked: read(chart_nodes), place=lambda each: (each.code,)),
        Nothing,
    ),
    One("policies/{name}", Right.see, "A written file as it is in force", Written, _written, Nothing),
    Many(
        "policies/{name}/versions",
        Right.see,
        "Versions of a written file",
        Version,
        whole(_versions, place=lambda each: (each.number,)),
        Nothing,
    ),
    Many("audit", Right.see_audit, "Who did what, newest first", Recorded, _acts, Acts),
)
