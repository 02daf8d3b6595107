"""Which header fills which column: found once, written to a file that a person can read and change, used ever after."""

import dataclasses
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from fenhao.connectors.files._codes import speaks_codes
from fenhao.connectors.files._headers import accepted, friendly, recognised, targets
from fenhao.engine.relation import Column, Kind, Table
from fenhao.kernel import Trouble

_FILE_KEYS = ("sheet", "encoding", "delimiter", "date_order")
_DATE_ORDERS = ("", "ymd", "dmy", "mdy")
_ELSE = (("asked_on", ("answered_on", "answered_at")),)
"""A day that stands for another where a file does not tell that."""
_SECTIONS = ("columns", "constants", "defaults", "words", "file")


@dataclass(frozen=True, slots=True)
class FileShape:
    """What a person fixed about the file itself; empty means: found out anew each time.

    ``date_order`` says how 03/04/2026 is meant: dmy or mdy. Without it such a date is refused.
    """

    sheet: str
    encoding: str
    delimiter: str
    date_order: str


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """field -> header, value for every row, value for blank cells; all as pairs, in the table's order.

    ``words`` are (column, a word of the file, the code or name that it stands for), for columns of a short list.
    """

    columns: tuple[tuple[str, str], ...]
    constants: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, str], ...]
    shape: FileShape
    words: tuple[tuple[str, str, str], ...] = dataclasses.field(default=(), repr=False)


NO_SHAPE = FileShape("", "", "", "")
AUTOMATIC = ColumnMapping((), (), (), NO_SHAPE)


def mapping_path(folder: Path, *, table: Table, source: str) -> Path:
    """Return the file in which the mapping of a table and source is kept."""
    safe = re.sub(r"[^\w.-]+", "_", source)
    return folder / f"{table.name}-{safe}.toml"


def read_mapping(path: Path, *, table: Table) -> ColumnMapping:
    """Return the mapping kept in ``path``; AUTOMATIC when there is none. Trouble names the wrong key."""
    if not path.exists():
        return AUTOMATIC
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble("load.mapping_unreadable", {"mapping": str(path), "reason": str(error)}) from error
    for section in given:
        if section not in _SECTIONS:
            _refuse(path, section, _SECTIONS)
    fields = [*(target.field for target in targets(table)), "currency"]
    parts = {name: _texts(given.get(name, {}), path=path, known=fields) for name in _SECTIONS[:3]}
    shape = dict(_texts(given.get("file", {}), path=path, known=_FILE_KEYS))
    if shape.get("date_order", "") not in _DATE_ORDERS:
        _refuse(path, f"date_order = {shape['date_order']}", _DATE_ORDERS[1:])
    return ColumnMapping(
        parts["columns"],
        parts["constants"],
        parts["defaults"],
        FileShape(**{key: shape.get(key, "") for key in _FILE_KEYS}),
        _words(given.get("words", {}), path=path, table=table),
    )


def _words(section: object, *, path: Path, table: Table) -> tuple[tuple[str, str, str], ...]:
    """Return what the file's own words stand for, column by column."""
    known = tuple(each.name for each in table.columns if speaks_codes(table.name, each.name))
    if not isinstance(section, dict):
        _refuse(path, str(section), known)
        return ()
    found = []
    for column, pairs in section.items():
        if column not in known or not isinstance(pairs, dict):
            _refuse(path, f"words.{column}", (f"words.{each}" for each in known))
        for word, meaning in pairs.items():
            if not isinstance(meaning, str):
                _refuse(path, f"{word} = {meaning}", (f'{word} = "..."',))
            found.append((str(column), str(word), str(meaning)))
    return tuple(found)


def _texts(section: object, *, path: Path, known: Iterable[str]) -> tuple[tuple[str, str], ...]:
    names = tuple(known)
    if not isinstance(section, dict):
        _refuse(path, str(section), names)
        return ()
    for key, value in section.items():
        if key not in names:
            _refuse(path, str(key), names)
        if not isinstance(value, str):
            _refuse(path, f"{key} = {value}", (f'{key} = "..."',))
    return tuple((str(key), str(value)) for key, value in section.items())


def _refuse(path: Path, key: str, known: Iterable[str]) -> None:
    raise Trouble("load.mapping_wrong", {"mapping": str(path), "key": key, "known": ", ".join(known)})


def completed(
    mapping: ColumnMapping, *, headers: tuple[str, ...], table: Table, file: str, path: Path
) -> ColumnMapping:
    """Return the mapping with what it leaves open filled in from the headers.

    A mapping that says nothing is filled in whole; one that a person keeps, only where a needed column is open.
    Trouble: a header that it names is absent or stands twice, or a needed column has no header.
    """
    kept = {field: header for field, header in mapping.columns if header}
    fixed = {field for field, _ in mapping.constants}
    for field, header in kept.items():
        if header not in headers:
            raise Trouble(
                "load.mapped_column_missing",
                {
                    "file": file,
                    "column": header,
                    "field": field,
                    "mapping": str(path),
                    "found": _listed(headers),
                },
            )
    found = recognised(headers, table)
    open_now = _needed_fields(table) if kept else set(found)
    for field, header in found.items():
        if field in open_now and not _filled(field, kept, fixed):
            kept[field] = header
    _days_from_instants(table, kept, fixed)
    for header in kept.values():
        if headers.count(header) > 1:
            raise Trouble("load.duplicate_header", {"file": file, "column": header})
    order = [*(target.field for target in targets(table)), "currency"]
    return ColumnMapping(
        tuple((field, kept[field]) for field in order if field in kept and field not in fixed),
        mapping.constants,
        mapping.defaults,
        mapping.shape,
        mapping.words,
    )


