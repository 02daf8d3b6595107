"""A cast for the books' tests: people by role, so that a case says who does what."""

from dataclasses import dataclass

from fenhao.books.people import Role
from tests.books.stage import NOW


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is on stage. The stranger has no role; the second finance stands beside the first."""

    requester: int
    finance: int
    second_finance: int
    operations: int
    service: int
    boss: int
    administrator: int
    auditor: int
    stranger: int

    @classmethod
    def hired(cls) -> "Cast":
        """Return the cast, each with a role from NOW on and no limit."""
        roles = {
            "requester": Role.operations,
            "finance": Role.finance,
            "second_finance": Role.finance,
            "operations": Role.operations,
            "service": Role.customer_service,
            "boss": Role.management,
            "administrator": Role.administrator,
            "auditor": Role.auditor,
        }
        names = [*roles, "stranger"]
        found = {name: person(name, *([roles[name]] if name in roles else [])) for name in names}
        return cls(*(found[name] for name in cls.__slots__))


def person(name: str, *roles: Role, limit_minor: int | None = None) -> int:
    """Return a new person who holds these roles."""
    from fenhao.books.people import operations as people

    user = people.add_user(by=None, username=name, email=f"{name}@example.com", password="", at=NOW)
    for role in roles:
        people.grant_role(user_id=user.id, role=role, by=None, at=NOW, limit_minor=limit_minor)
    return user.id
