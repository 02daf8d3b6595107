"""A kept study as a workbook, and a proposal's workbook brought back: looked at first, then kept as a study of its own."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.books.studies import FOUND, Draftable, NewStudy, StudyRow, found_of, operations as studies, study
from fenhao.engine.planning.studies import Move, Proposal, StudyKind, moves
from fenhao.interfaces.api._carried import BINARY, BYTES, Carried, Sent
from fenhao.interfaces.api._fields import Asked, Name
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import File, Handed, Offer
from fenhao.interfaces.api._problems import nowhere
from fenhao.interfaces.report import WORKBOOK_TYPE, StudyVoice, proposal_from_workbook, study_bytes
from fenhao.interfaces.words import say

FILE_BYTES_MAX = 1_500_000
"""The largest workbook that is looked at; ten thousand lines have a third of it."""


@dataclass(frozen=True, slots=True)
class StudyBack:
    """What a workbook changes, line by line and in sum; ``study`` is the one that was kept, 0 where nothing was.

    Nothing is kept where only the change was asked for, or where there is none.
    """

    moves: tuple[Move, ...]
    study: int
    replayed: bool


class StudyPaper(Asked):
    """In which language a workbook is written."""

    language: Literal["zh", "en"]


class StudySent(Asked):
    """Whether only to look, and what the study is to be called."""

    preview: bool = False
    name: Name = ""


def _workbook(here: Here, asked: StudyPaper) -> Handed | None:
    """Return a study as a workbook."""
    number = here.number
    row = read(lambda session: study(session, number))
    found = read(lambda session: found_of(session, number, FOUND[row.kind])) if row else None
    if row is None or found is None:
        return None
    voice = StudyVoice(asked.language, here.book.chart, here.book.settings.currency)
    return Handed(f"study-{number}.xlsx", study_bytes(found, asked=row.asked, voice=voice))


def _brought_back(sent: Sent, here: Here, asked: StudySent, key: str) -> StudyBack:
    """Return what a proposal's workbook changes, and keep the changed proposal as a study of its own."""
    row, found = _proposal(here)
    with tempfile.TemporaryDirectory(prefix="fenhao-study-") as folder:
        path = Path(folder) / "study.xlsx"
        sent.keep(path)
        after = proposal_from_workbook(found, path, digits=here.book.digits)
    told = moves(found, after)
    if asked.preview or after == found:
        return StudyBack(told, 0, replayed=False)
    name = asked.name or say("web.plan.read_name", {"name": row.name}, here.lang)[:120]
    draft = Draftable(after.prepared, after.fixed_categories)
    wanted = NewStudy(row.kind, name, row.fiscal_year, row.stamp, row.asked, after, draft)
    kept = studies.keep_study(wanted, key=key, by=here.by, at=here.at)
    return StudyBack(told, kept.number, kept.replayed)


def _proposal(here: Here) -> tuple[StudyRow, Proposal]:
    """Return the proposal that the address names; nowhere for any other study."""
    row = read(lambda session: study(session, here.number))
    found = read(lambda session: found_of(session, here.number, Proposal)) if row else None
    if row is None or found is None or row.kind is not StudyKind.proposal:
        raise nowhere()
    return row, found


OFFERS: tuple[Offer, ...] = (
    File(
        "studies/{number}/workbook",
        Right.see,
        "A kept study as a workbook; a proposal's recalculates and can be brought back",
        WORKBOOK_TYPE,
        _workbook,
        StudyPaper,
    ),
    Carried(
        "studies/{number}/workbook",
        Right.prepare_budget,
        "Bring a proposal's workbook back as a study of its own; with preview, only see what it would change",
        StudySent,
        StudyBack,
        _brought_back,
        bytes_max=FILE_BYTES_MAX,
        content={BINARY: BYTES},
    ),
)
