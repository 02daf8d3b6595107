"""A desk to read files at: writes a file, reads it as one table, and shows what came of it as plain values."""

from dataclasses import dataclass
from pathlib import Path

from fenhao.connectors import Reading, Reject
from fenhao.connectors.files import ReadSettings, read_file
from fenhao.engine import facts
from fenhao.kernel import Trouble

COST_TYPES = frozenset({"team_pay", "coupons", "sms"})

Value = object


@dataclass(frozen=True)
class Desk:
    """A folder with a company's mappings, and the company's currency and time zone."""

    folder: Path
    digits: int = 2
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    source: str = "erp"
    sheet: str = ""

    @property
    def mappings(self) -> Path:
        return self.folder / "mappings"

    def file(self, content: str | bytes, *, name: str = "file.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def settings(self) -> ReadSettings:
        return ReadSettings(
            digits=self.digits,
            currency=self.currency,
            time_zone=self.time_zone,
            cost_types=COST_TYPES,
            mappings=self.mappings,
            source=self.source,
            sheet=self.sheet,
            cost_type_names=(("团队薪酬", "team_pay"), ("Coupons", "coupons")),
        )

    def read(self, path: Path, table: str) -> Reading:
        return read_file(path, table=facts.table(table), settings=self.settings())

    def seen(self, path: Path, table: str) -> "Seen":
        with self.read(path, table) as reading:
            rows = [row for batch in reading.batches() for row in batch.to_pylist()]
            rejects = list(reading.rejects())
            assert reading.rows_read == len(rows) + len(rejects), "every row is counted once"
            assert (reading.rows_good, reading.rows_rejected) == (len(rows), len(rejects))
            return Seen(rows, rejects, reading.headers, reading.content_hash)

    def refusal(self, path: Path, table: str) -> Trouble:
        try:
            with self.read(path, table) as reading:
                raise AssertionError(f"read {reading.rows_read} rows")
        except Trouble as trouble:
            return trouble


@dataclass(frozen=True)
class Seen:
    rows: list[dict[str, Value]]
    rejects: list[Reject]
    headers: tuple[str, ...]
    content_hash: str

    @property
    def reasons(self) -> list[tuple[int, str]]:
        """(line, code) of every problem."""
        return [(reject.line_no, problem.code) for reject in self.rejects for problem in reject.problems]

    def column(self, name: str) -> list[Value]:
        return [row[name] for row in self.rows]


def cases(table: str) -> list[tuple[str, ...]]:
    """The rows of a text table: cells between bars, lines that begin with # left out."""
    lines = (line.strip() for line in table.strip().splitlines())
    return [
        tuple(cell.strip() for cell in line.split("|")) for line in lines if line and not line.startswith("#")
    ]
