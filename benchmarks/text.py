"""How well tickets' texts are understood, on public labelled texts that lie in a folder of yours.

``python -m benchmarks.text FOLDER [SET ...]`` reads parquet files with text and labels and prints one table; a set that is
not in the folder is left out and named. Examination texts are the files' own held-out part; training texts that say nearly
the same as one of them are not removed, so that figures compare with others'.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import pyarrow.parquet as pq

from fenhao.engine.text import (
    Figures,
    FloatArray,
    IntArray,
    Kind,
    LearnRules,
    TextModel,
    calibration_error,
    examine,
    likely_range,
    risk_of_meaning,
    risk_of_words,
    teach,
)
from fenhao.runs.text import can_read_meaning, meanings, prototypes

Rows = Sequence[Mapping[str, object]]
COLD_MAX = 600
"""Texts of which meanings are worked out for the figures without labels."""
TARGETS = (0.95, 0.98)
FEW = 300
DRAWS = 2


@dataclass(frozen=True, slots=True)
class Examined:
    """A set: its file, the columns of label and part, which part is taught and which examined; ``poor`` is the label of trouble."""

    name: str
    file: str
    label: str = "label"
    part: str = "split"
    taught: str = "train"
    held: str = "test"
    poor: str = ""


SETS = (
    Examined("waimai", "zh_waimai_10k", poor="0"),
    Examined("htl", "zh_htl", poor="0"),
    Examined("shopping", "zh_online_shopping_10_cats", poor="0"),
    Examined("shopping-category", "zh_online_shopping_10_cats", label="cat", part="split_cat"),
    Examined("eprstmt", "zh_eprstmt", taught="train160", held="test610", poor="0"),
    Examined("airline", "en_airline", poor="negative"),
    Examined("airline-reasons", "en_airline_reasons"),
    Examined("banking77", "en_banking77"),
    Examined("clinc150", "en_clinc150"),
    Examined("cfpb", "en_cfpb_1120", part=""),
    Examined("cfpb-ibm", "en_cfpb_ibm_prompt_tuning"),
)


class Named(Protocol):
    """A set as it is asked for, and the file that holds it."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def file(self) -> str:
        """Return the file's name without its ending."""


Some = TypeVar("Some", bound=Named)