def _needed_fields(table: Table) -> set[str]:
    fields: set[str] = set()
    for column in table.columns:
        if column.needed:
            fields |= {column.name, friendly(column)}
    return fields


def _filled(field: str, kept: dict[str, str], fixed: set[str]) -> bool:
    twin = field.removesuffix("_minor") if field.endswith("_minor") else f"{field}_minor"
    return field in kept or twin in kept or field in fixed or twin in fixed


def _days_from_instants(table: Table, kept: dict[str, str], fixed: set[str]) -> None:
    """Let a moment fill its civil day too: ordered_at gives ordered_on."""
    for column in table.columns:
        instant = column.name.removesuffix("_on") + "_at"
        if (
            column.kind is Kind.day
            and column.name not in kept
            and column.name not in fixed
            and instant in kept
        ):
            kept[column.name] = kept[instant]
    for asked, answered in _ELSE:
        if any(column.name == asked for column in table.columns) and not {asked} & (fixed | set(kept)):
            told = next((kept[each] for each in answered if each in kept), "")
            if told:
                kept[asked] = told


def missing(mapping: ColumnMapping, table: Table) -> tuple[Column, ...]:
    """Return the needed columns that nothing fills."""
    filled = {field for field, _ in (*mapping.columns, *mapping.constants, *mapping.defaults)}
    return tuple(c for c in table.columns if c.needed and not filled & {c.name, friendly(c)})


def check_whole(
    mapping: ColumnMapping, *, headers: tuple[str, ...], table: Table, file: str, path: Path
) -> None:
    """Raise Trouble when a needed column has no header, naming the headers that would do."""
    absent = missing(mapping, table)
    if absent:
        raise Trouble(
            "load.missing_column",
            {
                "file": file,
                "column": _listed(friendly(column) for column in absent),
                "accepted": "; ".join(_listed(accepted(table, friendly(c))[:6]) for c in absent),
                "found": _listed(headers),
                "mapping": str(path),
            },
        )


def settled(
    kept: ColumnMapping, headers: tuple[str, ...], *, table: Table, file: str, kept_at: Path
) -> tuple[ColumnMapping, bool]:
    """Return the whole mapping, and whether it is to be written down.

    Where a needed column is open, what was found is written down to be completed; begun for another file and never completed,
    it binds none whose own headers say everything.
    """
    if any(not header for _, header in kept.columns):
        own = completed(replace(kept, columns=()), headers=headers, table=table, file=file, path=kept_at)
        if not missing(own, table):
            return own, True
    mapping = completed(kept, headers=headers, table=table, file=file, path=kept_at)
    try:
        check_whole(mapping, headers=headers, table=table, file=file, path=kept_at)
    except Trouble:
        if not kept_at.exists():
            keep_text(kept_at, mapping_text(mapping, headers=headers, table=table))
        raise
    return mapping, not kept_at.exists()


def keep_text(path: Path, text: str) -> None:
    """Write a mapping's text where it is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _listed(names: Iterable[str]) -> str:
    shown = [" ".join(name.split()) for name in names if name.strip()]
    more = f", … ({len(shown)})" if len(shown) > 30 else ""
    return ", ".join(name[:40] for name in shown[:30]) + more


def mapping_text(mapping: ColumnMapping, *, headers: tuple[str, ...], table: Table) -> str:
    """Return the TOML text of a mapping, with what could still be mapped as comments."""
    absent = {friendly(column) for column in missing(mapping, table)}
    filled = {field for field, _ in mapping.columns}
    lines = [
        "# Which header of the file fills which column. Change it freely; it is used on every later load.",
        "# 文件中的哪一列对应哪个字段。可随意修改，以后每次导入都按此处理。",
        f"# Headers found 文件中的表头: {_listed(headers)}",
        "",
        "[columns]",
        *(f"{field} = {_quoted(header)}" for field, header in mapping.columns),
        *(f'{field} = ""  # needed 必填' for field in sorted(absent)),
        *(
            f'# {friendly(column)} = ""'
            for column in table.columns
            if not filled & {column.name, friendly(column)} and friendly(column) not in absent
        ),
        "",
        "# A value for every row, for what the file does not say. 文件中没有的字段，可为所有行指定同一个值。",
        "[constants]",
        *(f"{field} = {_quoted(value)}" for field, value in mapping.constants),
        "",
        "# A value where a cell is blank. 单元格为空时使用的值。",
        "[defaults]",
        *(f"{field} = {_quoted(value)}" for field, value in mapping.defaults),
        "",
        "# Fixed only if written: sheet, encoding, delimiter, date_order (dmy or mdy, for dates such as 03/04/2026).",
        "# 写了才固定：工作表、编码、分隔符、日期顺序（dmy 或 mdy，用于 03/04/2026 这类日期）。",
        "[file]",
        *(
            f"{key} = {_quoted(getattr(mapping.shape, key))}"
            for key in _FILE_KEYS
            if getattr(mapping.shape, key)
        ),
        *_words_text(mapping, table),
    ]
    return "\n".join(lines) + "\n"


def _words_text(mapping: ColumnMapping, table: Table) -> list[str]:
    """Return the lines that say what the file's own words stand for; none for a table without columns of codes."""
    columns = [each.name for each in table.columns if speaks_codes(table.name, each.name)]
    if not columns:
        return []
    lines = [
        "",
        "# What a word of the file stands for, column by column. 文件中的写法对应哪一个取值，按列填写。",
    ]
    for column in columns:
        said = [
            f"{_quoted(word)} = {_quoted(meaning)}" for of, word, meaning in mapping.words if of == column
        ]
        lines += [f"[words.{column}]", *said] if said else [f"# [words.{column}]", '# "..." = "..."']
    return lines


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in escaped) + '"'
