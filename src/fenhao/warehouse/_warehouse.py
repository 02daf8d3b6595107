"""The facts on disk: one Delta table each, filled batch by batch, never edited.

Every batch is one commit whose metadata carries the batch, so a load that dies half-way leaves nothing a reader
could see, and the rows and what is known of them cannot part. Withdrawing a batch removes its files from the table
in one commit too; the files stay on disk for readers that pinned an earlier version.
"""

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction
from filelock import FileLock, Timeout

from fenhao.engine.facts import LINEAGE, TABLES, TIER_ASSIGNMENTS, VERSION, table as declared
from fenhao.engine.relation import Table
from fenhao.kernel import Trouble
from fenhao.warehouse._batches import BATCH_KEY, WITHDRAWN_KEY, Batch, Withdrawal, batch_text, withdrawal_text
from fenhao.warehouse._check import Checked, check_table
from fenhao.warehouse._compare import Compared, Staging, newest_over
from fenhao.warehouse._log import acts_of, commit_file, forget, opened
from fenhao.warehouse._snapshot import PinnedTable, Snapshot
from fenhao.warehouse._types import PART_BATCH, PART_MONTH, arrow_schema, delta_schema
from fenhao.warehouse._write import Written, write_files

_PARTS = [PART_MONTH, PART_BATCH]
_BATCH_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
# The log is the record of every load: it is never cut short.
_CONFIGURATION = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


