"""Plain blocks of JSON lines read by columns, by Arrow and not row by row. Whatever is not wholly plain is left to the slow reader.

Both give the same cells: a number is the text that it is written as, and no float ever stands between.
"""

import json
from collections.abc import Iterator
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

_KINDS = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
_LOOKED_AT = 50
"""How many rows say of which kind each column is."""


def plain_columns(
    block: bytes, headers: tuple[str, ...], *, line_bytes_max: int
) -> tuple[pa.Array, ...] | None:
    """Return the cells of a block by column, in the order of the headers; None where somebody has to look at each line.

    A block is plain when each of its lines is one object of known names with plain values of one kind a column, when no
    text holds half a sign, and when no row is without any value.
    """
    text = block.rstrip(b"\n")
    rows = text.count(b"\n") + 1
    odd = b"\\u0000" in text or b"\\ud" in text or b"\\uD" in text
    if odd or not text.startswith(b"{") or not text.endswith(b"}") or text.count(b"}\n{") != rows - 1:
        return None
    if len(text) > line_bytes_max and max(map(len, text.split(b"\n"))) > line_bytes_max:
        return None
    try:
        text.decode()
        read = pj.read_json(
            pa.BufferReader(text),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=pj.ParseOptions(
                explicit_schema=_schema(text, headers), unexpected_field_behavior="error"
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError, RecursionError, OverflowError):
        return None
    if read.num_rows != rows:
        return None
    nothing = pa.nulls(rows, pa.string())
    columns = tuple(
        read[name].combine_chunks().cast(pa.string()) if name in read.column_names else nothing
        for name in headers
    )
    filled = reduce(pc.or_, (pc.fill_null(pc.not_equal(each, ""), False) for each in columns))  # noqa: FBT003 - no flag, a cell
    return columns if pc.all(filled).as_py() else None


def _schema(text: bytes, headers: tuple[str, ...]) -> pa.Schema:
    """Return of which kind each column is, as the first rows have it; ValueError where that is none we read by columns."""
    kinds = dict.fromkeys(headers, pa.string())
    for line in _first(text):
        for name, held in json.loads(line, parse_constant=_refuse, parse_float=_refuse).items():
            if held is not None:
                kinds[name] = _KINDS.get(type(held), pa.null())
    return pa.schema([(name, kinds[name]) for name in headers])


def _first(text: bytes) -> Iterator[bytes]:
    """Yield the first lines."""
    begins = 0
    for _ in range(_LOOKED_AT):
        ends = text.find(b"\n", begins)
        yield text[begins : ends if ends >= 0 else len(text)]
        if ends < 0:
            return
        begins = ends + 1


def _refuse(name: str) -> None:
    raise ValueError(name)
