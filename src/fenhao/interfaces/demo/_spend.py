"""What the people of the demonstration ask for: spending, funding moved from line to line, and the emergency reserve."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from fenhao.books.budgets import Leg
from fenhao.books.budgets.operations import LineKey, reserve, reverse_for, set_policy, spend
from fenhao.books.moves import operations as moves
from fenhao.books.requests import RequestVerdict
from fenhao.books.requests.operations import Wish, submit
from fenhao.engine.budget import DEFAULT_CONTROL
from fenhao.engine.waste import WAKE_UP
from fenhao.interfaces.demo._cast import Cast, key
from fenhao.kernel import Trouble

_DECEMBER, _JANUARY = date(2017, 12, 28), date(2018, 1, 15)
_ASKED_ABOVE = 15_00
"""What an activity may cost without somebody's agreement from the last day on."""
_SLEEPER = "2443"
"""A dormant customer who did not answer the mailings of August and October."""


def autumn_moves(cast: Cast, *, at: datetime) -> None:
    """Move funding from the dormant to the basic tier, refuse another transfer, and draw on the reserve for November."""
    said = cast.said
    basic = LineKey("2017-11", "C", "benefits")
    dormant = LineKey("2017-11", "D", "benefits")
    case = _transfer(cast, "transfer", dormant, basic, 300_00, why=said["transfer_why"], at=at)
    cast.agree(case, "controller management", at=at + timedelta(days=1))
    case = _transfer(
        cast, "again", dormant, LineKey("2017-11", "B", "activities"), 40_00, why=said["transfer_refused"], at=at
    )  # fmt: skip
    cast.refuse(case, "controller", why=said["transfer_no"], at=at + timedelta(days=2))
    case = _draw(cast, "draw", basic, 500_00, why=said["draw_why"], at=at + timedelta(days=4))
    cast.agree(case, "controller management", at=at + timedelta(days=5))


def december_requests(cast: Cast, *, at: datetime) -> None:
    """Ask for holiday spending: one approved, one waiting for finance, one refused with a reason."""
    said = cast.said
    potential = Leg(
        _DECEMBER, "B", "benefits", 800_00, cost_type="loyalty_discount", campaign="", department="campaigns"
    )
    case = _request(cast, "request_passed", "operations", potential, at=at)
    cast.agree(case, "controller", at=at + timedelta(hours=5))
    again = Leg(_DECEMBER, "C", "benefits", 450_00, cost_type="loyalty_discount", department="service")
    case = _request(cast, "request_refused", "service", again, at=at + timedelta(hours=2))
    cast.refuse(case, "controller", why=said["request_no"], at=at + timedelta(days=1))
    care = Leg(_DECEMBER, "C", "benefits", 260_00, cost_type="loyalty_discount", department="service")
    _request(cast, "request_waits", "service", care, at=at + timedelta(days=2))


def mistaken_spend(cast: Cast, *, at: datetime) -> None:
    """Spend the same twice and take both back with a reason: what the auditor sees costs nothing in the end."""
    leg = Leg(
        _DECEMBER, "C", "benefits", 96_00, cost_type="coupon_match", customer="1053", department="service"
    )
    for place, name in enumerate(("service", "operations"), 1):
        told = spend(
            key=key(f"voucher-{place}"), legs=[leg], currency=cast.currency, by=cast.ids[name], at=at
        )
        assert told.passed, told
        back = reverse_for(
            key=key(f"voucher-{place}/back"),
            entry=told.entries[0],
            amount_minor=96_00,
            why=cast.said["reversed_why"],
            by=cast.ids["finance"],
            at=at + timedelta(minutes=3),
        )
        assert back.passed, back


