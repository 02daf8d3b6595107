"""Filters of pages that people keep under a name, for themselves or for everybody, and with which one a page opens."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import parse_qsl, urlencode

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, Table
from fenhao.books.people._keyed import write_once
from fenhao.books.people._rights import Right, require
from fenhao.kernel import Trouble

VIEW_PAGES = ("ledger", "lines", "cases", "requests", "customers")
"""The pages that keep filters, by the names of their addresses."""
PASSING = ("all", "after", "before", "total", "removed", "csrfmiddlewaretoken")
"""What an address carries that is no part of a filter; ``all`` wants the page without one, also where it opens with one."""
NAME_MAX = 80
QUERY_MAX = 4000
"""Longer than any address that browsers send."""

VIEW = Table(
    "people_view",
    (
        ("owner_id", "bigint"),
        ("page", "text"),
        ("name", "text"),
        ("query", "text"),
        ("shared", "boolean"),
        ("removed_at", "timestamptz"),
    ),
)
DEFAULT = Table("people_viewdefault", (("user_id", "bigint"), ("page", "text"), ("view_id", "bigint")))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept filter as one person sees it: ``query`` is what an address carries; ``mine`` when that person keeps it."""

    id: int
    page: str
    name: str
    query: str
    shared: bool
    mine: bool
    owner: str
    opens: bool
    """Whether the page opens with it for that person."""


def plain_query(query: str) -> str:
    """Return a filter so that two that say the same are the same text."""
    told = [(name, value) for name, value in parse_qsl(query) if name not in PASSING]
    return urlencode(sorted(told, key=lambda each: each[0]))


def views_of(session: Session, *, page: str, user: int) -> tuple[SavedView, ...]:
    """Return the views of a page that a person sees: the own ones by name, then those that others share."""
    return tuple(
        SavedView(
            id=cast("int", row[0]),
            page=page,
            name=str(row[1]),
            query=str(row[2]),
            shared=bool(row[3]),
            mine=row[4] == user,
            owner=str(row[5]),
            opens=row[6] is not None,
        )
        for row in session.rows(
            "SELECT v.id, v.name, v.query, v.shared, v.owner_id, u.username, d.id FROM people_view v"
            " JOIN people_user u ON u.id = v.owner_id"
            " LEFT JOIN people_viewdefault d ON d.view_id = v.id AND d.user_id = ?"
            " WHERE v.page = ? AND v.removed_at IS NULL AND (v.owner_id = ? OR v.shared = ?)"
            " ORDER BY CASE WHEN v.owner_id = ? THEN 0 ELSE 1 END, v.name, v.id",
            (user, page, user, True, user),
        )
    )


def keep_view(*, page: str, name: str, query: str, shared: bool, by: int, at: datetime, key: str = "") -> int:
    """Keep a filter under a name; under a name that the person has for this page already it replaces that one's filter.

    Trouble ``people.view_nameless`` without a name, ``people.view_too_long`` when name or filter are.
    """
    told = _named(name)
    if len(query) > QUERY_MAX:
        raise Trouble("people.view_too_long", {"limit": str(NAME_MAX)})

    def work(session: Session) -> int:
        """Insert or replace it."""
        require(session, by, Right.see, at=at)
        found = session.rows(
            "SELECT id, query, shared FROM people_view"
            " WHERE owner_id = ? AND page = ? AND name = ? AND removed_at IS NULL",
            (by, page, told),
        )
        after: Facts = {"page": page, "name": told, "query": query, "shared": shared}
        if not found:
            view = session.insert(VIEW, [(by, page, told, query, shared, None)])[0]
            record(session, Act(at, by, "keep_view", f"view/{view}", {}, after))
            return view
        view = cast("int", found[0][0])
        before: Facts = {"page": page, "name": told, "query": str(found[0][1]), "shared": bool(found[0][2])}
        if before != after:
            session.run("UPDATE people_view SET query = ?, shared = ? WHERE id = ?", (query, shared, view))
            record(session, Act(at, by, "keep_view", f"view/{view}", before, after))
        return view

    return write_once(
        work,
        key=key,
        act="keep_view",
        body={"page": page, "name": told, "query": query, "shared": shared},
        by=by,
        at=at,
    )


