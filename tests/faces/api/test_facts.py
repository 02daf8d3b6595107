"""Facts in bulk: a verdict for every row, the same answer under the same key, and hostile bodies that change nothing."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fenhao.runs.book import open_book
from tests.faces.api.machine import PARQUET, Machine

GOOD = {"entry_id": "a", "occurred_on": "2026-03-01", "cost_type": "coupons", "amount_minor": 125}


def lines(*rows: object) -> bytes:
    """Return rows as JSON lines."""
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in rows).encode()


def parquet(**columns: Sequence[object]) -> bytes:
    """Return columns as a Parquet file."""
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def rejected(told: dict[str, object]) -> dict[int, list[str]]:
    """Return the codes of what is wrong with each row that was not taken."""
    rows = cast("list[dict[str, object]]", told["rejects"])
    return {
        cast("int", each["row"]): [one["code"] for one in cast("list[dict[str, str]]", each["problems"])]
        for each in rows
    }


def test_every_row_has_its_verdict_and_the_same_key_gives_the_same_answer(
    machine: Machine, company: Path
) -> None:
    body = lines(
        GOOD, {**GOOD, "entry_id": "b", "amount_minor": "12.5"}, {**GOOD, "cost_type": "nothing"}, GOOD
    )
    first = machine.facts("cost_entries?source=one", body, key="verdicts")
    assert first.status == 200, first.body
    assert (first.told["rows_read"], first.told["taken"], first.told["rejected"]) == (4, 1, 3)
    assert rejected(first.told).keys() == {2, 3, 4}
    second = machine.facts("cost_entries?source=one", body, key="verdicts")
    assert {**first.told, "replayed": True} == second.told
    other = machine.facts("cost_entries?source=one", body, key="another")
    assert (other.told["taken"], other.told["already_there"], other.told["rejected"]) == (0, 1, 3)
    (batch,) = [each for each in open_book(root=company).warehouse.batches() if each.source == "one"]
    assert (batch.rows, batch.control_total_minor) == (1, 125)


def test_a_key_with_other_facts_is_refused_and_changes_nothing(machine: Machine, company: Path) -> None:
    assert machine.facts("cost_entries?source=two", lines(GOOD), key="taken").status == 200
    refused = machine.facts("cost_entries?source=two", lines({**GOOD, "entry_id": "z"}), key="taken")
    assert refused.status == 409
    assert refused.told["code"] == "api.key_conflict"
    assert refused.fields() == ["content"]
    assert sum(each.rows for each in open_book(root=company).warehouse.batches() if each.source == "two") == 1


def test_parquet_is_taken_by_the_canonical_names(machine: Machine) -> None:
    body = parquet(
        order_id=["p1", "p2"],
        ordered_on=[None, "2026-03-02"],
        revenue_minor=pa.array([1, 2], pa.int64()),
    )
    answer = machine.facts("orders?source=three", body, key="parquet", media=PARQUET)
    assert answer.status == 200, answer.body
    assert rejected(answer.told) == {1: ["load.value_missing"]}
    either = machine.facts("orders?source=three", body, key="either", media="application/octet-stream")
    assert (either.told["already_there"], either.told["rejected"]) == (1, 1)


def test_an_undone_load_is_out_of_force_and_undoing_it_again_answers_the_same(machine: Machine) -> None:
    posted = machine.facts("cost_entries?source=four", lines(GOOD), key="undo")
    address = f"loads/{posted.told['batch_id']}/undo"
    first = machine.post(address, {}, key="undo-1")
    assert first.status == 200
    assert first.told["withdrawn_at"]
    assert machine.post(address, {}, key="undo-2").told == first.told


HOSTILE = {
    "zero bytes": (lines({**GOOD, "note": "a\0b"}), ["load.json_not_text"]),
    "halves of signs": (b'{"entry_id":"\\ud800"}', ["load.json_not_text"]),
    "deep": (b"[" * 100_000, ["load.json_broken"]),
    "deep objects": (b'{"note":' * 20_000, ["load.json_broken"]),
    "a huge number": (lines(json.dumps(GOOD).replace("125", "9" * 5000)), None),
    "beyond 64 bits": (lines({**GOOD, "amount_minor": 2**63}), None),
    "no number": (b'{"amount_minor":NaN}', ["load.json_broken"]),
    "infinite": (b'{"amount_minor":-Infinity}', ["load.json_broken"]),
    "another encoding": ("{}\n".encode("utf-16"), None),
    "GB18030": (json.dumps({"note": "优惠"}, ensure_ascii=False).encode("gb18030"), ["load.json_encoding"]),
    "ten thousand columns": (lines({f"c{each}": each for each in range(10_000)}), ["load.json_unknown"]),
    "a line without end": (b'{"note":"' + b"x" * 600_000, ["load.json_too_long"]),
    "nested": (lines({**GOOD, "note": {"a": [1]}}), ["load.json_nested"]),
    "no object": (b"[]\n1\nnull", ["load.json_no_object"]),
    "formula": (lines({**GOOD, "occurred_on": "=1+1"}), None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_is_turned_away_with_its_reason(machine: Machine, name: str) -> None:
    body, codes = HOSTILE[name]
    answer = machine.facts(
        "cost_entries?source=hostile", body or b"\xff", key=f"hostile-{name.replace(' ', '-')}"
    )
    assert answer.status == 200, answer.body
    assert answer.told["taken"] == 0
    found = rejected(answer.told)
    assert found
    assert codes is None or found[1] == codes


def test_a_hostile_parquet_file_is_refused_before_it_is_believed(machine: Machine) -> None:
    good = parquet(order_id=["q1"], ordered_on=["2026-03-01"], revenue_minor=["1"])
    many = parquet(**{f"c{each}": ["x"] for each in range(10_000)})
    cases = {
        "cut": (good[: len(good) // 2], "load.parquet_broken"),
        "footer": (good[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1", "load.parquet_broken"),
        "columns": (many, "load.parquet_broken" if len(many) > 1 << 20 else "load.parquet_unknown"),
        "strange": (parquet(order_id=["q1"], nothing=["x"]), "load.parquet_unknown"),
        "empty": (b"PAR1", "load.parquet_broken"),
    }
    for name, (body, code) in cases.items():
        answer = machine.facts("orders?source=hostile", body, key=f"parquet-{name}", media=PARQUET)
        assert answer.status == 422, (name, answer.body)
        assert answer.told["code"] in {code, "load.parquet_unknown"}, name


def test_what_is_too_large_is_refused_before_it_is_read(machine: Machine) -> None:
    answer = machine.facts("orders", b" " * ((32 << 20) + 1), key="large")
    assert (answer.status, answer.told["code"]) == (413, "api.too_large")
    small = machine.ask("POST", "check", b" " * ((1 << 20) + 1))
    assert (small.status, small.told["code"]) == (413, "api.too_large")


def test_the_source_of_the_books_is_nobody_elses(machine: Machine) -> None:
    answer = machine.facts("cost_entries?source=books", lines(GOOD), key="books")
    assert (answer.status, answer.told["code"]) == (422, "load.source_reserved")
