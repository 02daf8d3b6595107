"""A study as the books keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.engine.budget import PreparedBudget
from fenhao.engine.planning.studies import StudyKind


@dataclass(frozen=True, slots=True)
class Draftable:
    """The budget that a study would make."""

    prepared: PreparedBudget
    fixed_categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study to be kept. ``asked`` are its answers as typed; ``found`` is its result, ``stamp`` what that rests on."""

    kind: StudyKind
    name: str
    fiscal_year: int
    stamp: str
    asked: Mapping[str, str]
    found: object
    draft: Draftable | None


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study in a list, with the versions of the budget that were made of it."""

    id: int
    kind: StudyKind
    name: str
    fiscal_year: int
    stamp: str
    asked: Mapping[str, str]
    can_draft: bool
    made_by: int | None
    made_at: datetime
    drafts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StudyAnswer:
    """The number of the study that was kept, or of the version that was made; ``replayed``: it was there already."""

    number: int
    replayed: bool = False
