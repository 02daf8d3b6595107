"""Writes rejects files and opens them as a spreadsheet would: the reason, the line, and no formula that runs."""

import csv
from pathlib import Path

import pytest

from fenhao.connectors import write_rejects
from fenhao.connectors._rejects import harmless
from fenhao.interfaces.words import say
from tests.faces.connectors.desk import Desk, cases

FILE = """凭证号,日期,金额,成本类型,备注
A1,昨天,(30),sms,"=HYPERLINK(""http://evil"")"
A2,2026-10-01,1.005,smms,@SUM(1)
A3,2026-10-01,5,sms
A4,2026-10-01,-5,sms,好的
A4,2026-10-01,-5,sms,又一次
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_is_a_sentence_in_the_reader_language(tmp_path: Path, lang: str) -> None:
    desk = Desk(tmp_path)
    out = tmp_path / "rejects" / "out.csv"
    with desk.read(desk.file(FILE), "cost_entries") as reading:
        count = write_rejects(
            out,
            headers=reading.headers,
            rejects=reading.rejects(),
            words=lambda code, details: say(code, details, lang),  # type: ignore[arg-type]
        )
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert count == len(rows) - 1 == 4
    assert rows[0][2:] == ["凭证号", "日期", "金额", "成本类型", "备注"]
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "6"]
    assert rows[1][2:] == ["A1", "昨天", "(30)", "sms", '\'=HYPERLINK("http://evil")']
    assert rows[2][6] == "'@SUM(1)"
    reasons = [row[1] for row in rows[1:]]
    assert all("{" not in reason and "load." not in reason for reason in reasons)
    end = {"zh": "。", "en": "."}[lang]
    assert all(reason.endswith(end) for reason in reasons)
    assert "金额" in reasons[1]
    assert "sms" in reasons[1]


CELLS = cases("""
# cell              | what the spreadsheet is given
  =1+1              | '=1+1
  +cmd              | '+cmd
  -2+3              | '-2+3
  @SUM(A1)          | '@SUM(A1)
  ＝1+1             | '＝1+1
  ＋1+1             | '＋1+1
  －2+3             | '－2+3
  ＠SUM(A1)         | '＠SUM(A1)
  -30               | -30
  -1,234.50         | -1,234.50
  +5%               | +5%
  plain             | plain
  ￥70              | ￥70
""")


@pytest.mark.parametrize(("cell", "given"), CELLS)
def test_a_cell_is_never_a_formula(cell: str, given: str) -> None:
    assert harmless(cell) == given


@pytest.mark.parametrize("cell", ["\t=1", "\r=1", "\n=1", " =1"])
def test_space_before_a_formula_does_not_hide_it(cell: str) -> None:
    assert harmless(cell).startswith("'")


def test_a_mended_rejects_file_can_be_loaded_as_it_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    out = tmp_path / "out.csv"
    with desk.read(desk.file(FILE), "cost_entries") as reading:
        write_rejects(
            out,
            headers=reading.headers,
            rejects=reading.rejects(),
            words=lambda code, details: say(code, details, "zh"),
        )
    mended = out.read_text(encoding="utf-8-sig").replace("昨天", "2026-10-01")
    seen = desk.seen(desk.file(mended, encoding="utf-8-sig"), "cost_entries")
    assert seen.column("entry_id") == ["A1", "A4"]
