"""Moves as rows, and what the rules need to know of two lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.budgets.operations import LineKey, LineStanding, month_standing
from fenhao.books.database import Session, Table, instant
from fenhao.books.journal import Month, month_of, months
from fenhao.books.moves._values import Move
from fenhao.engine.budget import MoveAsked, MoveKind, MoveLine

MOVE = Table(
    "moves_move",
    (
        ("kind", "text"),
        ("from_period", "text"),
        ("from_tier", "text"),
        ("from_category", "text"),
        ("to_period", "text"),
        ("to_tier", "text"),
        ("to_category", "text"),
        ("amount_minor", "bigint"),
        ("currency", "text"),
        ("why", "text"),
        ("policy", "text"),
        ("proposed_by", "bigint"),
        ("proposed_at", "timestamptz"),
        ("case_id", "bigint"),
        ("entry_id", "bigint"),
        ("moved_at", "timestamptz"),
        ("moved_in", "text"),
    ),
)


def listed(session: Session, condition: str, values: Sequence[object]) -> tuple[Move, ...]:
    """Return the moves that meet the condition, oldest first."""
    return tuple(
        Move(
            id=cast("int", row[0]),
            kind=MoveKind(row[1]),
            giver=LineKey(str(row[2]), str(row[3]), str(row[4])),
            taker=LineKey(str(row[5]), str(row[6]), str(row[7])),
            amount_minor=cast("int", row[8]),
            currency=str(row[9]),
            why=str(row[10]),
            policy=str(row[11]),
            proposed_by=cast("int | None", row[12]),
            proposed_at=_known(instant(row[13])),
            case=cast("int | None", row[14]),
            entry=cast("int | None", row[15]),
            moved_at=instant(row[16]),
        )
        for row in session.rows(
            f"SELECT id, {MOVE.names} FROM moves_move WHERE {condition} ORDER BY id", values
        )
    )


def insert(session: Session, move: Move) -> int:
    """Return the id of a move that is only proposed yet."""
    row = (
        move.kind.value, *move.giver, *move.taker, move.amount_minor, move.currency, move.why, move.policy,
        move.proposed_by, move.proposed_at, None, None, None, "",
    )  # fmt: skip
    return session.insert(MOVE, [row])[0]


def asked_of(
    session: Session,
    *,
    kind: MoveKind,
    giver: LineKey,
    taker: LineKey,
    amount_minor: int,
    currency: str,
    at: datetime,
) -> MoveAsked:
    """Return what the rules need to know: both lines as they stand, and what has moved in the year."""
    everything = months(session)
    by_label = {month.label: month for month in everything}
    now = month_of(everything, at.date())
    home = by_label.get(giver.period)
    year = [each.label for each in everything if home is not None and each.fiscal_year == home.fiscal_year]
    labels = list(
        dict.fromkeys((*year, *(each.period for each in (giver, taker) if each.period in by_label)))
    )
    stood = {line.key: line for line in month_standing(session, labels, at=at)}
    inside = [line for line in stood.values() if line.key.period in year and line.currency == currency]
    return MoveAsked(
        kind=kind,
        amount_minor=amount_minor,
        currency=currency,
        giver=_line(session, stood.get(giver), by_label, now),
        taker=_line(session, stood.get(taker), by_label, now),
        year_funded_minor=sum(line.funded_minor for line in inside),
        year_gave_minor=_gave(session, year, currency) if year else 0,
    )


def _line(
    session: Session, line: LineStanding | None, by_label: dict[str, Month], now: Month | None
) -> MoveLine | None:
    """Return one side of a move; None when there is no such line."""
    if line is None:
        return None
    cell = "period = ? AND {0}_tier = ? AND {0}_category = ?"
    gave = session.rows(
        "SELECT amount_minor, moved_in FROM moves_move WHERE entry_id IS NOT NULL AND kind = 'transfer'"
        f" AND from_{cell.format('from')}",
        line.key,
    )
    received = session.rows(
        f"SELECT moved_in FROM moves_move WHERE entry_id IS NOT NULL AND to_{cell.format('to')}", line.key
    )
    label = now.label if now is not None else line.key.period
    return MoveLine(
        tier=line.key.tier,
        category=line.key.category,
        period=line.key.period,
        quarter=by_label[line.key.period].quarter,
        currency=line.currency,
        closed=line.closed,
        funded_minor=line.funded_minor,
        used_minor=line.reserved_minor + line.actual_minor,
        gave_minor=sum(cast("int", amount) for amount, _ in gave),
        gave_this_month=any(month == label for _, month in gave),
        received_this_month=any(month == label for (month,) in received),
    )


def _gave(session: Session, year: Sequence[str], currency: str) -> int:
    """Return what transfers have taken from the lines of a year."""
    condition, values = session.among("from_period", year)
    rows = session.rows(
        "SELECT coalesce(sum(amount_minor), 0) FROM moves_move WHERE entry_id IS NOT NULL AND kind = 'transfer'"
        f" AND {condition} AND currency = ?",
        (*values, currency),
    )
    return int(cast("int", rows[0][0]))


def _known(value: datetime | None) -> datetime:
    """Return an instant that a column always has."""
    assert value is not None, "the column is never empty"
    return value
