"""Trials by lot that a company keeps: a table of who was drawn for what and what they brought, and a text that says what it means.

A trial becomes no fact: what a trial says of its customers is an outcome to learn from, not money that moved.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import cast

import pyarrow.compute as pc

from fenhao.connectors.files import read_columns
from fenhao.kernel import Trouble
from fenhao.runs.book import Book, whole_file
from fenhao.runs.value._choose import TrialTable

_FOLDER = "trials"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_TEXTS = ("name_zh", "name_en", "file", "arm", "control", "outcome", "worth", "customer")


@dataclass(frozen=True, slots=True)
class KeptTrial:
    """A trial as it is kept: what it is called, where its columns stand, what its arms are called (code, zh, en) and cost.

    ``seed`` says that the outcomes were generated from it, None that they were measured.
    """

    code: str
    name_zh: str
    name_en: str
    table: TrialTable
    arms: tuple[tuple[str, str, str], ...]
    seed: int | None
    kept_on: str


def trials(*, book: Book) -> tuple[KeptTrial, ...]:
    """Return the trials of a book, the newest first; a text that cannot be read is passed over."""
    found = []
    for path in sorted((book.root / _FOLDER).glob("*.toml")):
        try:
            found.append(_read(path))
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
            continue
    return tuple(sorted(found, key=lambda each: each.kept_on, reverse=True))


def keep_trial(
    *,
    book: Book,
    code: str,
    names: tuple[str, str],
    table: TrialTable,
    arms: tuple[tuple[str, str, str], ...] = (),
    seed: int | None = None,
    at: datetime,
) -> KeptTrial:
    """Keep a trial with a copy of its table under a short code; names are Chinese and English. Trouble ``trials.bad_code``.

    A trial of that code is replaced.
    """
    if not _CODE.fullmatch(code):
        raise Trouble("trials.bad_code", {"code": code})
    folder = book.root / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{code}{table.file.suffix}"
    if table.file.resolve() != target.resolve():
        copyfile(table.file, target)
    facts = {
        "name_zh": names[0],
        "name_en": names[1],
        "file": target.name,
        "arm": table.arm,
        "control": table.control,
        "outcome": table.outcome,
        "worth": repr(table.worth),
        "customer": table.customer,
        "kept_on": book.today(at).isoformat(),
    }
    lines = [f"{name} = {_quoted(text)}" for name, text in facts.items()]
    lines.append(f"covariates = [{', '.join(map(_quoted, table.covariates))}]")
    lines.append(f"observed = {str(table.observed).lower()}")
    if seed is not None:
        lines.append(f"generated_from_seed = {seed}")
    lines += ["", "[costs]", *(f"{_quoted(arm)} = {_quoted(cost)}" for arm, cost in table.costs.items())]
    lines += ["", "[arms]"]
    lines += [f"{_quoted(arm)} = {{ zh = {_quoted(zh)}, en = {_quoted(en)} }}" for arm, zh, en in arms]
    path = folder / f"{code}.toml"
    with whole_file(path) as draft:
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _read(path)


def _quoted(text: str) -> str:
    """Return a text as TOML writes one; control characters have no place in a name."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(path: Path) -> KeptTrial:
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {name: str(held[name]) for name in _TEXTS}
    arms = cast("Mapping[str, Mapping[str, str]]", held.get("arms", {}))
    costs = cast("Mapping[str, str]", held.get("costs", {}))
    seed = held.get("generated_from_seed")
    return KeptTrial(
        code=path.stem,
        name_zh=texts["name_zh"],
        name_en=texts["name_en"],
        table=TrialTable(
            file=path.parent / Path(texts["file"]).name,
            arm=texts["arm"],
            control=texts["control"],
            outcome=texts["outcome"],
            covariates=tuple(cast("list[str]", held.get("covariates", []))),
            customer=texts["customer"],
            worth=float(texts["worth"]),
            costs={arm: str(cost) for arm, cost in costs.items()},
            observed=bool(held.get("observed", False)),
        ),
        arms=tuple((arm, str(each["zh"]), str(each["en"])) for arm, each in arms.items()),
        seed=int(seed) if isinstance(seed, int) else None,
        kept_on=str(held.get("kept_on", "")),
    )


@dataclass(frozen=True, slots=True)
class TrialColumn:
    """A column of a table that may be a trial: its distinct values where there are few (empty: many), whether all are numbers."""

    name: str
    values: tuple[str, ...]
    is_number: bool


@dataclass(frozen=True, slots=True)
class TrialLook:
    """What a file holds, before anybody has said what its columns mean."""

    rows: int
    columns: tuple[TrialColumn, ...]


ARMS_MAX = 12
"""How many values a column has at most to be offered as the arms of a trial."""


def look_at_trial(file: Path) -> TrialLook:
    """Return what a file holds; Trouble where it cannot be read as a table."""
    table = read_columns(file)
    found = []
    for name in table.column_names:
        values = sorted(str(each) for each in pc.unique(table.column(name)).to_pylist() if each is not None)
        found.append(
            TrialColumn(
                name,
                tuple(values) if len(values) <= ARMS_MAX else (),
                bool(values) and all(_NUMBER.fullmatch(each) for each in values),
            )
        )
    return TrialLook(table.num_rows, tuple(found))
