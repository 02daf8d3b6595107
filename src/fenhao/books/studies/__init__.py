"""Studies that people keep before money is decided on: what was asked, what was found, and the drafts made of them."""

from fenhao.books.studies._judged import judge_facts
from fenhao.books.studies._lines import cuttable_lines, known_versions
from fenhao.books.studies._make import FOUND, NEEDS_FACTS, Found, Made, make_study
from fenhao.books.studies._rows import draftable, found_of, listed, study
from fenhao.books.studies._values import Draftable, NewStudy, StudyAnswer, StudyRow

__all__ = [
    "FOUND",
    "NEEDS_FACTS",
    "Draftable",
    "Found",
    "Made",
    "NewStudy",
    "StudyAnswer",
    "StudyRow",
    "cuttable_lines",
    "draftable",
    "found_of",
    "judge_facts",
    "known_versions",
    "listed",
    "make_study",
    "study",
]
