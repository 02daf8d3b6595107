"""The mart: what pages about customers read, written beside the book after facts or policies have changed.

It holds the customers of the newest fiscal year with data: result, tier, value and history of each, and everything that
happened to each. A mart is one folder that is written wholly and then named in one step; it is never changed afterwards. It
says what it was made from, so that one that is out of date can be told from one that is not.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from fenhao.engine import value, waste
from fenhao.engine.relation import Cut, Value
from fenhao.engine.value.lifetime import Outlook
from fenhao.kernel import Trouble
from fenhao.runs.book import CHART_FILE, POLICY_FILE, SETTINGS_FILE, Advance, Book, rows_of, text
from fenhao.runs.report import ROWS_MAX, Totals, WhalePoint, Workings, assemble, newest_year, work_out
from fenhao.runs.tiers import define_assessment, edges_of
from fenhao.runs.value import (
    ValueRules,
    ValueTold,
    read_value,
    told_of,
    unordered_fees,
    value_customers,
    value_facts,
)
from fenhao.warehouse import (
    Engine,
    MartDraft,
    MartRow,
    current_mart as named_mart,
    drop_mart as drop_named,
    mart_draft,
    open_session,
    place_mart,
)

MART_FORM = "5"
"""Changes whenever a mart of an earlier form could not be read, or would say something else, today."""

VALUE_RULES = ValueRules(
    model="",
    on=None,
    hold_out_days=0,
    outlook=Outlook(span_days=1095, discount_yearly=0.1, draws=200, seed=0),
)
"""What ``fenhao value`` takes for granted too: three years ahead, ten percent a year."""

_FACTS = "mart.json"


@dataclass(frozen=True, slots=True)
class MartSum:
    """Customers of one tier ('' never assessed) and segment (loss, top, middle), added up.

    The last two are the sum of the estimates of the ``scored`` customers, no booked money, and that of the squared widths of their
    ranges, in minor units times minor units: ``sum_range`` makes the range of the sum from it.
    """

    tier: str
    segment: str
    customers: int
    orders: int
    revenue_minor: int
    margin_minor: int
    direct_minor: int
    allocated_minor: int
    profit_minor: int
    scored: int
    clv_net_minor: int
    clv_squares: int

    @property
    def cost_minor(self) -> int:
        """What serving them cost, direct and allocated."""
        return self.direct_minor + self.allocated_minor


@dataclass(frozen=True, slots=True)
class MartStamp:
    """What a mart was made from, and when. ``label`` names the fiscal year, ``start`` to ``end`` (exclusive) are its days."""

    id: str
    form: str
    made_at: datetime
    label: str
    start: date
    end: date
    closing_on: date | None
    versions: tuple[tuple[str, int], ...]
    policy: str


@dataclass(frozen=True, slots=True)
class MartFacts:
    """What a mart knows besides the customers.

    Sums by tier and segment, the whale curve, how pools were cut, where the tiers' borders lay in the closing assessment, and how
    value was estimated. ``unallocated_minor`` and ``idle_minor`` are cost of the year that no customer bears. ``value_refused`` is the code of why
    there was nothing to estimate, '' when a model was tried. ``files`` names the file of each load, ``campaigns`` the name of
    each campaign that has one. ``unordered_fees`` counts customers for whom a fee of a contract fell due in the year up to the
    day it was made, and who have no order in it.
    """

    stamp: MartStamp
    totals: Totals
    sums: tuple[MartSum, ...]
    whale: tuple[WhalePoint, ...]
    cuts: tuple[Cut, ...]
    edges: value.Edges | None
    value: ValueTold | None
    value_refused: str
    files: tuple[tuple[str, str], ...]
    campaigns: tuple[tuple[str, str], ...]
    unordered_fees: int


def build_mart(*, book: Book, at: datetime, engine: Engine, advance: Advance) -> MartStamp:
    """Write the mart of the newest fiscal year with data and put it in place of the one before; return its stamp.

    Trouble ``mart.no_facts`` when nothing was loaded yet. A build that dies has changed nothing that anybody reads.
    """
    label = newest_year(book)
    if not label:
        raise Trouble("mart.no_facts", {})
    with mart_draft(mart_root(book)) as draft:
        facts = _write(book, draft, label, at=at, engine=engine, advance=advance)
        text_of = json.dumps(_plain(facts), ensure_ascii=False)
        (draft.folder / _FACTS).write_text(text_of, encoding="utf-8")
        place_mart(draft, facts.stamp.id)
    return facts.stamp


def drop_mart(*, book: Book) -> None:
    """Put no mart in force: what it was made from has been taken back."""
    drop_named(mart_root(book))


def mart_root(book: Book) -> Path:
    """Return the folder in which the book's marts are."""
    return book.root / "mart"


