"""A book as people use it in a notebook: short calls, silent work, values and tables out.

This is an interface like the command line: here the clock is read, paths are taken as text, and trouble is put into
the words of the company's language. Everything else is done by the runs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from fenhao.engine.value.lifetime import Outlook
from fenhao.interfaces.notebook._picture import Picture, picture_of
from fenhao.interfaces.report import html, workbook
from fenhao.interfaces.words import Language, language, say
from fenhao.kernel import FiscalCalendar, Trouble
from fenhao.profiles import Settings
from fenhao.runs import book, loading, planning, report, tiers, value
from fenhao.runs.book import Voice, say_nothing
from fenhao.runs.loading import LoadResult
from fenhao.runs.planning import Forecast, Step
from fenhao.runs.report import Check, CostBridge, Explanation, Figure, Report
from fenhao.runs.tiers import Assessment
from fenhao.runs.value import Cohorts, Returns, Valuation, ValueRules
from fenhao.warehouse import Batch, Engine

Clock = Callable[[], datetime]
"""Tells the moment, aware and in UTC: when a load was made, and which quarters are over."""


_DISCOUNT, _DRAWS = 0.1, 200
"""What a value takes for granted here; ``fenhao value`` lets all of it be said."""


def system_clock() -> datetime:
    """Return the moment by this machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Book:
    """One company's book. Get one from ``open_book`` or ``create_book``.

    Amounts are whole minor units (cents, fen) of ``currency``. Whatever goes wrong and can be mended is a
    ``fenhao.Trouble``; its note says how, in the company's language.
    """

    opened: book.Book
    clock: Clock = system_clock

    @property
    def folder(self) -> Path:
        """Return the company's folder."""
        return self.opened.root

    @property
    def settings(self) -> Settings:
        """Return the company's settings."""
        return self.opened.settings

    @property
    def currency(self) -> str:
        """Return the currency in whose minor units every amount is counted."""
        return self.opened.settings.currency

    def load(
        self,
        path: str | Path,
        *,
        table: str,
        source: str = "files",
        sheet: str = "",
        strict: bool = False,
    ) -> LoadResult:
        """Load one CSV, Excel or Parquet file and return what came of it; the same file again changes nothing.

        ``table`` says what its rows are: customers, orders, costs, contacts, benefits, campaigns, members ...
        ``source`` is the name within which ids are unique. Bad rows are set apart in ``rejects_file`` with line and
        reason and the rest is loaded, or nothing is with ``strict``.
        """
        with self._told():
            return loading.load_file(
                book=self.opened,
                path=Path(path),
                table=loading.loadable(table),
                source=source,
                sheet=sheet,
                strict=strict,
                at=self.clock(),
                voice=Voice(say_nothing, lambda code, details: say(code, details, self._language)),
            )

    def loads(self) -> tuple[Batch, ...]:
        """Return what was loaded and is in force, oldest first; tier assessments are among them."""
        return self.opened.warehouse.batches()

    def undo(self, batch_id: str) -> Batch:
        """Withdraw one load and return it; loading the file again brings its rows back."""
        with self._told():
            return loading.undo_load(book=self.opened, batch_id=batch_id, at=self.clock())

    def tiers(self, *, redo: bool = False) -> tuple[Assessment, ...]:
        """Assess the tiers that are due today and return every assessment in force.

        With ``redo`` those that orders loaded later have outdated are made again.
        """
        with self._told():
            now = self.clock()
            tiers.assess_tiers(book=self.opened, until=now.date(), redo=redo, at=now, advance=say_nothing)
            return tiers.assessments(self.opened.warehouse.batches())

    def report(self, period: str, *, engine: str = "duckdb") -> Report:
        """Return every figure of a fiscal year, quarter or month, such as 2026, 2026-Q3 or 2026-10."""
        with self._told():
            return report.build_report(
                book=self.opened, label=period, at=self.clock(), engine=Engine(engine), advance=say_nothing
            )

    def page(self, period: str, *, lang: str = "") -> str:
        """Return the report as one self-contained HTML page, in the company's language or in ``lang`` (zh, en)."""
        return html(self.report(period), language(lang or self._language))

    def workbook(self, period: str, path: str | Path, *, lang: str = "") -> Path:
        """Write the report as an Excel workbook with formulas, and return its path."""
        workbook(self.report(period), Path(path), language(lang or self._language))
        return Path(path)

    def relations(self) -> tuple[str, ...]:
        """Return the names that ``relation`` knows; docs/models.md tells what each holds."""
        return report.relation_names()

    def relation(self, name: str, *, period: str = "", engine: str = "duckdb") -> pa.Table:
        """Return the rows of a relation as an Arrow table, in the order of its key.

        A fact (orders, benefits ...) is returned whole and needs no period; what is worked out, such as
        ``customer_cost``, ``cost_cells`` or ``findings``, does.
        """
        with self._told():
            return report.relation_rows(
                book=self.opened,
                name=name,
                label=period,
                at=self.clock(),
                engine=Engine(engine),
                advance=say_nothing,
            )

    def explain(self, figure: str, *, period: str = "", rows: int = 20) -> Explanation:
        """Return a figure's arithmetic and the first entries behind it, as ``fenhao explain`` shows them.

        ``figure`` is a subject and what narrows it: ``total``, ``cost tier=A month=2026-03``, ``customer 900``.
        """
        with self._told():
            return report.explain(
                book=self.opened,
                figure=self._figure(figure, period),
                at=self.clock(),
                rows_max=rows,
                engine=Engine.duckdb,
                advance=say_nothing,
            )

    def entries(self, figure: str, *, period: str = "") -> pa.Table:
        """Return every entry behind a figure as an Arrow table."""
        with (
            self._told(),
            report.entries_behind(
                book=self.opened,
                figure=self._figure(figure, period),
                at=self.clock(),
                engine=Engine.duckdb,
                advance=say_nothing,
            ) as rows,
        ):
            return pa.Table.from_pylist([asdict(row) for row in rows], schema=_ENTRY)

    def bridge(self, period: str, *, against: str = "") -> CostBridge:
        """Return why the period's cost differs from that of another period ('' the one before) or of the ``plan``."""
        with self._told():
            return report.bridge_cost(
                book=self.opened,
                label=period,
                against=against,
                at=self.clock(),
                engine=Engine.duckdb,
                advance=say_nothing,
            )

    def cohorts(self) -> Cohorts:
        """Return who comes back, by month of first order."""
        with self._told():
            return value.build_cohorts(
                book=self.opened, until=None, at=self.clock(), engine=Engine.duckdb, advance=say_nothing
            )

    def returns(
        self, period: str, *, campaign: str = "", clv: str | Path | None = None, seed: int = 0
    ) -> Returns:
        """Return what customers cost to win and what spending on them returned; ``clv`` is a list of their values."""
        with self._told():
            return value.build_returns(
                book=self.opened,
                label=period,
                campaign=campaign,
                clv=None if clv is None else Path(clv),
                at=self.clock(),
                seed=seed,
                engine=Engine.duckdb,
                advance=say_nothing,
            )

    def value(self, *, days: int = 365, until: date | None = None) -> Valuation:
        """Return what customers are expected to buy and to be worth over so many days after ``until``, the day of the last order unless told.

        Estimates with their ranges; ``trial`` says by how much the model missed on days that it had not seen.
        """
        outlook = Outlook(span_days=days, discount_yearly=_DISCOUNT, draws=_DRAWS, seed=0)
        rules = ValueRules(model="", on=until, hold_out_days=0, outlook=outlook)
        with self._told():
            return value.value_customers(
                book=self.opened,
                rules=rules,
                at=self.clock(),
                engine=Engine.duckdb,
                advance=say_nothing,
                write=lambda _rows: None,
            )

    def forecast(self, *, step: str = "month", growth_percent: int = 0) -> Forecast:
        """Return the cost ahead of every line, tier and the whole, with intervals; ``step`` is month or week."""
        with self._told():
            return planning.forecast_cost(
                book=self.opened,
                step=Step(step),
                until="",
                growth_percent=growth_percent,
                at=self.clock(),
                engine_used=Engine.duckdb,
                advance=say_nothing,
            )

    def chart(self, report: Report) -> Picture:
        """Return a report's cost by month as a drawing, fixed below variable; a notebook shows it by itself."""
        return picture_of(report, self._language)

    def verify(self) -> tuple[Check, ...]:
        """Check hashes, control totals and conservation on the stored facts; a check that fails ``holds`` not."""
        with self._told():
            return report.verify(book=self.opened, at=self.clock(), advance=say_nothing)

    def _figure(self, words: str, period: str) -> Figure:
        return report.figure([words], period=period or report.newest_year(self.opened))

    @property
    def _language(self) -> Language:
        return language(self.opened.settings.language)

    @contextmanager
    def _told(self) -> Iterator[None]:
        with _told_in(self._language):
            yield


