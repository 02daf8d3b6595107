"""The three kinds of survey: their scales, which answers count as good and as bad, and answers counted by score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a survey asks for."""

    csat = "csat"  # how satisfied, 1 to 5
    nps = "nps"  # how likely to recommend, 0 to 10
    ces = "ces"  # how easy it was, 1 to 7


@dataclass(frozen=True, slots=True)
class Scale:
    """Scores from ``low`` to ``high``; from ``good`` up an answer is good, up to ``bad`` it is bad, between it is neither."""

    kind: Kind
    low: int
    bad: int
    good: int
    high: int

    def holds(self, score: int) -> bool:
        """Whether the scale has such a score."""
        return self.low <= score <= self.high


SCALES: tuple[Scale, ...] = (
    Scale(Kind.csat, low=1, bad=2, good=4, high=5),
    Scale(Kind.nps, low=0, bad=6, good=9, high=10),
    Scale(Kind.ces, low=1, bad=3, good=5, high=7),
)


def scale_of(kind: Kind) -> Scale:
    """Return the scale of a kind of survey."""
    return next(each for each in SCALES if each.kind is kind)


@dataclass(frozen=True, slots=True)
class Tally:
    """Surveys of one kind counted: how many people were asked, and the answers by score.

    ``off_scale`` answered with a score that the scale does not have: they are counted as answers and stay out of every figure.
    """

    asked: int
    scores: Mapping[int, int]
    off_scale: int = 0

    @property
    def answered(self) -> int:
        """How many answers count."""
        return sum(self.scores.values())


def tally(kind: Kind, counts: Iterable[tuple[int | None, int]]) -> Tally:
    """Return counts of surveys by score, None for those not answered, as a tally."""
    scale, asked, off = scale_of(kind), 0, 0
    scores: dict[int, int] = {}
    for score, surveys in counts:
        asked += surveys
        if score is None:
            continue
        if scale.holds(score):
            scores[score] = scores.get(score, 0) + surveys
        else:
            off += surveys
    return Tally(asked, dict(sorted(scores.items())), off)
