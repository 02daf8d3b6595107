"""What was learnt of texts, kept beside the book: numbers in npz, the rest in JSON, every version by itself.

A file is read as if a stranger had made it: sizes, names and kinds of arrays, order, finite numbers, and the digest that
JSON names. What does not hold is Trouble ``text.damaged``; nothing in such a file can run.
"""

import json
import os
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.text import (
    FAMILIES,
    LABELS_MAX,
    PIECES_MAX,
    Figures,
    Kind,
    Limit,
    Lines,
    Meaning,
    Scale,
    TextModel,
    Vocabulary,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, restored, write_json
from fenhao.runs.text._meaning import WIDTH

FORMAT = 4
VERSIONS_MAX = 5
"""Versions of a kind that are kept; older ones are removed when a new one is in place."""

_FOLDER = "text"
_TOLD_MAX, _ARRAYS_MAX = 4_000_000, 500_000_000  # bytes
_NAME = re.compile(r"(?P<kind>[a-z]+)-(?P<version>\d{4,6})\.json")
_KINDS = {
    "codes": np.uint64,
    "rarity": np.float32,
    "family": np.int8,
    "weights": np.float32,
    "bias": np.float64,
    "shift": np.float64,
    "meaning_weights": np.float32,
    "meaning_bias": np.float64,
    "meaning_shift": np.float64,
}
Array = NDArray[np.float64] | NDArray[np.float32] | NDArray[np.uint64] | NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class TextTold:
    """What is said of a kept model.

    ``origin`` is where its texts came from, ``texts_digest`` what they were, ``corrections`` how many of them people had put right, ``digest`` that of its numbers.
    """

    format: int
    kind: Kind
    version: int
    made_at: datetime
    origin: str
    texts_digest: str
    corrections: int
    seed: int
    like: float
    labels: tuple[str, ...]
    limit: Limit
    ladder: tuple[Limit, ...]
    alike_min: float
    slope: float
    reads_meaning: bool
    meaning_slope: float
    sharp: float
    figures: Figures
    digest: str
    strange_max: float = 1.0  # one kept before this was looked at turns nothing away for it


def text_folder(book: Book) -> Path:
    """Return where models and vectors are kept."""
    return book.root / _FOLDER


def keep_text_model(
    *,
    book: Book,
    model: TextModel,
    at: datetime,
    origin: str,
    texts_digest: str,
    corrections: int,
    seed: int,
    like: float,
) -> TextTold:
    """Keep a model as the newest version of its kind; it is in use from then on."""
    folder = text_folder(book)
    folder.mkdir(parents=True, exist_ok=True)
    # Counted by names: one that cannot be read, such as one of an earlier format, must not stand as the newest.
    names = (_NAME.fullmatch(each.name) for each in folder.glob(f"{model.kind.value}-*.json"))
    version = max((int(name["version"]) for name in names if name is not None), default=0) + 1
    arrays = _arrays(model)
    path = folder / f"{model.kind.value}-{version:04}.npz"
    draft = folder / f".{os.getpid()}.{path.name}"
    with draft.open("wb") as handle:
        np.savez_compressed(handle, allow_pickle=False, **arrays)
    told = TextTold(
        format=FORMAT,
        kind=model.kind,
        version=version,
        made_at=at,
        origin=origin,
        texts_digest=texts_digest,
        corrections=corrections,
        seed=seed,
        like=like,
        labels=model.labels,
        limit=model.limit,
        ladder=model.ladder,
        alike_min=model.alike_min,
        slope=model.scale.slope,
        reads_meaning=model.meaning is not None,
        meaning_slope=model.meaning.scale.slope if model.meaning is not None else 0.0,
        sharp=model.meaning.sharp if model.meaning is not None else 0.0,
        figures=model.figures,
        digest=_digest(draft),
        strange_max=model.strange_max,
    )
    draft.replace(path)
    # The telling comes last: a version that has it is whole, whatever happened before.
    write_json(path.with_suffix(".json"), told)
    for old in sorted(folder.glob(f"{model.kind.value}-*.json"))[:-VERSIONS_MAX]:
        old.unlink(missing_ok=True)
        old.with_suffix(".npz").unlink(missing_ok=True)
    return told


def kept_text_models(book: Book, kind: Kind | None = None) -> tuple[TextTold, ...]:
    """Return what is said of kept models, the newest first; what cannot be read is no model."""
    found = []
    for path in text_folder(book).glob("*.json"):
        name = _NAME.fullmatch(path.name)
        if name is not None and (kind is None or name["kind"] == kind.value):
            try:
                found.append(_told(path))
            except Trouble:
                continue
    return tuple(sorted(found, key=lambda each: (each.kind.value, -each.version)))


def open_text_model(book: Book, kind: Kind, *, version: int = 0) -> tuple[TextModel, TextTold]:
    """Return the newest model of a kind, or the version asked for.

    Trouble ``text.no_model`` without any, ``text.damaged`` for one that cannot be trusted, ``text.outdated`` for one of before.
    """
    names = sorted(text_folder(book).glob(f"{kind.value}-*.json"))
    chosen = [path for path in names if not version or path.stem == f"{kind.value}-{version:04}"]
    if not chosen:
        raise Trouble("text.no_model", {"kind": kind.value})
    path = chosen[-1]
    told = _told(path)
    return _model(path.with_suffix(".npz"), told), told


def read_text_model(path: Path) -> tuple[TextModel, TextTold]:
    """Return a model from its two files, whoever made them: the JSON, and the npz beside it."""
    told = _told(path)
    return _model(path.with_suffix(".npz"), told), told


def _told(path: Path) -> TextTold:
    """Return what the JSON says, once it holds together."""
    try:
        if path.stat().st_size > _TOLD_MAX:
            raise _damaged(path, "size")
        told = restored(TextTold, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, RecursionError, OverflowError) as wrong:
        raise _damaged(path, "json") from wrong
    numbers = (
        told.alike_min,
        told.strange_max,
        told.slope,
        told.meaning_slope,
        told.sharp,
        told.limit.confidence,
    )
    if told.format < FORMAT:
        raise Trouble("text.outdated", {"file": path.name, "kind": told.kind.value})
    if told.format != FORMAT:
        raise _damaged(path, "format")
    if not 2 <= len(told.labels) <= LABELS_MAX or len(set(told.labels)) != len(told.labels):
        raise _damaged(path, "labels")
    if not np.isfinite(numbers).all() or told.slope <= 0 or not 0 <= told.sharp <= 10:
        raise _damaged(path, "numbers")
    return told


def _model(path: Path, told: TextTold) -> TextModel:
    """Return the model of an npz file that is what its telling says; read once and held while the file stays."""
    try:
        stamp = path.stat()
    except OSError as wrong:
        raise _damaged(path, "missing") from wrong
    if stamp.st_size > _ARRAYS_MAX:
        raise _damaged(path, "size")
    return _held(path, stamp.st_mtime_ns, stamp.st_size, told)


@lru_cache(maxsize=6)
def _held(path: Path, _changed: int, _size: int, told: TextTold) -> TextModel:
    arrays = _read_arrays(path, told)
    lines, pieces = (1 if len(told.labels) == 2 else len(told.labels)), len(arrays["codes"])
    shapes = {
        "codes": (pieces,),
        "rarity": (pieces,),
        "family": (pieces,),
        "weights": (pieces, lines),
        "bias": (lines,),
        "shift": (len(told.labels),),
    }
    if told.reads_meaning:
        shapes |= {
            "meaning_weights": (WIDTH, lines),
            "meaning_bias": (lines,),
            "meaning_shift": (len(told.labels),),
        }
    if pieces > PIECES_MAX or {name: each.shape for name, each in arrays.items()} != shapes:
        raise _damaged(path, "shapes")
    floats = (each for each in arrays.values() if each.dtype.kind == "f")
    codes = cast("NDArray[np.uint64]", arrays["codes"])
    if not all(np.isfinite(each).all() for each in floats) or (codes[1:] <= codes[:-1]).any():
        raise _damaged(path, "numbers")
    if not np.isin(arrays["family"], range(FAMILIES)).all():
        raise _damaged(path, "numbers")

    def number(name: str) -> NDArray[np.float64]:
        """Return an array as numbers to count with."""
        return arrays[name].astype(np.float64)

    meaning = None
    if told.reads_meaning:
        spread = Scale(told.meaning_slope, number("meaning_shift"))
        meaning = Meaning(Lines(number("meaning_weights"), number("meaning_bias")), spread, told.sharp)
    return TextModel(
        kind=told.kind,
        labels=told.labels,
        vocabulary=Vocabulary(codes, number("rarity"), arrays["family"].astype(np.int64)),
        lines=Lines(number("weights"), number("bias")),
        scale=Scale(told.slope, number("shift")),
        limit=told.limit,
        alike_min=told.alike_min,
        figures=told.figures,
        ladder=told.ladder,
        meaning=meaning,
        strange_max=told.strange_max,
    )


def _read_arrays(path: Path, told: TextTold) -> dict[str, Array]:
    """Return the arrays of a file whose digest is the one told, none larger than allowed."""
    wanted = {name for name in _KINDS if told.reads_meaning or not name.startswith("meaning_")}
    try:
        if _digest(path) != told.digest:
            raise _damaged(path, "digest")
        with zipfile.ZipFile(path) as held:
            entries = held.infolist()
            if {each.filename for each in entries} != {f"{name}.npy" for name in wanted}:
                raise _damaged(path, "names")
            if sum(each.file_size for each in entries) > _ARRAYS_MAX:
                raise _damaged(path, "size")
        with np.load(path, allow_pickle=False) as held_arrays:
            arrays: dict[str, Array] = {name: held_arrays[name] for name in sorted(wanted)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, MemoryError) as wrong:
        raise _damaged(path, "arrays") from wrong
    if any(each.dtype != _KINDS[name] for name, each in arrays.items()):
        raise _damaged(path, "kinds")
    return arrays


def _arrays(model: TextModel) -> dict[str, Array]:
    """Return the numbers of a model in the form in which they are kept."""
    found: dict[str, Array] = {
        "codes": model.vocabulary.codes.astype(np.uint64),
        "rarity": model.vocabulary.rarity.astype(np.float32),
        "family": model.vocabulary.family.astype(np.int8),
        "weights": model.lines.weights.astype(np.float32),
        "bias": model.lines.bias,
        "shift": model.scale.shift,
    }
    if model.meaning is not None:
        found |= {
            "meaning_weights": model.meaning.lines.weights.astype(np.float32),
            "meaning_bias": model.meaning.lines.bias,
            "meaning_shift": model.meaning.scale.shift,
        }
    return found


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as handle:
        while part := handle.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _damaged(path: Path, what: str) -> Trouble:
    return Trouble("text.damaged", {"file": path.name, "what": what})
