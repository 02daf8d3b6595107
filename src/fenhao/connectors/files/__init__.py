"""A company's own files: CSV, Excel and Parquet, in UTF-8 or GB18030, with headers in Chinese or English."""

from fenhao.connectors.files._columns import read_columns
from fenhao.connectors.files._look import (
    FieldWish,
    FileLook,
    known_as,
    likely_tables,
    look_at,
    wished_mapping,
    write_mapping,
)
from fenhao.connectors.files._mapping import ColumnMapping, FileShape, mapping_path, read_mapping
from fenhao.connectors.files._read import read_canonical, read_file
from fenhao.connectors.files._settings import ReadSettings
from fenhao.connectors.files._sheet_rows import workbook_lines
from fenhao.connectors.files._survey import content_hash

__all__ = [
    "ColumnMapping",
    "FieldWish",
    "FileLook",
    "FileShape",
    "ReadSettings",
    "content_hash",
    "known_as",
    "likely_tables",
    "look_at",
    "mapping_path",
    "read_canonical",
    "read_columns",
    "read_file",
    "read_mapping",
    "wished_mapping",
    "workbook_lines",
    "write_mapping",
]
