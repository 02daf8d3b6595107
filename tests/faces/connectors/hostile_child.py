"""Runs in a process of its own under a limit of memory: reads every file of a folder and prints how each ended, a JSON line each."""

import json
import resource
import sys
import time
from pathlib import Path

from fenhao.connectors.files import ReadSettings, read_canonical, read_file
from fenhao.engine import facts
from fenhao.kernel import Trouble


def ended(path: Path, settings: ReadSettings) -> str:
    """The code of the trouble, or how many rows were read and rejected."""
    table = facts.table("orders")
    try:
        canonical = path.suffix == ".jsonl"
        with (
            read_canonical(path, table=table, settings=settings, parquet=False)
            if canonical
            else read_file(path, table=table, settings=settings)
        ) as reading:
            return f"{reading.rows_read} read, {reading.rows_rejected} rejected"
    except Trouble as trouble:
        return trouble.code


def main() -> None:
    folder, limit = Path(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    for path in sorted(folder.iterdir()):
        settings = ReadSettings(
            digits=2,
            currency="CNY",
            time_zone="Asia/Shanghai",
            cost_types=frozenset(),
            mappings=folder.parent / "mappings" / path.stem,
            source="odd",
        )
        begun = time.monotonic()
        told = ended(path, settings)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(json.dumps([path.name, told, time.monotonic() - begun, peak]), flush=True)


if __name__ == "__main__":
    main()