_ENTRY = pa.schema(
    [
        ("subledger", pa.string()),
        ("source", pa.string()),
        ("entry_id", pa.string()),
        ("on", pa.date32()),
        ("cost_type", pa.string()),
        ("amount_minor", pa.int64()),
        ("customer_id", pa.string()),
        ("campaign_id", pa.string()),
        ("tier", pa.string()),
        ("batch_id", pa.string()),
        ("file_name", pa.string()),
        ("row_no", pa.int64()),
        ("evidence", pa.string()),
    ]
)


def open_book(folder: str | Path, *, clock: Clock = system_clock) -> Book:
    """Open the book of a company's folder.

    Today is read from ``clock``, which a script that must give the same again next year replaces:
    ``open_book("shop", clock=lambda: datetime(2027, 1, 5, tzinfo=UTC))``.
    """
    with _told_in("en"):
        return Book(book.open_book(root=Path(folder)), clock)


def create_book(
    folder: str | Path,
    *,
    company: str,
    currency: str = "CNY",
    time_zone: str = "Asia/Shanghai",
    lang: str = "zh",
    profile: str = "retail",
    year_starts: int = 1,
    clock: Clock = system_clock,
) -> Book:
    """Make a company's folder and open it: settings, chart of cost types and policies, ready to be edited.

    ``profile`` is the industry, ``year_starts`` the calendar month in which the fiscal year begins.
    """
    settings = Settings(
        company=company,
        currency=currency.upper(),
        time_zone=time_zone,
        language=lang,
        profile=profile,
        calendar=FiscalCalendar(start_month=year_starts),
    )
    with _told_in(language(lang)):
        return Book(book.create_book(root=Path(folder), settings=settings), clock)


@contextmanager
def _told_in(lang: Language) -> Iterator[None]:
    """Add to a trouble what it says in words: what happened, why, and what to do."""
    try:
        yield
    except Trouble as trouble:
        trouble.add_note(say(trouble.code, trouble.details, lang))
        raise
