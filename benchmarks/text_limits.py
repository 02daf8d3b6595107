"""Whether a target that a model says it reaches holds on other texts of the same kind: many draws from each public set.

``python -m benchmarks.text_limits FOLDER [SET ...]`` reads the files that ``benchmarks.text`` reads. A draw teaches so many texts by chance and
examines with up to 4,000 others of the set, whatever part they belong to, so that nothing but chance and the way of learning tells them apart.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.parquet as pq

from benchmarks.text import places, sets_there
from fenhao.engine.text import Kind, LearnRules, examine, teach
from fenhao.kernel import Trouble

TARGETS = (0.90, 0.95)
ASKED_MAX, MANY, DRAWS, DRAWS_MANY, SEED = 4_000, 9_000, 8, 4, 1_000
FAR = 1.645  # standard errors below the target: one of twenty draws that just keep it


@dataclass(frozen=True, slots=True)
class Drawn:
    """A set, its column of labels, and how many texts are taught."""

    name: str
    file: str
    label: str
    taught: tuple[int, ...]


@dataclass(slots=True)
class Count:
    """Draws at one target: those that answered anything, those that kept it, those that missed it by more than chance."""

    draws: int = 0
    answering: int = 0
    kept: int = 0
    far: int = 0
    coverage: float = 0.0
    right: float = 0.0

    def add(self, answered: int, right: int, asked: int, *, target: float) -> None:
        """Count one draw."""
        self.draws += 1
        self.coverage += answered / asked
        if answered:
            share = right / answered
            self.answering += 1
            self.right += share
            self.kept += share >= target
            self.far += share + FAR * float(np.sqrt(target * (1 - target) / answered)) < target

    def told(self) -> str:
        """Return it in words."""
        right = f"{self.right / self.answering:.3f}" if self.answering else "nothing"
        return (
            f"{self.coverage / max(1, self.draws):.3f} answered, {right} right,"
            f" kept in {self.kept} of {self.answering}, missed by more than chance in {self.far}"
        )


SETS = (
    Drawn("waimai", "zh_waimai_10k", "label", (300, 1_000, 3_000, 9_578)),
    Drawn("mood", "zh_online_shopping_10_cats", "label", (300, 1_000, 3_000, 10_000)),
    Drawn("goods", "zh_online_shopping_10_cats", "cat", (300, 1_000, 3_000, 10_000)),
    Drawn("cfpb", "en_cfpb_1120", "label", (300, 800)),
    Drawn("eprstmt", "zh_eprstmt", "label", (160, 300)),
    Drawn("banking77", "en_banking77", "label", (3_000, 10_003)),
    Drawn("clinc150", "en_clinc150", "label", (6_000, 15_000)),
)


def main(arguments: Sequence[str]) -> int:
    """Print a line a set, size and target, and the sums."""
    sums = {target: Count() for target in TARGETS}
    for each, path in sets_there(SETS, arguments):
        pairs = [
            (str(row["text"]), str(row[each.label]))
            for row in pq.read_table(path).to_pylist()
            if row[each.label] is not None and str(row["text"]).strip() and row[each.label] != "oos"
        ]
        for taught in each.taught:
            own = {target: Count() for target in TARGETS}
            for draw in range(DRAWS_MANY if taught >= MANY else DRAWS):
                _draw(pairs, taught, draw, (own, sums))
            for target, count in own.items():
                print(f"{each.name}, {taught:,} taught, target {target:.0%}: {count.told()}", flush=True)
    for target, count in sums.items():
        print(f"all, target {target:.0%}: {count.told()}")
    return 0


def _draw(
    pairs: Sequence[tuple[str, str]], taught: int, draw: int, counts: Sequence[dict[float, Count]]
) -> None:
    """Teach and examine one draw; a draw that cannot be taught is named and left out."""
    order = np.random.default_rng(SEED + draw).permutation(len(pairs)).tolist()
    own = [pairs[at] for at in order[:taught]]
    try:
        model = teach(
            [text for text, _ in own],
            [label for _, label in own],
            kind=Kind.category,
            rules=LearnRules(like=1.0),
        )
    except Trouble as trouble:
        print(f"left out: {trouble}", flush=True)
        return
    asked = [pairs[at] for at in order[taught : taught + ASKED_MAX] if pairs[at][1] in model.labels]
    texts, truth = [text for text, _ in asked], places(model, [label for _, label in asked])
    for limit in model.ladder:
        if limit.target in TARGETS:
            found = examine(replace(model, limit=limit), texts, truth)
            for each in counts:
                each[limit.target].add(found.answered, found.answered_right, len(asked), target=limit.target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
