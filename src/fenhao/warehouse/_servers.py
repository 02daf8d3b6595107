"""Starts and ends the servers that speak Spark's Connect protocol, for a machine that has none running."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

from fenhao.kernel import Trouble

_HOST = "127.0.0.1"
_START_SECONDS_MAX = 120
_END_SECONDS_MAX = 30


class Server(ABC):
    """A server that this process started; ``url`` is where to connect."""

    url: str

    @abstractmethod
    def close(self) -> None:
        """End the server; closing twice is allowed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class SailServer(Server):
    """Sail within this process: Spark's protocol without Java."""

    def __init__(self) -> None:
        _need("pysail", "sail")
        _need("pyspark", "sail")
        # Sail logs each session to the terminal, where a user could not act on it.
        os.environ.setdefault("RUST_LOG", "error")
        from pysail.spark import SparkConnectServer

        self._server = SparkConnectServer(_HOST, 0)
        self._server.start(background=True)
        address = self._server.listening_address
        assert address is not None
        self.url = f"sc://{_HOST}:{address[1]}"
        self._open = True

    def close(self) -> None:
        """End the server."""
        if self._open:
            self._server.stop()
        self._open = False


class SparkServer(Server):
    """A Connect server of Apache Spark in a Java process of its own, driving the given master.

    ``master`` is ``local[2]``, ``spark://host:7077`` or whatever else Spark knows.
    """

    def __init__(
        self, *, master: str, memory: str = "1g", settings: tuple[tuple[str, str], ...] = ()
    ) -> None:
        port = free_port()
        fixed = (
            ("spark.connect.grpc.binding.address", _HOST),
            ("spark.connect.grpc.binding.port", str(port)),
            ("spark.ui.enabled", "false"),
            ("spark.log.level", "ERROR"),
        )
        confs = [part for name, value in (*fixed, *settings) for part in ("--conf", f"{name}={value}")]
        self._process = JavaProcess(
            "org.apache.spark.deploy.SparkSubmit",
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "--master",
            master,
            "--driver-memory",
            memory,
            *confs,
            "spark-internal",
        )
        self._process.wait_for(port)
        self.url = f"sc://{_HOST}:{port}"

    def close(self) -> None:
        """End the server and its Java process."""
        self._process.close()


class SparkCluster(Server):
    """A standalone master with workers on this machine, each a Java process of its own, for trials and tests."""

    def __init__(self, *, workers: int, memory: str = "1g") -> None:
        port = free_port()
        self.url = f"spark://{_HOST}:{port}"
        self._processes: list[JavaProcess] = []
        place = ("--host", _HOST, "--webui-port", "0")
        try:
            self._add("org.apache.spark.deploy.master.Master", *place, "--port", str(port)).wait_for(port)
            for _ in range(workers):
                ear = free_port()
                worker = "org.apache.spark.deploy.worker.Worker"
                sizes = ("--cores", "1", "--memory", memory)
                added = self._add(worker, *place, *sizes, "--port", str(ear), self.url)
                added.wait_for(ear, said="Successfully registered with master")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the workers and the master."""
        for each in reversed(self._processes):
            each.close()

    def _add(self, *arguments: str) -> "JavaProcess":
        self._processes.append(JavaProcess(*arguments))
        return self._processes[-1]


class JavaProcess:
    """One class of Spark's own jars, run in a folder that goes with it; ended by its process id."""

    def __init__(self, *arguments: str) -> None:
        _need("pyspark", "spark")
        if not java_is_there():
            raise Trouble("warehouse.java_missing", {})
        found = find_spec("pyspark")
        assert found is not None
        assert found.origin is not None
        home = Path(found.origin).parent
        self._folder = Path(tempfile.mkdtemp(prefix="fenhao-spark-"))
        self._log = self._folder / "log.txt"
        environment = dict(
            os.environ,
            SPARK_HOME=str(home),
            SPARK_LOCAL_IP=_HOST,
            SPARK_LOCAL_DIRS=str(self._folder),
            SPARK_WORKER_DIR=str(self._folder / "work"),
        )
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(home / "bin" / "spark-class"), *arguments],
                env=environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_for(self, port: int, *, said: str = "") -> None:
        """Return when the process listens and its log says the words; Trouble when it ends or is too slow."""
        for _ in range(_START_SECONDS_MAX * 5):
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((_HOST, port)) == 0 and said in self._said():
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.2)
        last = self._said()[-500:]
        self.close()
        raise Trouble("warehouse.server_failed", {"reason": " ".join(last.split())})

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """End the process and remove its folder."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_END_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def java_is_there() -> bool:
    """Return whether Spark would find a Java."""
    home = os.environ.get("JAVA_HOME", "")
    return (bool(home) and (Path(home) / "bin" / "java").is_file()) or shutil.which("java") is not None


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _need(package: str, engine: str) -> None:
    if find_spec(package) is None:
        raise Trouble("warehouse.engine_missing", {"engine": engine, "package": package})