def sets_there(sets: Sequence[Some], arguments: Sequence[str]) -> Iterator[tuple[Some, Path]]:
    """Yield the sets that are asked for with their files: a folder, and names or nothing for all; say which are not there."""
    folder, wanted = Path(arguments[0]), set(arguments[1:])
    for each in sets:
        path = folder / f"{each.file}.parquet"
        if wanted and each.name not in wanted:
            continue
        if path.exists():
            yield each, path
        else:
            print(f"{each.name}: {path.name} is not in the folder", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Examine the sets that are there; print a block for each."""
    for each, path in sets_there(SETS, arguments):
        rows: Rows = pq.read_table(path).to_pylist()
        _learnt(each, rows)
        if each.poor:
            _cold(each, rows)
            _few(each, rows)
    return 0


def _parts(each: Examined, rows: Rows) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return texts and labels taught, texts and labels examined; a set without parts is cut in five, evenly by label."""
    if each.part:
        taught = [row for row in rows if row[each.part] == each.taught]
        held = [row for row in rows if row[each.part] == each.held]
    else:
        chance = np.random.default_rng(0)
        order = chance.permutation(len(rows))
        order = order[np.argsort([str(rows[at][each.label]) for at in order], kind="stable")]
        taught = [rows[at] for place, at in enumerate(order) if place % 5]
        held = [rows[at] for place, at in enumerate(order) if not place % 5]
    return (
        [str(row["text"]) for row in taught],
        [str(row[each.label]) for row in taught],
        [str(row["text"]) for row in held],
        [str(row[each.label]) for row in held],
    )


def _learnt(each: Examined, rows: Rows) -> None:
    """Teach everything, examine what was held out, at two targets."""
    texts, labels, asked, truth = _parts(each, rows)
    began = time.process_time()
    model = teach(texts, labels, kind=Kind.category, rules=LearnRules(target=0.95, like=1.0))
    taught = time.process_time() - began
    began = time.process_time()
    figures = examine(model, asked, places(model, truth))
    judged = len(asked) / (time.process_time() - began)
    low, high = likely_range(figures.right, figures.held)
    print(
        f"{each.name}: {len(texts)} taught, accuracy {figures.accuracy:.4f} ({low:.3f}-{high:.3f}),"
        f" top three {figures.top_right / figures.held:.4f}, F1 by label {fairness(figures):.4f},"
        f" off {figures.off:.4f} ({by_chance(model, asked):.3f} by chance alone);"
        f" {taught:.1f} CPU s to teach, {judged:,.0f} texts a CPU s",
        flush=True,
    )
    for limit in model.ladder:
        if limit.target in TARGETS:
            found = examine(replace(model, limit=limit), asked, places(model, truth))
            reached = "" if limit.reached else f" (cannot be reached; best {limit.best:.3f})"
            print(
                f"  target {limit.target:.0%}: {found.coverage:.3f} answered,"
                f" {found.answered_accuracy:.4f} right{reached}",
                flush=True,
            )
    if each.poor:
        _alarm(each, model, asked, truth)
    if each.name == "clinc150":
        _strangers(model, asked, rows)


def _alarm(each: Examined, model: TextModel, asked: Sequence[str], truth: Sequence[str]) -> None:
    """Print how trouble is found: F1, the area under the curve, precision where four of five are found."""
    at = model.labels.index(each.poor)
    chances = model.chances(model.read(asked)[0], None)
    poor = np.array([label == each.poor for label in truth])
    taken = chances.argmax(axis=1) == at
    hits = int((taken & poor).sum())
    order = np.argsort(-chances[:, at], kind="stable")
    found = np.cumsum(poor[order])
    need = int(np.searchsorted(found, 0.8 * poor.sum()))
    print(
        f"  trouble: F1 {2 * hits / (taken.sum() + poor.sum()):.4f}, AUC {area(chances[:, at], poor):.4f},"
        f" precision at recall .80 {found[need] / (need + 1):.4f}",
        flush=True,
    )


def _strangers(model: TextModel, asked: Sequence[str], rows: Rows) -> None:
    """Print how many texts of no taught kind are turned away while nine of ten others are kept."""
    own = model.read(asked)[0].max(axis=1)
    other = model.read([str(row["text"]) for row in rows if row["split"] == "oos_test"])[0].max(axis=1)
    limit = np.quantile(own, 0.1)
    everything = np.concatenate([own, other])
    kinds = np.concatenate([np.ones(len(own), bool), np.zeros(len(other), bool)])
    print(
        f"  strangers: {(other < limit).mean():.4f} turned away at 90 % kept, AUC {area(everything, kinds):.4f}",
        flush=True,
    )


def _cold(each: Examined, rows: Rows) -> None:
    """Print how well complaint risk is told before anything was taught."""
    _, _, asked, truth = _parts(each, rows)
    poor = np.array([label == each.poor for label in truth])
    words = risk_of_words(asked)
    print(
        f"  no labels, words: accuracy {((words >= 0.5) == poor).mean():.4f}, AUC {area(words, poor):.4f}",
        flush=True,
    )
    if can_read_meaning():
        some = np.random.default_rng(0).permutation(len(asked))[:COLD_MAX]
        began = time.process_time()
        chosen = [asked[at] for at in some]
        risk = risk_of_meaning(chosen, meanings(chosen, folder=None), prototypes())
        speed = len(some) / (time.process_time() - began)
        print(
            f"  no labels, meaning and words: accuracy {((risk >= 0.5) == poor[some]).mean():.4f}, AUC {area(risk, poor[some]):.4f}"
            f" ({len(some)} texts, {speed:.0f} a CPU s)",
            flush=True,
        )


def _few(each: Examined, rows: Rows) -> None:
    """Print how well two draws of 300 labels do, without and with meanings."""
    texts, labels, asked, truth = _parts(each, rows)
    if len(texts) < 3 * FEW:
        return
    some = np.random.default_rng(0).permutation(len(asked))[:COLD_MAX]
    asked, truth = [asked[at] for at in some], [truth[at] for at in some]
    vectors = meanings(asked, folder=None) if can_read_meaning() else None
    found: dict[str, list[float]] = {"pieces": [], "pieces and meaning": []}
    for draw in range(DRAWS):
        chosen = np.random.default_rng(draw).permutation(len(texts))[:FEW]
        own, said = [texts[at] for at in chosen], [labels[at] for at in chosen]
        for name in found:
            if "meaning" in name and vectors is None:
                continue
            meant: FloatArray | None = meanings(own, folder=None) if "meaning" in name else None
            model = teach(own, said, kind=Kind.category, rules=LearnRules(), vectors=meant)
            told = examine(model, asked, places(model, truth), vectors if meant is not None else None)
            found[name].append(told.accuracy)
    print(
        f"  {FEW} labels: "
        + ", ".join(f"{name} {np.mean(all_):.4f}" for name, all_ in found.items() if all_),
        flush=True,
    )


def places(model: TextModel, labels: Sequence[str]) -> IntArray:
    """Return labels as places among a model's."""
    known = {label: at for at, label in enumerate(model.labels)}
    return np.array([known[label] for label in labels], dtype=np.int64)


def by_chance(model: TextModel, asked: Sequence[str]) -> float:
    """Return how far off so many texts would be told to be if every confidence were true: the mean of 50 draws."""
    confidence = model.chances(model.read(asked)[0], None).max(axis=1)
    chance = np.random.default_rng(0)
    drawn = [(chance.uniform(size=len(asked)) < confidence).astype(np.float64) for _ in range(50)]
    return float(np.mean([calibration_error(confidence, each) for each in drawn]))


def fairness(figures: Figures) -> float:
    """Return the mean of all labels' F1."""
    return float(np.mean([2 * each.right / max(1, each.held + each.given) for each in figures.labels]))


def area(scores: FloatArray, truth: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    """Return the area under the curve: how often one of the truth scores above one that is not."""
    _, back, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[back]
    hits = int(truth.sum())
    return float((rank[truth].sum() - hits * (hits + 1) / 2) / max(1, hits * (len(truth) - hits)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
