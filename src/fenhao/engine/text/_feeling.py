"""How much trouble and how much praise a text holds, by a list of words; what is turned round by a "not" before it is trouble."""

import re
from collections.abc import Sequence
from functools import cache

from fenhao.engine.text._lexicon import NOT_ENGLISH, PRAISE, REVERSERS, STRONG, WEAK

_WORD = re.compile(r"[a-z][a-z'’-]*")
_NEAR, _NEAR_WORDS = 2, 3


def feeling(text: str) -> tuple[int, int]:
    """Return trouble and praise in a plain text: each thing said counts one, what is said strongly two."""
    weights, pattern = _chinese()
    said = []
    for found in pattern.finditer(text):
        before = text[max(0, found.start() - _NEAR) : found.start()]
        said.append(_turned(weights[found.group()], turned=any(each in before for each in REVERSERS)))
    said += _english_said(_WORD.findall(text))
    return sum(each for each in said if each > 0), -sum(each for each in said if each < 0)


def _english_said(words: Sequence[str]) -> list[int]:
    weights = _english()
    said = []
    for at, word in enumerate(words):
        weight = weights.get(word.replace("’", "'"), 0)
        if weight:
            before = words[max(0, at - _NEAR_WORDS) : at]
            said.append(_turned(weight, turned=bool(NOT_ENGLISH.intersection(before))))
    return said


def _turned(weight: int, *, turned: bool) -> int:
    """Return praise that is denied as trouble, everything else as it is."""
    return 1 if turned and weight < 0 else weight


@cache
def _weights() -> dict[str, int]:
    found = dict.fromkeys(PRAISE.split(), -1)
    found |= dict.fromkeys(WEAK.split(), 1)
    return found | dict.fromkeys(STRONG.split(), 2)


@cache
def _chinese() -> tuple[dict[str, int], re.Pattern[str]]:
    weights = {word: weight for word, weight in _weights().items() if not word[0].isascii() or word.isdigit()}
    return weights, re.compile("|".join(sorted(map(re.escape, weights), key=len, reverse=True)))


@cache
def _english() -> dict[str, int]:
    return {word: weight for word, weight in _weights().items() if word[0].isascii() and not word.isdigit()}
