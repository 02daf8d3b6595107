"""A stream of rows in batches under keys: cut off anywhere, it goes on, and neither loses nor doubles a row.

The keys are made of the upload's name and the number of the batch, so the same rows in the same order meet the same keys: a batch
whose answer was lost is answered again and not taken again. What is confirmed is noted in a file where one is named; then even
a new process skips it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import cast

from fenhao.client._transport import Transport, part

NDJSON = "application/x-ndjson"
ROWS_A_BATCH = 20_000
BATCH_BYTES_MAX = 30 << 20
Row = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken: its number in the whole stream, from 1, and a sentence for each thing that is wrong."""

    row: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a stream: rows = taken + already_there + rejected. ``skipped`` were confirmed before this call."""

    batches: int = 0
    rows: int = 0
    taken: int = 0
    already_there: int = 0
    rejected: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A file that notes what is confirmed of one upload; remove it to begin anew."""

    path: Path

    def read(self, upload: str) -> tuple[int, int]:
        """Return how many batches and rows of that upload are confirmed."""
        if not self.path.exists():
            return 0, 0
        noted = cast("dict[str, object]", json.loads(self.path.read_text(encoding="utf-8")))
        if noted["upload"] != upload:
            raise ValueError(f"{self.path} notes the upload {noted['upload']}, not {upload}")
        return cast("int", noted["batches"]), cast("int", noted["rows"])

    def note(self, upload: str, *, batches: int, rows: int) -> None:
        """Note what is confirmed; the file is never half written."""
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps({"upload": upload, "batches": batches, "rows": rows}), encoding="utf-8")
        draft.replace(self.path)


def post_rows(
    transport: Transport,
    table: str,
    rows: Iterable[Row],
    *,
    upload: str,
    source: str,
    batch_rows: int,
    progress: Progress | None,
    on_reject: Callable[[RejectedRow], None],
) -> Upload:
    """Post the rows batch after batch; return what became of them."""
    batches, confirmed = progress.read(upload) if progress else (0, 0)
    done = Upload(skipped=confirmed)
    place = confirmed
    for body, count in _batches(islice(rows, confirmed, None), batch_rows):
        answer = cast(
            "Mapping[str, object]",
            transport.send(
                "POST",
                f"facts/{part(table)}",
                {"source": source},
                body,
                media=NDJSON,
                key=f"{upload}/{batches}",
            ),
        )
        for each in cast("list[Mapping[str, object]]", answer["rejects"]):
            problems = cast("list[Mapping[str, str]]", each["problems"])
            reasons = tuple(told["detail"] for told in problems)
            on_reject(RejectedRow(place + cast("int", each["row"]), reasons))
        batches, place = batches + 1, place + count
        done = _added(done, answer, count)
        if progress:
            progress.note(upload, batches=batches, rows=place)
    return done


def _added(done: Upload, answer: Mapping[str, object], count: int) -> Upload:
    """Return the sums with another batch."""
    numbers = {
        name: cast("int", answer[name]) for name in ("rows_read", "taken", "already_there", "rejected")
    }
    assert numbers["rows_read"] == count, (numbers, count)
    return replace(
        done,
        batches=done.batches + 1,
        rows=done.rows + count,
        taken=done.taken + numbers["taken"],
        already_there=done.already_there + numbers["already_there"],
        rejected=done.rejected + numbers["rejected"],
    )


def _batches(rows: Iterable[Row], batch_rows: int) -> Iterator[tuple[bytes, int]]:
    """Yield bodies and how many rows each holds: cut by rows and by bytes, the same way each time."""
    lines: list[bytes] = []
    size = 0
    for row in rows:
        line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
        if lines and (len(lines) >= batch_rows or size + len(line) > BATCH_BYTES_MAX):
            yield b"".join(lines), len(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield b"".join(lines), len(lines)
