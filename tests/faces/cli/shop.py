"""A small shop that types ``fenhao`` commands: each answer holds the exit code and both screens."""

import contextlib
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from fenhao.interfaces.notebook import Book, open_book
from fenhao.site import main

ORDERS = """\
订单编号,客户编号,下单日期,订单金额,毛利
O1,K1,2024-01-05,"1,234.50",400
O2,K2,2024/2/6,￥70,20
O3,K1,2024年3月7日,(30),-10
O4,K3,20240410,880,300
O5,K1,2024-05-11,100.05,40.02
"""
COSTS = """\
凭证号,日期,成本类型,金额,客户编号,部门,活动编号
C1,2024-01-31,team_pay,"12,000.00",,运营,
C2,2024-02-29,coupons,15.50,K1,市场,M1
C3,2024-04-15,coupons,20,K3,市场,
C4,2024-04-30,system_annual_fee,3600,,信息,
C5,2024-05-20,coupons,(5.50),K1,市场,M1
C6,2024-08-02,advertising,99.99,,市场,
"""


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code, the ordinary screen and the error screen."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Shop:
    """One company's folder, and a desk beside it on which files lie."""

    desk: Path
    lang: str = "en"

    @property
    def folder(self) -> Path:
        return self.desk / "company"

    def run(self, *words: str) -> Answer:
        """Type a command about this shop's book; no answer may ever show a traceback."""
        return typed("--lang", self.lang, "--book", str(self.folder), *words)

    def init(self, *words: str) -> Answer:
        return typed("--lang", self.lang, "init", str(self.folder), "--company", "小店", *words)

    def file(self, content: str | bytes, *, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = self.desk / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def load(self, content: str | bytes, kind: str, *words: str, name: str = "file.csv") -> Answer:
        """Write a file and load it."""
        return self.run("load", str(self.file(content, name=name)), "--as", kind, *words)

    @property
    def book(self) -> Book:
        return open_book(self.folder)

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """What the book holds of one fact, without the lineage, in the order of its key."""
        held = self.book.relation(table)
        kept = [name for name in held.column_names if name not in ("batch_id", "row_no", "source", "tier")]
        return sorted(tuple(row.values()) for row in held.select(kept).to_pylist())

    def batches(self) -> dict[str, str]:
        """The loads in force: batch -> file."""
        return {each.batch_id: each.file_name for each in self.book.loads() if each.source != "fenhao/tiers"}

    def rejects(self) -> list[dict[str, str]]:
        """The rows of the only rejects file."""
        (path,) = (self.folder / "rejects").iterdir()
        with path.open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.DictReader(opened))

    def rejects_path(self) -> Path:
        (path,) = (self.folder / "rejects").iterdir()
        return path


def typed(*words: str) -> Answer:
    """Type ``fenhao WORDS`` and return its answer."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    answer = Answer(code, out.getvalue(), err.getvalue())
    assert "Traceback" not in answer.all
    return answer
