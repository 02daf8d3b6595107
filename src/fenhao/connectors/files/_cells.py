"""One column of cells to one canonical column: whole arrays where cells are plain, cell by cell where they are not.

A cell that cannot be read becomes null and a problem. Cells that are written oddly are read once per distinct text.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors._reading import Problem
from fenhao.kernel import NEVER_MEANT, UNSEEN, Trouble, first_of, parse_amount, sign_class

NOTHING_MORE: Mapping[str, str] = MappingProxyType({})

BLANKS = ("", "--", "—", "——", "-", "NULL", "null", "N/A", "n/a", "#N/A", "NaN", "nan", "\\N")
"""What people and systems write for nothing."""

_SHOWN_MAX = 100
_CONTROL = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
_LEADS = b"\xc2\xe2\xef\xf0\xf1\xf2\xf3\xf4"
"""How signs that nobody sees begin; common Chinese does not."""
_CONTROLS = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f"
_UNPRINTABLE = f"[{_CONTROLS}{sign_class(NEVER_MEANT)}]"
_UNREADABLE = f"[{_CONTROLS}\ufffd]"
_NO_NAME = f"[{sign_class(NEVER_MEANT)}]"
_NO_ID = f"[{sign_class(UNSEEN)}]"
_SCIENTIFIC = r"^[0-9](\.[0-9]+)?[eE]\+[0-9]+$"
_LONG_TEXTS = ("note", "text")
_LONG_MAX, _SHORT_MAX = 32_767, 255


@dataclass(frozen=True, slots=True)
class Cells:
    """The values of a column, and what is wrong with some of its cells, by their place."""

    values: pa.Array
    problems: dict[int, Problem]


def shown(value: str) -> str:
    """Return a cell for a message: one line, not long."""
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN_MAX else line[: _SHOWN_MAX - 1] + "…"


def problem(column: str, value: str, code: str, details: Mapping[str, str] = NOTHING_MORE) -> Problem:
    """Return a problem whose details always hold the column and the value."""
    told = {"column": column, "value": shown(value), **details}
    return Problem(column, value[:_LONG_MAX], code, tuple(told.items()))


@cache
def _blanks() -> pa.Array:
    # Made on first use: the first Arrow array that a process makes of Python values imports pandas where it is installed.
    return pa.array(BLANKS, pa.string())


def as_text(cells: pa.Array) -> pa.Array:
    """Return cells of any flat type as trimmed text, null where nothing stands."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if not pa.types.is_string(cells.type):
        cells = _text_of_type(cells)
    trimmed = pc.utf8_trim_whitespace(cells)
    short = pc.less_equal(pc.binary_length(trimmed), 5)
    if not pc.any(short).as_py():
        return trimmed
    return pc.if_else(pc.is_in(trimmed, value_set=_blanks()), pa.scalar(None, pa.string()), trimmed)


def _text_of_type(cells: pa.Array) -> pa.Array:
    if pa.types.is_binary(cells.type) or pa.types.is_large_binary(cells.type):
        raw = (cell if cell is None else cell.decode("utf-8", errors="replace") for cell in cells.to_pylist())
        return pa.array(list(raw), pa.string())
    if pa.types.is_floating(cells.type):
        return pa.array([None if cell is None else f"{cell:.15g}" for cell in cells.to_pylist()], pa.string())
    return cells.cast(pa.string())


def distinct_cells(column: str, texts: pa.Array, read: Callable[[str], object], kind: pa.DataType) -> Cells:
    """Return cells read one distinct text at a time. ``read`` raises Trouble for what it cannot read."""
    words = pc.unique(texts).drop_null()
    values: list[object] = []
    wrong: dict[int, Trouble] = {}
    for place, word in enumerate(words.to_pylist()):
        try:
            values.append(read(word))
        except Trouble as refusal:
            values.append(None)
            wrong[place] = refusal
    places = pc.index_in(texts, value_set=words)
    found = pa.array(values, kind).take(places)
    if not wrong:
        return Cells(found, {})
    problems: dict[int, Problem] = {}
    for row, place in enumerate(places.to_pylist()):
        if place in wrong:
            trouble = wrong[place]
            problems[row] = problem(column, texts[row].as_py(), trouble.code, _others(trouble))
    return Cells(found, problems)