def current_mart(book: Book) -> str:
    """Return the id of the mart in force; empty when there is none."""
    return named_mart(mart_root(book))


def policy_digest(book: Book) -> str:
    """Return a digest of what the company has written down: settings, chart, policies."""
    held = sha256()
    for name in (SETTINGS_FILE, CHART_FILE, POLICY_FILE):
        held.update((book.root / name).read_bytes())
    return held.hexdigest()[:16]


def _write(
    book: Book, file: MartDraft, label: str, *, at: datetime, engine: Engine, advance: Advance
) -> MartFacts:
    """Fill the draft; the report's own checks have passed before anything of it is kept."""
    with work_out(
        book=book, label=label, at=at, engine=engine, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        report = assemble(workings, advance=advance)
        parameters: Mapping[str, Value] = {
            "period_end": workings.span.period.end,
            "closing_on": workings.closing.assessed_on if workings.closing else None,
        }
        advance("step.mart", 0, 3)
        for relation in value.CUSTOMER_RELATIONS:
            workings.session.define(relation, parameters)
        for name, source in (
            ("records", value.CUSTOMER_RECORD),
            ("events", value.CUSTOMER_TIMELINE),
            ("found", waste.FINDINGS),
        ):
            file.take(name, workings.session.stream(source.name))
        edges = _decided(workings, file, engine=engine)
        advance("step.mart", 1, 3)
        told, refused = _valued(book, file, at=at, engine=engine, advance=advance)
        advance("step.mart", 2, 3)
        sums = tuple(_sum(row) for row in file.finish())
        advance("step.mart", 3, 3)
        assert sum(each.profit_minor for each in sums) == sum(each.profit_minor for each in report.tiers)
        assert sum(each.direct_minor for each in sums) == report.totals.direct_minor
        assert sum(each.allocated_minor for each in sums) == report.totals.allocated_minor
        return MartFacts(
            stamp=_stamp(workings, at=at),
            totals=report.totals,
            sums=sums,
            whale=report.whale,
            cuts=workings.session.cuts("pool_shares"),
            edges=edges,
            value=told,
            value_refused=refused,
            files=tuple((each.batch_id, each.file_name) for each in book.warehouse.batches()),
            campaigns=tuple(
                (text(row, "campaign_id"), text(row, "name"))
                for row in rows_of(workings.session, waste.CAMPAIGN_RESULTS)
                if text(row, "name")
            ),
            unordered_fees=unordered_fees(
                book=book,
                snapshot=workings.snapshot,
                start=workings.span.period.start,
                until=min(workings.span.period.end - timedelta(days=1), book.today(at)),
                engine=engine,
            ),
        )


def _decided(workings: Workings, file: MartDraft, *, engine: Engine) -> value.Edges | None:
    """Put into the draft why each customer has its closing tier; return where the borders lay, None without an assessment."""
    if workings.closing is None:
        return None
    day = workings.closing.assessed_on
    before = max((each.assessed_on for each in workings.assessments if each.assessed_on < day), default=None)
    with open_session(workings.snapshot, engine=engine) as session:
        bound = define_assessment(session, workings.book, day=day, before=before)
        session.define(value.TIER_BORDERS, bound)
        file.decide(session.stream(value.TIER_DECISIONS.name))
        return edges_of(session)


def _valued(
    book: Book, file: MartDraft, *, at: datetime, engine: Engine, advance: Advance
) -> tuple[ValueTold | None, str]:
    """Score the customers into the draft; return how, or the code of why there is nobody to value."""

    def score(rows: pa.Table) -> None:
        file.score(rows)

    try:
        found = value_customers(
            book=book, rules=VALUE_RULES, at=at, engine=engine, advance=advance, write=score
        )
    except Trouble as trouble:
        if trouble.code not in ("value.no_orders", "value.only_ahead"):
            raise
        return None, trouble.code
    return told_of(found), ""


def _stamp(workings: Workings, *, at: datetime) -> MartStamp:
    book = workings.book
    versions = tuple((each.table, each.version) for each in workings.snapshot.tables if each.columns)
    policy = policy_digest(book)
    content = f"{MART_FORM}|{versions}|{policy}|{workings.span.label}|{at.isoformat()}"
    return MartStamp(
        id=sha256(content.encode()).hexdigest()[:16],
        form=MART_FORM,
        made_at=at,
        label=workings.span.label,
        start=workings.span.period.start,
        end=workings.span.period.end,
        closing_on=workings.closing.assessed_on if workings.closing else None,
        versions=versions,
        policy=policy,
    )


def _sum(row: MartRow) -> MartSum:
    amounts = {name: row[name] for name in MartSum.__dataclass_fields__ if name not in ("tier", "segment")}
    assert all(isinstance(each, int) for each in amounts.values()), row
    return MartSum(str(row["tier"]), str(row["segment"]), *(int(str(each)) for each in amounts.values()))


def _plain(facts: MartFacts) -> dict[str, object]:
    """Return the facts as they are written down."""
    stamp = facts.stamp
    return {
        "stamp": {
            "id": stamp.id,
            "form": stamp.form,
            "made_at": stamp.made_at.isoformat(),
            "label": stamp.label,
            "start": stamp.start.isoformat(),
            "end": stamp.end.isoformat(),
            "closing_on": stamp.closing_on.isoformat() if stamp.closing_on else None,
            "versions": list(stamp.versions),
            "policy": stamp.policy,
        },
        "totals": [getattr(facts.totals, name) for name in Totals.__dataclass_fields__],
        "sums": [[getattr(each, name) for name in MartSum.__dataclass_fields__] for each in facts.sums],
        "whale": [[each.customers, each.profit_minor] for each in facts.whale],
        "cuts": [[getattr(each, name) for name in Cut.__dataclass_fields__] for each in facts.cuts],
        "edges": asdict(facts.edges) if facts.edges else None,
        "value": value_facts(facts.value) if facts.value else None,
        "value_refused": facts.value_refused,
        "files": list(facts.files),
        "campaigns": list(facts.campaigns),
        "unordered_fees": facts.unordered_fees,
    }


def read_facts(folder: Path) -> MartFacts:
    """Return what ``build_mart`` wrote down beside the customers; KeyError or ValueError for another form."""
    held = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    stamp = held["stamp"]
    if stamp["form"] != MART_FORM:
        raise ValueError(f"a mart of form {stamp['form']}")
    closing = stamp["closing_on"]
    return MartFacts(
        stamp=MartStamp(
            id=stamp["id"],
            form=stamp["form"],
            made_at=datetime.fromisoformat(stamp["made_at"]),
            label=stamp["label"],
            start=date.fromisoformat(stamp["start"]),
            end=date.fromisoformat(stamp["end"]),
            closing_on=date.fromisoformat(closing) if closing else None,
            versions=tuple((name, version) for name, version in stamp["versions"]),
            policy=stamp["policy"],
        ),
        totals=Totals(*held["totals"]),
        sums=tuple(MartSum(*each) for each in held["sums"]),
        whale=tuple(WhalePoint(*each) for each in held["whale"]),
        cuts=tuple(Cut(*each) for each in held["cuts"]),
        edges=value.Edges(**held["edges"]) if held["edges"] else None,
        value=read_value(held["value"]) if held["value"] else None,
        value_refused=held["value_refused"],
        files=tuple((batch, name) for batch, name in held["files"]),
        campaigns=tuple((code, name) for code, name in held["campaigns"]),
        unordered_fees=held["unordered_fees"],
    )
