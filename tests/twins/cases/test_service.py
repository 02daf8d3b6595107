"""Service goes through the engines and the oracle: cost, tickets, surveys, points, care and signs of warning, whatever is empty."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given as drawn, settings, strategies as st

from fenhao.engine import ledger, loyalty, satisfaction
from fenhao.engine.relation import Table, Value
from fenhao.engine.satisfaction import warning
from fenhao.engine.service import costing
from fenhao.warehouse import Session, open_session
from tests.oracle import service as oracle
from tests.oracle.case import CHART, Case, Cell, Row, Rows
from tests.oracle.ledger import ledger as entries_of
from tests.oracle.warning import warning as warnings_of
from tests.twins.cases.bench import differences, give, give_facts, rows_of
from tests.twins.conftest import NO_FACTS, OpenEngine

FIRST = date(2024, 1, 1)
SPAN = 150
DAYS = st.integers(0, SPAN).map(lambda days: FIRST + timedelta(days=days))
SPOKEN = ("phone", "chat", "bot")
CHART_HERE: Rows = [
    *CHART,
    {
        "cost_type": "refund",
        "category": "complaints",
        "nature": "variable",
        "purpose": "complaint",
        "stage": "all",
        "pool_id": "",
    },
]
MONTHS: Rows = [
    {
        "month_no": place,
        "last_on": FIRST + timedelta(days=30 * (place + 1) - 1),
        "later_on": FIRST + timedelta(days=30 * (place + 1) + 20),
    }
    for place in range(4)
]
MONTH_DAYS: Rows = [
    {"day_on": FIRST + timedelta(days=day), "month_no": day // 30} for day in range(120) if day != 45
]
ON, SINCE = FIRST + timedelta(days=100), FIRST + timedelta(days=40)
CUTS: Rows = [
    {
        "cut_no": place,
        "since_on": ON - timedelta(days=30 * place + 50),
        "on_day": ON - timedelta(days=30 * place),
        "until_on": ON - timedelta(days=30 * place) + timedelta(days=30 if place else 0),
    }
    for place in range(3)
]
WANTED = ("A", "B")
TIMES = (3, 2)


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


CUSTOMERS = st.sampled_from((None, "c1", "c2", "c3"))
KNOWN = CUSTOMERS.filter(bool)
TIERS, TEAMS = st.sampled_from((None, "A", "B", "C")), st.sampled_from((None, "t1", "t2"))
CHANNELS, TEXTS = st.sampled_from(SPOKEN), st.sampled_from((None, "x", "y"))
NAMED = st.sampled_from((None, "t0", "t1", "t2", "t8"))


def _rows(draw: st.DrawFn, name: str, **columns: "st.SearchStrategy[Cell]") -> Rows:
    """Draw rows of a fact; ids come from their number."""
    made = []
    for number in range(draw(st.integers(0, 9))):
        row: Row = {column: draw(values) for column, values in columns.items()}
        made.append({name: f"{name[0]}{number}", "source": draw(st.sampled_from(("s1", "s2"))), **row})
    return made


def _desk(draw: st.DrawFn) -> dict[str, Rows]:
    """Draw tickets, what became of them, contacts and surveys."""
    tickets = _rows(
        draw, "ticket_id", customer_id=CUSTOMERS, opened_on=DAYS, channel=CHANNELS,
        kind=st.sampled_from(("question", "complaint")), category=TEXTS, team=TEAMS, tier=TIERS,
        escalated=st.sampled_from((None, True, False)), handed_over=st.sampled_from((None, True)),
        handle_seconds=st.none() | st.integers(0, 900), reopened=st.none() | st.integers(0, 2),
        resolved_at=st.none() | DAYS.map(lambda day: _moment(day, 9)),
        first_response_at=st.none() | DAYS.map(lambda day: _moment(day, 8)),
    )  # fmt: skip
    for row in tickets:
        row["opened_at"] = draw(st.none() | st.just(_moment(row["opened_on"], 1)))  # type: ignore[arg-type]
    events: Rows = []
    for number in range(draw(st.integers(0, 14))):
        day = draw(DAYS)
        events.append(
            {
                "source": draw(st.sampled_from(("s1", "s2"))), "ticket_id": draw(NAMED.filter(bool)), "happened_on": day,
                "happened_at": _moment(day, number % 24),
                "event": draw(st.sampled_from(("agent_replied", "resolved", "closed", "reopened", "escalated", "on_hold"))),
            }
        )  # fmt: skip
    contacts = _rows(
        draw, "contact_id", ticket_id=NAMED, customer_id=CUSTOMERS, happened_on=DAYS, channel=CHANNELS,
        handle_seconds=st.none() | st.integers(0, 900), wait_seconds=st.none() | st.integers(0, 90),
        outcome=st.sampled_from((None, "solved", "handed_over")), category=TEXTS, team=TEAMS, tier=TIERS,
    )  # fmt: skip
    surveys = _rows(
        draw, "survey_id", ticket_id=NAMED, customer_id=CUSTOMERS, kind=st.sampled_from(("csat", "nps", "ces", "stars")),
        question=TEXTS, asked_on=DAYS, answered_on=st.none() | DAYS, score=st.none() | st.integers(0, 11),
        scale_low=st.sampled_from((None, 0, 1)), scale_high=st.sampled_from((None, 5, 7, 10)), text=TEXTS,
        channel=st.none() | CHANNELS, team=TEAMS, tier=TIERS,
    )  # fmt: skip
    return {
        "tickets": tickets,
        "ticket_events": _once(events, "source", "ticket_id", "happened_at", "event"),
        "service_contacts": contacts,
        "surveys": surveys,
    }


@st.composite
def desks(draw: st.DrawFn) -> Case:
    """Return a company whose help desk wrote down much, little or nothing."""
    spent = _rows(
        draw, "entry_id", customer_id=CUSTOMERS, occurred_on=DAYS, amount_minor=st.integers(-900, 9_000),
        cost_type=st.sampled_from(("coupon", "refund", "shop", "gone")), department=TEAMS,
        channel=st.none() | CHANNELS, tier=TIERS,
    )  # fmt: skip
    orders = _rows(
        draw, "order_id", customer_id=CUSTOMERS, ordered_on=DAYS, revenue_minor=st.integers(-5, 90)
    )
    contracts = _rows(
        draw, "contract_id", customer_id=KNOWN, started_on=DAYS, ended_on=st.none() | DAYS,
        period_months=st.sampled_from((1, 3, 12)), fee_minor=st.integers(0, 900), plan=TEXTS,
    )  # fmt: skip
    points = _rows(
        draw, "entry_id", customer_id=KNOWN, happened_on=DAYS, points=st.integers(-20, 90),
        movement=st.sampled_from(("earned", "redeemed")), expires_on=st.none() | DAYS,
    )  # fmt: skip
    contacted = _rows(
        draw, "contact_id", customer_id=KNOWN, contacted_on=DAYS, channel=CHANNELS,
        purpose=st.sampled_from(("care", "service", "wake_up")), cost_minor=st.none() | st.integers(0, 50),
    )  # fmt: skip
    levels = draw(st.lists(st.tuples(KNOWN, DAYS), max_size=6, unique=True))
    assessed = draw(st.lists(st.tuples(KNOWN, DAYS), max_size=6, unique=True))
    known = _rows(draw, "customer_id", birthday=st.sampled_from((None, "02-29", "1990-07-01")))
    for place, row in enumerate(known):
        row["customer_id"] = f"c{place % 4}"
    return Case(
        facts={
            **_desk(draw),
            "cost_entries": spent,
            "orders": orders,
            "contracts": contracts,
            "points": points,
            "contacts": contacted,
            "memberships": [
                {"customer_id": who, "since_on": day, "level": draw(st.sampled_from(("silver", "gold"))), "ends_on": draw(st.none() | DAYS)}
                for who, day in levels
            ],
            "tier_assignments": [
                {"customer_id": who, "assessed_on": day, "tier": draw(st.sampled_from("ABCD")), "value_minor": 0, "orders": 0, "policy": "p"}
                for who, day in assessed
            ],
            "customers": _once(known, "source", "customer_id"),
        },
        start=FIRST + timedelta(days=30),
        end=FIRST + timedelta(days=90),
        chart=CHART_HERE,
    )  # fmt: skip


def _once(rows: Rows, *key: str) -> Rows:
    """Return rows whose key comes once."""
    return list({tuple(row[name] for name in key): row for row in rows}.values())


SEEN: Rows = [
    {"customer_id": "c1", "happened_on": FIRST + timedelta(days=70), "sign": "breached", "amount": 2},
    {"customer_id": "c9", "happened_on": FIRST + timedelta(days=95), "sign": "angry", "amount": 1},
]


def seen(session: Session, case: Case) -> dict[str, Rows]:
    """Return every relation of service as the session computes it."""
    give_facts(session, case)
    give(session, ledger.CHART, case.chart)
    give(session, ledger.DAYS, case.days)
    scales: Rows = [
        {"kind": kind, "low": low, "bad": bad, "good": good, "high": high}
        for kind, (low, bad, good, high) in oracle.SCALES.items()
    ]
    givens: tuple[tuple[Table, Rows], ...] = (
        (satisfaction.SERVICE_DAYS, MONTH_DAYS),
        (satisfaction.SERVICE_MONTHS, MONTHS),
        (loyalty.CARE_WANTED, [{"tier": each} for each in WANTED]),
        (warning.WARNING_CUTS, CUTS),
        (warning.WARNING_SCALES, scales),
        (warning.WARNING_SEEN, SEEN),
    )
    for table, rows in givens:
        give(session, table, rows)
    told: dict[str, Value] = {
        "period_start": case.start, "period_end": case.end, "since_on": SINCE, "until_on": ON, "on": ON,
        "orders_min": 2, "times_parts": TIMES[0], "times_of": TIMES[1], "repeat_days": 7,
    }  # fmt: skip
    for relation in ledger.RELATIONS:
        if relation.name in ("late_customers", "late_tiers", "ledger"):
            session.define(relation, told)
    wanted = (*costing.RELATIONS, *satisfaction.RELATIONS, *loyalty.RELATIONS, *warning.RELATIONS)
    for relation in wanted:
        session.define(relation, told)
    return {relation.name: rows_of(session, relation.name) for relation in wanted}


def expected(case: Case) -> dict[str, Rows]:
    """Return the same from the oracle."""
    return (
        oracle.costing(case, entries_of(case))
        | oracle.satisfaction(case, days=MONTH_DAYS, months=MONTHS, since_on=SINCE, until_on=ON)
        | oracle.loyalty(case, wanted=WANTED, on=ON, since_on=SINCE, orders_min=2, times=TIMES)
        | warnings_of(case, cuts=CUTS, seen=SEEN, repeat_days=7)
    )


@settings(max_examples=15, deadline=None)
@drawn(case=desks())
def test_service_of_any_company_is_that_of_the_oracle(case: Case) -> None:
    with open_session(NO_FACTS, threads=1, memory_limit="256MB") as session:
        got = seen(session, case)
    found = differences(got, expected(case))
    assert not found, "\n".join(found)


def on(day: int) -> date:
    """Return a day by its number."""
    return FIRST + timedelta(days=day)


def _stated_desk() -> dict[str, Rows]:
    """Return tickets, what became of them, contacts and surveys."""
    tickets: Rows = [
        {"ticket_id": "t1", "customer_id": "c1", "opened_on": on(70), "opened_at": _moment(on(70), 1), "channel": "phone",
         "kind": "complaint", "category": "x", "tier": "A", "resolved_at": _moment(on(71), 9)},
        {"ticket_id": "t2", "customer_id": "c2", "opened_on": on(80), "channel": "chat", "kind": "question",
         "handle_seconds": 300, "handed_over": True, "escalated": True},
        {"ticket_id": "t3", "customer_id": "c1", "opened_on": on(10), "channel": "mail", "kind": "question"},
        {"ticket_id": "t4", "customer_id": "c1", "opened_on": on(10), "channel": "mail", "kind": "complaint", "reopened": 2},
    ]  # fmt: skip
    events: Rows = [
        {"ticket_id": ticket, "happened_on": on(day), "happened_at": _moment(on(day), hour), "event": event}
        for ticket, day, hour, event in (
            ("t1", 70, 2, "agent_replied"),
            ("t1", 72, 3, "resolved"),
            ("t1", 73, 4, "reopened"),
            ("t1", 74, 5, "escalated"),
            ("t4", 12, 6, "closed"),
        )
    ]
    contacts: Rows = [
        {"contact_id": f"k{number}", "ticket_id": ticket, "customer_id": customer, "happened_on": on(day), "channel": "phone",
         "handle_seconds": 100 * number or None, "outcome": outcome, "tier": tier}
        for number, (ticket, customer, day, outcome, tier) in enumerate(
            (("t1", None, 70, "handed_over", "A"), (None, "c1", 77, None, "A"), (None, "c1", 85, None, None), (None, "c1", 50, None, "A"), ("t9", None, 45, None, None))
        )
    ]  # fmt: skip
    surveys: Rows = [
        {"survey_id": f"s{number}", "customer_id": "c1", "ticket_id": "t1", "kind": kind, "asked_on": on(60),
         "answered_on": on(day) if day else None, "score": score, "scale_high": high}
        for number, (kind, day, score, high) in enumerate(
            (("csat", 75, 1, None), ("csat", 76, 3, 5), ("nps", 80, 9, 10), ("ces", 80, 4, 5), ("csat", 0, None, None))
        )
    ]  # fmt: skip
    return {"tickets": tickets, "ticket_events": events, "service_contacts": contacts, "surveys": surveys}


def stated() -> Case:
    """Return a help desk in which every relation has something to say."""
    orders: Rows = [
        {"order_id": f"o{number}", "customer_id": "c1", "ordered_on": on(day), "revenue_minor": 100}
        for number, day in enumerate((1, 5, 9, 9))
    ]
    spent: Rows = [
        {"entry_id": f"e{number}", "customer_id": customer, "occurred_on": on(65), "amount_minor": 77 + number, "cost_type": kind,
         "channel": "phone", "department": "t1"}
        for number, (customer, kind) in enumerate((("c1", "refund"), (None, "shop"), (None, "shop"), ("c2", "gone")))
    ]  # fmt: skip
    return Case(
        facts={
            **_stated_desk(),
            "orders": orders,
            "cost_entries": spent,
            "contracts": [
                {"contract_id": "n1", "customer_id": "c1", "started_on": on(3), "ended_on": None, "period_months": 12, "fee_minor": 900, "plan": None},
                {"contract_id": "n2", "customer_id": "c1", "started_on": on(3), "ended_on": on(95), "period_months": 3, "fee_minor": 900, "plan": "y"},
            ],
            "points": [
                {"entry_id": "p1", "customer_id": "c1", "happened_on": on(2), "points": 50, "movement": "earned", "expires_on": None},
                {"entry_id": "p2", "customer_id": "c1", "happened_on": on(140), "points": 5, "movement": "redeemed", "expires_on": None},
            ],
            "contacts": [
                {"contact_id": "w1", "customer_id": "c1", "contacted_on": on(60), "channel": "phone", "purpose": "care", "cost_minor": 3}
            ],
            "memberships": [
                {"customer_id": "c1", "since_on": on(1), "level": "silver", "ends_on": None},
                {"customer_id": "c1", "since_on": on(30), "level": "gold", "ends_on": on(120)},
            ],
            "tier_assignments": [
                {"customer_id": "c1", "assessed_on": on(day), "tier": tier, "value_minor": 0, "orders": 0, "policy": "p"}
                for day, tier in ((20, "C"), (50, "A"), (130, "D"))
            ],
            "customers": [{"customer_id": "c1", "birthday": "02-29"}],
        },
        start=FIRST + timedelta(days=30),
        end=FIRST + timedelta(days=90),
        chart=CHART_HERE,
    )  # fmt: skip


def test_service_is_the_same_on_every_engine(local_engine: OpenEngine) -> None:
    case = stated()
    with local_engine(NO_FACTS) as session:
        got = seen(session, case)
    wanted = expected(case)
    found = differences(got, wanted)
    assert not found, "\n".join(found)
    assert not [name for name, rows in wanted.items() if not rows]
    signs = {
        (row["is_after"], row["sign"]): row["amount"]
        for row in wanted["warning_facts"]
        if row["customer_id"] == "c1" and row["cut_no"] == 1
    }
    assert (signs[0, "complaints"], signs[1, "repeats"], signs[1, "unhappy"]) == (1, 1, 1)
