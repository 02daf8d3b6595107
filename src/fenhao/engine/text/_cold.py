"""Complaint risk before anything was taught: how near a text lies to twelve sentences, or which words it uses.

The sentences are ours, six of trouble and six of praise, never tuned. The word list is the fallback without vectors.
"""

from collections.abc import Sequence

import numpy as np

from fenhao.engine.text._feeling import feeling
from fenhao.engine.text._grams import FloatArray
from fenhao.engine.text._plain import plain

TROUBLED = (
    "等了很久都没有人处理，服务态度很差，我要投诉。",
    "东西是坏的，质量太差了，非常失望，要求退款。",
    "味道难吃，送餐太慢，再也不会来了。",
    "收费不合理，客服推卸责任，问题一直没有解决。",
    "This is terrible service, nobody helps me and I want my money back.",
    "The product arrived late and broken, I am very disappointed.",
)
"""Sentences of people with a complaint."""

CONTENT = (
    "服务很好，处理及时，非常满意，谢谢。",
    "质量不错，物有所值，很喜欢，推荐购买。",
    "味道好吃，送餐很快，下次还会再来。",
    "客服耐心专业，问题很快就解决了。",
    "Great service, thank you very much for the quick help.",
    "The product is excellent and arrived on time, I am very happy.",
)
"""Sentences of people without one."""

_STEEP_MEANING = 60.0  # cosines of these vectors lie close together
_WORDS_MAX = 3.0  # what words may add to meanings; a long text uses many
_STEEP_WORDS = 1.2


def risk_of_meaning(texts: Sequence[str], vectors: FloatArray, prototypes: FloatArray) -> FloatArray:
    """Return the complaint risk of texts, 0 to 1, from unit vectors and words together: each sees what the other misses.

    ``prototypes`` are the vectors of TROUBLED, then of CONTENT.
    """
    near = vectors @ prototypes.T
    lean = near[:, : len(TROUBLED)].mean(axis=1) - near[:, len(TROUBLED) :].mean(axis=1)
    said = np.array([_lean(plain(text)) for text in texts], dtype=np.float64)
    scores = _STEEP_MEANING * lean + np.clip(said, -_WORDS_MAX, _WORDS_MAX)
    return np.asarray(1 / (1 + np.exp(-scores)), dtype=np.float64)


def risk_of_words(texts: Sequence[str]) -> FloatArray:
    """Return the complaint risk of texts, 0 to 1, from words alone; one half where nothing is said either way."""
    scores = np.array([_lean(plain(text)) for text in texts], dtype=np.float64)
    return np.asarray(1 / (1 + np.exp(-_STEEP_WORDS * scores)), dtype=np.float64)


def _lean(text: str) -> float:
    """Return trouble less praise in a text; each thing said counts, however long the text."""
    trouble, praise = feeling(text)
    return float(trouble - praise)
