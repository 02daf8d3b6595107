"""Transfers between lines and draws on the emergency reserve."""

from dataclasses import dataclass

from fenhao.books.budgets.operations import LineKey
from fenhao.books.database import read
from fenhao.books.journal import months
from fenhao.books.moves import DrawReport, Move, MoveAnswer, MoveState, operations as moves
from fenhao.books.people import Right
from fenhao.engine.budget import MoveKind
from fenhao.interfaces.api._fields import Amount, Asked, Month, Name, Nothing, Words
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import Refused, Wrong


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A move and where it stands."""

    move: Move
    state: MoveState


class Line(Asked):
    """A line: month x tier x category; the tier of fixed cost is empty."""

    month: Month
    tier: Name = ""
    category: Name

    def key(self) -> LineKey:
        """Return the line as the books name it."""
        return LineKey(self.month, self.tier, self.category)


class Transfer(Asked):
    """Funding that goes from one line to another."""

    giver: Line
    taker: Line
    amount_minor: Amount
    why: Words = ""


class Draw(Asked):
    """Money of the emergency reserve of a line's quarter for that line."""

    taker: Line
    amount_minor: Amount
    why: Words = ""


def _shown(here: Here, _: Nothing) -> list[MoveShown]:
    """Return every move with its state."""
    return [MoveShown(*each) for each in moves.moves_at(by=here.by, at=here.at)]


def _one(here: Here, _: Nothing) -> MoveShown | None:
    """Return one move."""
    return next((each for each in _shown(here, Nothing()) if each.move.id == here.number), None)


def _transfer(here: Here, asked: Transfer, key: str) -> MoveAnswer:
    """Propose a transfer."""
    return moves.propose_transfer(
        key=key,
        giver=asked.giver.key(),
        taker=asked.taker.key(),
        amount_minor=asked.amount_minor,
        currency=here.book.settings.currency,
        why=asked.why,
        by=here.by,
        at=here.at,
    )


def _look(here: Here, asked: Transfer, _: str) -> MoveAnswer:
    """Return what the rules would say to a transfer."""
    return moves.preview(
        kind=MoveKind.transfer,
        giver=asked.giver.key(),
        taker=asked.taker.key(),
        amount_minor=asked.amount_minor,
        currency=here.book.settings.currency,
        by=here.by,
        at=here.at,
    )


def _draw(here: Here, asked: Draw, key: str) -> MoveAnswer:
    """Propose a draw from the reserve of the line's quarter."""
    quarters = {each.label: each.quarter for each in read(months)}
    if asked.taker.month not in quarters:
        wrong = Wrong("taker.month", "api.field.unknown", (("value", asked.taker.month),))
        raise Refused(422, "api.wrong", fields=(wrong,))
    return moves.propose_draw(
        key=key,
        quarter=quarters[asked.taker.month],
        taker=asked.taker.key(),
        amount_minor=asked.amount_minor,
        currency=here.book.settings.currency,
        why=asked.why,
        by=here.by,
        at=here.at,
    )


OFFERS: tuple[Offer, ...] = (
    Many(
        "moves",
        Right.see,
        "Transfers and draws",
        MoveShown,
        whole(_shown, place=lambda each: (each.move.id,)),
        Nothing,
    ),
    One("moves/{number}", Right.see, "One move", MoveShown, _one, Nothing),
    Many(
        "moves/draws",
        Right.see,
        "What draws on the reserve bought",
        DrawReport,
        whole(lambda here, _: moves.draw_reports(by=here.by, at=here.at), place=lambda each: (each.move.id,)),
        Nothing,
    ),
    Deed("moves/transfer", Right.propose_move, "Propose a transfer", Transfer, MoveAnswer, _transfer),
    Deed("moves/draw", Right.propose_move, "Propose a draw on the reserve", Draw, MoveAnswer, _draw),
    Deed(
        "moves/preview",
        Right.propose_move,
        "What the rules would say to a transfer",
        Transfer,
        MoveAnswer,
        _look,
        keyed=False,
    ),
)