def last_day(cast: Cast, *, at: datetime) -> None:
    """Leave something on everybody's desk: a transfer, a draw, large requests for the year that begins, and a refusal.

    A voucher is entered twice and mailings are paid in parts for the auditor to find, and somebody is woken up for the
    third time in vain.
    """
    said = cast.said
    coupon = Leg(_DECEMBER, "C", "benefits", 12_00, cost_type="coupon_match", customer="1053")
    _spent(cast, "twice-1", "service", coupon, at=at)
    _spent(cast, "twice-2", "operations", coupon, at=at)
    sent = Leg(
        _DECEMBER,
        "D",
        "activities",
        5,
        cost_type="sms",
        customer=_SLEEPER,
        channel="sms",
        purpose=WAKE_UP,
    )
    _spent(cast, "third-wake-up", "operations", sent, at=at)
    _unasked(cast, at=at)
    holiday = LineKey("2017-12", "B", "activities")
    _transfer(
        cast,
        "waits",
        LineKey("2017-12", "", "acquisition"),
        holiday,
        60_00,
        why=said["transfer_waits"],
        at=at,
    )
    core = LineKey("2017-12", "A", "benefits")
    case = _draw(cast, "draw-waits", core, 1_200_00, why=said["draw_waits"], at=at)
    cast.agree(case, "controller", at=at + timedelta(minutes=5))
    thanks = Leg(_JANUARY, "A", "benefits", 12_000_00, cost_type="loyalty_discount", department="campaigns")
    case = _request(cast, "request_large", "operations", thanks, at=at)
    cast.agree(case, "controller", at=at + timedelta(minutes=6))
    year = [
        Leg(date(2018, month, 10), "A", "benefits", 8_500_00, cost_type="loyalty_discount")
        for month in range(1, 13)
    ]
    case = _request(cast, "request_year", "service", *year, at=at)
    cast.agree(case, "controller", at=at + timedelta(minutes=7))
    told = reserve(
        key=key("too-much"),
        legs=[Leg(_DECEMBER, "B", "benefits", 50_000_00, cost_type="loyalty_discount")],
        currency=cast.currency,
        by=cast.ids["operations"],
        at=at + timedelta(minutes=8),
    )
    assert not told.passed, "hard control lets nobody spend what a line does not have"
    _ask_above(cast, at=at + timedelta(minutes=9))


def _unasked(cast: Cast, *, at: datetime) -> None:
    """Pay for mailings that ask for an agreement from now on: one above the mark, and one in two parts just below it."""
    paid = {"late-mailing": ("A", _DECEMBER, 16_00), "half-1": ("B", _DECEMBER, 13_50)}
    paid["half-2"] = ("B", _DECEMBER + timedelta(days=1), 13_50)
    for name, (tier, on, minor) in paid.items():
        _spent(cast, name, "operations", Leg(on, tier, "activities", minor, cost_type="mailing"), at=at)


def _ask_above(cast: Cast, *, at: datetime) -> None:
    """Put in force that activities above a mark take an agreement: the audit holds it against what was spent before."""
    usual = DEFAULT_CONTROL.rules[0]
    rule = replace(usual, category="activities", approval_above_minor=_ASKED_ABOVE)
    policy = replace(DEFAULT_CONTROL, version="2018", rules=(rule, *DEFAULT_CONTROL.rules))
    set_policy(policy, by=cast.ids["finance"], at=at, why=cast.said["control_why"])


def _spent(cast: Cast, name: str, who: str, leg: Leg, *, at: datetime) -> None:
    """Let somebody spend at once."""
    told = spend(key=key(name), legs=[leg], currency=cast.currency, by=cast.ids[who], at=at)
    assert told.passed, told


def _request(cast: Cast, title: str, name: str, *legs: Leg, at: datetime) -> int | None:
    """Let somebody ask for spending; return the case that decides."""
    wish = Wish(cast.said[title], legs, cast.currency, at + timedelta(days=60))
    told = submit(wish, key=key(title), by=cast.ids[name], at=at)
    if told.verdict is not RequestVerdict.submitted:
        raise Trouble("demo.books_refused", {"act": title, "verdict": told.verdict.value})
    return told.case


def _transfer(
    cast: Cast, name: str, giver: LineKey, taker: LineKey, minor: int, *, why: str, at: datetime
) -> int | None:
    """Let operations propose a transfer; return the case that decides."""
    told = moves.propose_transfer(
        key=key(f"transfer-{name}"),
        giver=giver,
        taker=taker,
        amount_minor=minor,
        currency=cast.currency,
        why=why,
        by=cast.ids["operations"],
        at=at,
    )
    assert told.case is not None, told
    return told.case


def _draw(cast: Cast, name: str, taker: LineKey, minor: int, *, why: str, at: datetime) -> int | None:
    """Let operations propose a draw on the fourth quarter's reserve; return the case that decides."""
    told = moves.propose_draw(
        key=key(name),
        quarter="2017-Q4",
        taker=taker,
        amount_minor=minor,
        currency=cast.currency,
        why=why,
        by=cast.ids["operations"],
        at=at,
    )
    assert told.case is not None, told
    return told.case
