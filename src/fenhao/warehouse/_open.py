"""Opens a session on the engine that the caller names."""

from fenhao.warehouse._duckdb import DuckSession
from fenhao.warehouse._session import Engine, Session
from fenhao.warehouse._snapshot import Snapshot


def open_session(
    snapshot: Snapshot,
    *,
    engine: Engine = Engine.duckdb,
    threads: int = 0,
    memory_limit: str = "2GB",
    url: str = "",
) -> Session:
    """Return a session on the snapshot.

    ``threads`` 0 means as many as the machine has; ``memory_limit`` is DuckDB's, above which it spills to disk.
    ``url`` is for Spark: a Connect address (``sc://host:15002``), a master (``spark://host:7077``), or empty for
    one in this process.
    """
    assert engine is Engine.duckdb
    assert not url
    return DuckSession(snapshot, threads=threads, memory_limit=memory_limit)
