"""What can be done with approvals as such; cases are answered through the inbox."""

from datetime import datetime

from fenhao.books.approvals._policy import put_policy
from fenhao.books.database import Session, write
from fenhao.engine.budget import ApprovalPolicy

__all__ = ["set_policy"]


def set_policy(policy: ApprovalPolicy, *, key: str, by: int | None, at: datetime, why: str) -> None:
    """Put an approval policy in force from now on; cases that wait keep the route they have."""

    def work(session: Session) -> None:
        """Insert it."""
        session.lock_structure()
        put_policy(session, policy, key=key, by=by, at=at, why=why)

    write(work)
