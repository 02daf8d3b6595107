"""The demonstration's books, act after act in the order of its year; the facts of the year come in on its last day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from fenhao.books.budgets import operations as budgets
from fenhao.books.database import read
from fenhao.books.findings import CaseFilter, Link, listed, operations as findings
from fenhao.books.findings.operations import answer_cases
from fenhao.books.gates import operations as gates
from fenhao.books.journal import months
from fenhao.books.journal.operations import import_chart
from fenhao.books.monthend import operations as monthend
from fenhao.books.people import Role, operations as staff
from fenhao.books.postings import operations as postings
from fenhao.engine.budget import (
    ANY,
    RESERVE_CATEGORY,
    ClosingRule,
    ClosingRules,
    HoldRule,
    OverspendRule,
    UnspentRule,
)
from fenhao.engine.waste import CaseAct
from fenhao.interfaces.demo._cast import Cast, hire, key
from fenhao.interfaces.demo._goals import set_goals
from fenhao.interfaces.demo._plan import first_budget, next_year, review
from fenhao.interfaces.demo._spend import autumn_moves, december_requests, last_day, mistaken_spend
from fenhao.runs.book import Advance, Book, Voice, say_nothing
from fenhao.runs.example import DEMO_STARTS_AT, DEMO_YEAR
from fenhao.runs.report import found_in_year
from fenhao.runs.tiers import gate_source
from fenhao.warehouse import Engine

CLOSED = 6
"""How many months the company has closed."""
_REOPENED, _ASKED = "2017-05", "2017-03"
_STEP = "step.demo_books"
_STEPS = 9


def make_books(*, book: Book, advance: Advance) -> None:
    """Make the books of the demonstration whose facts are loaded: empty ones become a year in which people decided.

    The process is connected to the books already. Called once: what is half made is thrown away by the caller.
    """
    last = DEMO_STARTS_AT - timedelta(hours=2)
    cast = hire(book, at=datetime(2016, 12, 1, 15, tzinfo=UTC))
    advance(_STEP, 1, _STEPS)
    _rules(cast, at=datetime(2016, 12, 2, 15, tzinfo=UTC))
    first_budget(
        cast,
        at=datetime(2016, 12, 5, 15, tzinfo=UTC),
        agreed_at=datetime(2016, 12, 9, 16, tzinfo=UTC),
    )
    advance(_STEP, 2, _STEPS)
    review(cast, at=datetime(2017, 6, 19, 14, tzinfo=UTC), agreed_at=datetime(2017, 6, 23, 15, tzinfo=UTC))
    autumn_moves(cast, at=datetime(2017, 11, 13, 15, tzinfo=UTC))
    december_requests(cast, at=datetime(2017, 12, 27, 15, tzinfo=UTC))
    advance(_STEP, 3, _STEPS)
    postings.post_loads(book=book, by=cast.ids["finance"], at=last, advance=advance)
    budgets_watched = monthend.watch(on=book.today(last), key=key("watch"), at=last)
    assert budgets_watched is not None, "the last month is one of the books"
    advance(_STEP, 4, _STEPS)
    _gate(cast, at=last + timedelta(minutes=5))
    mistaken_spend(cast, at=last + timedelta(minutes=6))
    _publish(cast, at=last + timedelta(minutes=9), advance=advance)
    advance(_STEP, 5, _STEPS)
    _close(cast, at=last + timedelta(minutes=10))
    advance(_STEP, 6, _STEPS)
    next_year(cast, at=last + timedelta(minutes=60), advance=advance)
    advance(_STEP, 7, _STEPS)
    last_day(cast, at=last + timedelta(minutes=70))
    _publish(cast, at=last + timedelta(minutes=79), advance=advance)
    _found(cast, at=last + timedelta(minutes=80), advance=advance)
    advance(_STEP, 8, _STEPS)
    _ask(cast, at=last + timedelta(minutes=100))
    _propose(cast, at=last + timedelta(minutes=105))  # after whatever else moves money in that month
    set_goals(cast, at=last + timedelta(minutes=110), advance=advance)
    advance(_STEP, _STEPS, _STEPS)


def _rules(cast: Cast, *, at: datetime) -> None:
    """Take the chart into the books; write down how months close, what the gate asks, and who answers for findings."""
    finance = cast.ids["finance"]
    back = ClosingRule(ANY, ANY, HoldRule.release, UnspentRule.to_reserve, OverspendRule.write_off)
    fixed = ClosingRule("", ANY, HoldRule.release, UnspentRule.lapse, OverspendRule.write_off)
    rest = ClosingRule(ANY, RESERVE_CATEGORY, HoldRule.release, UnspentRule.lapse, OverspendRule.write_off)
    monthend.set_rules(
        ClosingRules(DEMO_YEAR, (back, fixed, rest)),
        key=key("closing-rules"),
        by=finance,
        at=at,
        why=cast.said["rules_why"],
    )
    import_chart(book=cast.book, from_on=date(2016, 12, 1), by=finance, at=at)
    gates.set_policy(cast.book.policies.gates, by=finance, at=at, why=cast.said["gate_why"])
    for category, owner in (("benefits", "service"), ("activities", "operations")):
        findings.set_owner(
            category=category,
            department=ANY,
            owner=cast.ids[owner],
            key=key(f"owner-{category}"),
            by=finance,
            at=at,
        )


def _gate(cast: Cast, *, at: datetime) -> None:
    """Carry tiers, orders, wake-ups and campaigns over to the gate, and judge the campaigns' checkpoints."""
    finance = cast.ids["finance"]
    with gate_source(book=cast.book, at=at) as source:
        gates.publish(source, by=finance, at=at)
        assert source.as_of is not None, "the year's facts are loaded"
        budgets.judge_checkpoints(as_of=source.as_of, by=finance, at=at)


