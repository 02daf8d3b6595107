"""The only room that knows the analytic engines: facts on disk, and relations computed over them.

A ``Warehouse`` keeps each fact as a Delta table of immutable batches. A ``Session`` opens one engine on one
``Snapshot`` of it and runs what the engine rooms declare.
"""

from fenhao.warehouse._batches import Batch, DataFile
from fenhao.warehouse._check import Checked, Fault
from fenhao.warehouse._compare import Compared
from fenhao.warehouse._mart import (
    SORTS,
    Cell,
    Comparison,
    Condition,
    MartDraft,
    MartFile,
    MartRow,
)
from fenhao.warehouse._mart_place import current_mart, drop_mart, mart_draft, place_mart
from fenhao.warehouse._open import open_session
from fenhao.warehouse._servers import SailServer, Server, SparkCluster, SparkServer, java_is_there
from fenhao.warehouse._session import Engine, EngineFailed, Session
from fenhao.warehouse._snapshot import PinnedTable, Snapshot
from fenhao.warehouse._text import ModelBroken, engine_sql
from fenhao.warehouse._types import arrow_schema, control_column, day_column, stored_columns
from fenhao.warehouse._warehouse import Warehouse

__all__ = [
    "SORTS",
    "Batch",
    "Cell",
    "Checked",
    "Compared",
    "Comparison",
    "Condition",
    "DataFile",
    "Engine",
    "EngineFailed",
    "Fault",
    "MartDraft",
    "MartFile",
    "MartRow",
    "ModelBroken",
    "PinnedTable",
    "SailServer",
    "Server",
    "Session",
    "Snapshot",
    "SparkCluster",
    "SparkServer",
    "Warehouse",
    "arrow_schema",
    "control_column",
    "current_mart",
    "day_column",
    "drop_mart",
    "engine_sql",
    "java_is_there",
    "mart_draft",
    "open_session",
    "place_mart",
    "stored_columns",
]
