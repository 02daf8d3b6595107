"""What things of the books are called on a page: tiers, categories, months, in the reader's language."""

from dataclasses import dataclass

from fenhao.interfaces.period import FULL, Spoken, share, times_larger
from fenhao.interfaces.web._surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Names(Spoken):
    """The names of one company's things for one reader of pages."""

    here: Surroundings


__all__ = ["FULL", "Names", "share", "times_larger"]
