"""Signs that nobody sees: two identifiers that differ by one alone look the same, and are two customers."""

from collections.abc import Iterable

NEVER_MEANT: tuple[tuple[int, int], ...] = (
    (0x80, 0x9F),
    (0xFDD0, 0xFDEF),
    (0xFFFE, 0xFFFF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000)),
)
"""First and last of each run that stands in no text: the second set of controls, and what Unicode keeps for no sign at all."""
UNSEEN: tuple[tuple[int, int], ...] = (
    *NEVER_MEANT,
    (0xAD, 0xAD),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x2069),
    (0xFEFF, 0xFEFF),
)
"""Those, and what joins, breaks or turns the writing around it: at home in texts and names, but not in an identifier."""


def sign_class(runs: Iterable[tuple[int, int]], *, form: str = "\\x{{{:04X}}}", last: int = 0x10FFFF) -> str:
    """Return what stands between the brackets of a pattern for runs up to ``last``; ``form`` writes one sign."""
    return "".join(
        form.format(first) + ("" if first == end else "-" + form.format(end))
        for first, end in sorted(runs)
        if end <= last
    )


def first_of(text: str, runs: Iterable[tuple[int, int]]) -> str:
    """Return the first sign of a text that lies in a run, as U+200B; empty where none does."""
    every = tuple(runs)
    found = (ord(sign) for sign in text if any(first <= ord(sign) <= end for first, end in every))
    sign = next(found, None)
    return "" if sign is None else f"U+{sign:04X}"
