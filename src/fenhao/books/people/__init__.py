"""People: users, the six roles and what each may do, departments, cover, tokens. Operations are in ``operations``."""

from fenhao.books.people._approvers import Approver, approvers, heads
from fenhao.books.people._directory import Person, directory, members, usernames
from fenhao.books.people._preferences import Liked, keep_liked, liked
from fenhao.books.people._rights import RIGHTS, NotAllowed, Right, may, require, roles_at, roles_query
from fenhao.books.people.roles import Role

__all__ = [
    "RIGHTS",
    "Approver",
    "Liked",
    "NotAllowed",
    "Person",
    "Right",
    "Role",
    "approvers",
    "directory",
    "heads",
    "keep_liked",
    "liked",
    "may",
    "members",
    "require",
    "roles_at",
    "roles_query",
    "usernames",
]
