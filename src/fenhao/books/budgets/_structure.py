"""Change which balances there are: a new control matrix, a pool of lines, a cap on a campaign. History is added up once."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets._lines import LineKey, NewLine, campaign_name, make_lines, pool_name
from fenhao.books.budgets._policy import policy_in_force, policy_text
from fenhao.books.database import Session, Table, write
from fenhao.books.journal import Kind, NewCommand, NewEntry, answered, months, once, post
from fenhao.books.people import Right, require
from fenhao.engine.budget import ControlPolicy, UnpricedRule, rules_in_conflict, unpriced_rules_in_conflict
from fenhao.kernel import Trouble

POLICY = Table("budgets_policy", (("version", "text"), ("in_force_at", "timestamptz"), ("matrix", "text")))


@dataclass(frozen=True, slots=True)
class Cap:
    """A sum that a campaign, or the lines of a pool, may use together. ``lines`` is empty for a campaign."""

    campaign: str = ""
    pool: str = ""
    lines: tuple[LineKey, ...] = ()

    @property
    def name(self) -> str:
        """The name of its balance."""
        return campaign_name(self.campaign) if self.campaign else pool_name(self.pool)


def set_policy(policy: ControlPolicy, *, by: int | None, at: datetime, why: str) -> None:
    """Put a matrix in force from now on. Levels that it controls for the first time start from what is in the books.

    Trouble ``control.rules_in_conflict`` when two rules claim one cell, ``control.version_taken`` when the version exists.
    """
    write(lambda session: put_control(session, policy, by=by, at=at, why=why))


def put_control(session: Session, policy: ControlPolicy, *, by: int | None, at: datetime, why: str) -> None:
    """Put a matrix in force as a part of the caller's transaction: the policy, then every balance that it needs."""
    if again := rules_in_conflict(policy.rules):
        rule = again[0]
        cell = f"{rule.category} {rule.document} {rule.level.value} {rule.horizon.value}"
        raise Trouble("control.rules_in_conflict", {"cell": cell})
    if twice := unpriced_rules_in_conflict(policy.unpriced):
        raise Trouble("control.rules_in_conflict", {"cell": f"unpriced {twice[0].category}"})
    require(session, by, Right.set_policy, at=at)
    session.lock_structure()
    if session.rows("SELECT 1 FROM budgets_policy WHERE version = ?", (policy.version,)):
        raise Trouble("control.version_taken", {"version": policy.version})
    before = policy_in_force(session, at)
    session.insert(POLICY, [(policy.version, at, policy_text(policy))])
    newest = _newest_balance(session)
    known = {month.label for month in months(session)}
    lines = session.rows("SELECT period, tier, category, fixed, currency FROM budgets_line ORDER BY id")
    cells = [
        NewLine(
            LineKey(str(period), str(tier), str(category)), bool(fixed), made=True, currency=str(currency)
        )
        for period, tier, category, fixed, currency in lines
        if period in known
    ]
    if cells:
        make_lines(session, cells, planned=True, months=months(session), policy=policy)
    _add_up(session, above=newest)
    versions = ({"version": before.version}, {"version": policy.version})
    record(session, AuditAct(at, by, "set_policy", "control", *versions, why))


def set_unpriced(
    rules: tuple[UnpricedRule, ...], *, seen: str, key: str, by: int | None, at: datetime, why: str
) -> str:
    """Let other rules speak for unknown cost from now on; return the version of the matrix that holds them.

    ``seen`` is the version that the person saw: Trouble ``control.changed_meanwhile`` when another one holds by now.
    """
    told = " ".join(f"{each.category}:{each.policy.value}:{each.amount_minor}" for each in rules)
    body = {"seen": seen, "why": why, "rules": told}

    def keep(session: Session) -> tuple[str, dict[str, str]]:
        """Put the matrix in force that differs in these rules alone."""
        before = policy_in_force(session, at)
        if before.version != seen:
            raise Trouble("control.changed_meanwhile", {"version": before.version})
        version = f"{seen.partition('@')[0]}@{at:%Y%m%dT%H%M%S%f}"
        put_control(session, replace(before, version=version, unpriced=rules), by=by, at=at, why=why)
        return "done", {"version": version}

    def work(session: Session) -> str:
        """Ask for the right, then keep it once."""
        require(session, by, Right.set_policy, at=at)
        kept = once(session, key=key, act="set_unpriced", body=body, by=by, at=at, work=keep)
        return str(kept.answer["version"])

    return write(work)


