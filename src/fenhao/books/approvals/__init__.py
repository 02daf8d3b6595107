"""Approvals: a route of steps, who may answer each, and what they answered."""

from fenhao.books.approvals._cases import (
    answer,
    due,
    expire,
    history,
    judged,
    may_answer,
    must_be_answerable,
    open_at,
    open_case,
    restart,
    who_is_asked,
    withdraw,
)
from fenhao.books.approvals._policy import Routed, policy_at, put_policy, routed
from fenhao.books.approvals._store import case_of, cases_of, ended_between
from fenhao.books.approvals._values import Case, CaseAnswer, CaseEvent, Happening, Recheck, Step
from fenhao.books.approvals._waiting import waiting_for, waiting_ids

__all__ = [
    "Case",
    "CaseAnswer",
    "CaseEvent",
    "Happening",
    "Recheck",
    "Routed",
    "Step",
    "answer",
    "case_of",
    "cases_of",
    "due",
    "ended_between",
    "expire",
    "history",
    "judged",
    "may_answer",
    "must_be_answerable",
    "open_at",
    "open_case",
    "policy_at",
    "put_policy",
    "restart",
    "routed",
    "waiting_for",
    "waiting_ids",
    "who_is_asked",
    "withdraw",
]
