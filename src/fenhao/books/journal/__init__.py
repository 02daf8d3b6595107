"""The journal: requests and their answers, entries that never change, commitments, fiscal months."""

from fenhao.books.database import Table
from fenhao.books.journal._carried import carried_to, carry
from fenhao.books.journal._chart import CHART_FILE, CHART_NODE, chart_at, chart_nodes, file_digest, last_used
from fenhao.books.journal._lapsed import lapsed_unspent
from fenhao.books.journal._look import EntryRow, entries_of_line, lines_of_entries
from fenhao.books.journal._once import Kept, Plain, once
from fenhao.books.journal._periods import (
    TAKES_FACTS,
    TAKES_SPEND,
    Month,
    PeriodState,
    add_year,
    month_of,
    months,
    open_year,
    turn,
)
from fenhao.books.journal._post import (
    HeldLine,
    answered,
    answered_query,
    commitments,
    due,
    due_by_line,
    due_by_line_query,
    entries,
    entry_ids,
    open_of_campaign,
    open_on_lines,
    post,
    resolve,
    take_back,
)
from fenhao.books.journal._posted import PostedEntry, posted_between, posted_under, settled_entry
from fenhao.books.journal._references import REFERENCE, Reference, referenced, references_of
from fenhao.books.journal._refusing import REFUSING
from fenhao.books.journal._search import (
    Found,
    LedgerRow,
    Order,
    Sums,
    entries_about,
    entry_at,
    find,
    lapsed,
    newest_entry,
    sums,
    sweep,
)
from fenhao.books.journal._spent import (
    spent_after,
)
from fenhao.books.journal._structure import opening, opening_query, turn_structure
from fenhao.books.journal._tables import (
    COMMAND,
    ENTRY,
    FOREIGN,
    Kind,
    NewCommand,
    NewEntry,
    NewForeign,
    OldCommand,
    OldEntry,
)
from fenhao.books.journal._waiting import (
    confirm,
    hold_back,
)
from fenhao.books.journal._wanted import Movement, Wanted

SEALED: tuple[Table, ...] = (COMMAND, ENTRY, FOREIGN, REFERENCE, CHART_NODE, CHART_FILE)
"""The tables that the audit seals."""

__all__ = [
    "CHART_FILE",
    "CHART_NODE",
    "COMMAND",
    "ENTRY",
    "FOREIGN",
    "REFERENCE",
    "REFUSING",
    "SEALED",
    "TAKES_FACTS",
    "TAKES_SPEND",
    "EntryRow",
    "Found",
    "HeldLine",
    "Kept",
    "Kind",
    "LedgerRow",
    "Month",
    "Movement",
    "NewCommand",
    "NewEntry",
    "NewForeign",
    "OldCommand",
    "OldEntry",
    "Order",
    "PeriodState",
    "Plain",
    "PostedEntry",
    "Reference",
    "Sums",
    "Wanted",
    "add_year",
    "answered",
    "answered_query",
    "carried_to",
    "carry",
    "chart_at",
    "chart_nodes",
    "commitments",
    "confirm",
    "due",
    "due_by_line",
    "due_by_line_query",
    "entries",
    "entries_about",
    "entries_of_line",
    "entry_at",
    "entry_ids",
    "file_digest",
    "find",
    "hold_back",
    "lapsed",
    "lapsed_unspent",
    "last_used",
    "lines_of_entries",
    "month_of",
    "months",
    "newest_entry",
    "once",
    "open_of_campaign",
    "open_on_lines",
    "open_year",
    "opening",
    "opening_query",
    "post",
    "posted_between",
    "posted_under",
    "referenced",
    "references_of",
    "resolve",
    "settled_entry",
    "spent_after",
    "sums",
    "sweep",
    "take_back",
    "turn",
    "turn_structure",
]
