"""What one more small load costs a company that has loaded often: ``python -m benchmarks.loads [2000]``.

The loads go into one table of a fresh folder, one row each, from one process. The last hundred stand beside the first hundred,
and a second look at the list of loads beside the first look of a process. The command fails when a load costs twice as
much at the end as in the beginning, or a second look half as much as the first.
"""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from fenhao.engine.facts import COST_ENTRIES
from fenhao.warehouse import Warehouse

FEW = 100
LOOK = """
import sys, time
from pathlib import Path
from fenhao.warehouse import Warehouse
warehouse, took = Warehouse(Path(sys.argv[1])), []
for _ in range(2):
    begun = time.process_time()
    warehouse.batches()
    took.append(time.process_time() - begun)
print(*took)
"""


def main() -> int:
    """Load, look, print; 1 when it grows."""
    loads = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        took = [_loaded(Warehouse(Path(folder)), number) for number in range(loads)]
        looked = subprocess.run(
            [sys.executable, "-c", LOOK, folder], capture_output=True, text=True, check=True
        ).stdout.split()
    first, last = (1000 * sum(part) / FEW for part in (took[:FEW], took[-FEW:]))
    once, again = (1000 * float(each) for each in looked)
    print(
        f"one more load, CPU ms: {first:.1f} in the first {FEW}, {last:.1f} after {loads:,}: {last / first:.2f} times"
    )
    print(
        f"the list of {loads:,} loads, CPU ms: {once:.1f} at first sight, {again:.1f} again: {once / again:.0f} times less"
    )
    return int(last > 2 * first or 2 * again > once)


def _loaded(warehouse: Warehouse, number: int) -> float:
    """Load one row and return the processor's seconds, of all threads."""
    rows = pa.RecordBatch.from_pydict(
        {
            "entry_id": [f"e{number}"],
            "occurred_on": [date(2026, 1, 5)],
            "cost_type": ["sms"],
            "amount_minor": [1],
        }
    )
    begun = time.process_time()
    warehouse.append(
        COST_ENTRIES,
        [rows],
        batch_id=f"b{number}",
        source="bench",
        file_name="one.csv",
        content_hash=str(number),
        loaded_at=datetime.now(UTC),
    )
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
