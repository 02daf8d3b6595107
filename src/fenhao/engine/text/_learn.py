"""Learning from labelled texts, and the examination on texts held out: the same seed gives the same model."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fenhao.engine.text._alike import alike
from fenhao.engine.text._calibrate import Limit, Scale, calibration_error, find_limit, fit_scale
from fenhao.engine.text._folds import Fold, Held, Origins, deal, dealt, numbered, shuffled
from fenhao.engine.text._grams import PIECES_MAX, FloatArray, IntArray, Sheet, Vocabulary, learn_vocabulary
from fenhao.engine.text._machine import Lines, fit_lines, fit_meaning, need_learner
from fenhao.engine.text._model import (
    TOP,
    Confusion,
    Figures,
    Kind,
    LabelFigures,
    Meaning,
    Step,
    TextModel,
    best,
    joined,
)
from fenhao.kernel import Trouble

LABEL_MIN = 10
"""Texts that a label needs; five folds and an examination leave each of them one."""
TEXTS_MIN = 40
LABELS_MAX = 500
_WEIGHTS_MAX = 40_000_000  # numbers of a model's lines: 160 MB
_MANY = 20_000  # texts from which three folds say what five would
TARGETS = (0.80, 0.85, 0.90, 0.95, 0.98, 0.99)
_CURVE = (8, 4, 2)
_PAIRS = 10
_SHARP = np.linspace(0.6, 3.0, 25)

Advance = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class LearnRules:
    """What a company sets.

    ``target`` is the share of sure answers that has to be right, ``like`` the share of texts of its own kinds that is to be
    taken for such (either sign of the contrary gets half of the rest), ``held`` the share held out, ``seed`` what chance begins with.
    """

    target: float = 0.95
    like: float = 0.98
    held: float = 0.2
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Texts that may be learnt from: ``places`` among those given, and what is known of each."""

    places: IntArray
    held: Held
    labels: tuple[str, ...]
    twins: int
    torn: int
    left_out: tuple[tuple[str, int], ...]


def lesson(texts: Sequence[str], labels: Sequence[str], origins: Origins | None = None) -> Lesson:
    """Return what may be learnt: no text twice, none with two labels, no label with too few.

    Trouble ``text.too_few_labels`` with what is missing.
    """
    exact, group = alike(texts)
    said: dict[int, set[str]] = {}
    for each, label in zip(exact, labels, strict=True):
        said.setdefault(int(each), set()).add(label)
    torn = sum(len(said[int(each)]) > 1 for each in exact)
    kept = [at for at, each in enumerate(exact) if at == each and labels[at] and len(said[int(each)]) == 1]
    counts = Counter(labels[at] for at in kept)
    known = sorted(label for label, count in counts.items() if count >= LABEL_MIN)
    left_out = tuple(sorted((label, count) for label, count in counts.items() if count < LABEL_MIN))
    kept = [at for at in kept if counts[labels[at]] >= LABEL_MIN]
    if len(known) < 2 or len(kept) < TEXTS_MIN:
        raise Trouble("text.too_few_labels", {
            "texts": str(len(kept)),
            "texts_min": str(TEXTS_MIN),
            "label_min": str(LABEL_MIN),
            "known": ", ".join(f"{label} {counts[label]}" for label in sorted(counts)[:20]) or "–",
        })  # fmt: skip
    if len(known) > LABELS_MAX:
        raise Trouble("text.too_many_labels", {"labels": str(len(known)), "max": str(LABELS_MAX)})
    number = {label: at for at, label in enumerate(known)}
    return Lesson(
        np.array(kept, dtype=np.int64),
        Held(
            np.array([number[labels[at]] for at in kept], dtype=np.int64),
            group[kept],
            *numbered(origins or Origins(), kept),
        ),
        tuple(known),
        len(texts) - torn - len(set(exact.tolist())) + sum(len(each) > 1 for each in said.values()),
        torn,
        left_out,
    )


