"""In which of two encodings text is, line by line: files are put together of parts that different programs wrote.

GB18030 makes signs of nearly any bytes, so a line in UTF-8 within such a file would be read as other words without a
fault. Both directions are therefore looked for: a line of the other encoding is read as it was meant, and told.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

UTF8 = "utf-8"
GB18030 = "gb18030"
_COMMON = "gb2312"
"""What nearly every Chinese line is made of, and what UTF-8 taken for GB18030 hardly ever is."""
_LONG = re.compile(rb"[\xe0-\xf4]")
"""How a sign of three bytes or more begins in UTF-8, as every Chinese one does. Two bytes may as well be one sign of GB18030: 女."""
_CHINESE = 0x2E80
_CHINESE_CODECS = frozenset({"gb18030", "gbk", "gb2312"})


@dataclass(frozen=True, slots=True)
class Encodings:
    """The encoding of most lines, and that of some others of which it is sure; empty where all are of one."""

    most: str
    some: str


def encodings(blocks: Iterable[bytes]) -> Encodings:
    """Return the encodings of a text whose blocks end at a line's end: that which the fewest lines speak against.

    Only lines with other than ASCII characters tell anything. Text that is valid in both is taken for UTF-8: by
    chance that hardly ever happens, but for signs of two bytes, which count only where the rest is no plain Chinese.
    """
    utf8 = short = gb18030 = common = 0
    surely_utf8 = False
    for block in blocks:
        if block.isascii():
            continue
        lines = [line for line in block.split(b"\n") if not line.isascii()]
        whole = decodes(block, UTF8)
        for line in lines:
            if whole or decodes(line, UTF8):
                if _LONG.search(line) is None:
                    short += 1
                    continue
                utf8 += 1
                surely_utf8 = surely_utf8 or not decodes(line, _COMMON)
            elif decodes(line, GB18030):
                gb18030 += 1
                common += decodes(line, _COMMON)
    against_utf8 = gb18030 > (utf8 if 2 * common >= gb18030 else utf8 + short)
    mixed = surely_utf8 and common > 0
    if against_utf8:
        return Encodings(GB18030, UTF8 if mixed else "")
    return Encodings(UTF8, GB18030 if mixed else "")


def decoded(line: bytes, encoding: str, other: str) -> tuple[str, bool]:
    """Return a line of a file in ``encoding``, and whether it is one of those in ``other`` and was read as such."""
    if not line.isascii():
        if other == UTF8 and _LONG.search(line) and decodes(line, UTF8):
            return line.decode(UTF8), True
        if other == GB18030 and not decodes(line, UTF8) and decodes(line, GB18030):
            text = line.decode(UTF8, errors="replace")
            # A good line with one damaged sign stays what it is: most of it can be read.
            if sum(ord(sign) >= _CHINESE and sign != "\ufffd" for sign in text) < text.count("\ufffd"):
                return line.decode(GB18030), True
    return line.decode(encoding, errors="replace"), False


def decodes(data: bytes, encoding: str) -> bool:
    """Whether bytes are text of an encoding, all of them."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def other_than(encoding: str, found: Encodings) -> str:
    """Return the encoding that some lines are in when a file is read in ``encoding``; empty where none is."""
    there = {found.most, found.some}
    if codecs.lookup(encoding).name in _CHINESE_CODECS:
        return UTF8 if UTF8 in there else ""
    return GB18030 if codecs.lookup(encoding).name == UTF8 and GB18030 in there else ""
