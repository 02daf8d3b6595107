"""Work that takes longer than somebody waits for a page: sent off at once, watched, and told about afterwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fenhao.books.people import Right
from fenhao.interfaces import jobs
from fenhao.interfaces.jobs import Errand, Job, Said, State, state_of
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._forms import new_key
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import Language, say

Told = Callable[[Names], Sequence[Said]]
"""What came of it, told to a reader: asked once for each language when the work has ended."""


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
    job = Job(
        name=name,
        right=right.value,
        back=back,
        key=typed.get("key") or new_key(),
        by_name=here.reader.name,
        at=here.at.isoformat(),
        typed={field: text for field, text in typed.items() if field != "csrfmiddlewaretoken"},
    )

    def job_work(errand: Errand) -> jobs.Told:
        """Do it, and tell it as this page's reader is told."""
        told = work(errand)

        def in_language(lang: Language) -> Sequence[Said]:
            """Tell it in one language."""
            return told(Names(replace(here, lang=lang)))

        return in_language

    return jobs.begin(here.book, job, job_work)


def standing(here: Surroundings, name: str) -> Standing:
    """Return how work of that name stands."""
    found = jobs.find(here.book, name)
    if found is None:
        return Standing(name, new_key())
    job, state, errand = state_of(here.book, found)
    told = Standing(
        name,
        new_key() if job.ended_at else job.key,
        errand=errand,
        interrupted=state is State.interrupted,
        said=tuple(Said(*each) for each in job.told.get(here.lang, ())),
        who=job.by_name,
        at=moment(here, datetime.fromisoformat(job.ended_at or job.at)),
        typed=job.typed,
    )
    if told.interrupted:
        return replace(told, said=(Said("error", say("web.work.interrupted", {}, here.lang)),))
    return told
