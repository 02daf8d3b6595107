"""A state machine: random loads, undos and assessments on a real book beside a naive one made of plain lists.

After every step the report's totals, its conservation and `verify` are compared with what the lists say. The profile
``FENHAO_MACHINE=large`` runs longer; the seed of a failure is printed and replays it.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fenhao.interfaces.notebook import Book, create_book

LARGE = os.environ.get("FENHAO_MACHINE") == "large"
FIRST_DAY = date(2024, 1, 1)
START = datetime(2025, 2, 1, tzinfo=UTC)
TYPES = {"coupons": "direct", "team_pay": "core_team", "advertising": ""}


@dataclass(frozen=True)
class Entry:
    """One cost entry of the naive book."""

    entry_id: str
    on: date
    cost_type: str
    minor: int
    customer: str

    def line(self) -> str:
        sign = "-" if self.minor < 0 else ""
        amount = f"{sign}{abs(self.minor) // 100}.{abs(self.minor) % 100:02d}"
        return f"{self.entry_id},{self.on},{self.cost_type},{amount},{self.customer}"


@st.composite
def drawn_entries(draw: st.DrawFn) -> list[Entry]:
    """A few entries of 2024; ids come from a small range, so that loads meet."""
    found = {}
    for _ in range(draw(st.integers(1, 4))):
        cost_type = draw(st.sampled_from(sorted(TYPES)))
        customer = draw(st.sampled_from(["K1", "K2", "K3"])) if cost_type == "coupons" else ""
        number = draw(st.integers(0, 14))
        # What stands under an id is a matter of the id, but for every fifth: those come with other content.
        minor = (number * 731 + 17) * (draw(st.sampled_from([1, 2])) if number % 5 == 0 else 1)
        on = FIRST_DAY + timedelta(days=number * 24)
        entry = Entry(f"{cost_type}-{customer}-{number}", on, cost_type, minor, customer)
        found[entry.entry_id] = entry
    return list(found.values())


class BookMachine(RuleBasedStateMachine):
    """The real book and the naive one: ``files`` are the loads in force, each with the entries it brought."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="fenhao-machine-"))
        self.now = START
        self.book: Book = create_book(
            self.folder / "company", company="machine", lang="en", clock=lambda: self.now
        )
        self.files: dict[str, list[Entry]] = {}
        self.orders: dict[str, tuple[date, int]] = {}
        self.withdrawn: list[list[Entry]] = []
        self.reversals = 0
        self.fresh = True

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def held(self) -> dict[str, Entry]:
        return {entry.entry_id: entry for entries in self.files.values() for entry in entries}

    def load(self, entries: list[Entry]) -> None:
        """Load the entries into both books and compare what came of them."""
        held = self.held()
        path = self.folder / "costs.csv"
        text = "entry_id,occurred_on,cost_type,amount,customer_id\n" + "\n".join(
            each.line() for each in entries
        )
        path.write_text(text + "\n", encoding="utf-8")
        self.now += timedelta(minutes=1)
        result = self.book.load(path, table="costs")
        new = [each for each in entries if each.entry_id not in held]
        taken = [each for each in entries if each.entry_id in held and held[each.entry_id] != each]
        if result.unchanged:
            assert not new
        else:
            counted = (result.rows_read, result.loaded, result.rejected)
            assert counted == (len(entries), len(new), len(taken))
            assert result.control_total_minor == sum(each.minor for each in new)
        if new:
            self.files[result.batch_id] = new
        self.fresh = False

    @rule(entries=drawn_entries())
    def load_some_rows(self, entries: list[Entry]) -> None:
        self.load(entries)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def load_what_is_there(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(sorted(self.files)))
        before = dict(self.files)
        self.load(self.files[batch])
        assert self.files == before

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def reverse_one(self, data: st.DataObject) -> None:
        entry = self.held()[data.draw(st.sampled_from(sorted(self.held())))]
        self.reversals += 1
        reversal = Entry(f"R{self.reversals}", entry.on, entry.cost_type, -entry.minor, entry.customer)
        self.load([reversal])

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def undo_one(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(sorted(self.files)))
        self.now += timedelta(minutes=1)
        assert self.book.undo(batch).rows == len(self.files[batch])
        self.withdrawn.append(self.files.pop(batch))
        self.fresh = False

    @precondition(lambda self: self.withdrawn)
    @rule()
    def load_what_was_undone(self) -> None:
        self.load(self.withdrawn[-1])

    @rule(number=st.integers(0, 5), customer=st.sampled_from(["K1", "K2"]))
    def load_an_order(self, number: int, customer: str) -> None:
        on = FIRST_DAY + timedelta(days=number * 60)
        order_id = f"{customer}-{number}"
        path = self.folder / "orders.csv"
        path.write_text(
            f"order_id,customer_id,ordered_on,revenue\n{order_id},{customer},{on},{100 + number}\n",
            encoding="utf-8",
        )
        self.now += timedelta(minutes=1)
        self.book.load(path, table="orders")
        self.orders[order_id] = (on, (100 + number) * 100)
        self.fresh = False

    @rule(redo=st.booleans())
    def assess_tiers(self, redo: bool) -> None:
        self.now += timedelta(minutes=1)
        made = self.book.tiers(redo=redo)
        assert bool(made) == bool(self.orders)
        if redo:
            assert not any(each.late for each in made)
        self.fresh = False

    @invariant()
    def the_books_agree(self) -> None:
        if self.fresh:
            return
        held = list(self.held().values())
        totals = self.book.report("2024").totals
        assert totals.total_minor == sum(each.minor for each in held)
        assert totals.entries == len(held)
        assert totals.direct_minor == sum(each.minor for each in held if each.customer)
        assert totals.fixed_minor == sum(each.minor for each in held if each.cost_type == "team_pay")
        shared = sum(each.minor for each in held if each.cost_type == "team_pay")
        assert totals.allocated_minor == (shared if self.orders else 0)
        assert totals.allocated_minor + totals.unallocated_minor == totals.total_minor - totals.direct_minor
        of_customers = self.book.relation("customer_cost", period="2024").to_pylist()
        for customer in ("K1", "K2", "K3"):
            direct = sum(each.minor for each in held if each.customer == customer)
            said = [row["direct_minor"] for row in of_customers if row["customer_id"] == customer]
            assert sum(said) == direct
        revenue = sum(row["revenue_minor"] for row in of_customers)
        assert revenue == sum(minor for _, minor in self.orders.values())
        assert all(check.holds for check in self.book.verify())
        self.fresh = True


BookMachine.TestCase.settings = settings(
    max_examples=60 if LARGE else 2,
    stateful_step_count=25 if LARGE else 6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
TestBookMachine = BookMachine.TestCase
