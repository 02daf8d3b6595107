"""Texts as they are compared: one width, one case, one blank; nothing invisible, and never longer than a page."""

import re
import unicodedata
from hashlib import sha256

from fenhao.engine.text._body import body
from fenhao.engine.text._traditional import SIMPLER

LENGTH_MAX = 4_000
"""Characters of a text that are read; what a complaint is about stands before that."""

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)
_BLANKS = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+")
_CHINESE = re.compile("[\u3400-\u9fff]")


def plain(text: str) -> str:
    """Return the text as models read it: full width made half width, lower case, single blanks, LENGTH_MAX at most.

    Of a mail only its body is read, and traditional characters as simplified ones. Surrogates, which no real text holds, become question marks.
    """
    kept = text[: 2 * LENGTH_MAX].encode("utf-8", "replace").decode("utf-8")
    kept = body(kept.replace("\r\n", "\n").replace("\r", "\n"))
    kept = unicodedata.normalize("NFKC", kept).lower().translate(SIMPLER)
    return _BLANKS.sub(" ", _INVISIBLE.sub(" ", kept)).strip()[:LENGTH_MAX]


def gist(text: str) -> str:
    """Return what is left without marks and blanks and with every number as 0: alike where two texts say the same."""
    return _NUMBERS.sub("0", _NOT_WORDS.sub("", plain(text)))


def text_hash(text: str) -> str:
    """Return the digest by which a text is known without being kept."""
    return sha256(plain(text).encode()).hexdigest()[:32]


def is_chinese(text: str) -> bool:
    """Return whether a text holds a Chinese character."""
    return _CHINESE.search(text) is not None