def _others(trouble: Trouble) -> dict[str, str]:
    return {key: value for key, value in trouble.details.items() if key not in ("column", "value")}


def read_text(column: str, cells: pa.Array, *, is_id: bool) -> Cells:
    """Return text. Refused: lost or unprintable characters, endless cells, ids that are rounded or hold unseen signs.

    This is the one check of identifiers: a spreadsheet rounds long numbers, and what nobody sees makes two of one name. What somebody wrote at length names nothing: there an unprintable character is read as a blank.
    """
    texts = as_text(cells)
    problems: dict[int, Problem] = {}
    odd = _suspicious(texts)
    if odd and column in _LONG_TEXTS:
        texts = pc.replace_substring_regex(texts, _UNPRINTABLE, " ")
    if odd:
        for row in _rows(pc.match_substring_regex(texts, _UNREADABLE)):
            code = "load.lost_characters" if "\ufffd" in texts[row].as_py() else "load.control_characters"
            problems[row] = problem(column, texts[row].as_py(), code)
        for row in _rows(pc.match_substring_regex(texts, _NO_ID if is_id else _NO_NAME)):
            sign = first_of(texts[row].as_py(), UNSEEN)
            problems.setdefault(
                row, problem(column, texts[row].as_py(), "load.unseen_character", {"sign": sign})
            )
    longest = _LONG_MAX if column in _LONG_TEXTS else _SHORT_MAX
    if (pc.max(pc.binary_length(texts)).as_py() or 0) > longest:
        for row in _rows(pc.greater(pc.utf8_length(texts), longest)):
            problems.setdefault(
                row, problem(column, texts[row].as_py(), "load.text_too_long", {"most": str(longest)})
            )
    if is_id and pc.any(pc.match_substring(texts, "+")).as_py():
        for row in _rows(pc.match_substring_regex(texts, _SCIENTIFIC)):
            problems.setdefault(row, problem(column, texts[row].as_py(), "load.id_rounded"))
    return Cells(texts, problems)


def _rows(mask: pa.Array) -> Iterable[int]:
    return list(pc.indices_nonzero(mask).to_pylist())


def _suspicious(texts: pa.Array) -> bool:
    """Return whether anything unprintable or unseen may be there, by a look at the whole buffer."""
    data = texts.buffers()[2]
    raw = data.to_pybytes() if data is not None else b""
    if len(raw.translate(None, _CONTROL)) != len(raw):
        return True
    return not raw.isascii() and len(raw.translate(None, _LEADS)) != len(raw)


