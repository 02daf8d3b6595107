"""One writer a process, with group commit: callers hand work in and wait; what waits together commits together.

A durable commit costs a disk flush whatever it holds. While one group is on its way to the disk the next one gathers, so
that many threads share a flush instead of queueing for their own. Work is tried again when the database itself asks for it
(a deadlock, a serialisation failure, a key that somebody else wrote first); the caller never sees these.
"""

import atexit
import gc
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

import psycopg

from fenhao.books.database._open import open_session
from fenhao.books.database._session import Session
from fenhao.kernel import Trouble

Item = TypeVar("Item")
Answer = TypeVar("Answer")

GROUP_ITEMS_MAX = 2000
"""How much one commit may hold."""
TOGETHER = 2
"""How many callers at least were answered together for the next group to wait a moment for them."""
COMING_BACK_SECONDS = 0.003
"""How long after their answers that moment ends."""
COLLECTED_BELOW = 64
"""From how many items on a group is not interrupted by the collector: it would look at all of them again and again."""
ATTEMPTS_MAX = 20
"""How often work is tried again before the database counts as unavailable."""


class Again(Exception):
    """What was read before the locks is no longer so; the writer takes everything back and runs the work anew."""


_AGAIN = (
    Again,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.UniqueViolation,
    psycopg.errors.CheckViolation,
)
_LOST = (psycopg.OperationalError, psycopg.InterfaceError, sqlite3.OperationalError)


class BooksUnavailable(Trouble):
    """The database did not confirm. Whether the work was done is unknown; the same key finds out."""

    def __init__(self, reason: str) -> None:
        super().__init__("books.unavailable", {"reason": reason})


class _Job(Generic[Item, Answer]):
    """Items of one kind that wait for their answers; a bare lock, held until these are there, is all the waiting takes."""

    __slots__ = ("_answers", "_failure", "_waiting", "items", "work")

    def __init__(
        self, work: Callable[[Session, Sequence[Item]], Sequence[Answer]], items: Sequence[Item]
    ) -> None:
        self.work = work
        self.items = items
        self._answers: Sequence[Answer] = ()
        self._failure: BaseException | None = None
        self._waiting = threading.Lock()
        self._waiting.acquire()

    def result(self) -> Sequence[Answer]:
        """Return the answers once they are there, or raise what came instead; for the one caller who waits."""
        self._waiting.acquire()
        if self._failure is not None:
            raise self._failure
        return self._answers

    def answer(self, answers: Sequence[Answer]) -> None:
        """Let the caller go on with its answers."""
        self._answers = answers
        self._waiting.release()

    def fail(self, failure: BaseException) -> None:
        """Let the caller go on with a failure."""
        self._failure = failure
        self._waiting.release()


_Any = _Job[object, object]


