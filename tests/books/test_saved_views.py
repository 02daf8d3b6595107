"""Kept filters on real books: one a name, shared or not, removed and brought back, and with which one a page opens."""

import pytest

from fenhao.books.people import NotAllowed
from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage, later

PAGE = "ledger"


def keep(name: str, query: str, *, by: int, shared: bool = False) -> int:
    from fenhao.books.people import operations as people

    return people.keep_view(page=PAGE, name=name, query=query, shared=shared, by=by, at=NOW)


def seen(by: int) -> list[tuple[str, str, bool, bool]]:
    """Return name, filter, whether it is the person's own, and whether the page opens with it."""
    from fenhao.books.database import read
    from fenhao.books.people import operations as people

    found = read(lambda session: people.views_of(session, page=PAGE, user=by))
    return [(each.name, each.query, each.mine, each.opens) for each in found]


def test_a_name_means_one_filter_and_only_shared_ones_are_seen_by_others(stage: Stage) -> None:
    cast = Cast.hired()
    mine = keep(" my   own ", "a=1", by=cast.finance)
    assert keep("my own", "a=2", by=cast.finance) == mine, "the same name takes the place of the filter"
    keep("ours", "b=1", by=cast.finance, shared=True)
    keep("ours", "c=1", by=cast.service)
    assert seen(cast.finance) == [("my own", "a=2", True, False), ("ours", "b=1", True, False)]
    assert seen(cast.service) == [("ours", "c=1", True, False), ("ours", "b=1", False, False)]


def test_a_page_opens_with_what_a_person_chose_until_it_is_no_longer_there_for_him(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    view = keep("ours", "b=1", by=cast.finance, shared=True)
    hidden = keep("mine", "a=1", by=cast.finance)
    for who in (cast.finance, cast.service):
        people.open_with(page=PAGE, view=view, by=who, at=NOW)
        people.open_with(page=PAGE, view=view, by=who, at=NOW)
    assert seen(cast.service) == [("ours", "b=1", False, True)]
    with pytest.raises(Trouble, match="view_unknown"):
        people.open_with(page=PAGE, view=hidden, by=cast.service, at=NOW)
    people.rename_view(view=view, name="ours", shared=False, by=cast.finance, at=NOW)
    assert seen(cast.service) == []
    assert ("ours", "b=1", True, True) in seen(cast.finance)
    people.open_with(page=PAGE, view=None, by=cast.finance, at=NOW)
    assert not any(opens for *_, opens in seen(cast.finance))


def test_what_was_removed_comes_back_unless_its_name_is_taken(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    view = keep("mine", "a=1", by=cast.finance)
    people.open_with(page=PAGE, view=view, by=cast.finance, at=NOW)
    assert people.remove_view(view=view, by=cast.finance, at=later(days=1)) == "mine"
    assert seen(cast.finance) == []
    people.restore_view(view=view, by=cast.finance, at=later(days=2))
    assert seen(cast.finance) == [("mine", "a=1", True, False)], "the page no longer opens with it"
    people.remove_view(view=view, by=cast.finance, at=later(days=3))
    keep("mine", "b=2", by=cast.finance)
    with pytest.raises(Trouble, match="view_taken"):
        people.restore_view(view=view, by=cast.finance, at=later(days=4))


def test_nobody_changes_the_view_of_another_and_names_say_something(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    view, other = keep("ours", "b=1", by=cast.finance, shared=True), keep("mine", "a=1", by=cast.finance)
    with pytest.raises(Trouble, match="view_unknown"):
        people.rename_view(view=view, name="theirs", shared=True, by=cast.service, at=NOW)
    with pytest.raises(Trouble, match="view_unknown"):
        people.remove_view(view=view, by=cast.service, at=NOW)
    with pytest.raises(Trouble, match="view_taken"):
        people.rename_view(view=other, name="ours", shared=False, by=cast.finance, at=NOW)
    with pytest.raises(Trouble, match="view_nameless"):
        keep("  ", "a=1", by=cast.finance)
    with pytest.raises(Trouble, match="view_too_long"):
        keep("x" * 81, "a=1", by=cast.finance)
    with pytest.raises(NotAllowed):
        keep("mine", "a=1", by=cast.stranger)


def test_what_is_done_with_views_is_on_record_and_what_changes_nothing_is_not(stage: Stage) -> None:
    from fenhao.books.database import read
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    view = keep("mine", "a=1", by=cast.finance)
    keep("mine", "a=1", by=cast.finance)
    people.rename_view(view=view, name="mine", shared=False, by=cast.finance, at=NOW)
    people.rename_view(view=view, name="ours", shared=True, by=cast.finance, at=NOW)
    people.remove_view(view=view, by=cast.finance, at=NOW)
    told = read(
        lambda session: session.rows(
            "SELECT action FROM audit_record WHERE subject = ? ORDER BY id", (f"view/{view}",)
        )
    )
    assert [str(action) for (action,) in told] == ["keep_view", "rename_view", "remove_view"]
