"""The auditor: naive books that remember every event and add all of them up for every question.

Nothing here is shared with the books but the names of the endings. No balances, no locks, no SQL: a verdict is worked out
from the list of events, so that it can be checked against the rules by eye.
"""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

PLANNED = Fraction(9, 10)
ON_THE_DAY = {1: Fraction(23, 25), 2: Fraction(3, 4), 3: Fraction(5, 4)}
"""What a dollar is worth in euros: for the plan, and on the days of each month."""
RESERVE = "emergency_reserve"
"""The category of emergency reserves, which are in nobody's sum."""


@dataclass(frozen=True)
class Cell:
    """A line: month, tier, category."""

    month: int
    tier: str
    category: str


@dataclass
class Promise:
    """A reservation."""

    cell: Cell
    left: int
    expires_at: datetime | None
    dollars: int = 0
    ended: str = ""


@dataclass
class Spent:
    """Something posted as actual; ``cell`` is where it stands, ``belongs`` the month of its day."""

    cell: Cell
    amount: int
    reversed: int = 0


@dataclass(frozen=True)
class Limit:
    """A level of the policy under test: which lines it adds up for a given cell, and what it does."""

    name: str
    control: str
    tolerance: int = 0


LIMITS = (Limit("line", "block"), Limit("tier_ytd", "block", 25), Limit("category_year", "warn"))


def euros(dollars: int, month: int) -> int:
    """What dollars cost, to the nearest cent; month 0 is the plan."""
    return int(dollars * (ON_THE_DAY[month] if month else PLANNED) + Fraction(1, 2))


def share(whole: int, part: int, of: int) -> int:
    """The part of a whole, to the nearest cent."""
    return int(Fraction(whole * part, of) + Fraction(1, 2))