class _Writer:
    """The thread that owns the writing connection."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Any | None] = queue.SimpleQueue()
        self._session: Session | None = None
        self._kept: _Any | None = None
        self._answered = (0, 0, 0.0)
        """How many callers were answered together, how many waited in the queue then, and until when they are waited for."""
        gc.freeze()  # what is loaded by now stays; a full collection over all of it took longer than many a group
        atexit.register(gc.unfreeze)  # otherwise libraries complain at the end of what was never let go
        self._thread = threading.Thread(target=self._serve, name="fenhao-writer", daemon=True)
        self._thread.start()

    def hand_in(self, job: _Any) -> None:
        """Queue a job."""
        self._queue.put(job)

    def stop(self) -> None:
        """Finish what waits, and end."""
        self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        """Take groups until told to stop."""
        while (group := self._group()) is not None:
            self._settle(group)
        if self._session is not None:
            self._session.close()

    def _group(self) -> list[_Any] | None:
        """Return the next jobs of one kind, up to the group's size; None at the end."""
        first = self._kept or self._queue.get()
        self._kept = None
        if first is None:
            return None
        self._await_those_answered()
        group, size = [first], len(first.items)
        while size < GROUP_ITEMS_MAX:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            if job.work is not first.work or size + len(job.items) > GROUP_ITEMS_MAX:
                self._kept = job
                break
            group.append(job)
            size += len(job.items)
        return group

    def _await_those_answered(self) -> None:
        """Give callers who were answered together the moment in which they come back, or leave, before the next group.

        Whoever comes back after the group has left waits for two: then half the callers are always on their way and half
        in the queue, and only half of them share a commit. One caller alone is never waited for, and nobody on SQLite,
        where a group saves no way over a wire.
        """
        (together, others, until), self._answered = self._answered, (0, 0, 0.0)
        if together < TOGETHER or self._session is None or not self._session.on_postgresql:
            return
        wanted = together + others - 1  # the first of them is here
        while self._queue.qsize() < wanted and time.perf_counter() < until:
            time.sleep(COMING_BACK_SECONDS / 20)

    def _settle(self, group: list[_Any]) -> None:
        """Answer every job of the group; one that fails does not take its neighbours with it."""
        try:
            answers = self._attempt(group)
        except BaseException as failure:  # noqa: BLE001 - it is handed to whoever waits
            if len(group) > 1 and not isinstance(failure, BooksUnavailable):
                for job in group:
                    self._settle([job])
                return
            for job in group:
                job.fail(failure)
            return
        others = self._queue.qsize() + (self._kept is not None)
        at = 0
        for job in group:
            job.answer(answers[at : at + len(job.items)])
            at += len(job.items)
        self._answered = len(group), others, time.perf_counter() + COMING_BACK_SECONDS

    def _attempt(self, group: list[_Any]) -> Sequence[object]:
        """Run the group in one transaction, again where the database asks for it."""
        items = [item for job in group for item in job.items]
        with _without_collection(len(items)):
            return self._again_and_again(group, items)

    def _again_and_again(self, group: list[_Any], items: list[object]) -> Sequence[object]:
        """Run the group until it is done or nobody can say."""
        refused: Exception | None = None
        for _ in range(ATTEMPTS_MAX):
            try:
                session = self._connected()
                session.begin()
                answers = group[0].work(session, items)
                session.commit()
            except _AGAIN as again:
                self._take_back()
                refused = again
            except _LOST as lost:
                self._take_back()
                self._forget()
                raise BooksUnavailable(str(lost)) from lost
            except BaseException:
                self._take_back()
                raise
            else:
                assert len(answers) == len(items), "every item has its answer"
                return answers
        assert refused is not None, "only a refusal asks for another attempt"
        raise refused

    def _connected(self) -> Session:
        """Return the connection, opened when there is none."""
        if self._session is None:
            self._session = open_session()
        return self._session

    def _take_back(self) -> None:
        """Roll back what was begun."""
        if self._session is not None:
            self._session.rollback()

    def _forget(self) -> None:
        """Drop a connection that broke; the next job opens another."""
        if self._session is not None:
            self._session.close()
            self._session = None


@contextmanager
def _without_collection(items: int) -> Iterator[None]:
    """Keep the collector of cycles away from a large group: what a group makes is kept to its end, and has no cycles."""
    if items < COLLECTED_BELOW or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_lock = threading.Lock()
_writers: dict[int, _Writer] = {}
_reading = threading.local()
_epoch = [0]
_readers: list[Session] = []


def _writer() -> _Writer:
    """Return this process's writer; a forked child gets its own."""
    with _lock:
        found = _writers.get(os.getpid())
        if found is None:
            if _writers:  # a child never closes what its parent opened
                _writers.clear()
                _readers.clear()
            found = _writers[os.getpid()] = _Writer()
        return found


def submit(
    work: Callable[[Session, Sequence[Item]], Sequence[Answer]], items: Sequence[Item]
) -> Sequence[Answer]:
    """Return the answers to the items, one each, once they are on disk.

    ``work`` may be called with the items of several callers at once, and again after a rollback: it decides from what
    it reads and keeps nothing between calls.
    """
    job: _Job[Item, Answer] = _Job(work, items)
    _writer().hand_in(job)  # type: ignore[arg-type]  # the queue forgets the types that the job remembers
    return job.result()


def write(work: Callable[[Session], Answer]) -> Answer:
    """Return what ``work`` returns, once all that it wrote is on disk; when it raises, nothing is written."""

    def alone(session: Session, items: Sequence[None]) -> Sequence[Answer]:
        """Run the work for its one caller."""
        assert len(items) == 1, "work of one caller is never merged"
        return (work(session),)

    return submit(alone, (None,))[0]


def read(work: Callable[[Session], Answer]) -> Answer:
    """Return what ``work`` reads, without a lock and without a trace."""
    mark = (os.getpid(), _epoch[0])
    session: Session | None = getattr(_reading, "session", None)
    if session is None or _reading.mark != mark:
        session = open_session()
        _reading.session, _reading.mark = session, mark
        with _lock:
            _readers.append(session)
    session.distrust()
    try:
        return work(session)
    except _LOST as lost:
        _reading.session = None
        raise BooksUnavailable(str(lost)) from lost


def close() -> None:
    """Finish what waits and close the connections of this process; the next call opens new ones."""
    with _lock:
        writer = _writers.pop(os.getpid(), None)
        _epoch[0] += 1
        readers = [*_readers]
        _readers.clear()
    if writer is not None:
        writer.stop()
    for session in readers:
        session.close()


atexit.register(close)
