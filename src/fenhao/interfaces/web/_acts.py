"""What a form did: said on the next page when it was done, on top of the same page when it was not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fenhao.books.people import NotAllowed
from fenhao.interfaces.web._forms import Problem
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import explain_trouble, knows, say
from fenhao.kernel import Trouble

DONE = 200
REFUSED, NOT_ALLOWED = 422, 403


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an act ended: nothing in ``reasons`` when it was done, otherwise why not, and the status to answer with."""

    reasons: tuple[str, ...] = ()
    status: int = DONE

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The reasons as the summary on top of a page lists them."""
        return tuple(Problem(reason) for reason in self.reasons)

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return not self.reasons


NOTHING_YET = Outcome()


def acting(here: Surroundings) -> int:
    """Return who acts."""
    assert here.reader.id is not None, "a guarded page has a reader"
    return here.reader.id


def attempt(here: Surroundings, work: Callable[[], Sequence[str]]) -> Outcome:
    """Return how ``work`` ended, which returns why it was refused; what the books refuse is said in their words."""
    try:
        reasons = tuple(work())
    except Trouble as trouble:
        status = NOT_ALLOWED if isinstance(trouble, NotAllowed) else REFUSED
        return Outcome((explain_trouble(trouble, here.lang),), status)
    return Outcome(reasons, REFUSED) if reasons else Outcome()


def verdict(here: Surroundings, subject: str, code: str, details: Mapping[str, str] | None = None) -> str:
    """Return the words of a verdict; a page has its own where the command's speak of options."""
    own = f"web.{subject}.{code}"
    return say(own if knows(own) else f"{subject}.{code}", details or {}, here.lang)
