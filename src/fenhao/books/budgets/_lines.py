"""Lines, the balances that their money moves, and what these hold now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from fenhao.books.database import Session, Statement, array_text
from fenhao.books.journal import Month, PeriodState, turn_structure
from fenhao.engine.budget import RESERVE_CATEGORY, ControlPolicy, Horizon, Level, Standing

KNOWN_MAX = 50_000
"""How many lines a process remembers, some 20 MB of them."""
SUMMED = frozenset({Level.line, Level.tier, Level.category})
"""Levels whose funding is the sum of their lines'; pools and campaigns carry a cap of their own."""


class LineKey(NamedTuple):
    """The cell that a line stands for."""

    period: str
    tier: str
    category: str


class NewLine(NamedTuple):
    """A cell that may become a line. ``made`` when it does although the policy refuses spend without a line."""

    key: LineKey
    fixed: bool
    made: bool
    currency: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the ids of the balances that its money moves, in order."""

    id: int
    key: LineKey
    currency: str
    fixed: bool
    planned: bool
    touches: tuple[int, ...]


class KnownLines:
    """Lines as they were read, to be found by their cell or id."""

    __slots__ = ("by_id", "by_key")

    def __init__(self, _session: Session) -> None:
        self.by_key: dict[LineKey, Line] = {}
        self.by_id: dict[int, Line] = {}

    def add(self, lines: Iterable[Line]) -> None:
        """Know these lines too; whoever knows very many begins anew."""
        if len(self.by_id) > KNOWN_MAX:
            self.by_key, self.by_id = {}, {}
        for line in lines:
            self.by_key[line.key] = self.by_id[line.id] = line


class Stand:
    """A balance on the desk: what it holds, while a transaction with its lock makes up its mind."""

    __slots__ = (
        "actual",
        "closed",
        "currency",
        "funded",
        "horizon",
        "id",
        "level",
        "name",
        "overrun",
        "reserved",
        "standing",
        "was",
    )

    def __init__(self, row: Sequence[object]) -> None:
        self.id = cast("int", row[0])
        self.name = str(row[1])
        self.level = Level(row[2])
        self.horizon = Horizon(row[3])
        self.currency = str(row[4])
        self.funded = cast("int", row[5])
        self.reserved = cast("int", row[6])
        self.actual = cast("int", row[7])
        self.overrun = cast("int", row[8])
        self.standing = Standing[str(row[9])]
        self.closed = bool(row[10])
        self.was = (self.funded, self.reserved, self.actual, self.overrun, self.standing)

    @property
    def used(self) -> int:
        """What is reserved and spent."""
        return self.reserved + self.actual

    @property
    def available(self) -> int:
        """What is left of the funding; negative where it is overrun."""
        return self.funded - self.reserved - self.actual

    def move(self, *, funded: int, reserved: int, actual: int) -> None:
        """Move money, the overrun with it: it is always what is used beyond funding, and nothing else."""
        self.funded += funded
        self.reserved += reserved
        self.actual += actual
        over = self.reserved + self.actual - self.funded
        self.overrun = max(0, over)


_STANDS = (
    "SELECT id, name, level, horizon, currency, funded_minor, reserved_minor, actual_minor, overrun_minor, standing,"
    " closed FROM budgets_balance"
)
_LINES = (
    "SELECT l.id, l.period, l.tier, l.category, l.currency, l.fixed, l.planned, t.balance_id FROM budgets_line l"
    " JOIN budgets_touch t ON t.line_id = l.id"
)


def stands(session: Session, ids: Collection[int], *, lock: bool) -> dict[int, Stand]:
    """Return balances, locked in the order of their ids: the one order in which anybody locks them."""
    rows = session.rows(*stands_query(session, ids, lock=lock)) if ids else []
    return {stand.id: stand for stand in map(Stand, rows)}


def stands_query(session: Session, ids: Collection[int], *, lock: bool) -> Statement:
    """Return what ``stands`` asks, to be asked ahead."""
    condition, values = session.among("id", sorted(ids))
    return f"{_STANDS} WHERE {condition} ORDER BY id{session.for_update if lock else ''}", values


def capped(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of those pools' or campaigns' balances that exist, by name."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    condition, values = session.among("name", wanted)
    return {
        str(name): cast("int", each)
        for name, each in session.rows(f"SELECT name, id FROM budgets_balance WHERE {condition}", values)
    }


def campaign_name(campaign: str) -> str:
    """Return the name of a campaign's balance."""
    return f"campaign/whole//{campaign}"


def pool_name(pool: str) -> str:
    """Return the name of a pool's balance."""
    return f"pool/whole//{pool}"


def lines_by_key(session: Session, keys: Iterable[LineKey]) -> dict[LineKey, Line]:
    """Return the lines that exist among these cells."""
    wanted = set(keys)
    known = session.kept("lines", KnownLines)
    if unknown := sorted(wanted - known.by_key.keys()):
        marks = ", ".join("(?, ?, ?)" for _ in unknown)
        rows = session.rows(
            f"{_LINES} WHERE (l.period, l.tier, l.category) IN (VALUES {marks}) ORDER BY l.id, t.balance_id",
            [part for key in unknown for part in key],
        )
        known.add(_lines(rows))
    return {key: known.by_key[key] for key in wanted if key in known.by_key}


