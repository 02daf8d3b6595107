"""The core that every system is fetched through: exact JSON, patient calls, paging in order, records to readings."""

from fenhao.connectors.pull._chunk import Chunk, chunks, feed_mapping, field_missing
from fenhao.connectors.pull._exact import exact_json, plain_number
from fenhao.connectors.pull._http import (
    Again,
    Caller,
    Expired,
    Judge,
    Reply,
    Request,
    calling,
    no_judgement,
    no_renewal,
)
from fenhao.connectors.pull._order import earlier, in_order
from fenhao.connectors.pull._sql import Dialect, Line, Lost, Rows, sql_pages
from fenhao.connectors.pull._told import (
    MISSING,
    records_in,
    text_in,
    text_of,
    value_at,
    whole_in,
    with_moments,
)
from fenhao.connectors.pull._values import (
    Asked,
    FileKind,
    Found,
    Page,
    Reach,
    Record,
    RecordKind,
    Secrets,
    Value,
)

__all__ = [
    "MISSING",
    "Again",
    "Asked",
    "Caller",
    "Chunk",
    "Dialect",
    "Expired",
    "FileKind",
    "Found",
    "Judge",
    "Line",
    "Lost",
    "Page",
    "Reach",
    "Record",
    "RecordKind",
    "Reply",
    "Request",
    "Rows",
    "Secrets",
    "Value",
    "calling",
    "chunks",
    "earlier",
    "exact_json",
    "feed_mapping",
    "field_missing",
    "in_order",
    "no_judgement",
    "no_renewal",
    "plain_number",
    "records_in",
    "sql_pages",
    "text_in",
    "text_of",
    "value_at",
    "whole_in",
    "with_moments",
]
