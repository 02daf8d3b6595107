"""Who may do what and when, on real rows: roles in force, cover while somebody is away, tokens that end."""

from functools import partial

import pytest

from fenhao.books.people.roles import Role
from fenhao.kernel import Trouble
from tests.books.stage import NOW, Stage, later

SECRET = "s" * 40


def person(name: str) -> int:
    from fenhao.books.people import operations as people

    return people.add_user(username=name, email=f"{name}@example.com", password="correct horse", at=NOW).pk


def test_a_role_holds_from_its_grant_until_it_is_taken_back(stage: Stage) -> None:
    from fenhao.books.people import operations as people

    ann = person("ann")
    people.grant_role(user_id=ann, role=Role.finance, by=None, at=NOW)
    people.grant_role(user_id=ann, role=Role.finance, by=None, at=later(days=1))
    assert people.own_roles(user_id=ann, at=later(days=-1)) == frozenset()
    assert people.own_roles(user_id=ann, at=NOW) == {Role.finance}
    assert people.revoke_role(user_id=ann, role=Role.finance, at=later(days=2))
    assert not people.revoke_role(user_id=ann, role=Role.finance, at=later(days=2))
    assert people.own_roles(user_id=ann, at=later(days=2)) == frozenset()


def test_a_stand_in_is_asked_in_place_of_who_is_away_up_to_the_same_limit(stage: Stage) -> None:
    from fenhao.books.people import operations as people
    from fenhao.books.people.models import Delegation

    boss, deputy = person("boss"), person("deputy")
    people.grant_role(user_id=boss, role=Role.management, by=None, at=NOW, limit_minor=100)
    away = partial(
        people.delegate,
        role=Role.management,
        kind=Delegation.Kind.out_of_office,
        starts_at=NOW,
        reason="holiday",
    )
    with pytest.raises(Trouble, match="cannot_delegate"):
        away(giver_id=deputy, taker_id=boss, ends_at=later(days=1))
    away(giver_id=boss, taker_id=deputy, ends_at=later(days=7))

    def asked(amount: int, requester: int = 0, days: int = 1) -> tuple[int, ...]:
        return people.approvers(
            role=Role.management, at=later(days=days), amount_minor=amount, not_user=requester
        )

    assert asked(100) == (deputy,)
    assert asked(101) == ()
    assert asked(100, requester=deputy) == ()
    assert asked(100, days=8) == (boss,)
    assert people.roles(user_id=deputy, at=later(days=1)) == {Role.management}
    assert people.roles(user_id=deputy, at=later(days=8)) == frozenset()


def test_a_token_opens_its_scopes_until_it_expires_or_is_revoked(stage: Stage) -> None:
    from fenhao.books.people import operations as people
    from fenhao.books.people.models import ApiToken, User

    machine = person("machine")
    token = people.issue_token(
        user_id=machine,
        name="shop",
        scopes=frozenset({"spend"}),
        secret=SECRET,
        at=NOW,
        expires_at=later(days=30),
    )
    assert SECRET not in str(ApiToken.objects.values_list()[0])

    def told(secret: str = SECRET, scope: str = "spend", days: int = 1) -> str:
        return people.answer_token(secret=secret, scope=scope, at=later(days=days)).verdict.value

    assert people.answer_token(secret=SECRET, scope="spend", at=NOW).user_id == machine
    assert told(secret="x" * 40) == "unknown"
    assert told(scope="fund") == "scope_missing"
    assert told(days=30) == "expired"
    User.objects.filter(pk=machine).update(is_active=False)
    assert told() == "user_inactive"
    assert people.revoke_token(token_id=token.pk, at=later(hours=1))
    assert told() == "revoked"
    with pytest.raises(ValueError, match="chance"):
        people.issue_token(
            user_id=machine, name="weak", scopes=frozenset(), secret="short", at=NOW, expires_at=later(days=1)
        )