def read_money(column: str, cells: pa.Array, *, digits: int, currency: str, unit: str) -> Cells:
    """Return whole minor units. ``digits`` is 0 for cells in minor units; ``unit`` is the header's 万, or empty."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if not unit:
        exact = _exact_numbers(cells, digits)
        if exact is not None:
            return Cells(exact, {})
    texts = as_text(cells)

    def read(word: str) -> int:
        return parse_amount(word + unit, digits=digits, currency=currency)

    if unit:
        return distinct_cells(column, texts, read, pa.int64())
    plain = _plain_amounts(texts, digits)
    if plain.null_count == texts.null_count:
        return Cells(plain, {})
    odd = pc.if_else(pc.is_null(plain), texts, pa.scalar(None, pa.string()))
    rest = distinct_cells(column, odd, read, pa.int64())
    return Cells(pc.coalesce(plain, rest.values), rest.problems)


def _exact_numbers(cells: pa.Array, digits: int) -> pa.Array | None:
    """Return numbers of a numeric type scaled exactly, or None when some cell needs a closer look."""
    try:
        if pa.types.is_integer(cells.type):
            return pc.multiply_checked(cells.cast(pa.int64()), 10**digits)
        if pa.types.is_decimal(cells.type):
            return _shifted(cells.cast(pa.decimal128(18, digits)), digits)
        if pa.types.is_floating(cells.type):
            return _doubles(cells.cast(pa.float64()), digits)
    except pa.ArrowInvalid:
        return None
    return None


def _doubles(cells: pa.Array, digits: int) -> pa.Array | None:
    """Return doubles that are whole minor units to fifteen significant digits, as spreadsheets show them."""
    scaled = pc.multiply(cells, 10.0**digits)
    whole = pc.round(scaled, round_mode="half_to_even")
    near = pc.less_equal(pc.abs(pc.subtract(scaled, whole)), pc.multiply(pc.abs(scaled), 1e-15))
    small = pc.less(pc.abs(scaled), 2.0**49)
    return whole.cast(pa.int64()) if pc.all(pc.and_(near, small)).as_py() is not False else None


def _shifted(cells: pa.Array, digits: int) -> pa.Array:
    if not digits:
        return cells.cast(pa.int64())
    return pc.multiply(cells, pa.scalar(10**digits, pa.decimal128(digits + 1, 0))).cast(pa.int64())


def _plain_amounts(texts: pa.Array, digits: int) -> pa.Array:
    """Return the amounts written like 1234.5, and if there are others those like 1,234.50 and 12.3400; else null."""
    fraction = rf"(\.[0-9]{{1,{digits}}})?" if digits else ""
    form = rf"^-?[0-9]{{1,15}}{fraction}$"
    values = _matching(texts, form, digits)
    if values.null_count == texts.null_count:
        return values
    zeros = pc.replace_substring_regex(texts, rf"(\.[0-9]{{{digits}}})0+$" if digits else r"\.0+()$", r"\1")
    grouped = pc.match_substring_regex(zeros, r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$")
    mended = pc.if_else(grouped, pc.replace_substring(zeros, ",", ""), zeros)
    return pc.coalesce(values, _matching(mended, form, digits))


def _matching(texts: pa.Array, form: str, digits: int) -> pa.Array:
    plain = pc.if_else(pc.match_substring_regex(texts, form), texts, pa.scalar(None, pa.string()))
    return _shifted(plain.cast(pa.decimal128(15 + digits, digits)), digits)


def read_count(column: str, cells: pa.Array) -> Cells:
    """Return whole numbers; thousands separators and trailing zeros after the point are let go."""
    if pa.types.is_integer(cells.type):
        return Cells(cells.cast(pa.int64()), {})
    texts = as_text(cells)

    def read(word: str) -> int:
        if not re.fullmatch(r"[-+]?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.0*)?", word):
            raise Trouble("load.not_whole_number", {"column": column, "value": word})
        return int(word.split(".", maxsplit=1)[0].replace(",", ""))

    return distinct_cells(column, texts, read, pa.int64())


def are_clocks(cells: pa.Array) -> bool:
    """Return whether every cell that says a length of time says it as 1:02:03, or is blank: it needs no unit."""
    bare = pc.match_substring_regex(as_text(cells), r"^[^:]*[0-9][^:]*$")
    return not pc.any(bare).as_py()


def read_seconds(column: str, cells: pa.Array, *, each: int) -> Cells:
    """Return lengths of time in whole seconds, of cells that count units of ``each`` seconds or say 1:02:03.

    Half a second is rounded to the even one; a length below nought is refused.
    """

    def read(word: str) -> int:
        clock = re.fullmatch(r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])(?:\.0*)?", word)
        if clock:
            hours, minutes, seconds = (int(part) for part in clock.groups())
            return hours * 3600 + minutes * 60 + seconds
        if not re.fullmatch(r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{0,15})?", word):
            raise Trouble("load.not_a_length", {"column": column, "value": word})
        return int((Decimal(word.replace(",", "")) * each).to_integral_value(ROUND_HALF_EVEN))

    if each == 1 and pa.types.is_integer(cells.type) and (pc.min(cells).as_py() or 0) >= 0:
        return Cells(cells.cast(pa.int64()), {})
    return distinct_cells(column, as_text(cells), read, pa.int64())


_TRUE = frozenset({"true", "t", "yes", "y", "1", "是", "√", "对", "有", "真"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "否", "×", "x", "错", "无", "假"})


def read_flag(column: str, cells: pa.Array) -> Cells:
    """Return yes or no, in the words of either language."""
    if pa.types.is_boolean(cells.type):
        return Cells(cells, {})

    def read(word: str) -> bool:
        if word.casefold() in _TRUE:
            return True
        if word.casefold() in _FALSE:
            return False
        raise Trouble("load.not_yes_or_no", {"column": column, "value": word})

    return distinct_cells(column, as_text(cells), read, pa.bool_())
