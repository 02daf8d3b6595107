"""Jobs: work that takes longer than a request may. An address begins one; its state, its end and its way out are the same for all.

What a page began is seen here, and the other way round: both are one job of one name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.urls import reverse

from fenhao.books.database import Session, read, write
from fenhao.books.journal import answered, once
from fenhao.books.people import Right
from fenhao.interfaces import jobs
from fenhao.interfaces.api._fields import Asked, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Offer
from fenhao.interfaces.api._problems import Refused, nowhere
from fenhao.interfaces.jobs import Job, State, Told, state_of
from fenhao.interfaces.words import say
from fenhao.runs.book import Advance, say_nothing

Wanted = TypeVar("Wanted", bound=Asked)


@dataclass(frozen=True, slots=True)
class JobSentence:
    """A sentence about what came of it: success, info, warning or error; ``page`` is where it leads, empty for nowhere."""

    tone: str
    text: str
    page: str


@dataclass(frozen=True, slots=True)
class JobShown:
    """How a job stands. ``done`` of ``total`` of its step, 0 where that is not known; ``said`` once it has ended."""

    name: str
    state: State
    scope: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    step: str
    done: int
    total: int
    said: tuple[JobSentence, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Who has something worked out under which key, and how it tells how far it is; a thread of its own does it later."""

    here: Here
    advance: Advance
    key: str


def start(
    path: str,
    right: Right,
    summary: str,
    body: type[Wanted],
    work: Callable[[Task, Wanted], Told],
    *,
    page: str,
    name: str | Callable[[Wanted], str] = "",
) -> Offer:
    """Return the offer that begins a job: ``page`` is the one that shows it, ``name`` its name when that is not ``path``."""

    def begin(here: Here, asked: Wanted, key: str) -> JobShown:
        """Begin it once under its key."""
        called = (name or path) if isinstance(name, str) else name(asked)
        if not jobs.is_name(called):
            raise nowhere()
        return begun(
            Task(here, say_nothing, key),
            called,
            right,
            lambda task: work(task, asked),
            asked=asked.model_dump_json(),
            page=page,
        )

    return Deed(f"runs/{path}", right, summary, body, JobShown, begin)


def begun(
    task: Task, name: str, right: Right, work: Callable[[Task], Told], *, asked: str, page: str
) -> JobShown:
    """Begin a job once under its key, and return how it stands; one that a restart broke off is begun again."""
    here, key = task.here, task.key

    def claim() -> None:
        """Write down what the key is for; Trouble when it is for something else."""
        write(lambda session: _claimed(session, here, key, job=name, asked=asked))

    if read(lambda session: answered(session, [key])):
        claim()
        last = shown(here, name)
        if last is None or last[0].key != key:
            raise Refused(409, "api.job_put_away", {"name": name})
        if last[1].state is not State.interrupted:
            return last[1]
    job = Job(name, right.value, reverse(f"web:{page}"), key, here.name, here.at.isoformat(), {"key": key})
    jobs.begin(
        here.book,
        job,
        lambda errand: work(replace(task, advance=errand.advance, key=f"{key}#work")),
        claim=claim,
    )
    last = shown(here, name)
    if last is None or last[0].key != key:
        raise Refused(409, "api.job_under_way", {"name": name})
    return last[1]


def _claimed(session: Session, here: Here, key: str, *, job: str, asked: str) -> None:
    """Keep what a key is for."""
    once(
        session,
        key=key,
        act="begin_job",
        body={"job": job, "asked": asked},
        by=here.by,
        at=here.at,
        work=lambda _: ("begun", {}),
    )


def shown(here: Here, name: str) -> tuple[Job, JobShown] | None:
    """Return a job and how it stands; None when there is none that this token may see."""
    found = jobs.find(here.book, name)
    if found is None or not here.may(Right(found.right)):
        return None
    job, state, errand = state_of(here.book, found)
    said = tuple(JobSentence(*each) for each in job.told.get(here.lang, ()))
    if state is State.interrupted:
        said = (JobSentence("error", say("web.work.interrupted", {}, here.lang), ""),)
    return job, JobShown(
        job.name,
        state,
        job.right,
        job.by_name,
        datetime.fromisoformat(job.at),
        datetime.fromisoformat(job.ended_at) if job.ended_at else None,
        say(errand.step, {}, here.lang) if errand and errand.step else "",
        errand.done if errand else 0,
        errand.total if errand else 0,
        said,
    )


def every(here: Here, _: Nothing) -> list[JobShown]:
    """Return every job that this token may see."""
    found = (shown(here, name) for name in jobs.names(here.book))
    return [each[1] for each in found if each is not None]
