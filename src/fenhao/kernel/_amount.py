"""Amounts as people and systems write them, read exactly or refused with the reason."""

import re

from fenhao.kernel._currency import currency_codes
from fenhao.kernel._trouble import Trouble

AMOUNT_MINOR_MAX = 2**63 - 1
"""The largest amount the warehouse holds: 64 bits."""

_FULL_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# Only width and dashes are mended. Unicode's own compatibility forms would read "1²" as 12.
_MENDED = (
    _FULL_WIDTH
    | {ord("￥"): "¥", ord("￡"): "£", ord("￦"): "₩"}
    | dict.fromkeys((0x3000, 0xA0, 0x202F, 0x2009), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
    | {0xFEFF: None}
)

_DOLLAR_CODES = """
USD CAD AUD NZD HKD SGD TWD MOP MXN ARS CLP COP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD
"""
_DOLLARS = frozenset(_DOLLAR_CODES.split())
_MARKS = {
    "¥": frozenset({"CNY", "JPY"}),
    "人民币": frozenset({"CNY"}),
    "RMB": frozenset({"CNY"}),
    "元": frozenset({"CNY", "TWD", "HKD", "MOP"}),
    "圆": frozenset({"CNY"}),
    "円": frozenset({"JPY"}),
    "US$": frozenset({"USD"}),
    "HK$": frozenset({"HKD"}),
    "NT$": frozenset({"TWD"}),
    "$": _DOLLARS,
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP", "FKP", "GIP", "SHP", "SSP", "SDG", "SYP", "LBP"}),
    "₩": frozenset({"KRW", "KPW"}),
    "₹": frozenset({"INR"}),
} | {code: frozenset({code}) for code in currency_codes()}

_UNITS = {"": 0, "百": 2, "千": 3, "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8, "万亿": 12}

_mark = "|".join(re.escape(mark) for mark in sorted(_MARKS, key=lambda mark: (-len(mark), mark)))
_unit = "|".join(sorted((unit for unit in _UNITS if unit), key=lambda unit: (-len(unit), unit)))
_FORM = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<before>{_mark})?\s*(?P<inner>[-+]?)\s*(?P<open>\()?\s*(?P<within>{_mark})?\s*"
    rf"(?P<whole>[0-9][0-9,]*)?(?:\.(?P<part>[0-9]*))?\s*(?P<unit>{_unit})?\s*(?P<after>{_mark})?\s*"
    rf"(?P<close>\))?(?P<trailing>[-+]?)",
    re.IGNORECASE | re.ASCII,
)
_SCIENTIFIC = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
PLAIN_MAX, PLAIN_DIGITS = 10, 8
"""Bare digits so few, and so few decimals: an amount without a further look, for it stays below the limit."""
_COMMON = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)(?:\.([0-9]+))?", re.ASCII)
_SAFE_DIGITS = 18
"""An amount of so many digits stays below the limit."""
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


def parse_amount(text: str, *, digits: int, currency: str = "") -> int:
    """Return the amount as whole minor units, exactly; ``digits`` is the currency's number of decimals.

    Reads ``1,234.50``, ``￥70``, ``70元``, ``$1``, ``(30)``, ``-30``, ``30-``, full-width forms, ``70万``, ``1.2亿``.
    With ``currency`` a mark of another currency is refused; the empty text accepts every mark.
    Trouble: ``amount.blank``, ``amount.scientific``, ``amount.not_a_number``, ``amount.grouping``,
    ``amount.other_currency``, ``amount.decimals``, ``amount.too_large``, in the order checked.
    """
    if len(text) <= PLAIN_MAX and text.isascii() and text.isdecimal() and digits <= PLAIN_DIGITS:
        plain: int = int(text) * 10**digits  # most of what is pasted or loaded
        return plain
    if common := _COMMON.fullmatch(text):
        whole, part = common.group(1).replace(",", ""), (common.group(2) or "").rstrip("0")
        if len(whole) + digits <= _SAFE_DIGITS and len(part) <= digits:
            scale: int = 10 ** (digits - len(part))
            return int(whole + part) * scale
    mended = text.translate(_MENDED).strip()
    if not mended:
        raise Trouble("amount.blank", {"value": text})
    if _SCIENTIFIC.fullmatch(mended):
        raise Trouble("amount.scientific", {"value": text})
    form = _FORM.fullmatch(mended)
    if form is None:
        raise Trouble("amount.not_a_number", {"value": text})
    found = {name: group or "" for name, group in form.groupdict().items()}
    negative = _is_negative(found, text=text)
    whole = _ungrouped(found["whole"], text=text)
    _check_marks(found, currency=currency, text=text)
    return _scaled(
        whole,
        found["part"],
        shift=digits + _UNITS[found["unit"]],
        negative=negative,
        text=text,
        digits=digits,
    )


def _is_negative(found: dict[str, str], *, text: str) -> bool:
    """Return the sign, where at most one sign, one mark and whole brackets were written round some digit."""
    signs = [found[name] for name in ("sign", "inner", "trailing") if found[name]]
    bracketed = bool(found["open"])
    marks = [found[name] for name in ("before", "within", "after") if found[name]]
    sane = (
        bracketed == bool(found["close"])
        and len(signs) + bracketed <= 1
        and _marks_agree(marks)
        and found["whole"] + found["part"] != ""
    )
    if not sane:
        raise Trouble("amount.not_a_number", {"value": text})
    return bracketed or "-" in signs


def _marks_agree(marks: list[str]) -> bool:
    """Whether one currency at least fits every mark written: ``CNY 70元`` does, ``$70元`` does, ``€70元`` does not."""
    fitting = [_MARKS[mark.upper()] for mark in marks]
    return len(marks) <= 2 and (not fitting or bool(frozenset.intersection(*fitting)))


def _ungrouped(whole: str, *, text: str) -> str:
    """Return the whole part without its thousands separators, which must stand at every third digit."""
    if "," in whole and not _GROUPED.fullmatch(whole):
        raise Trouble("amount.grouping", {"value": text})
    return whole.replace(",", "")


def _check_marks(found: dict[str, str], *, currency: str, text: str) -> None:
    """Refuse a mark that belongs to other currencies than the one expected."""
    for name in ("before", "within", "after"):
        if currency and found[name] and currency not in _MARKS[found[name].upper()]:
            raise Trouble("amount.other_currency", {"value": text, "currency": currency, "mark": found[name]})


def _scaled(whole: str, part: str, *, shift: int, negative: bool, text: str, digits: int) -> int:
    """Return ``whole.part`` times ten to the power ``shift``; zeros beyond it lose nothing and are let go."""
    kept = part.rstrip("0")
    if len(kept) > shift:
        raise Trouble("amount.decimals", {"value": text, "digits": str(digits)})
    if len(whole) > 30:  # int() of a text is quadratic; no amount is that long
        raise Trouble("amount.too_large", {"value": text})
    scale: int = 10 ** (shift - len(kept))
    minor = int(whole + kept or "0") * scale
    if minor > AMOUNT_MINOR_MAX:
        raise Trouble("amount.too_large", {"value": text})
    return -minor if negative else minor
