"""People are changed once under a key, whoever sends the request again and whatever happened in between."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage, later

SECRET = "s" * 32


def acts(cast: Cast) -> Mapping[str, Callable[[str, datetime], object]]:
    """Return every act on people that takes a key, each to be asked with a key at an instant, in an order that works."""
    from fenhao.books.people import Role, operations as people

    def told(act: Callable[..., object], **facts: object) -> Callable[[str, datetime], object]:
        return lambda key, at: act(**facts, by=cast.administrator, at=at, key=key)

    def of(act: Callable[..., object], **facts: object) -> Callable[[str, datetime], object]:
        return lambda key, at: act(**facts, by=cast.finance, at=at, key=key)

    until = later(days=20)
    return {
        "add_user": lambda key, at: (
            people.add_user(username="new", email="", password="", by=cast.administrator, at=at, key=key).id
        ),
        "grant_role": told(people.grant_role, user_id=cast.stranger, role=Role.finance, limit_minor=50),
        "revoke_role": told(people.revoke_role, user_id=cast.stranger, role=Role.finance),
        "add_department": told(people.add_department, code="care", name="Care", parent=""),
        "rename_department": told(people.rename_department, code="care", name="Caring"),
        "set_head": told(people.set_head, code="care", user_id=cast.service, why="knows it"),
        "move_user": told(people.move_user, user_id=cast.stranger, department="care"),
        "delegate": told(
            people.delegate,
            giver_id=cast.boss,
            taker_id=cast.finance,
            role=Role.management,
            kind=people.Cover.delegation,
            ends_at=until,
            reason="leave",
        ),
        "end_cover": told(people.end_cover, delegation=1),
        "issue_token": told(
            people.issue_token,
            user_id=cast.requester,
            name="shop",
            scopes=frozenset({"spend"}),
            secret=SECRET,
            expires_at=until,
        ),
        "revoke_token": told(people.revoke_token, token_id=1),
        "deactivate": told(people.deactivate, user_id=cast.stranger, why="left"),
        "reactivate": told(people.reactivate, user_id=cast.stranger, why="back"),
        "keep_view": of(people.keep_view, page="ledger", name="mine", query="a=1", shared=False),
        "rename_view": of(people.rename_view, view=1, name="ours", shared=True),
        "open_with": of(people.open_with, page="ledger", view=1),
        "remove_view": of(people.remove_view, view=1),
        "restore_view": of(people.restore_view, view=1),
    }


def written() -> tuple[int, ...]:
    """Return how many rows the tables of people and the record hold."""
    from fenhao.books.database import read

    tables = (
        "people_user",
        "people_rolegrant",
        "people_delegation",
        "people_department",
        "people_apitoken",
        "people_view",
        "people_viewdefault",
        "people_command",
        "audit_record",
    )
    union = " UNION ALL ".join(f"SELECT {place}, count(*) FROM {each}" for place, each in enumerate(tables))
    return tuple(int(str(count)) for _, count in sorted(read(lambda session: session.rows(union))))


def test_every_act_sent_again_with_its_key_answers_the_same_and_changes_nothing(stage: Stage) -> None:
    asked = acts(Cast.hired())
    first = {name: act(f"k/{name}", NOW) for name, act in asked.items()}
    stood = written()
    assert {name: act(f"k/{name}", later(days=3)) for name, act in asked.items()} == first
    assert written() == stood


def test_a_retry_does_not_undo_what_happened_since(stage: Stage) -> None:
    from fenhao.books.database import read
    from fenhao.books.people import Role, operations as people

    cast = Cast.hired()
    who = cast.stranger
    people.grant_role(user_id=who, role=Role.finance, by=None, at=NOW, key="give")
    people.revoke_role(user_id=who, role=Role.finance, by=None, at=later(days=1), key="take")
    people.grant_role(user_id=who, role=Role.finance, by=None, at=later(days=2), key="give")
    held = read(lambda session: people.grants_at(session, at=later(days=3)))
    assert who not in {each.user_id for each in held}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"limit_minor": 51}, "limit_minor"), ({"role": "operations"}, "role"), ({"by": None}, "by")],
)
def test_the_same_key_for_something_else_names_the_field(
    stage: Stage, change: dict[str, object], field: str
) -> None:
    from fenhao.books.people import Role, operations as people

    cast = Cast.hired()
    body: dict[str, object] = {"limit_minor": 50, "role": "finance", "by": cast.administrator}
    for told in (body, body | change):
        limit, by = told["limit_minor"], told["by"]
        assert isinstance(limit, int)
        assert by is None or isinstance(by, int)

        def give(limit: int = limit, by: int | None = by, role: str = str(told["role"])) -> None:
            people.grant_role(
                user_id=cast.stranger, role=Role(role), by=by, at=NOW, limit_minor=limit, key="k"
            )

        if told is body:
            give()
        else:
            with pytest.raises(Trouble) as trouble:
                give()
            assert (trouble.value.code, trouble.value.details["field"]) == ("books.key_conflict", field)


def test_a_token_is_issued_once_and_another_text_under_its_key_is_not_taken_for_it(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    until = later(days=5)

    def issue(secret: str) -> int:
        return people.issue_token(
            user_id=cast.requester,
            name="shop",
            scopes=frozenset({"spend"}),
            secret=secret,
            by=cast.requester,
            at=NOW,
            expires_at=until,
            key="t",
        )

    first = issue(SECRET)
    assert issue(SECRET) == first
    with pytest.raises(Trouble, match="token_shown_before"):
        issue("t" * 32)
    assert people.answer_token(secret="t" * 32, scope="spend", at=NOW).user_id is None
    assert people.answer_token(secret=SECRET, scope="spend", at=NOW).user_id == cast.requester


def test_a_key_whose_act_failed_stays_free(stage: Stage) -> None:
    from fenhao.books.people import Role, operations as people

    cast = Cast.hired()
    with pytest.raises(Trouble, match="nobody"):
        people.grant_role(user_id=999, role=Role.finance, by=None, at=NOW, key="k")
    assert people.grant_role(user_id=cast.stranger, role=Role.finance, by=None, at=NOW, key="k")


def test_of_many_who_send_the_same_at_once_one_adds_the_person(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    def add(_: int) -> int:
        return people.add_user(username="twin", email="", password="", by=None, at=NOW, key="k").id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(add, range(12)))) == 1


def test_the_keys_of_people_cannot_be_changed_or_removed(stage: Stage) -> None:
    from fenhao.books.database import Session, write
    from fenhao.books.people import operations as people

    people.add_user(username="kept", email="", password="", by=None, at=NOW, key="k")

    def change(session: Session) -> int:
        return session.run("UPDATE people_command SET answer = '0'")

    def remove(session: Session) -> int:
        return session.run("DELETE FROM people_command")

    for harm in (change, remove):
        with pytest.raises(Exception, match=r"people_command|append|never"):
            write(harm)
