"""How a request ends, filled in while it is judged, and the balances that move with it."""

from collections.abc import Sequence

from fenhao.books.budgets._lines import Stand
from fenhao.books.budgets._values import Ending, GateSaid, LevelStand
from fenhao.books.journal import NewEntry, NewForeign, Reference


class Outcome:
    """How a request ends, what it posts, and which balances it moved; filled in while the request is judged."""

    __slots__ = (
        "detail",
        "ending",
        "entries",
        "foreign",
        "gates",
        "graver",
        "levels",
        "moved",
        "overruns",
        "references",
    )

    def __init__(self, ending: Ending, detail: str = "", levels: tuple[LevelStand, ...] = ()) -> None:
        self.ending = ending
        self.detail = detail
        self.levels = levels
        self.gates: tuple[GateSaid, ...] = ()
        self.entries: list[NewEntry] = []
        self.moved: dict[int, Stand] = {}
        self.overruns: list[tuple[int, int, str]] = []
        self.graver = 0
        self.foreign: dict[int, NewForeign] = {}
        self.references: dict[int, Reference] = {}


Before = dict[int, tuple[int, int, int, int]]
"""What balances held before a request: funded, reserved, actual, overrun."""


def move(
    touched: Sequence[Stand],
    outcome: Outcome,
    before: Before,
    *,
    funded: int = 0,
    reserved: int = 0,
    actual: int = 0,
) -> None:
    """Move balances, remembering what they were."""
    for stand in touched:
        if stand.id not in before:
            before[stand.id] = (stand.funded, stand.reserved, stand.actual, stand.overrun)
        stand.move(funded=funded, reserved=reserved, actual=actual)
        outcome.moved[stand.id] = stand


def refuse(outcome: Outcome, ending: Ending, detail: str) -> None:
    """End with a refusal."""
    outcome.ending, outcome.detail = ending, detail
