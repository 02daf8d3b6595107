"""Work that goes on after its request was answered: a few threads of this process, told apart by name.

A restart ends it. Whatever runs here therefore changes things wholly or not at all, and says what came of it somewhere else
than in this memory.
"""

import atexit
import logging
import queue
import threading
import time
from collections.abc import Callable

AT_ONCE = 2
"""How many errands run beside each other; each thread reads the books over one connection of its own."""


GRACE = 10.0
"""Seconds that a process which ends in peace waits for errands: an engine torn down at its work would abort the process."""


class Stopped(Exception):
    """Somebody has stopped the errand."""


class Errand:
    """How far work is: the code of its step, how much is done and of how much (0: not known)."""

    def __init__(self) -> None:
        self.step, self.done, self.total = "", 0, 0
        self.stopping = False

    def advance(self, step: str, done: int, total: int) -> None:
        """Take a step; ``Stopped`` when somebody wants no more of them."""
        if self.stopping:
            raise Stopped
        self.step, self.done, self.total = step, done, total


_waiting: "queue.SimpleQueue[tuple[str, Errand, Callable[[Errand], None]]]" = queue.SimpleQueue()
_errands: dict[str, Errand] = {}
_threads: list[threading.Thread] = []
_lock = threading.Lock()


def send(
    name: str,
    work: Callable[[Errand], None],
    *,
    first: Callable[[], None],
    ended: Callable[[], bool] = lambda: False,
) -> bool:
    """Do work in a thread, once ``first`` was done here; return False when an errand of that name is under way.

    ``ended`` says whether the one under way has written down its end: then it leaves in a moment, and is waited for.
    """
    while (errand := _enter(name)) is None:
        if not ended():
            return False
        time.sleep(0.005)
    try:
        first()
    except BaseException:
        _errands.pop(name, None)
        raise
    _waiting.put((name, errand, work))
    return True


def _enter(name: str) -> Errand | None:
    """Take a name for an errand, with threads to do it; None when it is taken."""
    with _lock:
        if name in _errands:
            return None
        while len(_threads) < AT_ONCE:
            # A thread that outlived the server would hold it up; what it leaves half done is nowhere visible.
            _threads.append(threading.Thread(target=_run, name=f"errand-{len(_threads)}", daemon=True))
            _threads[-1].start()
        errand = _errands[name] = Errand()
        return errand


def under_way(name: str) -> Errand | None:
    """Return an errand of this process that has not ended; None when there is none of that name."""
    return _errands.get(name)


def stop(name: str) -> None:
    """Ask an errand to end at its next step."""
    errand = _errands.get(name)
    if errand is not None:
        errand.stopping = True


def _run() -> None:
    """Do one errand after another."""
    while True:
        name, errand, work = _waiting.get()
        try:
            work(errand)
        except Exception:
            logging.getLogger("fenhao.errands").exception("errand %s failed", name)
        finally:
            _errands.pop(name, None)


@atexit.register
def _end_in_peace() -> None:
    """Let what is under way come to its end, but not for ever."""
    until = time.monotonic() + GRACE
    while _errands and time.monotonic() < until:
        time.sleep(0.05)
