"""A process that has Django and the books loaded and forks children which run programs: starting one takes milliseconds.

``python -m tests.books.nursery SOCKET`` listens there. For each program a keeper is forked, which forks the program's own process,
waits for it and tells how it ended; so a child that kills itself is a whole process gone, and nobody else.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 1 << 16


class Child:
    """A program that runs in a process of its own, told from by pipes; ``returncode`` as subprocess tells it."""

    def __init__(self, place: str, program: str, arguments: list[str]) -> None:
        pipes = [os.pipe() for _ in range(4)]
        mine = (pipes[0][1], pipes[1][0], pipes[2][0], pipes[3][0])
        given = [pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1]]
        with socket.socket(socket.AF_UNIX) as asked:
            asked.connect(place)
            socket.send_fds(asked, [json.dumps([program, *arguments]).encode()], given)
            asked.shutdown(socket.SHUT_WR)
            asked.recv(1)
        for each in given:
            os.close(each)
        self.stdin: IO[str] = os.fdopen(mine[0], "w", encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(mine[1], encoding="utf-8")
        self.stderr: IO[str] = os.fdopen(mine[2], encoding="utf-8")
        self._ending = mine[3]
        self.pid = int.from_bytes(os.read(mine[3], 4), "little")
        self.returncode: int | None = None

    def communicate(self, said: str = "", timeout: float = 120) -> tuple[str, str]:
        """Say the last words to the child, wait for its end and return what it wrote; it is killed after the timeout."""
        if not self.stdin.closed:
            try:
                self.stdin.write(said)
                self.stdin.close()
            except BrokenPipeError:
                pass  # it died before it could listen
        if not select.select([self._ending], [], [], timeout)[0]:
            os.kill(self.pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired("a child of the nursery", timeout)
        self.returncode = int.from_bytes(os.read(self._ending, 4), "little", signed=True)
        os.close(self._ending)
        with self.stdout as out, self.stderr as errors:
            return out.read(), errors.read()


class Nursery:
    """The process, started with the first child."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="fenhao-nursery-")
        self._place = str(Path(self._folder.name) / "door")
        self._process: subprocess.Popen[str] | None = None

    def child(self, program: str, *arguments: str) -> Child:
        """Start a program; ``sys.argv[1:]`` are its arguments."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.books.nursery", self._place],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert self._process.stdout is not None
            assert self._process.stdout.readline() == "open\n"
        return Child(self._place, program, list(arguments))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._folder.cleanup()


def _keep(request: bytes, given: list[int]) -> None:
    """Fork the program's own process, and write its id and how it ended."""
    program, *arguments = json.loads(request)
    own = os.fork()
    if own == 0:
        for target, source in enumerate(given[:3]):
            os.dup2(source, target)
        for each in given:
            os.close(each)
        sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
        sys.stderr = os.fdopen(2, "w", buffering=1)
        sys.argv = ["-c", *arguments]
        ended = 0
        try:
            exec(compile(program, "program", "exec"), {"__name__": "__main__"})
        except SystemExit as ending:
            ended = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        except Exception:  # noqa: BLE001 - whatever a program fails with is told and is how it ended
            traceback.print_exc()
            ended = 1
        sys.stdout.flush()
        os._exit(ended)
    for each in given[:3]:
        os.close(each)
    os.write(given[3], own.to_bytes(4, "little"))
    _, status = os.waitpid(own, 0)
    os.write(given[3], os.waitstatus_to_exitcode(status).to_bytes(4, "little", signed=True))
    os._exit(0)


def _listen(place: str) -> None:
    """Load the books, then fork a keeper for each program asked for."""
    for room in ("budgets", "monthend", "plans", "postings"):
        import_module(f"fenhao.books.{room}.operations")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen(64)
        print("open", flush=True)
        while True:
            asked, _ = door.accept()
            request, given, _, _ = socket.recv_fds(asked, _LONGEST, 4)
            while more := asked.recv(_LONGEST):
                request += more
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                door.close()
                asked.close()
                _keep(request, given)
            for each in given:
                os.close(each)
            asked.close()


if __name__ == "__main__":
    from fenhao.site import configure

    configure(f"sqlite:///{sys.argv[1]}.sqlite3")  # nobody's books: a child opens its own
    _listen(sys.argv[1])
