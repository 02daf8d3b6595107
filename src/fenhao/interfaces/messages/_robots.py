"""How robots of chat rooms want a message written: each knows a markdown of its own, and none the whole.

WeCom knows no lists and obeys ``<@name>``; DingTalk runs lines together that no blank line or double blank parts; Feishu knows
no headings and obeys ``<at>``. What people typed (titles, names, files) may hold signs that order about: they are written as
their wide twins, which look alike everywhere and order nothing anywhere.
"""

import re

WECOM_BYTES_MAX = 4096
TEXT_BYTES_MAX = 18_000
TYPED_MAX = 160
"""How much of what somebody typed a message tells: a title or a name is shorter, and the link below it must not be cut off."""

_WIDE = str.maketrans("*`~[]<>|\\", "＊｀～［］＜＞｜＼")
_ITEM = "- "
_BROKEN = re.compile(r"\n{2,}")


def typed(text: str) -> str:
    """Return what somebody typed so that it is text in every markdown: one line, nothing in it that orders about."""
    line = " ".join(text.split())
    return (line if len(line) <= TYPED_MAX else f"{line[: TYPED_MAX - 1]}…").translate(_WIDE)


def for_wecom(title: str, body: str) -> str:
    """Return a message for WeCom: bold title, advice quoted, since a list would show its dashes."""
    lines = [f"> {line.removeprefix(_ITEM)}" if line.startswith(_ITEM) else line for line in body.split("\n")]
    return cut("\n".join((f"**{typed(title)}**", *lines)), WECOM_BYTES_MAX)


def for_dingtalk(title: str, body: str) -> str:
    """Return a message for DingTalk: every line that is meant to be one ends with two blanks, a list begins after a blank line."""
    told = []
    for paragraph in _BROKEN.split(body):
        plain = [line for line in paragraph.split("\n") if not line.startswith(_ITEM)]
        items = [line for line in paragraph.split("\n") if line.startswith(_ITEM)]
        told += ["  \n".join(plain), "\n".join(items)]
    return cut("\n\n".join((f"### {typed(title)}", *filter(None, told))), TEXT_BYTES_MAX)


def for_feishu(body: str) -> str:
    """Return the body of a card for Feishu, whose title stands in its head."""
    return cut(body, TEXT_BYTES_MAX)


def cut(text: str, most: int) -> str:
    """Return a text that is no longer than so many bytes, cut between two characters."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"
