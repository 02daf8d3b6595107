"""What a treatment saves, from a kept trial by lot: who bought nothing afterwards, among the treated and in the control."""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from fenhao.connectors.files import read_columns
from fenhao.engine.value.churn import Saves, saves_of
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.runs.value._design import column_of, outcome_column
from fenhao.runs.value._trials import KeptTrial, trials


@dataclass(frozen=True, slots=True)
class TrialSaves:
    """The trial, the arm, and the share of those about to fall silent whom the arm made buy."""

    trial: KeptTrial
    arm: str
    saves: Saves


def trial_saves(*, book: Book, code: str, arm: str) -> TrialSaves:
    """Return what one arm of a kept trial saves; ``arm`` may be '' where there is one beside the control.

    A customer with an outcome of nothing, or less, bought nothing. Troubles: ``saves.no_trial``, ``saves.which_arm``,
    ``saves.not_by_lot`` for a trial whose arms were not drawn, and those of ``saves_of`` and of reading the table.
    """
    held = {each.code: each for each in trials(book=book)}
    if code not in held:
        raise Trouble("saves.no_trial", {"trial": code, "known": ", ".join(held) or "–"})
    trial = held[code]
    if trial.table.observed:
        raise Trouble("saves.not_by_lot", {"trial": code})
    table = read_columns(trial.table.file)
    cells = column_of(table, trial.table.arm, file=trial.table.file.name)
    arms = sorted(
        each for each in pc.unique(cells).to_pylist() if each is not None and each != trial.table.control
    )
    asked = arms[0] if not arm and len(arms) == 1 else arm
    if asked not in arms:
        raise Trouble("saves.which_arm", {"trial": code, "arm": arm or "–", "known": ", ".join(arms)})
    outcome = outcome_column(
        column_of(table, trial.table.outcome, file=trial.table.file.name), column=trial.table.outcome
    )
    named = np.asarray(pc.fill_null(cells, "").to_numpy(zero_copy_only=False))
    treated, control = outcome[named == asked], outcome[named == trial.table.control]
    found = saves_of(
        treated=len(treated),
        silent_treated=int((treated <= 0).sum()),
        control=len(control),
        silent_control=int((control <= 0).sum()),
    )
    return TrialSaves(trial, asked, found)
