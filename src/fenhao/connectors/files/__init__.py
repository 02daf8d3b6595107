"""A company's own files: CSV, Excel and Parquet, in UTF-8 or GB18030, with headers in Chinese or English."""

from fenhao.connectors.files._codes import choices
from fenhao.connectors.files._columns import read_columns, text_lines, text_records
from fenhao.connectors.files._headers import targets
from fenhao.connectors.files._look import (
    FieldWish,
    FileLook,
    known_as,
    likely_tables,
    look_at,
    wished_mapping,
    with_known_words,
    with_words,
    write_mapping,
)
from fenhao.connectors.files._mapping import (
    NO_SHAPE,
    ColumnMapping,
    FileShape,
    mapping_path,
    mapping_text,
    missing,
    read_mapping,
)
from fenhao.connectors.files._raw import RawBatch
from fenhao.connectors.files._read import read_canonical, read_file, read_rows
from fenhao.connectors.files._settings import ReadSettings
from fenhao.connectors.files._sheet_rows import workbook_lines
from fenhao.connectors.files._survey import content_hash

__all__ = [
    "NO_SHAPE",
    "ColumnMapping",
    "FieldWish",
    "FileLook",
    "FileShape",
    "RawBatch",
    "ReadSettings",
    "choices",
    "content_hash",
    "known_as",
    "likely_tables",
    "look_at",
    "mapping_path",
    "mapping_text",
    "missing",
    "read_canonical",
    "read_columns",
    "read_file",
    "read_mapping",
    "read_rows",
    "targets",
    "text_lines",
    "text_records",
    "wished_mapping",
    "with_known_words",
    "with_words",
    "workbook_lines",
    "write_mapping",
]