def rename_view(*, view: int, name: str, shared: bool, by: int, at: datetime, key: str = "") -> None:
    """Give a view of one's own another name, and say whether everybody sees it.

    Trouble ``people.view_nameless``, ``people.view_taken`` when another view of the page has the name already,
    ``people.view_unknown`` when it is not there or somebody else's.
    """
    told = _named(name)

    def work(session: Session) -> None:
        """Write it."""
        page, old, was_shared = _own(session, view, by=by, at=at)
        if session.rows(
            "SELECT 1 FROM people_view WHERE owner_id = ? AND page = ? AND name = ? AND removed_at IS NULL AND id <> ?",
            (by, page, told, view),
        ):
            raise Trouble("people.view_taken", {"name": told})
        if (old, was_shared) == (told, shared):
            return
        session.run("UPDATE people_view SET name = ?, shared = ? WHERE id = ?", (told, shared, view))
        if was_shared and not shared:
            session.run("DELETE FROM people_viewdefault WHERE view_id = ? AND user_id <> ?", (view, by))
        before: Facts = {"name": old, "shared": was_shared}
        after: Facts = {"name": told, "shared": shared}
        record(session, Act(at, by, "rename_view", f"view/{view}", before, after))

    write_once(
        work, key=key, act="rename_view", body={"view": view, "name": told, "shared": shared}, by=by, at=at
    )


def remove_view(*, view: int, by: int, at: datetime, key: str = "") -> str:
    """Remove a view of one's own and return its name; ``restore_view`` brings it back. Pages that opened with it no longer do."""

    def work(session: Session) -> str:
        """Mark it."""
        _, name, _ = _own(session, view, by=by, at=at)
        session.run("UPDATE people_view SET removed_at = ? WHERE id = ?", (at, view))
        session.run("DELETE FROM people_viewdefault WHERE view_id = ?", (view,))
        record(session, Act(at, by, "remove_view", f"view/{view}", {"name": name}, {}))
        return name

    return write_once(work, key=key, act="remove_view", body={"view": view}, by=by, at=at)


def restore_view(*, view: int, by: int, at: datetime, key: str = "") -> None:
    """Bring a removed view back. Trouble ``people.view_taken`` when its name has been given to another one since."""

    def work(session: Session) -> None:
        """Take the mark away."""
        require(session, by, Right.see, at=at)
        found = session.rows(
            "SELECT page, name FROM people_view WHERE id = ? AND owner_id = ? AND removed_at IS NOT NULL",
            (view, by),
        )
        if not found:
            return
        page, name = str(found[0][0]), str(found[0][1])
        if session.rows(
            "SELECT 1 FROM people_view WHERE owner_id = ? AND page = ? AND name = ? AND removed_at IS NULL",
            (by, page, name),
        ):
            raise Trouble("people.view_taken", {"name": name})
        session.run("UPDATE people_view SET removed_at = NULL WHERE id = ?", (view,))
        record(session, Act(at, by, "restore_view", f"view/{view}", {}, {"name": name}))

    write_once(work, key=key, act="restore_view", body={"view": view}, by=by, at=at)


def open_with(*, page: str, view: int | None, by: int, at: datetime, key: str = "") -> None:
    """Let a page open with a view that the person sees; None lets it open without a filter again."""

    def work(session: Session) -> None:
        """Replace what there was."""
        require(session, by, Right.see, at=at)
        if view is not None and not any(each.id == view for each in views_of(session, page=page, user=by)):
            raise Trouble("people.view_unknown", {"view": str(view)})
        old = session.rows(
            "SELECT view_id FROM people_viewdefault WHERE user_id = ? AND page = ?", (by, page)
        )
        before = cast("int", old[0][0]) if old else None
        if before == view:
            return
        session.run("DELETE FROM people_viewdefault WHERE user_id = ? AND page = ?", (by, page))
        if view is not None:
            session.insert(DEFAULT, [(by, page, view)])
        record(session, Act(at, by, "open_with", f"page/{page}", {"view": before}, {"view": view}))

    write_once(work, key=key, act="open_with", body={"page": page, "view": view}, by=by, at=at)


def _named(name: str) -> str:
    """Return a name without blanks around it; Trouble when nothing is left or too much."""
    told = " ".join(name.split())
    if not told:
        raise Trouble("people.view_nameless", {})
    if len(told) > NAME_MAX:
        raise Trouble("people.view_too_long", {"limit": str(NAME_MAX)})
    return told


def _own(session: Session, view: int, *, by: int, at: datetime) -> tuple[str, str, bool]:
    """Return page, name and whether shared of a view that the person keeps."""
    require(session, by, Right.see, at=at)
    found = session.rows(
        "SELECT page, name, shared FROM people_view WHERE id = ? AND owner_id = ? AND removed_at IS NULL",
        (view, by),
    )
    if not found:
        raise Trouble("people.view_unknown", {"view": str(view)})
    return str(found[0][0]), str(found[0][1]), bool(found[0][2])
