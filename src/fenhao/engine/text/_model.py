"""What was learnt, as plain numbers: it judges texts, and says when it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from fenhao.engine.text._calibrate import Limit, Scale
from fenhao.engine.text._grams import FloatArray, IntArray, Vocabulary
from fenhao.engine.text._machine import Lines

TOP = 3
_SAME = 1e-12


class Kind(Enum):
    """What is asked of a text."""

    category = "category"
    queue = "queue"
    sentiment = "sentiment"
    risk = "risk"


class Sureness(Enum):
    """Whether an answer may be used without a person, in the order in which it is asked."""

    unlike = "unlike"  # nothing of the kind was taught
    unsure = "unsure"  # the chance of the first answer lies below the limit
    sure = "sure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text is taken for: up to three labels, likeliest first, each with its chance, and whether that is sure."""

    labels: tuple[str, ...]
    chances: tuple[float, ...]
    sureness: Sureness

    @property
    def label(self) -> str:
        """The likeliest label."""
        return self.labels[0]

    @property
    def confidence(self) -> float:
        """The chance of the likeliest label."""
        return self.chances[0]


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label held out: texts that have it, texts given it, and right ones of both; ``taught`` texts were learnt from."""

    label: str
    taught: int
    held: int
    given: int
    right: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Texts of one label that were taken for another."""

    label: str
    taken_for: str
    texts: int


@dataclass(frozen=True, slots=True)
class Step:
    """A point of the learning curve: so many texts taught, such a share of the held-out ones right."""

    taught: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How good it is on texts that it was not taught; shares are of held-out texts.

    ``examined_by`` and ``judged_by`` are the Folds by which the examination was held out and the limit was set. ``answered`` and
    ``answered_right`` are counts at the limit; ``top_right`` has the truth among three. ``off`` is the
    expected calibration error. ``twins`` texts said the same as another one and were left out, ``torn`` ones because
    their labels differ; ``apart`` ones were moved off the examination because something nearly alike was taught.
    """

    taught: int
    held: int
    right: int
    top_right: int
    answered: int
    answered_right: int
    off: float
    labels: tuple[LabelFigures, ...]
    confusions: tuple[Confusion, ...]
    curve: tuple[Step, ...] = ()
    twins: int = 0
    torn: int = 0
    apart: int = 0
    left_out: tuple[tuple[str, int], ...] = ()
    examined_by: str = "chance"
    judged_by: str = "chance"

    @property
    def accuracy(self) -> float:
        """Which share of the held-out texts was given its label."""
        return self.right / max(1, self.held)

    @property
    def coverage(self) -> float:
        """Which share was answered at the limit."""
        return self.answered / max(1, self.held)

    @property
    def answered_accuracy(self) -> float:
        """Which share of the answers at the limit was right."""
        return self.answered_right / max(1, self.answered)

    @property
    def helps_most(self) -> str:
        """The label of which more texts help most: the most misses for its texts taught; '' without any miss."""
        missed = [(each.held - each.right, -each.taught, each.label) for each in self.labels]
        return max(missed)[2] if missed and max(missed)[0] > 0 else ""


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """The half of a model that reads vectors of meaning; ``mean`` of both halves is sharpened by ``sharp``."""

    lines: Lines
    scale: Scale
    sharp: float


@dataclass(frozen=True, slots=True, eq=False)
class TextModel:
    """A model of one kind; ``labels`` in order, as the columns of its lines.

    What was never taught has two signs: a largest margin below ``alike_min``, and a share of unknown pieces above ``strange_max``.

    ``ladder`` holds the limits of other targets that a company may choose without learning anew.
    """

    kind: Kind
    labels: tuple[str, ...]
    vocabulary: Vocabulary
    lines: Lines
    scale: Scale
    limit: Limit
    alike_min: float
    figures: Figures
    ladder: tuple[Limit, ...]
    meaning: Meaning | None = field(default=None)
    strange_max: float = 1.0

    def read(self, texts: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        """Return how far each text lies on the side of each label, and which share of its pieces is not known."""
        counted = self.vocabulary.count(texts)
        raw = self.vocabulary.weigh(counted).times(self.lines.weights)
        return self.lines.spread(raw), self.vocabulary.strangeness(counted)

    def chances(self, margins: FloatArray, vectors: FloatArray | None) -> FloatArray:
        """Return the chance of each label; vectors of meaning are needed where the model has such a half."""
        first = self.scale.chances(margins)
        if self.meaning is None:
            return first
        assert vectors is not None, "this model reads meanings too"
        second = self.meaning.scale.chances(self.meaning.lines.spread(vectors @ self.meaning.lines.weights))
        return joined(first, second, sharp=self.meaning.sharp)

    def judge(self, texts: Sequence[str], vectors: FloatArray | None = None) -> list[Judgement]:
        """Return what each text is taken for."""
        if not texts:
            return []
        margins, strange = self.read(texts)
        chances = self.chances(margins, vectors)
        top = best(chances, TOP)
        sure = self.is_sure(chances.max(axis=1))
        like = self.is_like(margins, strange)
        found = []
        for row, places in enumerate(top):
            if not like[row]:
                state = Sureness.unlike
            else:
                state = Sureness.sure if sure[row] else Sureness.unsure
            labels = tuple(self.labels[place] for place in places)
            found.append(Judgement(labels, tuple(float(chances[row, place]) for place in places), state))
        return found

    def is_like(self, margins: FloatArray, strange: FloatArray) -> FloatArray:
        """Return whether texts are like what was taught, 1 or 0; one of which nothing is known never is."""
        near = margins.max(axis=1) >= self.alike_min
        return np.asarray(near & (strange <= self.strange_max) & (strange < 1), dtype=np.float64)

    def is_sure(self, confidence: FloatArray) -> FloatArray:
        """Return whether confidences reach the limit, 1 or 0."""
        return np.asarray(confidence >= self.limit.confidence - _SAME, dtype=np.float64)


def best(chances: FloatArray, count: int) -> IntArray:
    """Return the places of the largest chances of each row, largest first; equal ones in the order of labels."""
    return np.argsort(-chances, axis=1, kind="stable")[:, :count].astype(np.int64)


def joined(first: FloatArray, second: FloatArray, *, sharp: float) -> FloatArray:
    """Return the mean of two opinions, sharpened: the mean of calibrated chances is too careful."""
    powered = ((first + second) / 2) ** sharp
    return np.asarray(powered / powered.sum(axis=1, keepdims=True), dtype=np.float64)