def _publish(cast: Cast, *, at: datetime, advance: Advance) -> None:
    """Carry what the books spent over to the facts, so that reports hold it."""
    postings.publish(book=cast.book, by=cast.ids["finance"], at=at, voice=Voice(advance, _unspoken))


def _close(cast: Cast, *, at: datetime) -> None:
    """Close the first half of the year month by month, begin to close the next; one month is opened again."""
    finance = cast.ids["finance"]
    labels = [
        month.label for month in read(lambda session: months(session)) if str(month.fiscal_year) == DEMO_YEAR
    ]
    for place, label in enumerate(labels[: CLOSED + 1]):
        then = at + timedelta(minutes=place)
        monthend.begin_closing(label, key=key(f"closing-{label}"), by=finance, at=then)
        if place < CLOSED:
            checks = monthend.closing_checks(book=cast.book, month=label, at=then, advance=say_nothing)
            told = monthend.close(label, checks=checks, key=key(f"close-{label}"), by=finance, at=then)
            assert told.report is not None, told
    asked = monthend.ask_reopening(
        _REOPENED,
        why=cast.said["reopen_why"],
        key=key("reopen"),
        by=finance,
        at=at + timedelta(minutes=20),
        currency=cast.currency,
    )
    cast.agree(asked.case, "management", at=at + timedelta(minutes=25))


def _propose(cast: Cast, *, at: datetime) -> None:
    """Suggest what should move between lines of the month that ends, by what each tier brought on average."""
    month = f"{DEMO_YEAR}-12"
    returns = monthend.average_returns(book=cast.book, month=month, at=at, advance=say_nothing)
    monthend.propose_transfers(
        month,
        returns=returns,
        absorbs={},
        on=cast.book.today(at),
        key=key("propose"),
        by=cast.ids["finance"],
        at=at,
    )


def _found(cast: Cast, *, at: datetime, advance: Advance) -> None:
    """Bring the findings in; accept some, dismiss one, appeal one, recover one, and propose what they cut."""
    said, ids = cast.said, cast.ids
    found = found_in_year(book=cast.book, label=DEMO_YEAR, at=at, engine=Engine.duckdb, advance=advance)
    findings.refresh(found, key=key("found"), by=ids["finance"], at=at)
    rows = read(lambda session: listed(session, CaseFilter(year=DEMO_YEAR), rows_max=5000))
    autumn = [each for each in rows if each.found_month in {"2017-10", "2017-11"}]
    mailed = [each.id for each in autumn if each.category == "activities"]
    given = [each.id for each in autumn if each.category == "benefits"]
    answer_cases(
        mailed[:-5],
        CaseAct.accept,
        key=key("accept"),
        by=ids["operations"],
        at=at,
        why=said["found_accepted"],
    )
    answer_cases(
        given[1::2], CaseAct.accept, key=key("accept-2"), by=ids["service"], at=at, why=said["found_accepted"]
    )
    answer_cases(
        given[:1], CaseAct.dismiss, key=key("dismiss"), by=ids["service"], at=at, why=said["found_dismissed"]
    )
    later = at + timedelta(minutes=5)
    answer_cases(
        mailed[:1], CaseAct.appeal, key=key("appeal"), by=ids["service"], at=later, why=said["found_appealed"]
    )
    answer_cases(
        mailed[1:3],
        CaseAct.recover,
        key=key("recover"),
        by=ids["operations"],
        at=later,
        why=said["found_recovered"],
        link=Link(credit="CN-1107"),
    )
    findings.propose_cuts("2017-11", key=key("cuts"), by=ids["finance"], at=later)


def _ask(cast: Cast, *, at: datetime) -> None:
    """Leave the rest of the last day's questions: a month to open, a stand-in, and what a supplier's statement says."""
    finance = cast.ids["finance"]
    monthend.ask_reopening(
        _ASKED, why=cast.said["reopen_waits"], key=key("reopen-2"), by=finance, at=at, currency=cast.currency
    )
    staff.delegate(
        giver_id=cast.ids["finance"],
        taker_id=cast.ids["controller"],
        role=Role.finance,
        kind=staff.Cover.delegation,
        starts_at=at,
        ends_at=at + timedelta(days=14),
        reason=cast.said["cover_why"],
        by=finance,
        at=at,
    )
    postings.assert_balance(
        key=key("assert"),
        subject="actual:period=2017-11,category=acquisition",
        on=date(2017, 11, 30),
        amount_minor=900_00,
        currency=cast.currency,
        note=cast.said["assertion"],
        by=finance,
        at=at,
    )


def _unspoken(code: str, _details: Mapping[str, str]) -> str:
    """Return a reason as its code: the demonstration's own publication refuses no row."""
    return code