@dataclass
class Auditor:
    """The whole history."""

    now: datetime
    funding: list[tuple[Cell, int]] = field(default_factory=list)
    promises: dict[int, Promise] = field(default_factory=dict)
    spent: dict[int, Spent] = field(default_factory=dict)
    corrections: list[tuple[Cell, int]] = field(default_factory=list)
    states: dict[int, str] = field(default_factory=dict)
    lines: set[Cell] = field(default_factory=set)
    planned: set[Cell] = field(default_factory=set)
    alerts: list[tuple[str, str]] = field(default_factory=list)

    def groups(self, cell: Cell) -> list[tuple[Limit, str, set[Cell]]]:
        """Return every limit that money of this cell moves, its name, and the lines that it adds up."""
        found = [(LIMITS[0], f"line {cell}", {cell})]
        if cell.category == RESERVE:
            return found
        for checkpoint in range(cell.month, 13):
            members = {each for each in self.lines if each.tier == cell.tier and each.month <= checkpoint}
            found.append((LIMITS[1], f"tier {cell.tier} to {checkpoint}", members | {cell}))
        members = {each for each in self.lines if each.category == cell.category}
        found.append((LIMITS[2], f"category {cell.category}", members | {cell}))
        return found

    def funded(self, cells: set[Cell]) -> int:
        """All funding of these lines."""
        return sum(amount for cell, amount in self.funding if cell in cells)

    def reserved(self, cells: set[Cell]) -> int:
        """All that open promises hold."""
        return sum(
            each.left for each in self.promises.values() if each.cell in cells and not self.ended(each)
        )

    def actual(self, cells: set[Cell]) -> int:
        """All that was spent, less what was taken back."""
        posted = sum(each.amount for each in self.spent.values() if each.cell in cells)
        return posted + sum(amount for cell, amount in self.corrections if cell in cells)

    def available(self, cells: set[Cell]) -> int:
        """What is left; negative when over."""
        return self.funded(cells) - self.reserved(cells) - self.actual(cells)

    def ended(self, promise: Promise) -> str:
        """How a promise ended, by the clock where nothing else ended it."""
        due = promise.expires_at is not None and promise.expires_at <= self.now
        return promise.ended or ("expired" if due else "")

    def state(self, month: int) -> str:
        """The state of a month."""
        return self.states.get(month, "open")

    def judge(self, cell: Cell, amount: int) -> str:
        """The verdict on spend that can still be stopped."""
        if cell.category == RESERVE:
            return "reserve_not_spendable"
        if cell not in self.lines:
            return "no_line"
        verdicts = set()
        for limit, _, members in self.groups(cell):
            excess = amount - self.available(members)
            if limit.name == "line" and self.state(cell.month) in {"closing", "closed"}:
                verdicts.add("period_closed")
            elif excess > limit.tolerance and limit.control == "block":
                verdicts.add("exceeds_limit")
            elif excess > limit.tolerance:
                verdicts.add("committed_warned")
            elif excess > 0:
                verdicts.add("committed_tolerated")
            else:
                verdicts.add("committed")
        order = ("period_closed", "exceeds_limit", "committed_warned", "committed_tolerated", "committed")
        return next(each for each in order if each in verdicts)

    def fund(self, cell: Cell, amount: int) -> str:
        """Add funding."""
        self.lines.add(cell)
        if self.state(cell.month) in {"closing", "closed"}:
            return "period_closed"
        self.planned.add(cell)
        self.funding.append((cell, amount))
        return "done"

    def transfer(self, giver: Cell, taker: Cell, amount: int) -> str:
        """Carry funding."""
        self.lines |= {giver, taker}
        if any(self.state(each.month) in {"closing", "closed"} for each in (giver, taker)):
            return "period_closed"
        before = [*self.funding]
        groups = {name: members for cell in (giver, taker) for _, name, members in self.groups(cell)}
        funded = {name: self.funded(members) for name, members in groups.items()}
        self.funding += [(giver, -amount), (taker, amount)]
        for name, members in groups.items():
            if self.funded(members) < funded[name] and self.available(members) < 0:
                self.funding = before
                return "below_used"
        return "done"

    def promised(
        self, number: int, cell: Cell, amount: int, expires_at: datetime | None, dollars: int = 0
    ) -> None:
        """Note a reservation that passed."""
        self.promises[number] = Promise(cell, amount, expires_at, dollars)

    def posted(self, number: int, cell: Cell, amount: int) -> None:
        """Note spend that passed."""
        self.spent[number] = Spent(cell, amount)

    def fact(self, cell: Cell, amount: int) -> tuple[str, Cell | None]:
        """Record what was spent already; return the verdict and the line that takes it."""
        there = self.home(cell)
        if there is None:
            return "no_open_period", None
        self.lines.add(there)
        over = any(amount > self.available(members) for _, _, members in self.groups(there))
        return ("recorded_over" if over else "recorded"), there

    def home(self, cell: Cell) -> Cell | None:
        """The line itself, or the same line in the first month after it that takes facts."""
        for month in range(cell.month, 13):
            if self.state(month) != "closed":
                return Cell(month, cell.tier, cell.category)
        return None

    def consume(self, number: int, amount: int, *, final: bool) -> tuple[str, int, int]:
        """Spend a promise; return the verdict, what leaves it as spend and what is given back."""
        promise = self.promises[number]
        if ended := self.ended(promise):
            return f"already_{ended}", 0, 0
        used = min(amount, promise.left)
        excess = amount - used
        verdict = "done"
        if excess:
            verdict = self.judge_beyond(promise, used, excess)
            if not verdict.startswith("committed"):
                return verdict, 0, 0
        promise.left -= used
        back = promise.left if final else 0
        promise.left -= back
        if promise.left == 0:
            promise.ended = "settled"
        return verdict, used, back

    def judge_beyond(self, promise: Promise, used: int, excess: int) -> str:
        """The verdict on what goes beyond a promise, as if the part used were spent already."""
        promise.left -= used
        self.corrections.append((promise.cell, used))
        verdict = self.judge(promise.cell, excess)
        self.corrections.pop()
        promise.left += used
        return verdict

    def consume_dollars(self, number: int, dollars: int, *, final: bool) -> tuple[str, int]:
        """Spend a promise of dollars on a day of its month; return the verdict and what it costs."""
        promise = self.promises[number]
        if ended := self.ended(promise):
            return f"already_{ended}", 0
        within = min(dollars, promise.dollars)
        used, cost = share(promise.left, within, promise.dollars), euros(dollars, promise.cell.month)
        verdict = "done"
        if cost > used:
            verdict = self.judge_beyond(promise, used, cost - used)
            if not verdict.startswith("committed"):
                return verdict, 0
        promise.left, promise.dollars = promise.left - used, promise.dollars - within
        if final or not promise.dollars or not promise.left:
            promise.left, promise.ended = 0, "settled"
        return verdict, cost

    def release(self, number: int, amount: int) -> str:
        """Give back a promise, or a part; of a promise of dollars so many of them."""
        promise = self.promises[number]
        if ended := self.ended(promise):
            return f"already_{ended}"
        if promise.dollars and amount:
            if amount > promise.dollars:
                return "exceeds_commitment"
            back = share(promise.left, amount, promise.dollars)
            if not back:
                return "amount_not_positive"
            promise.dollars -= amount
            amount = back
        if amount > promise.left:
            return "exceeds_commitment"
        promise.left -= amount or promise.left
        if promise.left == 0:
            promise.ended = "released"
        return "done"

    def reverse(self, number: int, amount: int) -> str:
        """Take back spend."""
        spent = self.spent[number]
        if amount > spent.amount - spent.reversed:
            return "exceeds_original"
        there = self.home(spent.cell)
        if there is None:
            return "no_open_period"
        self.lines.add(there)
        spent.reversed += amount
        self.corrections.append((there, -amount))
        return "done"

    def begin_closing(self, month: int) -> str:
        """Stop spend."""
        if self.state(month) not in {"open", "reopened"}:
            return "wrong_state"
        self.states[month] = "closing"
        return "turned"

    def close(self, month: int, *, releasing: bool) -> str:
        """Close for good."""
        if self.state(month) != "closing":
            return "wrong_state"
        if any(self.state(each) != "closed" for each in range(1, month)):
            return "earlier_month_open"
        held = [each for each in self.promises.values() if each.cell.month == month and not self.ended(each)]
        if held and not releasing:
            return "commitments_open"
        for each in held:
            each.left, each.ended = 0, "released"
        self.states[month] = "closed"
        return "turned"

    def reopen(self, month: int) -> str:
        """Open again."""
        if self.state(month) != "closed":
            return "wrong_state"
        self.states[month] = "reopened"
        return "turned"