def lines_by_id(session: Session, ids: Iterable[int]) -> dict[int, Line]:
    """Return lines by their ids."""
    wanted = sorted(set(ids))
    known = session.kept("lines", KnownLines)
    if unknown := [each for each in wanted if each not in known.by_id]:
        condition, values = session.among("l.id", unknown)
        known.add(_lines(session.rows(f"{_LINES} WHERE {condition} ORDER BY l.id, t.balance_id", values)))
    return {each: known.by_id[each] for each in wanted if each in known.by_id}


def make_lines(
    session: Session,
    cells: Sequence[NewLine],
    *,
    planned: bool,
    months: Sequence[Month],
    policy: ControlPolicy,
) -> None:
    """Add lines with all balances that their money moves, in the line's currency; those there stay."""
    turn_structure(session)
    session.run_each(
        "INSERT INTO budgets_line (period, tier, category, currency, fixed, planned) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (period, tier, category) DO NOTHING",
        [(*cell.key, cell.currency, cell.fixed, planned) for cell in cells],
    )
    by_label = {month.label: month for month in months}
    wanted = {
        cell: touched(by_label[cell.key.period], cell.key, months=months, policy=policy) for cell in cells
    }
    currency = {name: cell.currency for cell in reversed(cells) for name in wanted[cell]}
    closed = {month.label for month in months if month.state in {PeriodState.closing, PeriodState.closed}}
    session.run_each(
        "INSERT INTO budgets_balance (name, level, horizon, period, scope, currency, funded_minor, reserved_minor,"
        " actual_minor, overrun_minor, standing, closed) VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 'under', ?)"
        " ON CONFLICT (name) DO NOTHING",
        [
            (
                name,
                level,
                horizon,
                period,
                scope,
                currency[name, level, horizon, period, scope],
                level == "line" and horizon == "month" and period in closed,
            )
            for name, level, horizon, period, scope in sorted(
                {each for names in wanted.values() for each in names}
            )
        ],
    )
    session.run_each(
        "INSERT INTO budgets_touch (line_id, balance_id) SELECT l.id, b.id FROM budgets_line l, budgets_balance b"
        " WHERE l.period = ? AND l.tier = ? AND l.category = ? AND b.name = ?"
        " ON CONFLICT (line_id, balance_id) DO NOTHING",
        [(*cell.key, name[0]) for cell, names in wanted.items() for name in sorted(names)],
    )


def touched(
    month: Month, key: LineKey, *, months: Sequence[Month], policy: ControlPolicy
) -> set[tuple[str, str, str, str, str]]:
    """Return what a line's money moves, as (name, level, horizon, period, scope).

    Cumulative horizons hold a balance a month: a late document moves its own month's and every later one's. An
    emergency reserve is in nobody's sum until it is drawn.
    """
    found: set[tuple[str, str, str, str, str]] = set()
    year = [each for each in months if each.fiscal_year == month.fiscal_year]
    later = [each for each in year if each.position >= month.position]
    own = ((Level.line, Horizon.month),)
    for level, horizon in own if key.category == RESERVE_CATEGORY else policy.horizons():
        scope = {Level.line: f"{key.tier}/{key.category}", Level.tier: key.tier}.get(level, key.category)
        labels = {
            Horizon.month: [month.label],
            Horizon.qtd: [each.label for each in later if each.quarter == month.quarter],
            Horizon.ytd: [each.label for each in later],
        }.get(horizon, [str(month.fiscal_year)])
        for label in labels:
            name = f"{level.value}/{horizon.value}/{label}/{scope}"
            found.add((name, level.value, horizon.value, label, scope))
    return found


def store(session: Session, moved: Iterable[Stand]) -> None:
    """Add what moved to the balances, in the order of their ids; what is stored is added to, never overwritten."""
    changes = [
        (
            stand.funded - stand.was[0],
            stand.reserved - stand.was[1],
            stand.actual - stand.was[2],
            stand.overrun - stand.was[3],
            stand.standing.name,
            stand.id,
        )
        for stand in sorted(moved, key=lambda stand: stand.id)
        if stand.was != (stand.funded, stand.reserved, stand.actual, stand.overrun, stand.standing)
    ]
    if not changes:
        return
    if not session.on_postgresql:
        session.run_each(
            "UPDATE budgets_balance SET funded_minor = funded_minor + ?, reserved_minor = reserved_minor + ?,"
            " actual_minor = actual_minor + ?, overrun_minor = overrun_minor + ?, standing = ? WHERE id = ?",
            changes,
        )
        return
    session.put_off(
        "UPDATE budgets_balance b SET funded_minor = b.funded_minor + d.funded, reserved_minor = b.reserved_minor +"
        " d.reserved, actual_minor = b.actual_minor + d.actual, overrun_minor = b.overrun_minor + d.overrun,"
        " standing = d.standing FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],"
        " ?::bigint[]) AS d (funded, reserved, actual, overrun, standing, id) WHERE b.id = d.id",
        [array_text(column) for column in zip(*changes, strict=True)],
        touching=len(changes),  # every balance on the desk is in the book
    )


def _lines(rows: Sequence[Sequence[object]]) -> list[Line]:
    """Return lines from rows that repeat them once a balance."""
    touches: dict[int, list[int]] = {}
    first: dict[int, Sequence[object]] = {}
    for row in rows:
        at = cast("int", row[0])
        first.setdefault(at, row)
        touches.setdefault(at, []).append(cast("int", row[7]))
    return [
        Line(
            id=at,
            key=LineKey(str(row[1]), str(row[2]), str(row[3])),
            currency=str(row[4]),
            fixed=bool(row[5]),
            planned=bool(row[6]),
            touches=tuple(touches[at]),
        )
        for at, row in first.items()
    ]
