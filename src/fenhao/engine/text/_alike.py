"""Texts that say the same: found once, kept on one side of every split, so that nobody is examined on what was taught.

Exactly alike are texts of one gist. Nearly alike are those whose sets of three-character pieces overlap by about three
quarters, told by the least of 24 random orders (Broder 1997), in bands of four; a chain of likeness is one group.
"""

from collections.abc import Sequence

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner

from fenhao.engine.text._grams import CodeArray, IntArray
from fenhao.engine.text._plain import gist

_ORDERS, _ROWS = 24, 4
_ALIKE_MIN = 18  # of 24 orders in which both have the same least piece
_SHORT = 8  # characters of a gist below which only the same is alike
_AT_ONCE = 4_000
_ODD = np.uint64(0xD6E8FEB86659FD93)


def alike(texts: Sequence[str]) -> tuple[IntArray, IntArray]:
    """Return two numbers for each text: of the texts that are exactly alike, and of those that are nearly alike."""
    gists = [gist(text) for text in texts]
    if not gists:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first: dict[str, int] = {}
    exact = np.array([first.setdefault(each, at) for at, each in enumerate(gists)], dtype=np.int64)
    chosen = np.array([at for each, at in first.items() if len(each) >= _SHORT], dtype=np.int64)
    links = [np.stack([np.arange(len(gists)), exact])]
    links += [chosen[at] for at in _links([gists[each] for each in chosen])]
    both = np.concatenate(links, axis=1)
    graph = scipy.sparse.coo_matrix(
        (np.ones(both.shape[1]), (both[0], both[1])), shape=(len(gists), len(gists))
    )
    return exact, np.asarray(
        scipy.sparse.csgraph.connected_components(graph, directed=False)[1], dtype=np.int64
    )


def _links(gists: Sequence[str]) -> list[IntArray]:
    """Return pairs of places whose texts are nearly alike."""
    if len(gists) < 2:
        return []
    parts = [_least(gists[at : at + _AT_ONCE]) for at in range(0, len(gists), _AT_ONCE)]
    least = np.concatenate(parts)
    found = []
    for band in range(0, _ORDERS, _ROWS):
        keys = least[:, band].copy()
        for row in range(band + 1, band + _ROWS):
            keys = keys * _ODD + least[:, row]
        _, first, back = np.unique(keys, return_index=True, return_inverse=True)
        one, other = np.arange(len(gists)), first[back]
        same = (least[one] == least[other]).sum(axis=1) >= _ALIKE_MIN
        found.append(np.stack([one[same], other[same]]).astype(np.int64))
    return found


def _least(gists: Sequence[str]) -> CodeArray:
    """Return the least piece of each text in each random order."""
    letters = np.frombuffer("".join(gists).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    sizes = np.array([len(each) for each in gists], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    codes = letters.copy()
    codes[:-2] = (letters[:-2] << np.uint64(42)) | (letters[1:-1] << np.uint64(21)) | letters[2:]
    # A piece that would run into the next text is the same as the text's last whole one: it changes no set.
    owner = np.repeat(np.arange(len(gists)), sizes)
    last = (begins + sizes - 3)[owner]
    codes = codes[np.minimum(np.arange(len(codes)), last)]
    least = np.empty((len(gists), _ORDERS), dtype=np.uint64)
    for order in range(_ORDERS):
        mixed = (codes ^ np.uint64(order * 0x9E3779B97F4A7C15 % 2**64)) * _ODD
        mixed = (mixed ^ (mixed >> np.uint64(32))) * _ODD
        mixed ^= mixed >> np.uint64(29)
        least[:, order] = np.minimum.reduceat(mixed, begins)
    return least
