"""Trials by lot brought as a file: the file first, then what its columns mean; judged as a job. And whom a judged one chooses."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from fenhao.books.database import Session, read, write
from fenhao.books.journal import answered, once
from fenhao.books.people import Right, require
from fenhao.interfaces.api._carried import BINARY, BYTES, Carried, Sent
from fenhao.interfaces.api._fields import Asked, Flag, Name, NeededName, NoAmount, Nothing
from fenhao.interfaces.api._files import FileName
from fenhao.interfaces.api._here import Here, moment
from fenhao.interfaces.api._kept import kept_offer
from fenhao.interfaces.api._offers import Deed, Many, Offer, Turned, whole
from fenhao.interfaces.api._problems import Refused, Wrong
from fenhao.interfaces.api._work import JobShown, Task, begun
from fenhao.interfaces.jobs import Told, sentence
from fenhao.kernel import major_text
from fenhao.runs.book import say_nothing
from fenhao.runs.mart import ChoiceMade, choice_list, customer_ref, kept_choice, trial_address, work_trial
from fenhao.runs.value import (
    AtRisk,
    ContractRow,
    KeptTrial,
    TrialColumn,
    TrialTable,
    churn_list,
    coming_trial,
    contract_list,
    keep_trial,
    look_at_trial,
    receive_trial,
    sweep_coming,
    trials,
)

FILE_BYTES_MAX = 256 << 20
MAY_WORK = Right.prepare_budget
Worth = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$")]


@dataclass(frozen=True, slots=True)
class TrialFile:
    """A file that waits for its columns to be named: what it holds, and by what it is called when they are."""

    file: str
    rows: int
    columns: tuple[TrialColumn, ...]


@dataclass(frozen=True, slots=True)
class TrialShown:
    """A trial that is kept; ``address`` stands for it among campaigns. ``seed`` is set where outcomes were generated from it."""

    code: str
    address: str
    name: str
    arm: str
    control: str
    outcome: str
    covariates: tuple[str, ...]
    observed: bool
    seed: int | None
    kept_on: str


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A customer chosen and what for; cost in minor units to the thousandth of one, the gain an estimate after cost."""

    customer: str
    arm: str
    cost_minor: Decimal
    gain_minor: float


class TrialSent(Asked):
    """How the file is called: its ending says of which kind it is."""

    name: FileName


class TrialWish(Asked):
    """A trial: its file as it was called when it came, and what its columns mean.

    ``customer`` empty: the row's number is the id. ``worth`` is what one of the outcome is worth in whole units of money.
    """

    file: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    name: NeededName
    arm: NeededName
    control: NeededName
    outcome: NeededName
    covariates: Annotated[tuple[NeededName, ...], Field(max_length=200)] = ()
    customer: Name = ""
    worth: Worth = "1"
    costs_minor: Annotated[dict[NeededName, NoAmount], Field(max_length=50)] = Field(default_factory=dict)
    observed: Flag = False


class OfCampaign(Asked):
    """A campaign, or a trial by its address."""

    campaign: NeededName


def _received(sent: Sent, here: Here, asked: TrialSent, key: str) -> TrialFile:
    """Keep the file until its columns are named; the same key keeps it once."""
    sweep_coming(here.book, at=here.at)
    called = sha256(key.encode()).hexdigest()[:16]
    with receive_trial(here.book, called, asked.name) as path:
        body = {"name": asked.name, "content": sent.keep(path)}
        look = look_at_trial(path)
        write(lambda session: _claimed(session, here, key, body))
    return TrialFile(called, look.rows, look.columns)


def _claimed(session: Session, here: Here, key: str, body: Mapping[str, str]) -> None:
    """Ask for the right at this very moment, and keep what the key is for."""
    require(session, here.by, MAY_WORK, at=here.at)
    once(session, key=key, act="send_trial", body=body, by=here.by, at=here.at, work=lambda _: ("kept", {}))


def _checked(file: Path, asked: TrialWish) -> None:
    """Raise ``Refused`` naming what of a wish the file does not have."""
    look = look_at_trial(file)
    values = {each.name: each for each in look.columns}
    wanted = [("arm", asked.arm), ("outcome", asked.outcome), ("customer", asked.customer)]
    wanted += [(f"covariates.{place}", each) for place, each in enumerate(asked.covariates)]
    wrong = [
        Wrong(field, "api.field.unknown", (("value", name),))
        for field, name in wanted
        if name and name not in values
    ]
    arms = values[asked.arm].values if asked.arm in values else ()
    strange = [("control", asked.control)] if asked.control not in arms else []
    strange += [("costs_minor", each) for each in asked.costs_minor if each not in arms]
    wrong += [Wrong(field, "api.field.unknown", (("value", name),)) for field, name in strange]
    if asked.arm == asked.outcome or {asked.arm, asked.outcome} & set(asked.covariates):
        wrong.append(Wrong("outcome", "web.trial.twice"))
    if wrong:
        raise Refused(422, "api.wrong", fields=wrong)


