"""People: users, the six roles and what each may do, departments, cover, tokens. Operations are in ``operations``."""

from fenhao.books.people._rights import RIGHTS, NotAllowed, Right, may, require, roles_at
from fenhao.books.people.roles import Role

__all__ = ["RIGHTS", "NotAllowed", "Right", "Role", "may", "require", "roles_at"]
