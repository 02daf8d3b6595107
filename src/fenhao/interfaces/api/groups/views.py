"""Filters of pages that people keep under a name: the token's person keeps, renames, removes them and brings them back."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from pydantic import StringConstraints

from fenhao.books.database import Session, read
from fenhao.books.people import Right, operations as people
from fenhao.books.people.operations import QUERY_MAX, VIEW_PAGES, SavedView, plain_query
from fenhao.interfaces.api._fields import Asked, Flag, Id, NeededName, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, whole

ViewPage = Enum("ViewPage", {each: each for each in VIEW_PAGES}, type=str)  # type: ignore[misc]
"""The pages that keep filters."""
Filter = Annotated[str, StringConstraints(max_length=QUERY_MAX, pattern=r"^[!-~]*$")]


@dataclass(frozen=True, slots=True)
class ViewDone:
    """The view that an act was about; 0 where a page opens without one."""

    view: int


class Views(Asked):
    """The views of a page; of all of them when it is left out."""

    page: ViewPage | None = None


class ViewWish(Asked):
    """A filter to be kept: ``query`` is what the page's address carries. A name of one's own for the page takes its place."""

    page: ViewPage
    name: NeededName
    query: Filter = ""
    shared: Flag = False


class ViewName(Asked):
    """What a view is called, and whether everybody sees it."""

    name: NeededName
    shared: Flag = False


class OpensWith(Asked):
    """With which view a page opens; left out, with none."""

    page: ViewPage
    view: Id | None = None


def _views(here: Here, asked: Views) -> list[SavedView]:
    """Return the views that the token's person sees."""
    pages = VIEW_PAGES if asked.page is None else (asked.page.value,)

    def work(session: Session) -> list[SavedView]:
        """Read them."""
        return [each for page in pages for each in people.views_of(session, page=page, user=here.by)]

    return read(work)


def _keep(here: Here, asked: ViewWish, key: str) -> ViewDone:
    """Keep a filter."""
    return ViewDone(
        people.keep_view(
            page=asked.page.value,
            name=asked.name,
            query=plain_query(asked.query),
            shared=asked.shared,
            by=here.by,
            at=here.at,
            key=key,
        )
    )


def _rename(here: Here, asked: ViewName, key: str) -> ViewDone:
    """Call a view something else."""
    people.rename_view(
        view=here.number, name=asked.name, shared=asked.shared, by=here.by, at=here.at, key=key
    )
    return ViewDone(here.number)


def _remove(here: Here, _: Nothing, key: str) -> ViewDone:
    """Remove a view."""
    people.remove_view(view=here.number, by=here.by, at=here.at, key=key)
    return ViewDone(here.number)


def _restore(here: Here, _: Nothing, key: str) -> ViewDone:
    """Bring a view back."""
    people.restore_view(view=here.number, by=here.by, at=here.at, key=key)
    return ViewDone(here.number)


def _open_with(here: Here, asked: OpensWith, key: str) -> ViewDone:
    """Let a page open with a view, or without one."""
    people.open_with(page=asked.page.value, view=asked.view, by=here.by, at=here.at, key=key)
    return ViewDone(asked.view or 0)


OFFERS: tuple[Offer, ...] = (
    Many(
        "views",
        Right.see,
        "Filters of pages that the person keeps, and those that others share",
        SavedView,
        whole(_views, place=lambda each: (each.id,)),
        Views,
    ),
    Deed("views", Right.see, "Keep a filter of a page under a name", ViewWish, ViewDone, _keep),
    Deed("views/{number}/rename", Right.see, "Rename and share one's own view", ViewName, ViewDone, _rename),
    Deed("views/{number}/remove", Right.see, "Remove one's own view", Nothing, ViewDone, _remove),
    Deed("views/{number}/restore", Right.see, "Bring a removed view back", Nothing, ViewDone, _restore),
    Deed("views/open-with", Right.see, "Let a page open with a view", OpensWith, ViewDone, _open_with),
)