def learn(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    kind: Kind,
    rules: LearnRules,
    origins: Origins | None = None,
    vectors: FloatArray | None = None,
    advance: Advance = lambda _step, _at, _of: None,
) -> TextModel:
    """Return a model taught with all texts, with the figures of one that was taught without those held out.

    The newest texts are held out where days are known, those of some writers where writers are, otherwise some by chance. ``vectors`` are
    the meanings of the texts, where they are to be read too. Trouble where there are too few labels, and ``text.needs_extra`` where the
    library is missing.
    """
    need_learner()
    given = lesson(texts, labels, origins)
    fold, held = _held_out(given.held, rules)
    read = [texts[at] for at in given.places]
    meant = vectors[given.places] if vectors is not None else None
    taught = given.held.rest(held)
    made = _fit(read, given, taught, meant, kind=kind, rules=rules, advance=advance)
    advance("step.text_examine", 0, 1)
    truth = given.held.truth
    figures = examine(made.model, [read[at] for at in held.tolist()], truth[held], _some(meant, held))
    counts = np.bincount(truth, minlength=len(given.labels))
    figures = replace(
        figures,
        curve=_curve(made, given, taught, held, rules.seed),
        labels=tuple(replace(each, taught=int(counts[at])) for at, each in enumerate(figures.labels)),
        taught=len(truth),
        twins=given.twins,
        torn=given.torn,
        apart=len(truth) - len(set(given.held.group.tolist())),
        left_out=given.left_out,
        examined_by=fold.value,
        judged_by=made.fold.value,
    )
    advance("step.text_examine", 1, 1)
    advance("step.text_final", 0, 1)
    model = replace(made.model, lines=fit_lines(made.sheet, truth, seed=rules.seed), figures=figures)
    if meant is not None and model.meaning is not None:
        model = replace(model, meaning=replace(model.meaning, lines=fit_meaning(meant, truth)))
    advance("step.text_final", 1, 1)
    return model


def _held_out(held: Held, rules: LearnRules) -> tuple[Fold, IntArray]:
    """Return the places of the texts to be examined with, and by what they are held out."""
    hands = max(2, round(1 / rules.held))
    for fold in Fold:
        hand = dealt(held, fold, hands=hands, seed=rules.seed)
        if hand is not None:
            return fold, np.flatnonzero(hand == 0)
    raise AssertionError("chance always deals")


def teach(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    kind: Kind,
    rules: LearnRules,
    origins: Origins | None = None,
    vectors: FloatArray | None = None,
) -> TextModel:
    """Return a model taught with all texts and not examined: for those who hold out texts of their own."""
    need_learner()
    given = lesson(texts, labels, origins)
    read = [texts[at] for at in given.places]
    meant = vectors[given.places] if vectors is not None else None
    everything = np.arange(len(read))
    return _fit(read, given, everything, meant, kind=kind, rules=rules, advance=lambda _s, _a, _o: None).model


