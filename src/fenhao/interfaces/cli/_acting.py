"""People as commands name them: who acts, who is meant, who a number is."""

from fenhao.interfaces.cli._books import Desk
from fenhao.kernel import Trouble


def acting(desk: Desk) -> int:
    """Return who acts; Trouble while the books have no people: a decision is somebody's."""
    if desk.by is None:
        raise Trouble("findings.nobody_acts", {})
    return desk.by


def names(desk: Desk) -> dict[int, str]:
    """Return everybody's user name."""
    from fenhao.books.database import read
    from fenhao.books.people import directory

    return {each.id: each.username for each in read(lambda session: directory(session, at=desk.at))}


def person(desk: Desk, name: str) -> int:
    """Return a person by user name; Trouble when there is nobody of that name."""
    found = {known: each for each, known in names(desk).items()}
    if name not in found:
        raise Trouble("people.unknown", {"name": name, "known": ", ".join(sorted(found)) or "–"})
    return found[name]
