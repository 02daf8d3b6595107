"""Runs in a process of its own: the sheets of a workbook to Arrow files of text.

Reading a workbook takes about seventeen times its size in memory, and a hostile one any amount. Here it can take
no more than the limit, and whatever happens the parent lives. Called with the workbook, the sheet (or nothing for
every visible one), the folder to write to and the limit in bytes; prints the sheets and the written files as JSON.
"""

import json
import sys
from pathlib import Path

import fastexcel
import pyarrow as pa

_SHEETS_MAX = 50


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the size limits of the parent still hold
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _short_of_memory(limit: int) -> bool:
    """Return whether the process came near its limit: then whatever failed, failed for want of memory."""
    try:
        import resource
    except ImportError:
        return False
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 * 10 > limit * 8


def _write(reader: fastexcel.ExcelReader, name: str, target: Path) -> int:
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width:
        return 0
    batch = pa.record_batch(sheet)
    names = [str(place) for place in range(batch.num_columns)]
    table = pa.Table.from_batches([batch]).rename_columns(names)
    with pa.OSFile(str(target), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=65_536)
    return int(table.num_rows)


def main() -> int:
    """Convert the sheets and print what there is; 3 when the workbook cannot be read, 4 without memory."""
    workbook, wanted, folder, limit = sys.argv[1:]
    _limit_memory(int(limit))
    try:
        reader = fastexcel.read_excel(workbook)
        names = list(reader.sheet_names)
        chosen = [wanted] if wanted in names else [] if wanted else names[:_SHEETS_MAX]
        written = []
        for place, name in enumerate(chosen):
            target = Path(folder) / f"sheet-{place}.arrow"
            rows = _write(reader, name, target)
            if rows:
                written.append({"name": name, "file": str(target), "rows": rows})
    except MemoryError:
        return 4
    except (fastexcel.FastExcelError, pa.ArrowException, ValueError) as error:
        if _short_of_memory(int(limit)):
            return 4
        sys.stderr.write(str(error).splitlines()[0][:500])
        return 3
    sys.stdout.write(json.dumps({"names": names, "sheets": written}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
