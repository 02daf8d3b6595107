"""Who may do what and when, on real rows: roles in force, cover while somebody is away, tokens that end."""

from datetime import timedelta
from functools import partial

import pytest

from fenhao.books.people import Role
from fenhao.kernel import Trouble
from tests.books.cast import Cast, person
from tests.books.stage import NOW, Stage, later

SECRET = "s" * 40


def roles(user: int, days: int = 0) -> frozenset[Role]:
    from fenhao.books.database import read
    from fenhao.books.people import roles_at

    return read(lambda session: roles_at(session, [user], at=later(days=days)))[user]


def asked(role: Role, amount: int, *, not_user: int = 0, days: int = 1) -> list[tuple[int, int]]:
    from fenhao.books.database import read
    from fenhao.books.people import approvers

    found = read(
        lambda session: approvers(
            session, role=role, at=later(days=days), amount_minor=amount, not_user=not_user
        )
    )
    return [(each.user_id, each.stands_for) for each in found]


def records(subject: str) -> list[tuple[str, int | None]]:
    from fenhao.books.audit.models import Record

    return list(Record.objects.filter(subject=subject).order_by("id").values_list("action", "by"))


def test_a_role_holds_from_its_grant_until_it_is_taken_back(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    ann = person("ann")
    first = people.grant_role(user_id=ann, role=Role.finance, by=None, at=NOW)
    assert people.grant_role(user_id=ann, role=Role.finance, by=None, at=later(days=1)) == first
    assert roles(ann, -1) == frozenset()
    assert roles(ann) == {Role.finance}
    assert people.revoke_role(user_id=ann, role=Role.finance, by=None, at=later(days=2))
    assert not people.revoke_role(user_id=ann, role=Role.finance, by=None, at=later(days=2))
    assert roles(ann, 2) == frozenset()
    assert [action for action, _ in records(f"user/{ann}")] == ["add_user", "grant_role", "revoke_role"]


def test_only_an_administrator_manages_people_and_nobody_gives_himself_a_role(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    for by in (cast.finance, cast.boss, cast.auditor, cast.stranger):
        with pytest.raises(Trouble, match="not_allowed"):
            people.grant_role(user_id=cast.stranger, role=Role.operations, by=by, at=NOW)
        with pytest.raises(Trouble, match="not_allowed"):
            people.add_user(username="new", email="", password="", by=by, at=NOW)
        with pytest.raises(Trouble, match="not_allowed"):
            people.deactivate(user_id=cast.requester, by=by, at=NOW, why="out")
        with pytest.raises(Trouble, match="not_allowed"):
            people.add_department(code="x", name="X", parent="", by=by, at=NOW)
    with pytest.raises(Trouble, match="own_role"):
        people.grant_role(user_id=cast.administrator, role=Role.finance, by=cast.administrator, at=NOW)
    with pytest.raises(Trouble, match="last_administrator"):
        people.revoke_role(user_id=cast.administrator, role=Role.administrator, by=cast.administrator, at=NOW)
    with pytest.raises(Trouble, match="last_administrator"):
        people.deactivate(user_id=cast.administrator, by=None, at=NOW, why="gone")
    assert Role.administrator in roles(cast.administrator)
    people.grant_role(user_id=cast.stranger, role=Role.operations, by=cast.administrator, at=NOW)
    assert records(f"user/{cast.stranger}")[-1] == ("grant_role", cast.administrator)
    with pytest.raises(Trouble, match="name_taken"):
        people.add_user(username="boss", email="", password="", by=cast.administrator, at=NOW)
    with pytest.raises(Trouble, match="somebody_there"):
        people.add_first(username="me", email="", password="", roles=(), at=NOW)


def test_a_stand_in_is_asked_in_place_of_who_is_away_up_to_the_same_limit(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    boss, deputy, other = person("boss"), person("deputy"), person("other")
    people.grant_role(user_id=boss, role=Role.management, by=None, at=NOW, limit_minor=100)
    away = partial(
        people.delegate,
        role=Role.management,
        kind=people.Cover.out_of_office,
        starts_at=NOW,
        reason="holiday",
        at=NOW,
    )
    with pytest.raises(Trouble, match="cannot_delegate"):
        away(giver_id=deputy, taker_id=boss, ends_at=later(days=1), by=deputy)
    with pytest.raises(Trouble, match="not_allowed"):
        away(giver_id=boss, taker_id=deputy, ends_at=later(days=7), by=deputy)
    cover = away(giver_id=boss, taker_id=deputy, ends_at=later(days=7), by=boss)
    assert away(giver_id=boss, taker_id=deputy, ends_at=later(days=7), by=boss) == cover
    with pytest.raises(Trouble, match="cannot_delegate"):
        away(giver_id=deputy, taker_id=other, ends_at=later(days=7), by=deputy)

    assert asked(Role.management, 100) == [(deputy, boss)]
    assert asked(Role.management, 101) == []
    assert asked(Role.management, 100, not_user=deputy) == []
    assert asked(Role.management, 100, not_user=boss) == [], "who asks does not answer through a stand-in"
    assert asked(Role.management, 100, days=8) == [(boss, boss)]
    assert roles(deputy, 1) == {Role.management}
    assert roles(deputy, 8) == frozenset()
    assert people.end_cover(delegation=cover, by=boss, at=later(days=2))
    assert not people.end_cover(delegation=cover, by=boss, at=later(days=2))
    assert asked(Role.management, 100, days=3) == [(boss, boss)]


def test_who_leaves_may_nothing_any_more_and_comes_back_without_roles(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    cast = Cast.hired()
    people.delegate(
        giver_id=cast.boss,
        taker_id=cast.finance,
        role=Role.management,
        kind=people.Cover.delegation,
        starts_at=NOW,
        ends_at=later(days=30),
        reason="travel",
        by=cast.boss,
        at=NOW,
    )
    people.issue_token(
        user_id=cast.finance,
        name="shop",
        scopes=frozenset({"spend"}),
        secret=SECRET,
        by=cast.finance,
        at=NOW,
        expires_at=later(days=30),
    )
    assert asked(Role.management, 1) == [(cast.finance, cast.boss), (cast.boss, cast.boss)]
    assert people.deactivate(user_id=cast.finance, by=cast.administrator, at=later(hours=1), why="left")
    assert not people.deactivate(user_id=cast.finance, by=cast.administrator, at=later(hours=1), why="left")
    assert roles(cast.finance, 1) == frozenset()
    assert asked(Role.management, 1) == [(cast.boss, cast.boss)]
    assert people.answer_token(secret=SECRET, scope="spend", at=later(days=1)).verdict.value == "revoked"
    assert people.reactivate(user_id=cast.finance, by=cast.administrator, at=later(days=2), why="back")
    assert roles(cast.finance, 3) == frozenset()
    assert asked(Role.management, 1, days=3) == [(cast.boss, cast.boss)]


def test_a_department_is_answered_for_by_its_head_or_the_next_one_above(stage: Stage) -> None:
    from fenhao.books.database import read
    from fenhao.books.people import heads, operations as people

    cast = Cast.hired()
    by = cast.administrator
    people.add_department(code="service", name="Service", parent="", by=by, at=NOW)
    people.add_department(code="night", name="Night shift", parent="service", by=by, at=NOW)
    people.rename_department(code="night", name="Night", by=by, at=NOW)

    def answer_for(department: str, not_user: int = 0) -> list[int]:
        found = read(
            lambda session: heads(
                session, department=department, at=later(days=1), amount_minor=10, not_user=not_user
            )
        )
        return [each.user_id for each in found]

    assert answer_for("night") == [cast.boss], "nobody heads it, nobody above"
    people.set_head(code="service", user_id=cast.service, by=by, at=NOW, why="reorganised")
    assert answer_for("night") == [cast.service]
    people.set_head(code="night", user_id=cast.operations, by=by, at=NOW, why="reorganised")
    assert answer_for("night") == [cast.operations]
    assert answer_for("night", not_user=cast.operations) == [cast.service], "nobody answers himself"
    people.deactivate(user_id=cast.operations, by=by, at=NOW + timedelta(hours=1), why="left")
    assert answer_for("night") == [cast.service]
    assert answer_for("unknown") == [cast.boss]
    told = read(people.departments)
    assert [(each.code, each.name, each.parent, each.head) for each in told] == [
        ("night", "Night", "service", "operations"),
        ("service", "Service", "", "service"),
    ]
    with pytest.raises(Trouble, match="unknown_department"):
        people.add_department(code="day", name="Day", parent="nowhere", by=by, at=NOW)
    with pytest.raises(Trouble, match="department_taken"):
        people.add_department(code="night", name="Night", parent="", by=by, at=NOW)


def test_a_token_opens_its_scopes_until_it_expires_or_is_revoked(stage: Stage) -> None:
    from fenhao.books.people import operations as people
    from fenhao.books.people.models import ApiToken, User

    machine, other = person("machine"), person("other")
    issued = partial(people.issue_token, user_id=machine, name="shop", secret=SECRET, at=NOW)
    token = issued(scopes=frozenset({"spend", "see"}), by=machine, expires_at=later(days=30))
    assert SECRET not in str(ApiToken.objects.values_list()[0])
    assert [each.scopes for each in people.tokens(user_id=machine, by=machine, at=NOW)] == [("see", "spend")]

    def told(secret: str = SECRET, scope: str = "spend", days: int = 1) -> str:
        return people.answer_token(secret=secret, scope=scope, at=later(days=days)).verdict.value

    assert people.answer_token(secret=SECRET, scope="spend", at=NOW).user_id == machine
    assert told(secret="x" * 40) == "unknown"
    assert told(scope="fund") == "scope_missing"
    assert told(days=30) == "expired"
    User.objects.filter(pk=machine).update(is_active=False)
    assert told() == "user_inactive"
    for attempt in (
        lambda: people.revoke_token(token_id=token, by=other, at=NOW),
        lambda: people.tokens(user_id=machine, by=other, at=NOW),
        lambda: issued(scopes=frozenset(), by=other, expires_at=later(days=1)),
    ):
        with pytest.raises(Trouble, match="not_allowed"):
            attempt()
    assert people.revoke_token(token_id=token, by=machine, at=later(hours=1))
    assert told() == "revoked"
    with pytest.raises(ValueError, match="chance"):
        issued(scopes=frozenset(), by=None, expires_at=later(days=1), secret="short")
    with pytest.raises(Trouble, match="unknown_scope"):
        issued(scopes=frozenset({"everything"}), by=None, expires_at=later(days=1))
    with pytest.raises(Trouble, match="token_without_end"):
        issued(scopes=frozenset(), by=None, expires_at=NOW)


def test_a_password_is_set_by_oneself_or_an_administrator_and_is_strong(stage: Stage) -> None:
    from django.contrib.auth import authenticate

    from fenhao.books.people import operations as people

    cast = Cast.hired()
    assert authenticate(username="boss", password="") is None, "nobody signs in without one"
    with pytest.raises(Trouble, match="weak_password"):
        people.set_password(user_id=cast.boss, password="short", by=cast.boss, at=NOW)
    with pytest.raises(Trouble, match="not_allowed"):
        people.set_password(user_id=cast.boss, password="correct horse battery", by=cast.finance, at=NOW)
    people.set_password(user_id=cast.boss, password="correct horse battery", by=cast.boss, at=NOW)
    signed_in = authenticate(username="boss", password="correct horse battery")
    assert signed_in is not None
    assert signed_in.pk == cast.boss