def set_cap(
    cap: Cap, amount_minor: int, *, key: str, currency: str, on: date, by: int | None, at: datetime
) -> None:
    """Set what a campaign or pool may use. Lowering it below what is used makes the difference an overrun, visibly."""
    if amount_minor < 0 or bool(cap.campaign) == bool(cap.pool):
        raise ValueError("a cap is not negative, and of a campaign or of a pool")

    def work(session: Session) -> None:
        """Make the balance when it is missing, then post the difference."""
        require(session, by, Right.fund, at=at)
        session.lock_structure()
        if answered(session, [key]):
            return
        newest = _newest_balance(session)
        level = "campaign" if cap.campaign else "pool"
        session.run(
            "INSERT INTO budgets_balance (name, level, horizon, period, scope, currency, funded_minor, reserved_minor,"
            " actual_minor, overrun_minor, standing, closed) VALUES (?, ?, 'whole', '', ?, ?, 0, 0, 0, 0, 'under', ?)"
            " ON CONFLICT (name) DO NOTHING",
            (cap.name, level, cap.campaign or cap.pool, currency, False),
        )
        session.run_each(
            "INSERT INTO budgets_touch (line_id, balance_id) SELECT l.id, b.id FROM budgets_line l, budgets_balance b"
            " WHERE l.period = ? AND l.tier = ? AND l.category = ? AND b.name = ?"
            " ON CONFLICT (line_id, balance_id) DO NOTHING",
            [(*line, cap.name) for line in cap.lines],
        )
        _add_up(session, above=newest)
        row = session.rows("SELECT id, funded_minor FROM budgets_balance WHERE name = ?", (cap.name,))[0]
        balance, funded = cast("int", row[0]), cast("int", row[1])
        month = next(each for each in months(session) if on in each.days)
        change = amount_minor - funded
        kind = Kind.fund if change > 0 else Kind.defund
        moved = NewEntry(
            kind,
            None,
            balance,
            month.label,
            month.label,
            on,
            "",
            "",
            "",
            abs(change),
            currency,
            funded_minor=change,
        )
        entries = (moved,) if change else ()
        body = f'{{"act":"cap","legs":[],"name":"{cap.name}","amount_minor":{amount_minor}}}'
        post(session, [NewCommand(key, "cap", body, "done", _NO_LEVELS, by, at, entries)])
        session.run(
            "UPDATE budgets_balance SET funded_minor = funded_minor + ?, overrun_minor ="
            " CASE WHEN reserved_minor + actual_minor > funded_minor + ?"
            " THEN reserved_minor + actual_minor - funded_minor - ? ELSE 0 END WHERE id = ?",
            (change, change, change, balance),
        )

    write(work)


_NO_LEVELS = '{"policy":"","detail":"","levels":[]}'


def _newest_balance(session: Session) -> int:
    """Return the id above which balances are new."""
    return cast("int", session.rows("SELECT coalesce(max(id), 0) FROM budgets_balance")[0][0])


def _add_up(session: Session, *, above: int) -> None:
    """Fill new balances from the entries of the lines that touch them, or of their campaign."""
    session.run(FOLD_INTO_BALANCES, (above, above))


FOLDED = """
    SELECT b.id AS id, b.name AS name,
        coalesce(sum(CASE WHEN e.balance_id IS NOT NULL OR b.level NOT IN ('pool', 'campaign') THEN e.funded_minor ELSE 0
            END), 0) AS funded,
        coalesce(sum(e.reserved_minor), 0) AS reserved,
        coalesce(sum(e.actual_minor), 0) AS actual
    FROM budgets_balance b
    LEFT JOIN (
        SELECT t.balance_id AS touches, e.* FROM budgets_touch t JOIN journal_entry e ON e.line_id = t.line_id
        UNION ALL
        SELECT c.id AS touches, e.* FROM budgets_balance c
        JOIN journal_entry e ON e.campaign = c.scope AND e.line_id IS NOT NULL WHERE c.level = 'campaign'
        UNION ALL
        SELECT e.balance_id AS touches, e.* FROM journal_entry e WHERE e.balance_id IS NOT NULL
    ) e ON e.touches = b.id
    WHERE b.id > ?
    GROUP BY b.id, b.name
"""
"""What balances must hold: the fold of all entries that touch them."""

FOLD_INTO_BALANCES = f"""
UPDATE budgets_balance SET funded_minor = f.funded, reserved_minor = f.reserved, actual_minor = f.actual,
    overrun_minor = CASE WHEN f.reserved + f.actual > f.funded THEN f.reserved + f.actual - f.funded ELSE 0 END
FROM ({FOLDED}) f WHERE budgets_balance.id = f.id AND f.id > ?
"""
