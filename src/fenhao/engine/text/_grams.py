"""Texts as counts of what stands in them: pieces of up to three characters in Chinese, words and pieces of words elsewhere.

A piece is known by a number of 64 bits worked out from its characters, never by its letters: a kept model holds no words
of anybody. All pieces of a text are found at once by differences of one running sum, so that reading is a few passes over
an array. Two pieces share a number once in many billions.

Weights are 1 + ln(count), times how rare the piece is, each family of pieces scaled to length one (Salton and Buckley 1988);
words and figures within a Chinese text count among its characters, or one of them would weigh as much as all the rest. A last
family says how much trouble and praise the list of words finds: as long as one with few texts, and less the more there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner
from numpy.typing import NDArray

from fenhao.engine.text._feeling import feeling
from fenhao.engine.text._plain import is_chinese, plain

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CodeArray = NDArray[np.uint64]

PIECES_MAX = 400_000
"""Pieces that a model knows at most, the most frequent first."""

_AT_ONCE = 4_000  # texts
_SEEN_IN_MIN = 2  # texts that hold a piece before it is worth knowing
_ROOT = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_SALT = 0xD1B54A32D192ED03  # no power of the root: a family must not look like a letter
_BLANK = 32
_CHARACTERS, _WORDS, _WORD_PIECES, _FEELINGS = range(4)
FAMILIES = 4
"""Families of pieces: characters of Chinese, words, pieces of words, feelings."""
_TROUBLE, _PRAISE = np.uint64(1), np.uint64(2)  # of 2 to the 64 numbers: no piece has them
_FEELINGS_TILL = (
    30.0  # texts up to which the list of words counts in full; then by the root of how many there are
)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Which pieces stand in which text: one row a text and piece, as often as it stands there."""

    texts: IntArray
    codes: CodeArray
    family: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Weights of pieces in texts, rows one after another: row i holds ``values[starts[i]:starts[i + 1]]``.

    ``pieces`` counts what stands in each text, known or not, feelings aside.
    """

    starts: IntArray
    columns: IntArray
    values: FloatArray
    width: int
    pieces: IntArray

    @property
    def texts(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    def rows(self, chosen: IntArray) -> "Sheet":
        """Return some of the rows, in the order asked for."""
        return _sheet(self.matrix()[chosen], self.pieces[chosen])

    def times(self, weights: FloatArray) -> FloatArray:
        """Return the sheet multiplied by weights of one row a piece."""
        return np.asarray(self.matrix() @ weights, dtype=np.float64)

    def matrix(self) -> "scipy.sparse.csr_matrix":
        """Return it as scipy's sparse matrix, sharing the arrays."""
        return scipy.sparse.csr_matrix(
            (self.values, self.columns, self.starts), shape=(self.texts, self.width)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The pieces a model knows, by number in order, how rare each is, and of which family."""

    codes: CodeArray
    rarity: FloatArray
    family: IntArray

    def read(self, texts: Sequence[str]) -> Sheet:
        """Return the weights of the pieces in texts; a text of which nothing is known is a row of zeros."""
        return self.weigh(self.count(texts))

    def weigh(self, counted: Sheet) -> Sheet:
        """Return the weights of pieces that were counted."""
        return _sheet(_weighed(counted.matrix(), self.rarity, self.family), counted.pieces)

    def strangeness(self, counted: Sheet) -> FloatArray:
        """Return which share of each text's pieces is not known, 0 to 1; 1 for a text without any piece."""
        known = (self.rarity > 0) & (self.family != _FEELINGS)
        held = counted.matrix() @ known.astype(np.float64)
        return np.asarray(1.0 - held / np.maximum(counted.pieces, 1), dtype=np.float64)

    def taught_by(self, counted: Sheet) -> "Vocabulary":
        """Return what would be known had only the texts of ``counted`` been read; a piece that would not be has no rarity and counts for nothing.

        Who holds texts back has to forget their pieces too. A text that will come has none of its rare ones known, and so longer weights on
        the others: judged as if its own pieces were known, a text held back looks less sure than one that will come.
        """
        held = np.bincount(counted.columns, minlength=counted.width)
        rarity = _rarity(held, self.family, texts=counted.texts)
        return Vocabulary(self.codes, np.where(held >= _SEEN_IN_MIN, rarity, 0.0), self.family)

    def count(self, texts: Sequence[str]) -> Sheet:
        """Return how often each known piece stands in each text."""
        parts = [self._part(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]
        if not parts:
            nothing = np.zeros(0, np.int64)
            return Sheet(np.zeros(1, np.int64), nothing, np.zeros(0), len(self.codes), nothing)
        rows = scipy.sparse.vstack([held for held, _ in parts], format="csr")
        return _sheet(rows, np.concatenate([held for _, held in parts]))

    def _part(self, texts: Sequence[str]) -> tuple["scipy.sparse.csr_matrix", IntArray]:
        found = pieces(texts)
        held = np.bincount(found.texts[found.family != _FEELINGS], minlength=len(texts))
        at = np.searchsorted(self.codes, found.codes)
        at[at == len(self.codes)] = 0
        known = self.codes[at] == found.codes if len(self.codes) else np.zeros(len(at), bool)
        rows = scipy.sparse.coo_matrix(
            (np.ones(int(known.sum())), (found.texts[known], at[known])), shape=(len(texts), len(self.codes))
        )
        return rows.tocsr(), held


def learn_vocabulary(texts: Sequence[str], *, pieces_max: int = PIECES_MAX) -> Vocabulary:
    """Return the pieces that stand in two texts or more, the most frequent ones where there are too many."""
    codes: list[CodeArray] = []
    families: list[IntArray] = []
    counts: list[IntArray] = []
    for found in _parts(texts):
        order = np.lexsort((found.texts, found.codes))
        code, text, family = found.codes[order], found.texts[order], found.family[order]
        new = np.ones(len(code), bool)
        new[1:] = (code[1:] != code[:-1]) | (text[1:] != text[:-1])
        unique, first, held = np.unique(code[new], return_index=True, return_counts=True)
        codes.append(unique)
        families.append(family[new][first])
        counts.append(held)
    if not codes:
        return Vocabulary(np.zeros(0, np.uint64), np.zeros(0), np.zeros(0, np.int64))
    known, first, back = np.unique(np.concatenate(codes), return_index=True, return_inverse=True)
    held = np.bincount(back, weights=np.concatenate(counts), minlength=len(known))
    kept = held >= _SEEN_IN_MIN
    if int(kept.sum()) > pieces_max:
        order = np.lexsort((known, -held))[:pieces_max]
        kept = np.zeros(len(known), bool)
        kept[order] = True
    family = np.concatenate(families)[first][kept]
    return Vocabulary(known[kept], _rarity(held[kept], family, texts=len(texts)), family)


def _rarity(held: IntArray | FloatArray, family: IntArray, *, texts: int) -> FloatArray:
    """Return how much each piece counts that stands in ``held`` of so many texts."""
    rarity = np.log((1.0 + texts) / (1.0 + held)) + 1.0
    rarity[family == _FEELINGS] = min(1.0, (_FEELINGS_TILL / texts) ** 0.5)
    return np.asarray(rarity, dtype=np.float64)


def pieces(texts: Sequence[str]) -> Pieces:
    """Return the pieces of texts, in no particular order."""
    read = [plain(text) for text in texts]
    held = "".join(f" {text} " for text in read)
    letters = np.frombuffer(held.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    sizes = np.array([len(text) + 2 for text in read], dtype=np.int64)
    owner = np.repeat(np.arange(len(read)), sizes)
    chinese = np.repeat(np.array([is_chinese(text) for text in read], dtype=bool), sizes)
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum((letters + np.uint64(1)) * _powers(_ROOT, len(letters)), out=sums[1:])
    line = _Line(letters, owner, chinese, sums)
    found = [*line.characters(), *line.words(), *line.word_pieces(), *_feelings(read)]
    return Pieces(
        np.concatenate([each[0] for each in found]),
        np.concatenate([each[1] for each in found]),
        np.concatenate([np.full(len(each[0]), each[2], dtype=np.int64) for each in found]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """All texts in one row of characters, each with a blank on either side."""

    letters: CodeArray
    owner: IntArray
    chinese: NDArray[np.bool_]
    sums: CodeArray

    def characters(self) -> Iterator[tuple[IntArray, CodeArray, int]]:
        """Give the pieces of one to three characters of texts in Chinese."""
        for length in (1, 2, 3):
            begins = self._begins(length)
            keep = begins[self.chinese[begins]]
            yield self.owner[keep], self._codes(keep, keep + length, salt=length), _CHARACTERS

    def words(self) -> Iterator[tuple[IntArray, CodeArray, int]]:
        """Give words of letters and digits, and two such words in a row."""
        inside = _is_word(self.letters)
        edges = np.diff(np.concatenate(([0], inside.astype(np.int8), [0])))
        begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        codes = self._codes(begins, ends, salt=11)
        owner = self.owner[begins]
        yield owner, codes, _WORDS
        pair = owner[1:] == owner[:-1]
        both = _mixed(codes[:-1] * _ROOT + codes[1:] + np.uint64(12))
        yield owner[1:][pair], both[pair], _WORDS

    def word_pieces(self) -> Iterator[tuple[IntArray, CodeArray, int]]:
        """Give the pieces of two to five characters inside what stands between blanks, in texts without Chinese."""
        blank = np.concatenate(([0], np.cumsum(self.letters == _BLANK)))
        for length in (2, 3, 4, 5):
            begins = self._begins(length)
            keep = begins[~self.chinese[begins]]
            inner = blank[keep + length - 1] - blank[keep + 1]
            keep = keep[inner == 0]
            yield self.owner[keep], self._codes(keep, keep + length, salt=20 + length), _WORD_PIECES

    def _begins(self, length: int) -> IntArray:
        """Return where a piece of so many characters begins and ends in one text."""
        last = len(self.letters) - length + 1
        if last <= 0:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.owner[:last] == self.owner[length - 1 :])

    def _codes(self, begins: IntArray, ends: IntArray, *, salt: int) -> CodeArray:
        """Return the numbers of pieces: the running sum between two places, moved to where all pieces begin."""
        moved = (self.sums[ends] - self.sums[begins]) * _powers(_INVERSE, len(self.letters))[begins]
        return _mixed(moved + np.uint64(salt * _SALT % 2**64))


def _feelings(read: Sequence[str]) -> Iterator[tuple[IntArray, CodeArray, int]]:
    """Give each text's trouble and praise, as often as they are said."""
    said = np.array([feeling(text) for text in read], dtype=np.int64).reshape(-1, 2)
    for code, counts in zip((_TROUBLE, _PRAISE), said.T, strict=True):
        owner = np.repeat(np.arange(len(read)), counts)
        yield owner, np.full(len(owner), code, dtype=np.uint64), _FEELINGS


def _mixed(codes: CodeArray) -> CodeArray:
    """Return numbers with their bits spread (Steele and others 2014, splitmix64)."""
    mixed = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def _powers(root: np.uint64, length: int) -> CodeArray:
    """Return 1, root, root squared and on, each modulo 2 to the 64."""
    room = 1 << max(16, length.bit_length())
    return _power_table(int(root), room)[:length]


@cache
def _power_table(root: int, length: int) -> CodeArray:
    steps = np.full(length, root, dtype=np.uint64)
    steps[0] = 1
    return np.cumprod(steps, dtype=np.uint64)


@cache
def _word_table() -> NDArray[np.bool_]:
    """Return which characters of the first plane make words; Chinese characters make none."""
    made = np.array([chr(code).isalnum() for code in range(0x10000)])
    made[0x2E80:0xA000] = False
    made[0xF900:0xFB00] = False
    return made


def _is_word(letters: CodeArray) -> NDArray[np.bool_]:
    table = _word_table()
    return np.asarray(table[np.minimum(letters, np.uint64(0xFFFF)).astype(np.int64)] & (letters < 0x10000))


def _parts(texts: Sequence[str]) -> Iterator[Pieces]:
    for at in range(0, len(texts), _AT_ONCE):
        yield pieces(texts[at : at + _AT_ONCE])


def _weighed(
    counted: "scipy.sparse.csr_matrix", rarity: FloatArray, family: IntArray
) -> "scipy.sparse.csr_matrix":
    """Return counts as weights, each family of a text of length one, and feelings as long as they count; what has no rarity is left out."""
    rare = rarity[counted.indices]
    rows = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
    known = rare > 0
    rows, columns, rare, counts = rows[known], counted.indices[known], rare[known], counted.data[known]
    kind = family[columns]
    felt = kind == _FEELINGS
    weights = (1.0 + np.log(counts)) * np.where(felt, 1.0, rare)
    chinese = np.bincount(rows, weights=kind == _CHARACTERS, minlength=counted.shape[0]) > 0
    group = rows * FAMILIES + np.where(chinese[rows] & ~felt, _CHARACTERS, kind)
    lengths = np.bincount(group, weights=weights**2, minlength=counted.shape[0] * FAMILIES)
    weights *= np.where(felt, rare, 1.0) / np.sqrt(lengths)[group]
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=counted.shape[0]))))
    return scipy.sparse.csr_matrix((weights, columns, starts), shape=counted.shape)


def _sheet(matrix: "scipy.sparse.csr_matrix", held: IntArray) -> Sheet:
    return Sheet(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int64),
        matrix.data.astype(np.float64),
        matrix.shape[1],
        held,
    )
