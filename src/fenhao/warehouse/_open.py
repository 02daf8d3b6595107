"""Opens a session on the engine that the caller names."""

from importlib.util import find_spec

from fenhao.kernel import Trouble
from fenhao.warehouse._duckdb import DuckSession
from fenhao.warehouse._servers import SailServer, SparkServer
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
    ``url`` is for Spark and Sail: a Connect address (``sc://host:15002``), for Spark also a master
    (``spark://host:7077``); empty starts a server on this machine that ends with the session.
    """
    if engine is Engine.duckdb:
        if url:
            raise ValueError("DuckDB runs within this process: it has no url")
        return DuckSession(snapshot, threads=threads, memory_limit=memory_limit)
    _check_packages(engine)
    from fenhao.warehouse._spark import ConnectSession

    if url.startswith("sc://"):
        return ConnectSession(snapshot, engine=engine, url=url, end=_nothing_to_end)
    server = SailServer() if engine is Engine.sail else SparkServer(master=url or f"local[{threads or '*'}]")
    try:
        return ConnectSession(snapshot, engine=engine, url=server.url, end=server.close)
    except BaseException:
        server.close()
        raise


def _check_packages(engine: Engine) -> None:
    """Raise Trouble ``warehouse.engine_missing`` unless the client of Spark's protocol is installed."""
    for package in ("pyspark", "grpc", "grpc_status", "pandas"):
        if find_spec(package) is None:
            raise Trouble("warehouse.engine_missing", {"engine": engine.value, "package": "pyspark[connect]"})


def _nothing_to_end() -> None:
    """Leave a server alone that somebody else started."""
