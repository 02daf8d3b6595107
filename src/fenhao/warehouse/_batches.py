"""What the warehouse remembers of one load: it is written into the same commit as the rows."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

BATCH_KEY = "fenhao.batch"
WITHDRAWN_KEY = "fenhao.withdrawn"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a batch: its path below the table's folder, and what it must still look like."""

    path: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One load of one fact table.

    ``content_hash`` is that of the source file. ``control_total_minor`` is the sum of the table's control
    column, 0 where it has none. ``first_on`` and ``last_on`` span the rows' days; None for rows without a day.
    ``withdrawn_at`` is None as long as the rows are in force. ``stream`` names what a system was asked for and ``cursor`` how
    far it was read with these rows; both are empty for a file.
    """

    batch_id: str
    table: str
    source: str
    file_name: str
    content_hash: str
    rows: int
    control_total_minor: int
    loaded_at: datetime
    first_on: date | None
    last_on: date | None
    files: tuple[DataFile, ...]
    withdrawn_at: datetime | None
    stream: str = ""
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A load that was taken out of force, and when."""

    batch_id: str
    at: datetime


def batch_text(batch: Batch) -> str:
    """Return the batch as it is written into the commit."""
    facts = asdict(batch)
    del facts["withdrawn_at"]
    facts["loaded_at"] = batch.loaded_at.astimezone(UTC).isoformat()
    for name in ("first_on", "last_on"):
        day = facts[name]
        facts[name] = day.isoformat() if day else None
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def batch_from(text: str) -> Batch:
    """Return the batch that ``batch_text`` wrote."""
    facts = json.loads(text)
    return Batch(
        batch_id=facts["batch_id"],
        table=facts["table"],
        source=facts["source"],
        file_name=facts["file_name"],
        content_hash=facts["content_hash"],
        rows=facts["rows"],
        control_total_minor=facts["control_total_minor"],
        loaded_at=datetime.fromisoformat(facts["loaded_at"]),
        first_on=date.fromisoformat(facts["first_on"]) if facts["first_on"] else None,
        last_on=date.fromisoformat(facts["last_on"]) if facts["last_on"] else None,
        files=tuple(DataFile(**each) for each in facts["files"]),
        withdrawn_at=None,
        stream=facts.get("stream", ""),
        cursor=facts.get("cursor", ""),
    )


def withdrawal_text(withdrawal: Withdrawal) -> str:
    """Return what the commit says that withdraws a batch."""
    at = withdrawal.at.astimezone(UTC).isoformat()
    return json.dumps({"batch_id": withdrawal.batch_id, "withdrawn_at": at}, sort_keys=True)


def withdrawal_from(text: str) -> Withdrawal:
    """Return the withdrawal that ``withdrawal_text`` wrote."""
    facts = json.loads(text)
    return Withdrawal(str(facts["batch_id"]), datetime.fromisoformat(facts["withdrawn_at"]))
