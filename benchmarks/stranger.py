"""A client by somebody who has ``docs/openapi.json`` and nothing else of ours: it posts cost entries in batches and goes on where it was.

``python benchmarks/stranger.py ADDRESS TOKEN DOCUMENT FORM ROWS BATCH SOURCE PROGRESS``. FORM is ``json`` or ``parquet``. What has been
answered stands in PROGRESS; what has not is sent again under the key it had, until it is.
"""

import io
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import cast

TABLE, WAITS = "cost_entries", 600


def rows(first: int, count: int) -> Iterator[dict[str, object]]:
    """Yield entries over a year."""
    for number in range(first, first + count):
        day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
        yield {
            "entry_id": f"E{number}",
            "occurred_on": day,
            "cost_type": "coupons",
            "amount_minor": 100 + number % 9000,
            "customer_id": f"C{number % 50_000}",
        }


def body_of(form: str, first: int, count: int) -> bytes:
    """Return a batch as it travels."""
    if form == "json":
        return "\n".join(map(json.dumps, rows(first, count))).encode()
    import pyarrow as pa
    import pyarrow.parquet as pq

    held = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows(first, count))), held)
    return held.getvalue()


def operation(document: dict[str, object]) -> tuple[str, dict[str, str]]:
    """Return the address that takes facts, and the media type of each form, as the document tells them."""
    paths = cast("dict[str, dict[str, dict[str, object]]]", document["paths"])
    ((path, post),) = [
        (path, each["post"])
        for path, each in paths.items()
        if each.get("post", {}).get("operationId") == "post_facts_one"
    ]
    content = cast("dict[str, dict[str, object]]", post["requestBody"])["content"]
    (server,) = cast("list[dict[str, str]]", document["servers"])
    forms = {form: next(each for each in content if form in each) for form in ("json", "parquet")}
    return server["url"] + path.replace("{name}", TABLE), forms


def posted(url: str, headers: dict[str, str], body: bytes) -> dict[str, int]:
    """Return the answer; faults of the line, 429 and 5xx are waited out."""
    until = time.monotonic() + WAITS
    while True:
        try:
            request = urllib.request.Request(url, data=body, headers=headers, method="POST")
            with urllib.request.urlopen(request, timeout=300) as answer:
                return cast("dict[str, int]", json.loads(answer.read()))
        except urllib.error.HTTPError as refused:
            if (refused.code < 500 and refused.code != 429) or time.monotonic() > until:
                raise
            time.sleep(float(refused.headers.get("Retry-After", "1")))
        except (OSError, ValueError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def main() -> int:
    """Post what is left."""
    address, token, document, form, total, size, source, progress = sys.argv[1:]
    path, forms = operation(json.loads(Path(document).read_text(encoding="utf-8")))
    kept = Path(progress)
    done = json.loads(kept.read_text()) if kept.exists() else {"batches": 0, "taken": 0}
    while (first := done["batches"] * int(size)) < int(total):
        count = min(int(size), int(total) - first)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": forms[form],
            "Idempotency-Key": f"{source}-{done['batches']}",
        }
        told = posted(f"{address}{path}?source={source}", headers, body_of(form, first, count))
        assert told["rows_read"] == count and told["rejected"] == 0, told  # noqa: PT018
        done = {"batches": done["batches"] + 1, "taken": done["taken"] + told["taken"]}
        draft = kept.with_suffix(".draft")
        draft.write_text(json.dumps(done))
        draft.replace(kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
