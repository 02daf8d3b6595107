"""What people have asked each other: a request that waits, and a transfer between tiers that waits."""

from datetime import UTC, date, datetime, timedelta


def ask_somebody() -> None:
    """Let operations ask for spend (case 1) and propose a transfer (case 2), from now on and for a year."""
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import LineKey
    from fenhao.books.moves.operations import propose_transfer
    from fenhao.books.people.models import User
    from fenhao.books.requests.operations import Wish, submit

    by = User.objects.get(username="operations").pk
    now = datetime.now(UTC)
    leg = Leg(date(2026, 12, 5), "A", "benefits", 12_345, campaign="C7", cost_type="coupons")
    wish = Wish("Coupons for December", (leg,), "CNY", now + timedelta(days=60))
    assert submit(wish, key="ask-1", by=by, at=now).case == 1
    told = propose_transfer(
        key="ask-2",
        giver=LineKey("2026-12", "B", "benefits"),
        taker=LineKey("2026-12", "A", "benefits"),
        amount_minor=20_000,
        currency="CNY",
        why="More members in tier A",
        by=by,
        at=now,
    )
    assert told.case == 2


def let_an_agent_propose() -> None:
    """Let an agent of operations propose a transfer (proposal 1) and spend (proposal 2)."""
    from fenhao.books.budgets.operations import LineKey
    from fenhao.books.people.models import User
    from fenhao.books.proposals import SpendWish, TransferWish
    from fenhao.books.proposals.operations import propose

    by, now = User.objects.get(username="operations").pk, datetime.now(UTC)
    giver, taker = LineKey("2026-11", "B", "benefits"), LineKey("2026-11", "A", "benefits")
    transfer = TransferWish(giver, taker, 1_000)
    assert propose(transfer, why="A is short", agent="planner", key="agent-1", by=by, at=now) == 1
    spend = SpendWish(date(2026, 12, 6), "A", "benefits", 2_500, cost_type="coupons")
    assert propose(spend, why="Thank the members", agent="planner", key="agent-2", by=by, at=now) == 2
