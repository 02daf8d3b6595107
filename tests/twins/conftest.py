"""The engines that every case runs on: servers are started once, and ended by the process that started them.

``engine`` opens a session: ``with engine(snapshot) as session`` on stored facts, or ``with engine(NO_FACTS)`` to
give even the facts. A standalone cluster of Spark runs the same plans as Spark on one machine: sessions, division and a whole report
are tried on it, further relations through ``local_engine``, which leaves it out; ``cluster`` is it alone. DuckDB and Sail come from pip. Spark needs a Java 17: without one its cases are skipped on a
developer's machine, and fail where the environment says CI=true. ``FENHAO_ENGINES=duckdb,sail`` runs fewer.
"""

import os
from collections.abc import Callable, Iterator

import pytest

from fenhao.warehouse import (
    Engine,
    SailServer,
    Server,
    Session,
    Snapshot,
    SparkCluster,
    SparkServer,
    java_is_there,
    open_session,
)

NO_FACTS = Snapshot(())
ENGINES = ("duckdb", "sail", "spark-local", "spark-standalone")
OpenEngine = Callable[[Snapshot], Session]

# Short-lived and small: the slow compiler and threads that collect garbage beside the work would not pay.
_PLAIN_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# Cases are tiny: with 200 partitions, as is Spark's habit, and the slow compiler, it would be all start-up.
_SMALL = (
    ("spark.sql.shuffle.partitions", "2"),
    ("spark.default.parallelism", "2"),
    ("spark.sql.adaptive.enabled", "false"),
    ("spark.driver.extraJavaOptions", _PLAIN_JAVA),
    ("spark.executor.extraJavaOptions", _PLAIN_JAVA),
)
# The local server compiles its plans as in earnest; the cluster interprets them, for its point is the distribution.
_INTERPRETED = (("spark.sql.codegen.wholeStage", "false"), ("spark.sql.codegen.factoryMode", "NO_CODEGEN"))


@pytest.fixture(scope="session")
def sail_server() -> Iterator[Server]:
    """Start Sail in this process."""
    with SailServer() as server:
        yield server


@pytest.fixture(scope="session")
def spark_local_server() -> Iterator[Server]:
    """Start a Connect server of Spark in local mode."""
    _need_java()
    with SparkServer(master="local[2]", settings=_SMALL) as server:
        yield server


@pytest.fixture(scope="session")
def spark_standalone_server() -> Iterator[Server]:
    """Start a standalone master with two workers on the loopback, and a Connect server that drives them."""
    _need_java()
    with (
        pytest.MonkeyPatch.context() as patch,
        _plain_cluster(patch) as cluster,
        SparkServer(
            master=cluster.url,
            settings=(
                *_SMALL,
                *_INTERPRETED,
                ("spark.executor.memory", "512m"),
                ("spark.executor.cores", "1"),
            ),
        ) as server,
    ):
        yield server


def _plain_cluster(patch: pytest.MonkeyPatch) -> SparkCluster:
    patch.setenv("SPARK_DAEMON_JAVA_OPTS", _PLAIN_JAVA)
    return SparkCluster(workers=2)


# A group each: of two test processes one starts the local server, and one the cluster.
_MARKS = {
    "spark-local": (pytest.mark.java, pytest.mark.slow, pytest.mark.xdist_group("spark-local")),
    "spark-standalone": (pytest.mark.java, pytest.mark.slow, pytest.mark.xdist_group("spark-standalone")),
}


def _each(*names: str) -> list[object]:
    return [pytest.param(name, marks=_MARKS.get(name, ())) for name in names]


@pytest.fixture(params=_each(*ENGINES))
def engine(request: pytest.FixtureRequest) -> OpenEngine:
    """Return how to open a session on one of the engines."""
    return _opening(request)


@pytest.fixture(params=_each(*ENGINES[:-1]))
def local_engine(request: pytest.FixtureRequest) -> OpenEngine:
    """Return the same without the cluster."""
    return _opening(request)


@pytest.fixture(params=_each(ENGINES[-1]))
def cluster(request: pytest.FixtureRequest) -> OpenEngine:
    """Return how to open a session on the cluster alone."""
    return _opening(request)


def _opening(request: pytest.FixtureRequest) -> OpenEngine:
    name = str(request.param)
    if name not in os.environ.get("FENHAO_ENGINES", ",".join(ENGINES)).split(","):
        pytest.skip(f"FENHAO_ENGINES leaves {name} out")
    if name == "duckdb":
        return lambda snapshot: open_session(snapshot, threads=2, memory_limit="512MB")
    server: Server = request.getfixturevalue(f"{name.replace('-', '_')}_server")
    kind = Engine.sail if name == "sail" else Engine.spark
    return lambda snapshot: open_session(snapshot, engine=kind, url=server.url)


def _need_java() -> None:
    if not java_is_there():
        message = "Spark needs a Java 17 (openjdk-17-jre-headless)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
