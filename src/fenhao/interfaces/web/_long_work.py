"""Work that takes longer than somebody waits for a page: sent off at once, watched, and told about afterwards.

What was asked for and what came of it is written in the book's folder, so both outlive the page and the process. The
work itself ends in one transaction: an interruption leaves all of it or nothing, and its key is kept, so that doing it
again never does it twice.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from fenhao.books.people import Right
from fenhao.interfaces.web._acts import moment
from fenhao.interfaces.web._errands import Errand, Stopped, send, under_way
from fenhao.interfaces.web._forms import new_key
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._reference import new_reference
from fenhao.interfaces.web._surroundings import Surroundings, moment as company_time
from fenhao.interfaces.words import LANGUAGES, Language, explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs import Book

_NAME = re.compile(r"[a-z]+(-[A-Za-z0-9-]+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about what came of it; ``tone`` is success, info, warning or error, ``href`` where it leads."""

    tone: str
    text: str
    href: str = ""


Told = Callable[[Names], Sequence[Said]]
"""What came of it, told to a reader: asked once for each language when the work has ended."""


@dataclass(frozen=True, slots=True)
class Kept:
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How work of a name stands, for a page: under way, interrupted, ended with something to tell, or nothing at all.

    ``key`` is the key for the next form: the old one after an interruption, so that nothing is done twice.
    """

    name: str
    key: str
    errand: Errand | None = None
    interrupted: bool = False
    said: tuple[Said, ...] = ()
    who: str = ""
    at: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether it ended with something that has to be put right."""
        return self.interrupted or any(each.tone == "error" for each in self.said)


def begin(
    here: Surroundings,
    name: str,
    work: Callable[[Errand], Told],
    *,
    right: Right,
    back: str,
    typed: Mapping[str, str],
) -> bool:
    """Send work off; False when work of that name is under way already, which then simply goes on.

    ``typed`` is the form, with its ``key``. ``back`` is the page that shows how it stands.
    """
    assert _NAME.fullmatch(name), name
    book = here.book
    kept = Kept(
        name=name,
        right=right.value,
        back=back,
        key=typed.get("key") or new_key(),
        by_name=here.reader.name,
        at=here.at.isoformat(),
        typed={field: text for field, text in typed.items() if field != "csrfmiddlewaretoken"},
    )

    def errand_work(errand: Errand) -> None:
        """Do it, and write down how it ended."""
        broken: Exception | None = None
        told: Told
        try:
            told = work(errand)
        except Stopped:
            told = _sentence("warning", "web.work.stopped", {})
        except Trouble as wrong:
            told = _trouble(wrong)
        except Exception as wrong:
            broken, reference = wrong, new_reference()
            logging.getLogger("fenhao.errands").exception("work %s failed, reference %s", name, reference)
            told = _sentence("error", "web.work.broken", {"reference": reference})
        sentences: dict[str, Sequence[tuple[str, str, str]]]
        sentences = {lang: _in(here, lang, told) for lang in LANGUAGES}
        _write(book, replace(kept, ended_at=company_time().isoformat(), told=sentences))
        if broken is not None:
            raise broken

    def ended() -> bool:
        """Whether the last work of that name has told its end."""
        last = find(book, name)
        return last is not None and bool(last.ended_at)

    return send(_errand(name), errand_work, first=lambda: _write(book, kept), ended=ended)


def standing(here: Surroundings, name: str) -> Standing:
    """Return how work of that name stands."""
    kept = find(here.book, name)
    if kept is None:
        return Standing(name, new_key())
    errand = None if kept.ended_at else under_way(_errand(name))
    if errand is None and not kept.ended_at:
        # It may have ended between the two looks; what it wrote then is what counts.
        kept = find(here.book, name) or kept
    told = Standing(
        name,
        new_key() if kept.ended_at else kept.key,
        errand=errand,
        interrupted=errand is None and not kept.ended_at,
        said=tuple(Said(*each) for each in kept.told.get(here.lang, ())),
        who=kept.by_name,
        at=moment(here, datetime.fromisoformat(kept.ended_at or kept.at)),
        typed=kept.typed,
    )
    if told.interrupted:
        return replace(told, said=(Said("error", say("web.work.interrupted", {}, here.lang)),))
    return told


def find(book: Book, name: str) -> Kept | None:
    """Return what is written down of work of that name; None when there is nothing."""
    if not _NAME.fullmatch(name):
        return None
    try:
        told = json.loads((_folder(book) / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Kept(**cast("dict[str, str]", told))  # type: ignore[arg-type]


def forget(book: Book, name: str) -> None:
    """Put away what came of it, once somebody has read it; what is under way stays."""
    if _NAME.fullmatch(name) and under_way(_errand(name)) is None:
        (_folder(book) / f"{name}.json").unlink(missing_ok=True)


def errand_name(name: str) -> str:
    """Return what the errand of such work is called."""
    return _errand(name)


def _errand(name: str) -> str:
    return f"work-{name}"


def _folder(book: Book) -> Path:
    """Return where it is written down."""
    return book.root / "errands"


def _write(book: Book, kept: Kept) -> None:
    """Write down how it stands, in one step."""
    _folder(book).mkdir(exist_ok=True)
    path = _folder(book) / f"{kept.name}.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def _in(here: Surroundings, lang: Language, told: Told) -> list[tuple[str, str, str]]:
    """Return the sentences in one language."""
    return [(each.tone, each.text, each.href) for each in told(Names(replace(here, lang=lang)))]


def _sentence(tone: str, code: str, details: Mapping[str, str]) -> Told:
    """Return one sentence."""
    return lambda names: (Said(tone, say(code, details, names.lang)),)


def _trouble(wrong: Trouble) -> Told:
    """Return what was refused, and why."""
    return lambda names: (Said("error", explain_trouble(wrong, names.lang)),)
