"""The closing rules as they are kept: dated versions, each a text that reads back to the same rules."""

import json
from collections.abc import Mapping
from datetime import datetime

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.engine.budget import (
    DEFAULT_CLOSING,
    ClosingRule,
    ClosingRules,
    HoldRule,
    OverspendRule,
    UnspentRule,
    closing_rules_in_conflict,
)
from fenhao.kernel import Trouble

RULES = Table("monthend_rules", (("version", "text"), ("in_force_at", "timestamptz"), ("matrix", "text")))


def rules_at(session: Session, at: datetime) -> ClosingRules:
    """Return the rules in force at that instant; before the first, those that refuse everything."""
    found = session.rows(
        "SELECT version, matrix FROM monthend_rules WHERE in_force_at <= ? ORDER BY in_force_at DESC, id DESC LIMIT 1",
        (at,),
    )
    if not found:
        return DEFAULT_CLOSING
    return ClosingRules(str(found[0][0]), tuple(_rule(each) for each in json.loads(str(found[0][1]))))


def set_rules(rules: ClosingRules, *, key: str, by: int | None, at: datetime, why: str) -> None:
    """Put closing rules in force from now on; months that are closed stay as they were closed.

    Trouble ``month.rules_in_conflict`` when two rules claim one cell, ``month.version_taken`` when the version exists.
    """
    if again := closing_rules_in_conflict(rules.rules):
        raise Trouble("month.rules_in_conflict", {"cell": f"{again[0].tier} {again[0].category}"})
    text = json.dumps([_plain(rule) for rule in rules.rules], ensure_ascii=False, sort_keys=True)

    def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Insert them."""
        if session.rows("SELECT 1 FROM monthend_rules WHERE version = ?", (rules.version,)):
            raise Trouble("month.version_taken", {"version": rules.version})
        before = rules_at(session, at)
        session.insert(RULES, [(rules.version, at, text)])
        versions = ({"version": before.version}, {"version": rules.version})
        record(session, Act(at, by, "set_policy", "closing", *versions, why))
        return "set", {}

    def work(session: Session) -> None:
        """Do it once."""
        require(session, by, Right.set_policy, at=at)
        body: dict[str, Plain] = {"version": rules.version, "matrix": text}
        once(session, key=key, act="closing_rules", body=body, by=by, at=at, work=act)

    write(work)


def _plain(rule: ClosingRule) -> dict[str, str]:
    """Return a rule as plain values."""
    return {
        "tier": rule.tier,
        "category": rule.category,
        "holds": rule.holds.value,
        "unspent": rule.unspent.value,
        "overspend": rule.overspend.value,
    }


def _rule(told: Mapping[str, str]) -> ClosingRule:
    """Return a rule from plain values."""
    return ClosingRule(
        told["tier"],
        told["category"],
        HoldRule(told["holds"]),
        UnspentRule(told["unspent"]),
        OverspendRule(told["overspend"]),
    )
