"""The rules of moves as they are kept: dated versions, each a text that reads back to the same rules."""

import json
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.engine.budget import DEFAULT_MOVES, MovePair, MovePolicy
from fenhao.kernel import Trouble

POLICY = Table("moves_policy", (("version", "text"), ("in_force_at", "timestamptz"), ("matrix", "text")))


def policy_at(session: Session, at: datetime) -> MovePolicy:
    """Return the rules in force at that instant; the built-in ones before the first."""
    found = session.rows(
        "SELECT version, matrix FROM moves_policy WHERE in_force_at <= ? ORDER BY in_force_at DESC, id DESC LIMIT 1",
        (at,),
    )
    return read_policy(str(found[0][0]), str(found[0][1])) if found else DEFAULT_MOVES


def put_policy(
    session: Session, policy: MovePolicy, *, key: str, by: int | None, at: datetime, why: str
) -> None:
    """Put rules in force from now on; proposals that wait are judged by them when they are answered.

    Trouble ``moves.policy_faults`` for a share outside 0 to 1 or a negative amount, ``moves.version_taken`` when the
    version exists.
    """
    require(session, by, Right.set_policy, at=at)
    shares = {"line_cap_share": policy.line_cap_share, "year_cap_share": policy.year_cap_share}
    faults = [f"{name} {share}" for name, share in shares.items() if not 0 <= share <= 1]
    faults += [f"at_once_minor {policy.at_once_minor}"] if policy.at_once_minor < 0 else []
    if faults:
        raise Trouble("moves.policy_faults", {"faults": ", ".join(faults)})
    text = policy_text(policy)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Insert it."""
        if session.rows("SELECT 1 FROM moves_policy WHERE version = ?", (policy.version,)):
            raise Trouble("moves.version_taken", {"version": policy.version})
        before = policy_at(session, at)
        session.insert(POLICY, [(policy.version, at, text)])
        versions = ({"version": before.version}, {"version": policy.version})
        record(session, Act(at, by, "set_policy", "moves", *versions, why))
        return "set", {}

    body: dict[str, Plain] = {"version": policy.version, "matrix": text}
    once(session, key=key, act="moves_policy", body=body, by=by, at=at, work=work)


def policy_text(policy: MovePolicy) -> str:
    """Return the rules as canonical text, without their version."""
    return json.dumps(
        {
            "pairs": [
                [pair.from_tier, pair.from_category, pair.to_tier, pair.to_category] for pair in policy.pairs
            ],
            "line_cap_share": str(policy.line_cap_share),
            "year_cap_share": str(policy.year_cap_share),
            "at_once_minor": policy.at_once_minor,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


@lru_cache(maxsize=32)
def read_policy(version: str, text: str) -> MovePolicy:
    """Return the rules that the text holds."""
    told = json.loads(text)
    return MovePolicy(
        version=version,
        pairs=tuple(MovePair(*pair) for pair in told["pairs"]),
        line_cap_share=Fraction(told["line_cap_share"]),
        year_cap_share=Fraction(told["year_cap_share"]),
        at_once_minor=told["at_once_minor"],
    )