def _keep(here: Here, asked: TrialWish, key: str) -> JobShown:
    """Keep the trial and judge it, once under the key."""
    file = coming_trial(here.book, asked.file)
    if not read(lambda session: answered(session, [key])):
        if file is None:
            raise Refused(
                422, "api.wrong", fields=(Wrong("file", "api.field.unknown", (("value", asked.file),)),)
            )
        _checked(file, asked)

    def work(task: Task) -> Told:
        """Keep it, judge it, and put the file away: a copy is kept with the trial."""
        code, digits = f"t-{asked.file[:10]}", here.book.digits
        kept = next((each for each in trials(book=here.book) if each.code == code), None)
        if file is not None:
            table = TrialTable(
                file,
                asked.arm,
                asked.control,
                asked.outcome,
                asked.covariates,
                asked.customer,
                float(asked.worth),
                {arm: major_text(minor, digits=digits) for arm, minor in asked.costs_minor.items() if minor},
                asked.observed,
            )
            names = (asked.name, asked.name)
            kept = keep_trial(book=here.book, code=code, names=names, table=table, at=moment())
        assert kept is not None, "what was begun once is there"
        work_trial(book=here.book, trial=kept, budget="", contacts_max=-1, at=moment(), advance=task.advance)
        if file is not None:
            sweep_coming(here.book, at=moment(), also=asked.file)
        return sentence("success", "api.trial_judged", {"address": trial_address(code)})

    return begun(
        Task(here, say_nothing, key),
        "choice",
        MAY_WORK,
        work,
        asked=asked.model_dump_json(),
        page="value_choose",
    )


def _shown(here: Here, trial: KeptTrial) -> TrialShown:
    """Return a trial as it is told."""
    table = trial.table
    return TrialShown(
        trial.code,
        trial_address(trial.code),
        trial.name_zh if here.lang == "zh" else trial.name_en,
        table.arm,
        table.control,
        table.outcome,
        table.covariates,
        table.observed,
        trial.seed,
        trial.kept_on,
    )


def _chosen(here: Here, asked: OfCampaign, after: str, limit: int) -> Turned[ChosenRow]:
    """Return some of the customers chosen, in the order of the list."""
    path, begins = choice_list(book=here.book, campaign=asked.campaign), int(after or 0)
    if not path.is_file():
        return Turned((), "")
    unit = Decimal(10) ** here.book.digits
    with path.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(islice(csv.reader(opened), begins + 1, begins + limit + 2))
    rows = [
        ChosenRow(_unquoted(named), arm, Decimal(cost) * unit, float(Decimal(gain) * unit))
        for named, arm, cost, gain in lines[:limit]
    ]
    return Turned(rows, str(begins + limit) if len(lines) > limit else "")


def _unquoted(named: str) -> str:
    """Return an id without the sign that keeps a spreadsheet from taking it for a formula."""
    return named[1:] if named[:1] == "'" and named[1:2] in {"=", "+", "-", "@"} else named


def _leaving(here: Here, _: Nothing) -> Iterator[AtRisk]:
    """Yield who is likely to leave."""
    yield from churn_list(book=here.book)


OFFERS: tuple[Offer, ...] = (
    Many(
        "trials",
        Right.see,
        "Trials by lot that are kept",
        TrialShown,
        whole(
            lambda here, _: [_shown(here, each) for each in trials(book=here.book)],
            place=lambda each: (each.code,),
        ),
        Nothing,
    ),
    Carried(
        "trials/files",
        MAY_WORK,
        "Send a trial's table (workbook, CSV or Parquet, at most 256 MiB) and see what it holds",
        TrialSent,
        TrialFile,
        _received,
        bytes_max=FILE_BYTES_MAX,
        content={BINARY: BYTES},
    ),
    Deed("trials", MAY_WORK, "Keep a trial whose file was sent, and judge it", TrialWish, JobShown, _keep),
    kept_offer(
        "value/choice",
        "Whom to spend on, by a campaign or a trial",
        ChoiceMade,
        lambda here: kept_choice(book=here.book, campaign=here.named),
        by=OfCampaign,
    ),
    Many(
        "value/choice/customers",
        Right.see_personal,
        "The customers chosen, and what for",
        ChosenRow,
        _chosen,
        OfCampaign,
    ),
    Many(
        "value/churn/customers",
        Right.see,
        "Who is about to leave, customer by customer",
        AtRisk,
        whole(_leaving, place=lambda each: (customer_ref(each.customer),)),
        Nothing,
    ),
    Many(
        "value/contracts/customers",
        Right.see_personal,
        "The contracts in force, each with its chance of renewing and its value",
        ContractRow,
        whole(
            lambda here, _: contract_list(book=here.book),
            place=lambda each: (customer_ref(each.customer), each.contract),
        ),
        Nothing,
    ),
)
