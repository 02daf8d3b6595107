"""Moves: funding that goes from one line to another, by rule and with somebody's agreement. Operations are in ``operations``."""

from fenhao.books.moves._values import Bought, DrawReport, Move, MoveAnswer, MoveState

__all__ = ["Bought", "DrawReport", "Move", "MoveAnswer", "MoveState"]
