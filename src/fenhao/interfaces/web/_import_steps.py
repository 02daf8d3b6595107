"""What is done with a file on its way in: checked and loaded behind the page, withdrawn again; who did it is recorded."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, write
from fenhao.books.people import Right, require
from fenhao.interfaces.jobs import Errand, Stopped, send
from fenhao.interfaces.web._customers import renew_behind
from fenhao.interfaces.web._imports import BEFORE, Import, find, finish, keep, source_of
from fenhao.interfaces.web._surroundings import Surroundings, moment
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.runs.book import Voice
from fenhao.runs.loading import check_file, keep_mapping, load_file, undo_load

Ended = TypeVar("Ended")
WAITS_SECONDS, UNDO_WAITS_SECONDS = 300, 20
"""How long a load behind its page, and an undo whose reader waits, let somebody else finish writing first."""


def _in_turn(work: Callable[[], Ended], *, seconds: int) -> Ended:
    """Do work that writes facts once nobody else does: what a load or an undo sets off writes a moment later too."""
    until = time.monotonic() + seconds
    while True:
        try:
            return work()
        except Trouble as busy:
            if busy.code != "warehouse.locked" or time.monotonic() > until:
                raise
            time.sleep(0.1)


def check_behind(here: Surroundings, state: Import) -> None:
    """Read the file to its end behind the page, and keep what was found."""

    def work(errand: Errand) -> Import:
        """Check it."""
        found = check_file(book=here.book, file=source_of(here.book, state), advance=errand.advance)
        return replace(state, stage="checked", checked=found, trouble=("", ()))

    _behind(here, replace(state, stage="checking", trouble=("", ())), work)


def load_behind(here: Surroundings, state: Import) -> None:
    """Load the file as one batch behind the page, keep its mapping for the next file, and record who did it."""

    def work(errand: Errand) -> Import:
        """Load it; the commit of the warehouse is the one moment at which anything changes."""
        file = source_of(here.book, state)
        result = _in_turn(
            lambda: load_file(
                book=here.book,
                path=file.path,
                table=file.table,
                source=file.source,
                sheet=file.sheet,
                strict=False,
                at=moment(),
                voice=Voice(errand.advance, lambda code, details: say(code, details, here.lang)),
                mappings=file.mappings,
            ),
            seconds=WAITS_SECONDS,
        )
        if not result.is_refused:
            keep_mapping(book=here.book, file=file)
        if result.loaded:
            after: Facts = {"file": state.file, "rows": result.loaded, "rejected": result.rejected}
            act = Act(moment(), here.reader.id, "load_file", f"load/{result.batch_id}", {}, after)
            write(lambda session: record(session, act))
            renew_behind(here)
        return replace(state, stage="done", result=result, trouble=("", ()))

    _behind(here, replace(state, stage="loading", trouble=("", ())), work)


def withdraw(here: Surroundings, batch: str) -> None:
    """Withdraw a batch whose rows are then out of force, and record who did it. Trouble when it is not in force."""

    def allowed(session: Session) -> None:
        """Ask for the right at this very moment."""
        require(session, here.reader.id, Right.load, at=here.at)

    write(allowed)
    done = _in_turn(lambda: undo_load(book=here.book, batch_id=batch, at=here.at), seconds=UNDO_WAITS_SECONDS)
    act = Act(
        here.at, here.reader.id, "undo_load", f"load/{batch}", {"file": done.file_name, "rows": done.rows}, {}
    )
    write(lambda session: record(session, act))
    renew_behind(here)


def _behind(here: Surroundings, state: Import, work: Callable[[Errand], Import]) -> None:
    """Send a step on its way; what stops it is kept with the file, which then stands where it stood before."""
    book = here.book

    def errand_work(errand: Errand) -> None:
        """Do the step and write down how it ended."""
        trouble: tuple[str, tuple[tuple[str, str], ...]]
        try:
            ended = work(errand)
        except Stopped:
            trouble = ("web.import.stopped", ())
        except Trouble as wrong:
            trouble = (wrong.code, tuple(wrong.details.items()))
        except Exception:
            keep(book, replace(state, stage=BEFORE[state.stage], trouble=("web.import.broken", ())))
            raise
        else:
            if ended.stage == "done":
                finish(book, ended)
            else:
                keep(book, ended)
            return
        keep(book, replace(state, stage=BEFORE[state.stage], trouble=trouble))

    def ended() -> bool:
        """Whether the step before this one has told its end."""
        stands = find(book, state.token)
        return stands is not None and stands.stage not in BEFORE

    if find(book, state.token) is not None:
        send(state.errand, errand_work, first=lambda: keep(book, state), ended=ended)
