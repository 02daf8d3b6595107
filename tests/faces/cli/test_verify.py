"""``fenhao verify`` on a sound book, and on books that somebody spoilt on disk with other tools than Fenhao."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.faces.cli.shop import Shop


def data_files(shop: Shop, table: str) -> list[Path]:
    return sorted((shop.folder / "warehouse" / table).rglob("*.parquet"))


def commits(shop: Shop, table: str) -> list[Path]:
    return sorted((shop.folder / "warehouse" / table / "_delta_log").glob("*.json"))


def test_a_sound_book_holds_and_says_what_was_checked(year: Shop) -> None:
    answer = year.run("verify")
    assert answer.code == 0, answer.all
    assert "✗" not in answer.out
    for checked in (
        "hash",
        "control total",
        "total = fixed + variable",
        "worked out twice",
        "lines + reserves = total",
    ):
        assert checked in answer.out
    assert "All 10 checks hold." in answer.out


def test_an_empty_book_holds(shop: Shop) -> None:
    answer = shop.run("verify")
    assert (answer.code, "0 rows recounted" in answer.out) == (0, True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_verifying_speaks_both_languages(year: Shop, lang: str) -> None:
    answer = Shop(year.desk, lang).run("verify")
    assert ("核验" in answer.all, "checks" in answer.out) == (lang == "zh", lang == "en")


@pytest.mark.parametrize("table", ["orders", "cost_entries", "tier_assignments"])
def test_one_flipped_byte_is_found_and_its_file_named(year: Shop, table: str) -> None:
    path = data_files(year, table)[0]
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    path.write_bytes(bytes(spoilt))
    answer = year.run("verify")
    assert answer.code == 1
    assert path.name in answer.out
    assert "altered or damaged" in answer.out
    assert "1 of 1 checks failed" in answer.out


def test_a_deleted_file_is_found_and_named(year: Shop) -> None:
    path = data_files(year, "cost_entries")[0]
    path.unlink()
    answer = year.run("verify")
    assert answer.code == 1
    assert path.name in answer.out
    assert "is gone" in answer.out


def test_a_file_put_back_makes_the_book_hold_again(year: Shop) -> None:
    path = data_files(year, "orders")[0]
    kept = path.read_bytes()
    path.unlink()
    assert year.run("verify").code == 1
    path.write_bytes(kept)
    assert year.run("verify").code == 0


def test_a_forged_amount_is_found(year: Shop) -> None:
    path = data_files(year, "cost_entries")[0]
    forged = path.with_suffix(".forged")
    duckdb.execute(
        f"copy (select * replace (amount_minor + 100 as amount_minor) from read_parquet('{path}',"
        f" hive_partitioning = false)) to '{forged}' (format parquet)"
    )
    forged.replace(path)
    answer = year.run("verify")
    assert (answer.code, path.name in answer.out) == (1, True)


def test_an_edited_commit_is_found_and_its_load_named(year: Shop) -> None:
    path = commits(year, "cost_entries")[-1]
    text = path.read_text(encoding="utf-8")
    (batch,) = (each for each in year.batches() if each.startswith("cost_entries"))
    edited = text.replace('\\"rows\\":6', '\\"rows\\":7').replace('\\"rows\\": 6', '\\"rows\\": 7')
    assert edited != text, text
    path.write_text(edited, encoding="utf-8")
    answer = year.run("verify")
    assert (answer.code, batch in answer.out) == (1, True)


def test_a_file_smuggled_into_the_log_is_found(year: Shop) -> None:
    path = data_files(year, "cost_entries")[0]
    copy = path.with_name("smuggled.parquet")
    copy.write_bytes(path.read_bytes())
    log = commits(year, "cost_entries")
    added = next(
        action["add"]
        for line in log[-1].read_text(encoding="utf-8").splitlines()
        if "add" in (action := json.loads(line)) and path.name in action["add"]["path"]
    )
    forged = {**added, "path": added["path"].replace(path.name, copy.name)}
    following = log[-1].with_name(f"{len(log):020d}.json")
    following.write_text(json.dumps({"add": forged}) + "\n", encoding="utf-8")
    answer = year.run("verify")
    assert (answer.code, copy.name in answer.out) == (1, True)


def test_a_withdrawn_load_is_not_asked_for_its_files(year: Shop) -> None:
    (batch,) = (each for each in year.batches() if each.startswith("cost_entries"))
    assert year.run("undo", batch).code == 0
    for path in data_files(year, "cost_entries"):
        path.unlink()
    assert year.run("verify").code == 0


def test_reports_of_a_spoilt_book_tell_what_to_do(year: Shop) -> None:
    data_files(year, "cost_entries")[0].unlink()
    answer = year.run("report", "--period", "2024")
    assert answer.code == 2
    assert "verify" in answer.err


def test_a_torn_log_is_told_and_not_thrown(year: Shop) -> None:
    commits(year, "orders")[-1].write_bytes(b'{"add": {"path"')
    for words in (("loads",), ("verify",), ("report", "--period", "2024")):
        answer = year.run(*words)
        assert answer.code in (1, 2), words
        assert "orders" in answer.all
