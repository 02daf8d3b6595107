"""What each role may do. Rights are asked for inside the transaction that needs them, so that a role just ended ends here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.database import Session, Statement
from fenhao.books.people.roles import Role
from fenhao.kernel import Trouble


class Right(Enum):
    """One thing that a person may be allowed to do; the names are those of the words that explain a refusal."""

    see = "see"
    spend = "spend"
    load = "load"
    record_facts = "record_facts"
    reverse = "reverse"
    fund = "fund"
    prepare_budget = "prepare_budget"
    put_budget_in_force = "put_budget_in_force"
    propose_move = "propose_move"
    answer_approval = "answer_approval"
    answer_finding = "answer_finding"
    close_month = "close_month"
    reopen_month = "reopen_month"
    edit_chart = "edit_chart"
    set_policy = "set_policy"
    manage_people = "manage_people"
    manage_messages = "manage_messages"
    manage_sources = "manage_sources"
    see_audit = "see_audit"
    see_personal = "see_personal"
    set_goal = "set_goal"
    improve = "improve"


_WORKING = frozenset({Role.finance, Role.operations, Role.customer_service, Role.management})

RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.see: frozenset(Role),
    Right.spend: _WORKING,
    Right.load: frozenset({Role.finance, Role.operations}),
    Right.record_facts: frozenset({Role.finance, Role.operations}),
    Right.reverse: frozenset({Role.finance}),
    Right.fund: frozenset({Role.finance}),
    Right.prepare_budget: _WORKING,
    Right.put_budget_in_force: frozenset({Role.finance, Role.management}),
    Right.propose_move: _WORKING,
    Right.answer_approval: _WORKING,
    Right.answer_finding: _WORKING,
    Right.close_month: frozenset({Role.finance}),
    Right.reopen_month: frozenset({Role.finance, Role.management}),
    Right.edit_chart: frozenset({Role.finance, Role.administrator}),
    Right.set_policy: frozenset({Role.finance, Role.management}),
    Right.manage_people: frozenset({Role.administrator}),
    Right.manage_messages: frozenset({Role.administrator}),
    Right.manage_sources: frozenset({Role.administrator}),
    Right.see_audit: frozenset({Role.auditor, Role.finance, Role.management, Role.administrator}),
    Right.see_personal: frozenset({Role.customer_service, Role.operations}),
    Right.set_goal: frozenset({Role.finance, Role.management}),
    Right.improve: _WORKING,
}
"""Which roles carry which right. An auditor sees everything and changes nothing."""


class NotAllowed(Trouble):
    """The person does not have the right: ``people.not_allowed`` names the right and the roles that carry it."""

    def __init__(self, right: Right) -> None:
        roles = ", ".join(sorted(role.value for role in RIGHTS[right]))
        super().__init__("people.not_allowed", {"right": right.value, "roles": roles})


def roles_at(session: Session, user_ids: Iterable[int], *, at: datetime) -> dict[int, frozenset[Role]]:
    """Return what each of these people may act as at that instant: own roles, and those of people covered."""
    wanted = sorted(set(user_ids))
    found: dict[int, set[Role]] = {each: set() for each in wanted}
    if not wanted:
        return {}
    for user, role in session.rows(*roles_query(session, wanted, at=at)):
        found[cast("int", user)].add(Role(str(role)))
    return {each: frozenset(roles) for each, roles in found.items()}


def roles_query(session: Session, user_ids: Sequence[int], *, at: datetime) -> Statement:
    """Return what ``roles_at`` asks of these people, in the order of their ids, to be asked ahead."""
    own, values = session.among("u.id", user_ids)
    lent, more = session.among("d.taker_id", user_ids)
    in_force = "g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)"
    sql = (
        "SELECT u.id, g.role FROM people_user u JOIN people_rolegrant g ON g.user_id = u.id"
        f" WHERE {own} AND u.is_active = ? AND {in_force}"
        " UNION ALL "
        "SELECT d.taker_id, g.role FROM people_delegation d"
        " JOIN people_user t ON t.id = d.taker_id JOIN people_user u ON u.id = d.giver_id"
        " JOIN people_rolegrant g ON g.user_id = d.giver_id AND g.role = d.role"
        f" WHERE {lent} AND u.is_active = ? AND t.is_active = ? AND d.starts_at <= ? AND d.ends_at > ?"
        f" AND {in_force}"
    )
    return sql, (*values, True, at, at, *more, True, True, at, at, at, at)


def require(session: Session, by: int | None, right: Right, *, at: datetime) -> None:
    """Return when the person has the right now; ``NotAllowed`` otherwise. None is the system itself, which has all."""
    if by is not None and not may(roles_at(session, (by,), at=at)[by], right):
        raise NotAllowed(right)


def may(roles: frozenset[Role], right: Right) -> bool:
    """Whether one of these roles carries the right."""
    return not roles.isdisjoint(RIGHTS[right])
