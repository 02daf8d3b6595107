"""What a person wrote of a mail: greeting, signature, notice and the earlier mail that it answers are left out.

They are the same under letters about anything, and the earlier mail is about something else; whatever is unclear stays.
"""

import re

_EARLIER = re.compile(
    r"-{3,}\s*(?:original message|forwarded message|原始邮件|转发邮件|邮件原件)\s*-{3,}"
    r"|^[ \t]*(?:on\b[^\n]{6,100}\bwrote|在?[^\n]{4,80}写道)\s*[:：][ \t]*$"
    r"|^[ \t]*_{10,}[ \t]*$"
    r"|^[ \t]*\**(?:from|发件人|寄件人)\**\s*[:：][^\n]*\n(?:[^\n]*\n){0,3}?[ \t]*\**(?:sent|date|to|subject|发送时间|发件时间|收件人|主题)\**\s*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^[ \t]*>[^\n]*$", re.MULTILINE)
_END = re.compile(
    r"^[ \t]*(?:--|(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)? ?(?:regards|wishes|thanks)|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?"
    r"|cheers|thank you|thanks(?: again| in advance)?|sent from my [^\n]{2,30}|get outlook for [^\n]{2,20}"
    r"|此致|敬礼|敬禮|祝好|祝商祺|顺祝商祺|順祝商祺|此致敬礼|谢谢|謝謝|发自我的[^\n]{1,20}|發自我的[^\n]{1,20})[ \t]*[,，.。!！]?)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_GREETING = re.compile(
    r"\A\s*(?:(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day))\b[^\n.,，?？。]{0,40}|to whom it may concern"
    r"|[^\n。，,]{0,8}(?:您好|你好)|(?:尊敬的|亲爱的|各位|早上好|下午好)[^\n。，,？?]{0,16})[,，:：!！、。]?[ \t]*(?=\n)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^[^\n]*(?:confidential[^\n]*(?:intended|addressee|recipient)|(?:intended|addressee|recipient)[^\n]*confidential"
    r"|(?:邮件|郵件)[^\n]*(?:保密|机密|機密)|virus-free)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST = 4  # letters that have to be left for it to be a letter's body
_END_MAX = 800  # characters of a signature; what is longer is no signature


def body(text: str) -> str:
    """Return what is said in a text of several lines; the text itself where it has one line, or nothing would be left."""
    if "\n" not in text:
        return text
    kept = text
    if (earlier := _EARLIER.search(kept)) and _says(kept[: earlier.start()]):
        kept = kept[: earlier.start()]
    kept = _NOTICE.sub("", _QUOTED.sub("", kept))
    kept = _GREETING.sub("", kept)
    for end in _END.finditer(kept):
        if _says(kept[: end.start()]) and len(kept) - end.end() <= _END_MAX:
            kept = kept[: end.start()]
            break
    return kept if _says(kept) else text


def _says(text: str) -> bool:
    return sum(each.isalpha() for each in text[:400]) >= _LEAST
