"""How understanding of texts holds where texts are not as tidy as a public set: settings made from public sets by a stated seed.

``python -m benchmarks.text_settings FOLDER [SETTING ...]`` reads the files that ``benchmarks.text`` reads and prints a line
a setting. Nothing was tuned on these settings' examinations; what each does to the texts is said beside its name.
"""

import importlib
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from benchmarks.text import by_chance, fairness, places
from benchmarks.text_changes import Pairs, lettered, mislabelled, mistyped, some
from fenhao.engine.text import Kind, LearnRules, Origins, examine, learn, likely_range

TARGETS = (0.90, 0.95)
ASKED_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Setting:
    """Texts taught and texts examined, each with its label; ``writers`` tells whose the taught ones are, where a setting does."""

    name: str
    about: str
    taught: Pairs
    asked: Pairs
    writers: Sequence[str] = ()


def main(arguments: Sequence[str]) -> int:
    """Teach and examine every setting whose files are there; a last line counts in how many the targets held."""
    wanted = set(arguments[1:])
    kept, tried = dict.fromkeys(TARGETS, 0), dict.fromkeys(TARGETS, 0)
    for each in settings(Path(arguments[0]), wanted):
        for target, held in _line(each).items():
            tried[target] += held is not None
            kept[target] += bool(held)
    told = (f"{target:.0%} held in {kept[target]} of {tried[target]}" for target in TARGETS)
    print(f"targets where anything was answered: {', '.join(told)}")
    return 0


def settings(folder: Path, wanted: set[str]) -> Iterator[Setting]:
    """Give the settings asked for, all of them where none is named."""
    for name, (about, make) in SETTINGS.items():
        if wanted and name not in wanted:
            continue
        try:
            taught, asked, *writers = make(Sets(folder))
        except (FileNotFoundError, ModuleNotFoundError) as missing:
            print(f"{name}: left out, {missing}", flush=True)
            continue
        yield Setting(name, about, taught, some(asked, ASKED_MAX, seed=9), *writers)


def _line(each: Setting) -> dict[float, bool | None]:
    """Print how one setting does; return for each target whether it held, None where nothing was answered."""
    texts, labels = _columns(each.taught)
    began = time.process_time()
    origins = Origins(writers=each.writers)
    gated = learn(texts, labels, kind=Kind.category, rules=LearnRules(), origins=origins)
    model = replace(gated, alike_min=-np.inf, strange_max=1.0)  # as if every text were like those taught
    spent = time.process_time() - began
    known = set(model.labels)
    asked, truth = _columns([pair for pair in each.asked if pair[1] in known])
    began = time.process_time()
    figures = examine(model, asked, places(model, truth))
    speed = len(asked) / max(1e-9, time.process_time() - began)
    low, high = likely_range(figures.right, figures.held)
    print(
        f"{each.name} ({each.about}): {len(texts)} taught, {len(asked)} examined,"
        f" accuracy {figures.accuracy:.3f} ({low:.3f}-{high:.3f}), said of itself {model.figures.accuracy:.3f},"
        f" F1 by label {fairness(figures):.3f}, off {figures.off:.3f} ({by_chance(model, asked):.3f} by chance alone);"
        f" {spent:.1f} CPU s to teach, {speed:,.0f} texts a CPU s",
        flush=True,
    )
    held: dict[float, bool | None] = {}
    for limit in model.ladder:
        if limit.target in TARGETS:
            found = examine(replace(model, limit=limit), asked, places(model, truth))
            low, high = likely_range(found.answered_right, found.answered)
            held[limit.target] = found.answered_accuracy >= limit.target if found.answered else None
            print(
                f"  target {limit.target:.0%}: {found.coverage:.3f} answered, {found.answered_accuracy:.3f} right"
                f" ({low:.3f}-{high:.3f})"
                f"{'' if limit.reached else f'; cannot be reached, best {limit.best:.3f}'}",
                flush=True,
            )
            found = examine(replace(gated, limit=limit), asked, places(model, truth))
            print(
                f"    texts like nothing taught turned away: {found.coverage:.3f} answered, {found.answered_accuracy:.3f} right",
                flush=True,
            )
    return held


