"""Files are written whole or not at all, and nothing is left beside them."""

from pathlib import Path

import pytest

from fenhao.kernel import Trouble
from fenhao.runs.book import whole_file


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    with whole_file(tmp_path / "list.csv") as draft:
        draft.write_text("a")
        assert not (tmp_path / "list.csv").exists()
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("list.csv", "a")]


def test_a_writer_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("old")
    with pytest.raises(TypeError), whole_file(tmp_path / "list.csv") as draft:
        draft.write_text(None)  # type: ignore[arg-type]
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("list.csv", "old")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as told, whole_file(tmp_path / "none" / "list.csv"):
        raise AssertionError("nobody may come to write")
    assert told.value.code == "files.not_written"
    assert told.value.details["file"] == str(tmp_path / "none" / "list.csv")
