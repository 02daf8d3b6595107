"""Tickets' texts: taught from the company's own labels, judged, and sorted into what is sure and what a person should label."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil
from pathlib import Path

from fenhao.engine.text import (
    FloatArray,
    Judgement,
    Kind,
    LearnRules,
    Origins,
    Sureness,
    TextModel,
    alike,
    learn,
    likely_range,
    risk_of_meaning,
    risk_of_words,
    text_hash,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, keep, kept, stamp_now
from fenhao.runs.text._kept import TextTold, keep_text_model, open_text_model, text_folder
from fenhao.runs.text._labelled import CALM, COMPLAINT, Labelled, texts_told
from fenhao.runs.text._meaning import can_read_meaning, meanings, need_meaning, prototypes

MEANING_MAX = 5_000
"""Labels up to which meanings are read unless a person decides: with more they add nothing."""
WAITING_MAX = 200
NEWEST, NEWEST_MIN = 500, 30
"""The newest tickets that are looked at for whether what comes is still like what was taught, and the fewest that tell."""

_AT_ONCE = 4_000
_SAME = 1e-9
_SHOWN = 500  # characters


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that a person should label: the likeliest labels with their chances, and why it is not sure."""

    ticket: str
    text: str
    labels: tuple[str, ...]
    chances: tuple[float, ...]
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Sorted:
    """All tickets with a text, judged: how many are sure of each label, how many are not, and which to label first.

    ``newest_unlike`` of the ``newest`` tickets are like nothing taught, where ``usual`` would be the most among texts of the taught kinds.
    """

    kind: Kind
    version: int
    tickets: int
    sure: tuple[tuple[str, int], ...]
    unsure: int
    unlike: int
    waiting: tuple[Waiting, ...]
    newest: int = 0
    newest_unlike: int = 0
    usual: int = 0

    @property
    def has_drifted(self) -> bool:
        """Whether what comes is surely no longer like what was taught: then sure answers are right less often than promised, too."""
        low, _ = likely_range(self.newest_unlike, self.newest)
        return self.newest >= NEWEST_MIN and low * self.newest > self.usual


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text is taken for. ``by`` is "model", or "meaning" or "words" before anything was taught."""

    kind: Kind
    judgement: Judgement
    by: str


def train_text(
    *,
    book: Book,
    kind: Kind,
    given: Labelled,
    rules: LearnRules,
    meaning: bool | None,
    at: datetime,
    advance: Advance,
) -> TextTold:
    """Teach a model and keep it as the newest of its kind; ``meaning`` None reads meanings where that helps and is possible.

    Trouble as of ``learn``; nothing is kept then.
    """
    if meaning is None:
        meaning = can_read_meaning() and len(given.texts) <= MEANING_MAX
    if meaning:
        need_meaning()
    vectors = meanings(given.texts, folder=text_folder(book), advance=advance) if meaning else None
    model = learn(
        given.texts,
        given.labels,
        kind=kind,
        rules=rules,
        origins=Origins(given.writers, given.days),
        vectors=vectors,
        advance=advance,
    )
    digest = sha256()
    for each in sorted(
        text_hash(text) + label for text, label in zip(given.texts, given.labels, strict=True)
    ):
        digest.update(each.encode())
    return keep_text_model(
        book=book,
        model=model,
        at=at,
        origin=given.origin,
        texts_digest=digest.hexdigest()[:16],
        corrections=given.corrections,
        seed=rules.seed,
        like=rules.like,
    )


def judge_texts(
    *, book: Book, kind: Kind, texts: Sequence[str], advance: Advance
) -> tuple[list[Judgement], str]:
    """Return what texts are taken for by the newest model, and who says so as in ``Suggestion``.

    Complaint risk is told without a model too, by meanings or words; such an answer is never sure. Trouble
    ``text.no_model`` for other kinds.
    """
    try:
        model, _ = open_text_model(book, kind)
    except Trouble as wrong:
        if wrong.code != "text.no_model" or kind is not Kind.risk:
            raise
        return _cold(texts, folder=text_folder(book), advance=advance)
    found: list[Judgement] = []
    for at in range(0, len(texts), _AT_ONCE):
        advance("step.text_judge", at, len(texts))
        some = texts[at : at + _AT_ONCE]
        found += model.judge(some, _meant(model, some, folder=text_folder(book), advance=advance))
    advance("step.text_judge", len(texts), len(texts))
    return found, "model"


def suggestions(*, book: Book, text: str) -> tuple[Suggestion, ...]:
    """Return what one ticket's text is taken for, of each kind that something is known of; a few milliseconds.

    Nothing is kept of it, and before anything was taught words alone speak.
    """
    found = []
    for kind in Kind:
        try:
            model, _ = open_text_model(book, kind)
            meant = meanings([text], folder=None) if model.meaning is not None else None
            found.append(Suggestion(kind, model.judge([text], meant)[0], "model"))
        except Trouble:
            if kind is Kind.risk:
                found.append(Suggestion(kind, _cold_judgement(float(risk_of_words([text])[0])), "words"))
    return tuple(found)


def sort_tickets(
    *, book: Book, kind: Kind, corrections: Mapping[str, str], at: datetime, advance: Advance
) -> Sorted:
    """Judge every ticket that has a text, and keep which ones a person should label first; a label said by a person stands.

    First come texts between two labels or like nothing that was taught, no two that say nearly the same.
    """
    stamp = stamp_now(book)
    model, kept_one = open_text_model(book, kind)
    told_ones = [each for each in texts_told(book, kind) if each.text and each.ticket not in corrections]
    rows = [(each.ticket, each.text) for each in told_ones]
    judged, _ = judge_texts(book=book, kind=kind, texts=[text for _, text in rows], advance=advance)
    counts = Counter(each.label for each in judged if each.sureness is Sureness.sure)
    open_ones = [at for at, each in enumerate(judged) if each.sureness is not Sureness.sure]
    open_ones.sort(key=lambda at: (_gap(judged[at]), rows[at][0]))
    first = open_ones[: 4 * WAITING_MAX]
    _, groups = alike([rows[at][1] for at in first])
    seen: set[int] = set()
    waiting: list[Waiting] = []
    for at_row, group in zip(first, groups.tolist(), strict=True):
        if group in seen or len(waiting) == WAITING_MAX:
            continue
        seen.add(group)
        one = judged[at_row]
        waiting.append(
            Waiting(rows[at_row][0], rows[at_row][1][:_SHOWN], one.labels, one.chances, one.sureness)
        )
    days = sorted((each.day, at_row) for at_row, each in enumerate(told_ones) if each.day is not None)
    newest = [judged[at_row].sureness for _, at_row in days[-NEWEST:]]
    found = Sorted(
        kind=kind,
        version=kept_one.version,
        tickets=len(rows),
        sure=tuple((label, counts[label]) for label in model.labels if counts[label]),
        unsure=sum(each.sureness is Sureness.unsure for each in judged),
        unlike=sum(each.sureness is Sureness.unlike for each in judged),
        waiting=tuple(waiting),
        newest=len(newest),
        newest_unlike=newest.count(Sureness.unlike),
        usual=ceil((1 - kept_one.like) * len(newest) - _SAME),
    )
    keep(book=book, name=_name(kind), value=found, stamp=stamp, at=at)
    return found


def kept_sorting(book: Book, kind: Kind) -> tuple[Sorted, datetime, bool] | None:
    """Return what was sorted last, when, and whether tickets were loaded since; None when nothing was."""
    held = kept(Sorted, book=book, name=_name(kind), now=stamp_now(book))
    if held is None or not isinstance(held.value, Sorted):
        return None
    return held.value, held.made_at, held.stale


def _name(kind: Kind) -> str:
    return f"text-{kind.value}"


def _gap(judged: Judgement) -> float:
    """Return how far the first answer lies before the second; a text like nothing that was taught is as open as can be."""
    if judged.sureness is Sureness.unlike:
        return 0.0
    return judged.chances[0] - (judged.chances[1] if len(judged.chances) > 1 else 0.0)


def _meant(model: TextModel, texts: Sequence[str], *, folder: Path, advance: Advance) -> FloatArray | None:
    if model.meaning is None:
        return None
    return meanings(texts, folder=folder, advance=advance)


def _cold(texts: Sequence[str], *, folder: Path, advance: Advance) -> tuple[list[Judgement], str]:
    """Return complaint risk before anything was taught."""
    if can_read_meaning() and len(texts) <= MEANING_MAX:
        risk, by = (
            risk_of_meaning(texts, meanings(texts, folder=folder, advance=advance), prototypes()),
            "meaning",
        )
    else:
        risk, by = risk_of_words(texts), "words"
    return [_cold_judgement(chance) for chance in risk.tolist()], by


def _cold_judgement(risk: float) -> Judgement:
    """Return a complaint risk that nothing was taught for: an answer, and never a sure one."""
    two = ((COMPLAINT, risk), (CALM, 1 - risk))
    first, second = two if risk >= 0.5 else two[::-1]
    return Judgement((first[0], second[0]), (first[1], second[1]), Sureness.unsure)