class Sets:
    """The files of a folder, as pairs of text and label."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, file: str) -> list[dict[str, object]]:
        """Return the rows of a file; FileNotFoundError where it is not there."""
        path = self._folder / f"{file}.parquet"
        if not path.exists():
            raise FileNotFoundError(f"{path.name} is not in the folder")
        found: list[dict[str, object]] = pq.read_table(path).to_pylist()
        return found

    def pairs(self, file: str, part: str, *, label: str = "label", split: str = "split") -> Pairs:
        """Return texts and labels of one part."""
        return [(str(row["text"]), str(row[label])) for row in self.rows(file) if row[split] == part]

    def waimai(self, part: str) -> Pairs:
        """Return reviews of deliveries, good and bad."""
        return self.pairs("zh_waimai_10k", part)

    def goods(self, part: str) -> Pairs:
        """Return reviews of goods with their category."""
        return self.pairs("zh_online_shopping_10_cats", part, label="cat", split="split_cat")

    def mood(self, part: str) -> Pairs:
        """Return reviews of goods, good and bad."""
        return self.pairs("zh_online_shopping_10_cats", part)

    def bank(self, part: str) -> Pairs:
        """Return questions to a bank."""
        return self.pairs("en_banking77", part)


def _few(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.goods("train"), 300, seed=21), sets.goods("test")


def _many(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.mood("train"), 30_000, seed=22), sets.mood("test")


def _fine(sets: Sets) -> tuple[Pairs, Pairs]:
    rows = sets.rows("zh_online_shopping_10_cats")
    pairs = [
        (str(row["text"]), f"{row['cat']} {row['label']}", str(row["split_cat"]))
        for row in rows
        if row["split_cat"]
    ]
    taught = [(text, label) for text, label, part in pairs if part == "train"]
    return some(taught, 8_000, seed=23), [(text, label) for text, label, part in pairs if part == "test"]


def _coarse(sets: Sets) -> tuple[Pairs, Pairs]:
    def first(pairs: Pairs) -> Pairs:
        """Return pairs with the first word of their label."""
        return [(text, label.lower().split("_")[0]) for text, label in pairs]

    return some(first(sets.bank("train")), 5_000, seed=24), first(sets.bank("test"))


def _turned(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.pairs("en_clinc150", "test"), 4_500, seed=25), sets.pairs("en_clinc150", "train")


def _noisy(sets: Sets) -> tuple[Pairs, Pairs]:
    return mislabelled(some(sets.goods("train"), 6_000, seed=26), 0.05, seed=26), sets.goods("test")


def _noisy_two(sets: Sets) -> tuple[Pairs, Pairs]:
    return mislabelled(some(sets.mood("train"), 6_000, seed=27), 0.05, seed=27), sets.mood("test")


def _uneven(sets: Sets) -> tuple[Pairs, Pairs]:
    def rare(pairs: Pairs, seed: int) -> Pairs:
        """Return fifty calm ones to every troubled one."""
        calm = [pair for pair in pairs if pair[1] == "1"]
        return calm + some([pair for pair in pairs if pair[1] == "0"], len(calm) // 50, seed=seed)

    return rare(some(sets.mood("train"), 12_000, seed=28), 28), rare(sets.mood("test"), 29)


def _two_tongues(sets: Sets) -> tuple[Pairs, Pairs]:
    return (
        some(sets.goods("train"), 3_000, seed=30) + some(sets.bank("train"), 4_000, seed=30),
        some(sets.goods("test"), 1_500, seed=31) + some(sets.bank("test"), 1_500, seed=31),
    )


def _short(sets: Sets) -> tuple[Pairs, Pairs]:
    def cut(pairs: Pairs) -> Pairs:
        """Return what stands in the first ten characters."""
        return [(text.strip("\ufeff ")[:10], label) for text, label in pairs]

    return cut(some(sets.goods("train"), 8_000, seed=32)), cut(sets.goods("test"))


def _short_words(sets: Sets) -> tuple[Pairs, Pairs]:
    def cut(pairs: Pairs) -> Pairs:
        """Return the first five words."""
        return [(" ".join(text.split()[:5]), label) for text, label in pairs]

    return cut(sets.pairs("en_clinc150", "train")), cut(sets.pairs("en_clinc150", "val"))


def _typos(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.bank("train"), 6_000, seed=33), mistyped(sets.bank("test"), 0.05, seed=33)


def _typos_chinese(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.goods("train"), 6_000, seed=34), mistyped(sets.goods("test"), 0.05, seed=34)


def _traditional(sets: Sets) -> tuple[Pairs, Pairs]:
    opencc = importlib.import_module("opencc_purepy").OpenCC("s2t")
    asked = some(sets.goods("test"), ASKED_MAX, seed=35)
    return (
        some(sets.goods("train"), 6_000, seed=35),
        [(opencc.convert(text), label) for text, label in asked],
    )


def _letters(sets: Sets) -> tuple[Pairs, Pairs]:
    return (
        lettered(some(sets.bank("train"), 5_000, seed=36), seed=36),
        lettered(sets.bank("test"), seed=37),
    )


def _letters_new(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.bank("train"), 5_000, seed=38), lettered(sets.bank("test"), seed=38)


def _letters_chinese(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.goods("train"), 6_000, seed=39), lettered(sets.goods("test"), seed=39, chinese=True)


def _copied(sets: Sets) -> tuple[Pairs, Pairs]:
    chance = random.Random(40)
    own = some(sets.goods("train"), 3_000, seed=40)
    copies = [
        (f"{text}{chance.choice('！。~')}{chance.choice(['', '谢谢', '急'])}", label) for text, label in own
    ]
    return own + copies, sets.goods("test")


def _other_trade(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.waimai("train"), 8_000, seed=41), sets.pairs("zh_eprstmt", "test610")


def _narratives(sets: Sets) -> tuple[Pairs, Pairs]:
    asked = [(str(row["text"]), str(row["label"])) for row in sets.rows("en_cfpb_1120")]
    return sets.pairs("en_cfpb_ibm_prompt_tuning", "train"), asked


def _stars(sets: Sets) -> tuple[Pairs, Pairs]:
    rows = sets.rows("zh_asap_sample_300")
    pairs = [
        (str(row["reviewbody"]), "good" if float(str(row["star"])) > 3 else "poor", row["split"])
        for row in rows
    ]
    return (
        [(text, label) for text, label, part in pairs if part != "test"],
        [(text, label) for text, label, part in pairs if part == "test"],
    )


def _few_good(sets: Sets) -> tuple[Pairs, Pairs]:
    return some(sets.waimai("train"), 300, seed=42), sets.waimai("test")


def _goods(sets: Sets) -> tuple[Pairs, Pairs, Sequence[str]]:
    """Return the mood of reviews of some goods taught, of the others asked, and of which goods each taught one is."""
    rows = sets.rows("zh_online_shopping_10_cats")
    goods = sorted({str(row["cat"]) for row in rows})[::2]
    order = np.random.default_rng(43).permutation(len(rows)).tolist()
    drawn = [rows[at] for at in order if str(rows[at]["cat"]) in goods][:8_000]
    return (
        _moods(drawn),
        _moods(rows[at] for at in order if str(rows[at]["cat"]) not in goods),
        [str(row["cat"]) for row in drawn],
    )


def _trades(sets: Sets) -> tuple[Pairs, Pairs, Sequence[str]]:
    """Return the mood of ten kinds of goods taught, of deliveries asked, and of which goods each taught one is."""
    drawn = some(sets.rows("zh_online_shopping_10_cats"), 8_000, seed=44)
    return _moods(drawn), sets.waimai("test"), [str(row["cat"]) for row in drawn]


def _moods(rows: Iterable[Mapping[str, object]]) -> Pairs:
    return [(str(row["text"]), str(row["label"])) for row in rows]


Made = tuple[Pairs, Pairs] | tuple[Pairs, Pairs, Sequence[str]]
SETTINGS: Mapping[str, tuple[str, Callable[[Sets], Made]]] = {
    "few": ("300 labels, ten categories", _few),
    "few-two": ("300 labels, two", _few_good),
    "many": ("30,000 labels, two", _many),
    "fine": ("category with mood, 20 labels", _fine),
    "coarse": ("first words of 77 labels", _coarse),
    "turned": ("150 intents, taught by what others examine", _turned),
    "noisy": ("5 % of ten categories taught wrong", _noisy),
    "noisy-two": ("5 % of two labels taught wrong", _noisy_two),
    "uneven": ("fifty of one label to one of the other", _uneven),
    "two-tongues": ("Chinese and English in one file", _two_tongues),
    "short": ("ten characters", _short),
    "short-words": ("five words", _short_words),
    "typos": ("5 % of letters mistyped, none when taught", _typos),
    "typos-chinese": ("5 % of characters mistyped, none when taught", _typos_chinese),
    "traditional": ("taught in simplified, examined in traditional characters", _traditional),
    "letters": ("inside mails with greeting, signature and earlier mail", _letters),
    "letters-new": ("the same, taught without", _letters_new),
    "letters-chinese": ("the same in Chinese, taught without", _letters_chinese),
    "copied": ("every text taught twice, nearly alike", _copied),
    "other-trade": ("taught by deliveries, examined by goods", _other_trade),
    "narratives": ("taught by one bureau's file, examined by another's", _narratives),
    "stars": ("200 reviews of restaurants", _stars),
    "goods-untold": ("mood taught by five goods, examined by five others", lambda sets: _goods(sets)[:2]),
    "goods-told": ("the same, each text's goods told as its writer", _goods),
    "trades-untold": ("mood taught by ten goods, examined by deliveries", lambda sets: _trades(sets)[:2]),
    "trades-told": ("the same, each text's goods told as its writer", _trades),
}


def _columns(pairs: Pairs) -> tuple[list[str], list[str]]:
    return [text for text, _ in pairs], [label for _, label in pairs]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
