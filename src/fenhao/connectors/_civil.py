"""From a moment to the civil day of a place, for whole columns.

Arrow's own time zones need a database that bare machines lack; zoneinfo finds the one that pip brought.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

_STEP = 900  # every offset in use since 1972 changes at a whole quarter of an hour


def civil_days(instants: pa.Array | pa.ChunkedArray, zone: ZoneInfo) -> pa.Array | pa.ChunkedArray:
    """Return the civil day in ``zone`` of each instant (any timestamp type, UTC)."""
    seconds = instants.cast(pa.timestamp("s"), safe=False).cast(pa.int64())
    steps = pc.floor(pc.divide(seconds.cast(pa.float64()), float(_STEP))).cast(pa.int64())
    distinct = pc.unique(steps).drop_null()
    offsets = pa.array([_offset(step.as_py() * _STEP, zone) for step in distinct], pa.int64())
    local = pc.add(seconds, offsets.take(pc.index_in(steps, value_set=distinct)))
    return local.cast(pa.timestamp("s")).cast(pa.date32(), safe=False)


def instants_of(local: pa.Array, zone: ZoneInfo) -> pa.Array:
    """Return the moments (UTC) of wall-clock times in ``zone``; of a doubled hour the first is meant."""
    seconds = local.cast(pa.timestamp("s"), safe=False).cast(pa.int64())
    steps = pc.floor(pc.divide(seconds.cast(pa.float64()), float(_STEP))).cast(pa.int64())
    distinct = pc.unique(steps).drop_null()
    offsets = pa.array([_wall_offset(step.as_py() * _STEP, zone) for step in distinct], pa.int64())
    micros = local.cast(pa.timestamp("us"), safe=False).cast(pa.int64())
    shift = pc.multiply(offsets.take(pc.index_in(steps, value_set=distinct)), 1_000_000)
    return pc.subtract(micros, shift).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))


def _offset(second: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _wall_offset(second: int, zone: ZoneInfo) -> int:
    wall = datetime.fromtimestamp(second, UTC).replace(tzinfo=zone)
    offset = wall.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
