"""A client that knows the document alone posts facts, is killed in the middle, and goes on: nothing is lost, nothing doubled."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fenhao.runs.book import open_book
from tests.faces.api.machine import secret
from tests.faces.serving import served
from tests.faces.web.conftest import return_to
from tools.client import DOCUMENT

STRANGER = Path(__file__).parents[3] / "benchmarks" / "stranger.py"
ROWS, BATCH = 500, 100


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_a_client_written_from_the_document_alone_is_killed_in_the_middle_and_goes_on(
    company: Path, tmp_path: Path, form: str
) -> None:
    return_to(company)
    progress = tmp_path / "progress.json"
    source = f"stranger-{form}"
    with served() as port:
        asked = (f"http://127.0.0.1:{port}", secret("finance"), str(DOCUMENT), form, str(ROWS), str(BATCH))
        command = [sys.executable, str(STRANGER), *asked, source, str(progress)]
        first = subprocess.Popen(command)
        while not progress.exists():
            assert first.poll() is None
            time.sleep(0.005)
        first.kill()
        first.wait()
        told = json.loads(progress.read_text())
        # The last answer was lost as well: what it was about is sent again under its key.
        progress.write_text(json.dumps({**told, "batches": told["batches"] - 1}))
        subprocess.run(command, check=True, timeout=120)
    batches = [each for each in open_book(root=company).warehouse.batches() if each.source == source]
    assert sum(each.rows for each in batches) == ROWS
    assert sum(each.control_total_minor for each in batches) == sum(100 + each for each in range(ROWS))
