"""How a run speaks while it works."""

from collections.abc import Callable
from dataclasses import dataclass

Advance = Callable[[str, int, int], None]
"""Told how far a run is: the step's code, how much is done, and of how much (0: not known)."""

Reason = Callable[[str, dict[str, str]], str]
"""Puts a problem's code and details into the user's words, for the rejects file."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The progress of a load, and its reasons in the user's language."""

    advance: Advance
    reason: Reason


def say_nothing(code: str, done: int, total: int) -> None:
    """Take a step and tell nobody: for a caller that shows no progress."""