def examine(
    model: TextModel, texts: Sequence[str], truth: IntArray, vectors: FloatArray | None = None
) -> Figures:
    """Return how a model does on texts with known labels; the numbers of ``truth`` are places among its labels."""
    margins, strange = model.read(texts)
    chances = model.chances(margins, vectors)
    top = best(chances, TOP)
    guess, confidence = top[:, 0], chances.max(axis=1)
    right = (guess == truth).astype(np.float64)
    answered = model.is_sure(confidence) * model.is_like(margins, strange)
    size = len(model.labels)
    held = np.bincount(truth, minlength=size)
    given = np.bincount(guess, minlength=size)
    hits = np.bincount(truth[right > 0], minlength=size)
    mixed = np.bincount(truth * size + guess, minlength=size * size).reshape(size, size)
    np.fill_diagonal(mixed, 0)
    worst = np.argsort(-mixed, axis=None, kind="stable")[:_PAIRS]
    return Figures(
        taught=0,
        held=len(texts),
        right=int(right.sum()),
        top_right=int((top == truth[:, None]).any(axis=1).sum()),
        answered=int(answered.sum()),
        answered_right=int((answered * right).sum()),
        off=calibration_error(confidence, right),
        labels=tuple(
            LabelFigures(label, 0, int(held[at]), int(given[at]), int(hits[at]))
            for at, label in enumerate(model.labels)
        ),
        confusions=tuple(
            Confusion(model.labels[at // size], model.labels[at % size], int(mixed.flat[at]))
            for at in worst
            if mixed.flat[at] > 0
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A model, the texts that were read for it, all of the lesson's, and by what folds its limits were set."""

    model: TextModel
    sheet: Sheet
    fold: Fold


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """What folds of one sort say: margins and unknown shares that each text got from a model that had not seen it, and the limits."""

    fold: Fold
    unseen: FloatArray
    strange: FloatArray
    meaning: Meaning | None
    limit: Limit
    ladder: tuple[Limit, ...]


def _fit(
    read: Sequence[str],
    given: Lesson,
    places: IntArray,
    meant: FloatArray | None,
    *,
    kind: Kind,
    rules: LearnRules,
    advance: Advance,
) -> _Made:
    """Teach a model with some of the texts; scales and limits come from margins of texts that it had not seen.

    Where texts can be held back by writer and by time, each is tried, and what answers less counts.
    """
    advance("step.text_read", 0, 1)
    pieces_max = min(PIECES_MAX, _WEIGHTS_MAX // len(given.labels))
    vocabulary = learn_vocabulary([read[at] for at in places.tolist()], pieces_max=pieces_max)
    counted = vocabulary.count(read)
    advance("step.text_read", 1, 1)
    own, held, vectors = counted.rows(places), given.held.of(places), _some(meant, places)
    folds = _folds(held, rules)
    judged = [
        _judge(vocabulary, own, held, vectors, fold, hand, rules, _part(advance, at, len(folds)))
        for at, (fold, hand) in enumerate(folds)
    ]
    sheet = vocabulary.weigh(counted)
    strict = min(judged, key=lambda each: (each.limit.coverage, -each.limit.confidence))
    aside = (1.0 - rules.like) / 2
    alike_min = float(np.quantile(strict.unseen.max(axis=1), aside))
    model = TextModel(
        kind=kind,
        labels=given.labels,
        vocabulary=vocabulary,
        lines=fit_lines(sheet.rows(places), held.truth, seed=rules.seed),
        scale=fit_scale(strict.unseen, held.truth),
        limit=strict.limit,
        alike_min=alike_min if len(given.labels) > 2 else 0.0,
        figures=Figures(len(places), 0, 0, 0, 0, 0, 0.0, (), ()),
        ladder=strict.ladder,
        meaning=strict.meaning,
        strange_max=float(np.quantile(strict.strange, 1.0 - aside)),
    )
    return _Made(model, sheet, strict.fold)


def _part(advance: Advance, at: int, parts: int) -> Callable[[int, int], None]:
    """Return how one of several parts of learning tells how far it is."""
    return lambda done, whole: advance("step.text_learn", at * whole + done, parts * whole)


def _folds(held: Held, rules: LearnRules) -> list[tuple[Fold, IntArray]]:
    """Return the folds that limits are looked for in: by writer and by time where that is known, otherwise by chance."""
    hands = 3 if len(held.truth) > _MANY else 5
    known = [(fold, dealt(held, fold, hands=hands, seed=rules.seed + 1)) for fold in (Fold.writer, Fold.time)]
    found = [(fold, hand) for fold, hand in known if hand is not None]
    if (
        len(found) > 1 and hands < 5
    ):  # many texts, twice: half of them teach nearly as well, in a third of the time
        halves = [(fold, dealt(held, fold, hands=2, seed=rules.seed + 1)) for fold, _ in found]
        found = [(fold, hand) for fold, hand in halves if hand is not None] or found
    return found or [(Fold.chance, deal(held.truth, held.group, hands=hands, seed=rules.seed + 1))]


def _judge(
    vocabulary: Vocabulary,
    counted: Sheet,
    held: Held,
    vectors: FloatArray | None,
    fold: Fold,
    hand: IntArray,
    rules: LearnRules,
    told: Callable[[int, int], None],
) -> _Judged:
    """Return what folds say, each judged by pieces and lines that were taught by the others."""
    truth, size, hands = held.truth, len(np.unique(held.truth)), int(hand.max()) + 1
    unseen, meant = np.zeros((len(truth), size)), np.zeros((len(truth), size))
    strange = np.zeros(len(truth))
    for at in range(hands):
        told(at, hands)
        out = np.flatnonzero(hand == at)
        rest = held.rest(out)
        if len(np.unique(truth[rest])) < size or not len(out):
            raise Trouble("text.too_alike", {"texts": str(len(set(held.group.tolist())))})
        others = counted.rows(rest)
        known = vocabulary.taught_by(others)
        lines = fit_lines(known.weigh(others), truth[rest], seed=rules.seed)
        asked = counted.rows(out)
        unseen[out] = lines.spread(known.weigh(asked).times(lines.weights))
        strange[out] = known.strangeness(asked)
        if vectors is not None:
            lines = fit_meaning(vectors[rest], truth[rest])
            meant[out] = lines.spread(vectors[out] @ lines.weights)
    told(hands, hands)
    chances = _chances_unseen(unseen, truth, hand)
    meaning = None
    if vectors is not None:
        meaning, chances = _meaning(vectors, truth, chances, meant, hand)
    right = (chances.argmax(axis=1) == truth).astype(np.float64)
    apart = None if fold is Fold.chance else hand
    limits = tuple(
        find_limit(chances.max(axis=1), right, target=target, hand=apart)
        for target in (rules.target, *TARGETS)
    )
    return _Judged(fold, unseen, strange, meaning, limits[0], limits[1:])


def _chances_unseen(margins: FloatArray, truth: IntArray, fold: IntArray) -> FloatArray:
    """Return the chances of each fold's texts under a scale that the other folds gave: what is judged took no part in the scale."""
    chances = np.empty_like(margins)
    for at in np.unique(fold).tolist():
        out = fold == at
        chances[out] = fit_scale(margins[~out], truth[~out]).chances(margins[out])
    return chances


def _meaning(
    vectors: FloatArray, truth: IntArray, first: FloatArray, margins: FloatArray, fold: IntArray
) -> tuple[Meaning, FloatArray]:
    """Return the half that reads meanings, and the chances of both halves together."""
    scale: Scale = fit_scale(margins, truth)
    second = _chances_unseen(margins, truth, fold)
    rows = np.arange(len(truth))
    likely = [
        float(np.log(joined(first, second, sharp=sharp)[rows, truth] + 1e-12).sum()) for sharp in _SHARP
    ]
    sharp = float(_SHARP[int(np.argmax(likely))])
    return Meaning(fit_meaning(vectors, truth), scale, sharp), joined(first, second, sharp=sharp)


def _curve(made: _Made, given: Lesson, taught: IntArray, held: IntArray, seed: int) -> tuple[Step, ...]:
    """Return how well an eighth, a quarter, half and all of the texts would have done, by pieces alone."""
    truth = given.held.truth
    order = shuffled(len(taught), seed=seed + 2)
    examined = made.sheet.rows(held)
    points = []
    for part in (*_CURVE, 1):
        some = taught[np.sort(order[: len(taught) // part])]
        if len(np.unique(truth[some])) < len(given.labels):
            continue
        lines: Lines
        lines = made.model.lines if part == 1 else fit_lines(made.sheet.rows(some), truth[some], seed=seed)
        guess = lines.spread(examined.times(lines.weights)).argmax(axis=1)
        points.append(Step(len(some), float((guess == truth[held]).mean())))
    return tuple(points)


def _some(vectors: FloatArray | None, chosen: IntArray) -> FloatArray | None:
    return vectors[chosen] if vectors is not None else None
