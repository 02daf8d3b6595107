"""A job as it is written down: who asked when under which key, for whom it is, and what came of it in each language."""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import cast

from fenhao.interfaces.jobs._errands import Errand, Stopped, send, under_way
from fenhao.interfaces.jobs._reference import new_reference
from fenhao.interfaces.words import LANGUAGES, Language, explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.book import Book

_NAME = re.compile(r"[a-z]+(-[A-Za-z0-9-]+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about what came of it; ``tone`` is success, info, warning or error, ``href`` where it leads."""

    tone: str
    text: str
    href: str = ""


Told = Callable[[Language], Sequence[Said]]
"""What came of it, told to a reader: asked once for each language when the work has ended."""


class State(StrEnum):
    """How a job stands. What a restart broke off is ``interrupted``; it left nothing half done."""

    under_way = "under_way"
    interrupted = "interrupted"
    ended = "ended"


@dataclass(frozen=True, slots=True)
class Job:
    """What is written down: who asked when under which key, for whom it is (a right's name), and what came of it.

    ``ended_at`` is empty until then. ``told`` holds, for each language, the sentences.
    """

    name: str
    right: str
    back: str
    key: str
    by_name: str
    at: str
    typed: Mapping[str, str] = field(default_factory=dict)
    ended_at: str = ""
    told: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)


def is_name(name: str) -> bool:
    """Whether a job may be called so: it is a file's name too."""
    return _NAME.fullmatch(name) is not None


def begin(
    book: Book, job: Job, work: Callable[[Errand], Told], *, claim: Callable[[], None] = lambda: None
) -> bool:
    """Send work off; False when work of that name is under way already, which then simply goes on.

    ``claim`` is done once the name is free and before anything else; what it raises is raised here, and nothing has begun.
    """
    assert is_name(job.name), job.name

    def errand_work(errand: Errand) -> None:
        """Do it, and write down how it ended."""
        broken: Exception | None = None
        told: Told
        try:
            told = work(errand)
        except Stopped:
            told = sentence("warning", "web.work.stopped", {})
        except Trouble as wrong:
            told = _trouble(wrong)
        except Exception as wrong:
            broken, reference = wrong, new_reference()
            logging.getLogger("fenhao.errands").exception("work %s failed, reference %s", job.name, reference)
            told = sentence("error", "web.work.broken", {"reference": reference})
        sentences: dict[str, Sequence[tuple[str, str, str]]]
        sentences = {lang: [(each.tone, each.text, each.href) for each in told(lang)] for lang in LANGUAGES}
        _write(book, replace(job, ended_at=book.moment(datetime.now(UTC)).isoformat(), told=sentences))
        if broken is not None:
            raise broken

    def first() -> None:
        """Claim it, and write down that it begins."""
        claim()
        _write(book, job)

    def ended() -> bool:
        """Whether the last work of that name has told its end."""
        last = find(book, job.name)
        return last is not None and bool(last.ended_at)

    return send(errand_name(job.name), errand_work, first=first, ended=ended)


def find(book: Book, name: str) -> Job | None:
    """Return what is written down of work of that name; None when there is nothing."""
    if not is_name(name):
        return None
    try:
        told = json.loads((_folder(book) / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Job(**cast("dict[str, str]", told))  # type: ignore[arg-type]


def names(book: Book) -> tuple[str, ...]:
    """Return the names of everything that is written down, sorted."""
    return tuple(sorted(each.stem for each in _folder(book).glob("*.json")))


def state_of(book: Book, job: Job) -> tuple[Job, State, Errand | None]:
    """Return how a job stands, with what is written down of it now and its errand while that is under way."""
    errand = None if job.ended_at else under_way(errand_name(job.name))
    if errand is None and not job.ended_at:
        # It may have ended between the two looks; what it wrote then is what counts.
        job = find(book, job.name) or job
    state = State.under_way if errand else State.ended if job.ended_at else State.interrupted
    return job, state, errand


def forget(book: Book, name: str) -> None:
    """Put away what came of it, once somebody has read it; what is under way stays."""
    if is_name(name) and under_way(errand_name(name)) is None:
        (_folder(book) / f"{name}.json").unlink(missing_ok=True)


def errand_name(name: str) -> str:
    """Return what the errand of such work is called."""
    return f"work-{name}"


def sentence(tone: str, code: str, details: Mapping[str, str]) -> Told:
    """Return what came of it as one sentence."""
    return lambda lang: (Said(tone, say(code, details, lang)),)


def _folder(book: Book) -> Path:
    """Return where it is written down."""
    return book.root / "errands"


def _write(book: Book, job: Job) -> None:
    """Write down how it stands, in one step."""
    _folder(book).mkdir(exist_ok=True)
    path = _folder(book) / f"{job.name}.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _trouble(wrong: Trouble) -> Told:
    """Return what was refused, and why."""
    return lambda lang: (Said("error", explain_trouble(wrong, lang)),)