class Warehouse:
    """The facts of one company below one folder; a fact that was never loaded is an empty relation."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def append(
        self,
        table: Table,
        rows: Iterable[pa.RecordBatch],
        *,
        batch_id: str,
        source: str,
        file_name: str,
        content_hash: str,
        loaded_at: datetime,
        stream: str = "",
        cursor: str = "",
    ) -> Batch:
        """Add the rows as one batch, all or none, and return what was written down of it.

        The rows carry the table's own columns, and ``row_no`` or else they are counted from 1.
        Trouble ``warehouse.batch_exists`` when the id was used before, for any table.
        """
        if not _BATCH_ID.fullmatch(batch_id):
            raise ValueError(f"a batch id is letters, digits, dot, dash and underscore: {batch_id!r}")
        if loaded_at.tzinfo is None:
            raise ValueError("loaded_at must be an aware moment")
        if any(each.batch_id == batch_id for each in self.batches(include_withdrawn=True)):
            raise Trouble("warehouse.batch_exists", {"batch": batch_id})
        rows = iter(rows)
        first = next(rows, None)
        numbered = first is not None and VERSION.name in first.schema.names
        rows = rows if first is None else chain((first,), rows)
        delta = self._open_or_create(table, numbered=numbered)
        folder = self.root / table.name
        written = write_files(folder, table, rows, batch_id=batch_id, source=source)
        batch = Batch(
            batch_id=batch_id,
            table=table.name,
            source=source,
            file_name=file_name,
            content_hash=content_hash,
            rows=written.rows,
            control_total_minor=written.control_total_minor,
            loaded_at=loaded_at,
            first_on=written.first_on,
            last_on=written.last_on,
            files=tuple(file for _, file in written.files),
            withdrawn_at=None,
            stream=stream,
            cursor=cursor,
        )
        delta.create_write_transaction(
            _adds(written, batch_id, loaded_at),
            "append",
            delta.schema(),
            _PARTS,
            commit_properties=CommitProperties(custom_metadata={BATCH_KEY: batch_text(batch)}),
        )
        return batch

    def withdraw(self, batch_id: str, *, at: datetime) -> Batch:
        """Take the batch's rows out of force and return it marked; earlier snapshots keep them.

        Trouble ``warehouse.batch_unknown`` or ``warehouse.batch_withdrawn``.
        """
        if at.tzinfo is None:
            raise ValueError("at must be an aware moment")
        known = {each.batch_id: each for each in self.batches(include_withdrawn=True)}
        if batch_id not in known:
            raise Trouble("warehouse.batch_unknown", {"batch": batch_id})
        batch = known[batch_id]
        if batch.withdrawn_at is not None:
            when = batch.withdrawn_at.isoformat(timespec="seconds")
            raise Trouble("warehouse.batch_withdrawn", {"batch": batch_id, "when": when})
        delta = opened(self.root / batch.table)
        delta.create_write_transaction(
            _removes(batch, at),
            "append",
            delta.schema(),
            _PARTS,
            commit_properties=CommitProperties(
                custom_metadata={WITHDRAWN_KEY: withdrawal_text(Withdrawal(batch_id, at))}
            ),
        )
        return replace(batch, withdrawn_at=at.astimezone(UTC))

    def batches(self, *, include_withdrawn: bool = False) -> tuple[Batch, ...]:
        """Return every load, oldest first."""
        found: dict[str, Batch] = {}
        for table in TABLES:
            for act in acts_of(self.root / table.name):
                if isinstance(act, Batch):
                    found[act.batch_id] = act
                else:
                    found[act.batch_id] = replace(found[act.batch_id], withdrawn_at=act.at)
        ordered = sorted(found.values(), key=lambda each: (each.loaded_at, each.batch_id))
        return tuple(each for each in ordered if include_withdrawn or each.withdrawn_at is None)

    def cursors(self, table: Table, *, source: str, stream: str) -> tuple[str, ...]:
        """Return the cursors of what was read of a system's stream, in order; none at or after a batch that was withdrawn.

        The cursor is in the commit of its rows, so the two cannot part. Where a batch is withdrawn, reading goes back to
        what was committed before it: what came later is read again and recognised.
        """
        path: list[Batch] = []
        before: dict[str, list[Batch]] = {}
        for act in acts_of(self.root / table.name):
            if isinstance(act, Batch):
                if (act.source, act.stream) == (source, stream) and act.cursor:
                    before[act.batch_id] = path
                    path = [*path, act]
            else:
                then = before.get(act.batch_id, path)
                alike = [one is other for one, other in zip(path, then, strict=False)]
                path = path[: alike.index(False) if False in alike else min(len(path), len(then))]
        return tuple(batch.cursor for batch in path)

    def versions(self) -> dict[str, int]:
        """Return the newest version of every fact that was ever loaded: a look at names of files, no more."""
        found = {}
        for table in TABLES:
            if self._exists(table):
                log = (self.root / table.name / "_delta_log").glob("*.json")
                found[table.name] = max(int(each.stem) for each in log if each.stem.isdecimal())
        return found

    def snapshot(self) -> Snapshot:
        """Pin the newest version of every fact."""
        return Snapshot(tuple(self._pin(table) for table in TABLES))

    def snapshot_at(self, versions: Mapping[str, int]) -> Snapshot:
        """Pin the named versions; a fact that is not named is pinned empty, at version 0."""
        return Snapshot(tuple(self._pin(table, versions.get(table.name, 0)) for table in TABLES))

    def has_moved(self, versions: Mapping[str, int]) -> bool:
        """Return whether any fact has a newer version than the named one; it looks for the next commit and opens nothing."""
        for table in TABLES:
            after = versions[table.name] + 1 if table.name in versions else 0
            if commit_file(self.root / table.name, after).is_file():
                return True
        return False

    @contextmanager
    def compare(
        self,
        table: Table,
        rows: Iterable[pa.RecordBatch],
        *,
        source: str,
        corrects: bool = False,
        memory_limit: str = "1GB",
    ) -> Iterator[Compared]:
        """Tell which rows are new, known with the same content, known with other content, or come twice.

        Other content is a newer version where rows are written again, and from a source that ``corrects`` its rows: it says last
        what holds, so that of rows that come twice the later one is taken.

        New rows that say what a customer cost are stamped with the customer's tier in force on that day.

        The rows are staged on disk while the context is open; append its ``new_rows`` before leaving it, and hold
        ``locked`` around both.
        """
        there = self._pin(table)
        ids = {each.batch_id for each in self.batches() if each.table == table.name and each.source == source}
        mine = tuple(
            path for path in there.files if Path(path).parent.name.removeprefix(f"{PART_BATCH}=") in ids
        )
        staging = Staging(self.root, memory_limit)
        try:
            yield staging.compare(
                table,
                rows,
                source=source,
                there=replace(there, files=mine),
                assignments=self._pin(TIER_ASSIGNMENTS),
                corrects=corrects,
            )
        finally:
            staging.close()

    def versions_of(self, table: Table, row_id: str) -> pa.Table:
        """Return every version of the rows of that id, of all sources, withdrawn ones left out; as stored, lineage included."""
        files = self._pin(table).files
        schema = arrow_schema((*table.columns, *LINEAGE, VERSION))
        if not files:
            return schema.empty_table()
        asked = [(table.key[0], "=", row_id)]
        return pq.read_table(list(files), filters=asked, schema=schema, partitioning=None)

    def corrected_by(self, batch_id: str, *, among: Collection[str]) -> str:
        """Return the newest batch in force that corrects rows of this one, for these tables alone; empty when none does."""
        batches = {each.batch_id: each for each in self.batches()}
        batch = batches.get(batch_id)
        pinned = self._pin(declared(batch.table)) if batch is not None and batch.table in among else None
        if pinned is None or VERSION.name not in pinned.columns:
            return ""
        return newest_over(declared(pinned.table), pinned.files, batch_id)

    def check(self) -> Checked:
        """Hash every file in force, recount rows and control totals, and look for ids that come twice."""
        for table in TABLES:
            forget(self.root / table.name)
        batches = self.batches()
        parts = [
            check_table(
                self.root / table.name,
                table,
                [each for each in batches if each.table == table.name],
                self._pin(table).files,
            )
            for table in TABLES
        ]
        return Checked(
            sum(each.batches for each in parts),
            sum(each.files for each in parts),
            sum(each.rows for each in parts),
            tuple(fault for each in parts for fault in each.faults),
        )

    def sweep(self) -> int:
        """Remove what loads that died have left on disk, and return how many files that were.

        Only folders of batches that no commit ever named are touched, and only while no load is writing.
        """
        with self.locked():
            known = {each.batch_id for each in self.batches(include_withdrawn=True)}
            folders = [
                folder
                for folder in self.root.glob(f"*/{PART_MONTH}=*/{PART_BATCH}=*")
                if folder.name.removeprefix(f"{PART_BATCH}=") not in known
            ]
            folders += self.root.glob(".staging-*")
            files = sum(1 for folder in folders for each in folder.rglob("*") if each.is_file())
            for folder in folders:
                shutil.rmtree(folder)
        return files

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out, from asking which rows are new until they are appended."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise Trouble("warehouse.locked", {"folder": str(self.root)}) from None
        try:
            yield
        finally:
            lock.release()

    def _exists(self, table: Table) -> bool:
        return commit_file(self.root / table.name, 0).is_file()

    def _open_or_create(self, table: Table, *, numbered: bool) -> DeltaTable:
        """Return the fact's Delta table, with the columns that were declared, or are needed, since it was made."""
        wanted = delta_schema(table, numbered=numbered)
        folder = self.root / table.name
        if not self._exists(table):
            folder.mkdir(parents=True, exist_ok=True)
            DeltaTable.create(
                folder, schema=wanted, mode="ignore", partition_by=_PARTS, configuration=_CONFIGURATION
            )
        delta = opened(folder)
        has = {each.name for each in delta.schema().fields}
        added = pa.schema([pa.field(each.name, each.type) for each in wanted if each.name not in has])
        if len(added):
            delta.alter.add_columns(Schema.from_arrow(added).fields)
            delta = opened(folder)
        return delta

    def _pin(self, table: Table, version: int | None = None) -> PinnedTable:
        if not self._exists(table):
            return PinnedTable(table.name, 0, 0, (), ())
        folder = self.root / table.name
        delta = opened(folder, version)
        adds = pa.table(delta.get_add_actions(flatten=True))
        rows = sum(adds.column("num_records").to_pylist())
        files = tuple(sorted(str(folder.resolve() / path) for path in adds.column("path").to_pylist()))
        columns = tuple(each.name for each in delta.schema().fields)
        return PinnedTable(table.name, delta.version(), rows, columns, files)


def _adds(written: Written, batch_id: str, at: datetime) -> list[AddAction | RemoveAction]:
    """Return the commit's actions that make the files part of the table."""
    return [
        AddAction(
            file.path,
            file.size,
            {PART_MONTH: month, PART_BATCH: batch_id},
            _milliseconds(at),
            data_change=True,
            stats=json.dumps({"numRecords": file.rows}),
        )
        for month, file in written.files
    ]


def _removes(batch: Batch, at: datetime) -> list[AddAction | RemoveAction]:
    """Return the commit's actions that take the batch's files out of the table."""
    return [
        RemoveAction(
            path=file.path,
            data_change=True,
            deletion_timestamp=_milliseconds(at),
            partition_values={
                PART_MONTH: file.path.split("/")[0].removeprefix(f"{PART_MONTH}="),
                PART_BATCH: batch.batch_id,
            },
            size=file.size,
        )
        for file in batch.files
    ]


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
