"""The tickets of a book with what became of them: facts in, arrays of moments out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine import service
from fenhao.engine.facts import TICKET_EVENTS, TICKETS
from fenhao.engine.service import NEVER, Moments, ServicePolicy
from fenhao.warehouse import Session

TOLD = (
    "ticket_id",
    "source",
    "customer_id",
    "channel",
    "kind",
    "priority",
    "category",
    "subject",
    "text",
    "queue",
)
TOLD_TOO = ("team", "agent", "tier", "escalated", "bot_handled", "handed_over")
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The tickets as they are told, and their moments in seconds since 1970 (NEVER: none)."""

    rows: pa.Table
    opened: Moments
    history: service.History
    without_time: int
    events: pa.Table


def read_tickets(session: Session, policy: ServicePolicy) -> Told:
    """Return the tickets with what became of them."""
    wanted = [*TOLD, *TOLD_TOO, "opened_at", "first_response_at", "resolved_at"]
    whole = _read(session, TICKETS.name, wanted)
    rows = whole.filter(pc.is_valid(whole["opened_at"]))
    opened = seconds_of(rows["opened_at"])
    events = _read(
        session, TICKET_EVENTS.name, ["source", "ticket_id", "happened_at", "event", "team", "agent", "queue"]
    )
    place = pc.index_in(_keys(events), value_set=_keys(rows))
    events = (
        events.append_column("place", place)
        .filter(pc.is_valid(place))
        .sort_by([("place", "ascending"), ("happened_at", "ascending")])
    )
    owner = np.asarray(events["place"].to_numpy(), dtype=np.int64)
    history = service.history(
        opened=opened,
        answered=seconds_of(rows["first_response_at"]),
        done=seconds_of(rows["resolved_at"]),
        ticket=owner,
        at=seconds_of(events["happened_at"]),
        effects=_effects(events["event"], policy),
    )
    return Told(
        _last_told(rows, events, owner), opened, history, whole.num_rows - rows.num_rows, _kept(events)
    )


def _kept(events: pa.Table) -> pa.Table:
    """Return what became of tickets, by ticket and time, for whoever looks at one of them."""
    moments = pa.array(seconds_of(events["happened_at"]))
    told = events.select(["ticket_id", "source", "event", "team", "agent", "queue"]).append_column(
        "at", moments
    )
    return told.sort_by([("ticket_id", "ascending"), ("at", "ascending")])


def _read(session: Session, name: str, wanted: Sequence[str]) -> pa.Table:
    """Return some columns of a fact."""
    reader = session.stream(name)
    schema = pa.schema([reader.schema.field(each) for each in wanted])
    return pa.Table.from_batches([batch.select(list(wanted)) for batch in reader], schema=schema)


def _keys(rows: pa.Table) -> pa.Array:
    """Return what names a ticket: its id within its source."""
    return pc.binary_join_element_wise(rows["source"], rows["ticket_id"], "\x1f").combine_chunks()


def seconds_of(moments: pa.ChunkedArray) -> Moments:
    """Return moments as seconds since 1970, NEVER for none."""
    counted = pc.fill_null(
        pc.floor_temporal(moments, unit="second").cast(pa.timestamp("s", "UTC")).cast(pa.int64()), NEVER
    )
    return np.asarray(counted.to_numpy(), dtype=np.int64)


def _effects(events: pa.ChunkedArray, policy: ServicePolicy) -> Moments:
    """Return what each event does; a name is looked up once."""
    if not len(events):
        return _NONE
    coded = events.combine_chunks().dictionary_encode()
    effects = [
        service.effect(name, pausing=policy.pausing, done=policy.done)
        for name in coded.dictionary.to_pylist()
    ]
    found: Moments = np.array(effects, dtype=np.int64)[np.asarray(coded.indices)]
    return found


def _last_told(rows: pa.Table, events: pa.Table, owner: Moments) -> pa.Table:
    """Return the tickets, each with the team, agent and queue that its last event names where it names one itself or none."""
    for name in ("team", "agent", "queue"):
        told = np.flatnonzero(np.asarray(pc.is_valid(events[name]).to_numpy(), dtype=bool))
        last = np.full(rows.num_rows, -1, dtype=np.int64)
        last[owner[told]] = told
        at = pa.array(last, mask=last < 0)
        filled = pc.coalesce(events[name].combine_chunks().take(at), rows[name].combine_chunks())
        rows = rows.set_column(rows.schema.get_field_index(name), name, filled)
    return rows
