"""What waits for one person: found with one query, so that every page can count it."""

from datetime import datetime
from typing import cast

from fenhao.books.approvals._cases import may_answer
from fenhao.books.approvals._store import cases, cases_of
from fenhao.books.approvals._values import Case
from fenhao.books.database import Session

# A case whose step asks a role is this person's when a grant of the role, his own or that of somebody he covers, bears
# the amount, and neither of the two has asked for it or answered a step that still counts. Steps that ask the head of a
# department are told apart by the empty role: who that is depends on the departments above.
_ASKED = """
SELECT c.id, s.role FROM approvals_case c
 JOIN approvals_step s ON s.case_id = c.id AND s.round = c.round AND s.place = c.place
 LEFT JOIN approvals_policy p ON p.version = c.policy
 WHERE c.state = 'waiting' AND c.due_at > ? AND (c.opened_by IS NULL OR c.opened_by <> ?)
 AND (s.role = '' OR EXISTS (
  SELECT 1 FROM people_rolegrant g JOIN people_user u ON u.id = g.user_id
  LEFT JOIN people_delegation d ON d.giver_id = g.user_id AND d.role = g.role AND d.taker_id = ?
   AND d.starts_at <= ? AND d.ends_at > ?
  WHERE g.role = s.role AND u.is_active = ? AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)
   AND (g.limit_minor IS NULL OR g.limit_minor >= c.amount_minor)
   AND (c.opened_by IS NULL OR c.opened_by <> g.user_id)
   AND (d.id IS NOT NULL OR (g.user_id = ? AND NOT EXISTS (
    SELECT 1 FROM people_delegation away JOIN people_user t ON t.id = away.taker_id
    WHERE away.giver_id = g.user_id AND away.role = g.role AND away.kind = 'out_of_office' AND t.is_active = ?
     AND away.starts_at <= ? AND away.ends_at > ?)))
   AND (p.matrix LIKE '%"one_step_each": false%' OR NOT EXISTS (
    SELECT 1 FROM approvals_event e WHERE e.case_id = c.id AND e.what = 'allowed'
     AND (e.by IN (?, g.user_id) OR e.stands_for IN (?, g.user_id))
     AND NOT EXISTS (SELECT 1 FROM approvals_event r WHERE r.case_id = c.id AND r.what = 'restarted'
      AND r.version > e.version AND r.place <= e.place)))))
 ORDER BY c.id
"""


def waiting_ids(session: Session, user: int, at: datetime) -> tuple[int, ...]:
    """Return the cases that this person, who is active, may answer now, oldest first."""
    rows = session.rows(
        _ASKED, (at, user, user, at, at, True, at, at, user, True, at, at, user, user)
    )  # fmt: skip
    sure = {cast("int", each) for each, role in rows if role}
    heads = [cast("int", each) for each, role in rows if not role]
    sure |= {
        each.id
        for each in cases_of(session, heads).values()
        if user in {able.user_id for able in may_answer(session, each, at=at)}
    }
    return tuple(sorted(sure))


def waiting_for(session: Session, user: int, at: datetime) -> tuple[Case, ...]:
    """Return the cases that this person may answer now, oldest first."""
    ids = waiting_ids(session, user, at)
    if not ids:
        return ()
    condition, values = session.among("id", ids)
    return cases(session, condition, values)
