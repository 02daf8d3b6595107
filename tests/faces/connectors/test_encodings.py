"""Files put together of parts in several encodings, or with several kinds of line ends: no word is read as another, no row lost."""

from pathlib import Path

import pytest

from tests.faces.connectors.desk import Desk
from tests.faces.connectors.test_files import HEAD, ROW


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def many(name: str, count: int = 50) -> str:
    return "".join(ROW.replace("A1", f"{name}{n}") for n in range(count))


@pytest.mark.parametrize(
    ("most", "some"), [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("utf-8-sig", "gb18030")]
)
@pytest.mark.parametrize("quoted", [False, True])
def test_rows_of_another_encoding_are_told_and_come_back_with_their_words(
    desk: Desk, most: str, some: str, *, quoted: bool
) -> None:
    row = ROW.replace("月费", '"月费\n见合同"') if quoted else ROW
    parts = [(HEAD + many("B")).encode(most), row.encode(some), many("C").encode(most.removesuffix("-sig"))]
    seen = desk.seen(desk.file(b"".join(parts)), "cost_entries")
    assert len(seen.rows) == 100
    assert set(seen.column("note")) == {"月费"}
    assert seen.reasons == [(52, "load.other_encoding")]
    assert ("月费\n见合同" if quoted else "月费") in seen.rejects[0].cells
    told = dict(seen.rejects[0].problems[0].details)
    assert (told["whole"], told["other"]) == (most.removesuffix("-sig").upper(), some.upper())


def test_a_header_of_another_encoding_than_the_rows_is_read(desk: Desk) -> None:
    seen = desk.seen(desk.file(HEAD.encode() + many("B").encode("gb18030")), "cost_entries")
    assert (len(seen.rows), set(seen.column("note"))) == (50, {"月费"})


@pytest.mark.parametrize("ends", ["\r,\r\n,\n,\r", "\r\n,\r,\n,\r\n"])
def test_line_ends_of_several_kinds_lose_no_row(desk: Desk, ends: str) -> None:
    lines = [HEAD.strip(), *(ROW.strip().replace("A1", f"B{n}") for n in range(3))]
    text = "".join(line + end for line, end in zip(lines, ends.split(","), strict=True))
    seen = desk.seen(desk.file(text.encode()), "cost_entries")
    assert (len(seen.rows), seen.reasons) == (3, [])


def test_words_of_one_sign_do_not_make_a_chinese_file_another(desk: Desk) -> None:
    """女 in GB18030 is a sign of two bytes in UTF-8 too; a file in which most rows say so is Chinese all the same."""
    rows = "".join(
        ROW.replace("A1", f"D{n}").replace("月费", "男" if n % 4 == 0 else "女") for n in range(40)
    )
    seen = desk.seen(desk.file(HEAD + rows, encoding="gb18030"), "cost_entries")
    assert (set(seen.column("note")), seen.reasons) == ({"男", "女"}, [])


def test_a_damaged_sign_in_a_good_line_is_lost_and_said_to_be(desk: Desk) -> None:
    bad = ROW.replace("月费", "客户的全年服务月费").encode().replace("服".encode(), b"\xe6\x9c")
    seen = desk.seen(
        desk.file((HEAD + many("B")).encode() + ROW.replace("A1", "Z").encode("gb18030") + bad),
        "cost_entries",
    )
    assert seen.reasons == [(52, "load.other_encoding"), (53, "load.lost_characters")]
