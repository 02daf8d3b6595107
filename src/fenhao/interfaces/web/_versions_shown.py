"""What a later load changed of a row: before and after, when, and from which file and batch."""

from dataclasses import dataclass

from fenhao.engine.facts import table
from fenhao.engine.relation import Kind
from fenhao.interfaces.names import masked
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say
from fenhao.runs.book import CellChange, RowVersion, row_versions

_PERSONAL = frozenset({"agent", "birthday", "subject", "text"})
"""Columns whose content is told only to whoever may see what belongs to a person."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One column that a version changed, in words; ``hidden`` where this reader may know only that it changed."""

    name: str
    before: str
    after: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version as a reader sees it, the newest first in the list."""

    called: str
    in_force: bool
    stated: str
    loaded: str
    behind: str
    batch: str
    changes: tuple[ChangeShown, ...]


def versions_shown(names: Names, name: str, row_id: str, *, personal: bool) -> list[VersionShown]:
    """Return every version of the row of that id in a fact, newest first; one where nothing was ever written again."""
    found = row_versions(book=names.here.book, table=table(name), row_id=row_id)
    return [_shown(names, name, each, personal=personal) for each in reversed(found)]


def _shown(names: Names, name: str, each: RowVersion, *, personal: bool) -> VersionShown:
    """Return a version in words; moments by the company's clocks."""
    here = names.here
    return VersionShown(
        called=f"{each.source} {each.version}",
        in_force=each.in_force,
        stated=moment(here, each.stated_at) if each.stated_at else "--",
        loaded=moment(here, each.loaded_at),
        behind=say("web.versions.behind", {"file": each.file_name, "row": f"{each.row_no:,}"}, here.lang),
        batch=each.batch_id,
        changes=tuple(_change(names, name, change, personal=personal) for change in each.changes),
    )


def _change(names: Names, name: str, change: CellChange, *, personal: bool) -> ChangeShown:
    """Return one change; ids of customers stay masked for everybody."""
    kind = next((each.kind for each in table(name).columns if each.name == change.column), Kind.text)

    def told(text: str) -> str:
        """Return a cell: amounts with their unit, ids masked, codes by their words; ``--`` for an empty one."""
        if not text:
            return "--"
        if change.column == "customer_id":
            return masked(text)
        if kind is Kind.money:
            return names.figures(0).exact(int(text))
        for subject in (f"service_{change.column}", f"web.versions.{kind.value}"):
            word = names.word(subject, text)
            if word != text:
                return word
        return text

    hidden = change.column in _PERSONAL and not personal
    return ChangeShown(
        name=names.word("fact_column", change.column),
        before="" if hidden else told(change.before),
        after="" if hidden else told(change.after),
        hidden=hidden,
    )
