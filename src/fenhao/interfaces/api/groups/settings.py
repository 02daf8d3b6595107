"""What people write: the company's files as dated versions, and the chart of cost types node by node."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, StrictInt, StrictStr

from fenhao.books.database import read
from fenhao.books.journal import chart_nodes
from fenhao.books.journal.operations import (
    ChartAnswer,
    PublishAnswer,
    edit_node,
    import_chart,
    publish_chart,
)
from fenhao.books.people import Right
from fenhao.books.policies import Saved, operations as policies
from fenhao.engine.ledger import ALWAYS, GAP, Meaning, Nature, Node, Purpose, Stage, newest
from fenhao.interfaces.api._fields import (
    MOST,
    Asked,
    Day,
    Flag,
    Instant,
    Name,
    NeededName,
    NoAmount,
    Nothing,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Offer
from fenhao.interfaces.api._problems import nowhere
from fenhao.runs.book import CARE_FILE, HOURS_FILE, POLICY_FILE, SETTINGS_FILE, SLA_FILE

WRITTEN_FILES = (CARE_FILE, HOURS_FILE, POLICY_FILE, SETTINGS_FILE, SLA_FILE)
"""The files that may be changed; the chart is changed node by node."""
TEXT_MAX = 400_000
Why = Annotated[str, Field(min_length=1, max_length=2000)]
Text = Annotated[str, Field(max_length=TEXT_MAX, pattern=r"^[^\x00]*$")]
Value = StrictStr | StrictInt | tuple[StrictStr, ...] | Mapping[str, StrictStr] | None


@dataclass(frozen=True, slots=True)
class WithdrawnVersion:
    """Whether a planned version was still planned, and is no more."""

    withdrawn: bool


class NewText(Asked):
    """The whole text of a file; ``digest`` is that of the file as it was read."""

    text: Text
    digest: NeededName
    why: Why


class NewValues(Asked):
    """Values by dotted key (``budget.growth``) as they are wanted, and as they were read; from an instant to come on, where one is given."""

    wanted: Annotated[dict[str, Value], Field(min_length=1, max_length=500)]
    seen: Annotated[dict[str, Value], Field(max_length=500)]
    in_force_at: Instant | None = None
    why: Why


class Former(Asked):
    """A former version, and the digest of the file as it was read."""

    number: Annotated[StrictInt, Field(ge=1, le=MOST)]
    digest: NeededName
    why: Why


class Planned(Asked):
    """A version that is planned."""

    number: Annotated[StrictInt, Field(ge=1, le=MOST)]
    why: Why


class LeafMeaning(Asked):
    """What cost on a leaf is."""

    nature: Nature
    purpose: Purpose
    stage: Stage
    pool: Name = ""


class ChartNode(Asked):
    """A node as it shall be: ``version`` is the one that was read, 0 for a node to be added. Only leaves have a meaning.

    ``since`` is the first of the month from which another meaning or category holds.
    """

    code: NeededName
    parent: Name = ""
    name_zh: NeededName
    name_en: NeededName
    meaning: LeafMeaning | None = None
    since: Day | None = None
    retired_on: Day | None = None
    version: NoAmount = 0
    why: Words = ""


class ChartFile(Asked):
    """Whether what was edited in the file by hand is given up."""

    over: Flag = False


def _file(here: Here) -> str:
    """Return the file that the address names."""
    if here.named not in WRITTEN_FILES:
        raise nowhere()
    return here.named


def _replace(here: Here, asked: NewText, key: str) -> Saved:
    """Put a new text in the place of a file."""
    return policies.replace_text(
        key=key,
        book=here.book,
        file=_file(here),
        text=asked.text,
        digest=asked.digest,
        by=here.by,
        at=here.at,
        why=asked.why,
    )


def _change(here: Here, asked: NewValues, key: str) -> Saved:
    """Change values of a file."""
    return policies.change(
        key=key,
        book=here.book,
        file=_file(here),
        wanted=asked.wanted,
        seen=asked.seen,
        by=here.by,
        at=here.at,
        why=asked.why,
        in_force_at=max(asked.in_force_at, here.at) if asked.in_force_at else here.at,
    )


def _restore(here: Here, asked: Former, key: str) -> Saved:
    """Bring a former version back."""
    return policies.restore(
        key=key,
        book=here.book,
        file=_file(here),
        number=asked.number,
        digest=asked.digest,
        by=here.by,
        at=here.at,
        why=asked.why,
    )


def _withdraw(here: Here, asked: Planned, _: str) -> WithdrawnVersion:
    """Take a planned version back; it is once by itself."""
    return WithdrawnVersion(
        policies.withdraw(file=_file(here), number=asked.number, by=here.by, at=here.at, why=asked.why)
    )


def _edit(here: Here, asked: ChartNode, key: str) -> ChartAnswer:
    """Add a node, or give one a new version."""
    known = newest(read(chart_nodes))
    there = known.get(asked.code)
    told = asked.meaning
    wanted = Node(
        code=asked.code,
        parent=asked.parent,
        position=there.position
        if there
        else max((each.position for each in known.values()), default=0) + GAP,
        name_zh=asked.name_zh,
        name_en=asked.name_en,
        meaning=Meaning(told.nature, told.purpose, told.stage, told.pool) if told else None,
        retired_on=asked.retired_on,
        in_force_on=asked.since or ALWAYS,
        version=asked.version or 1,
    )
    return edit_node(key=key, wanted=wanted, adding=not asked.version, why=asked.why, by=here.by, at=here.at)


def _import(here: Here, _: Nothing, __: str) -> ChartAnswer:
    """Take the chart's file into the books; it is once by itself."""
    first = here.book.today(here.at).replace(day=1)
    return import_chart(book=here.book, from_on=first, by=here.by, at=here.at)


def _publish(here: Here, asked: ChartFile, _: str) -> PublishAnswer:
    """Write the books' chart into its file; it is once by itself."""
    today: date = here.book.today(here.at)
    return publish_chart(book=here.book, on=today, over=asked.over, by=here.by, at=here.at)


OFFERS: tuple[Offer, ...] = (
    Deed("policies/{name}/replace", Right.set_policy, "Replace a written file", NewText, Saved, _replace),
    Deed("policies/{name}/change", Right.set_policy, "Change values of a file", NewValues, Saved, _change),
    Deed("policies/{name}/restore", Right.set_policy, "Go back to a version", Former, Saved, _restore),
    Deed(
        "policies/{name}/withdraw",
        Right.set_policy,
        "Take a planned version back",
        Planned,
        WithdrawnVersion,
        _withdraw,
        keeps=True,
    ),
    Deed("chart/nodes", Right.edit_chart, "Add or change a node of the chart", ChartNode, ChartAnswer, _edit),
    Deed(
        "chart/import",
        Right.edit_chart,
        "Take the chart's file in",
        Nothing,
        ChartAnswer,
        _import,
        keeps=True,
    ),
    Deed(
        "chart/publish",
        Right.edit_chart,
        "Write the chart's file",
        ChartFile,
        PublishAnswer,
        _publish,
        keeps=True,
    ),
)
