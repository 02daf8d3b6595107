"""People: users, the six roles and what each may do, departments, cover, tokens. Operations are in ``operations``."""

from fenhao.books.people._directory import Person, directory
from fenhao.books.people._rights import RIGHTS, NotAllowed, Right, may, require, roles_at
from fenhao.books.people.roles import Role

__all__ = ["RIGHTS", "NotAllowed", "Person", "Right", "Role", "directory", "may", "require", "roles_at"]
