"""Lessons on real books: the newest label of a ticket holds, once under a key, by who may read, and nobody changes one."""

import pytest

from fenhao.books.people import NotAllowed
from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage


def say_what(ticket: str, label: str, *, key: str, by: int, kind: str = "category") -> bool:
    from fenhao.books.lessons.operations import teach

    return teach(kind=kind, ticket=ticket, label=label, before="guess", key=key, by=by, at=NOW)


def held(kind: str = "category") -> dict[str, str]:
    from fenhao.books.database import read
    from fenhao.books.lessons import corrections

    return read(lambda session: corrections(session, kind=kind))


def test_the_newest_label_holds_and_a_key_counts_once(stage: Stage) -> None:
    assert stage.url
    cast = Cast.hired()
    assert say_what("T1", "invoice", key="a", by=cast.service)
    assert not say_what("T1", "invoice", key="a", by=cast.service)
    assert say_what("T1", "  refund   now ", key="b", by=cast.operations)
    assert say_what("T1", "angry", key="c", by=cast.service, kind="sentiment")
    assert held() == {"T1": "refund now"}
    assert held("sentiment") == {"T1": "angry"}
    from fenhao.books.database import read
    from fenhao.books.lessons import lessons

    told = read(lambda session: lessons(session))
    assert [each.label for each in told] == ["angry", "refund now", "invoice"]
    assert (told[1].by, told[1].before, told[1].at) == (cast.operations, "guess", NOW)
    with pytest.raises(Trouble) as clash:
        say_what("T1", "other", key="a", by=cast.service)
    assert clash.value.code == "books.key_conflict"


@pytest.mark.parametrize("name", ["finance", "auditor", "stranger", "administrator"])
def test_who_may_not_read_what_customers_wrote_teaches_nothing(stage: Stage, name: str) -> None:
    assert stage.url
    cast = Cast.hired()
    with pytest.raises(NotAllowed):
        say_what("T1", "invoice", key="a", by=getattr(cast, name))
    assert held() == {}


@pytest.mark.parametrize("label", ["", "  ", "x" * 81])
def test_a_label_says_something_in_a_few_words(stage: Stage, label: str) -> None:
    assert stage.url
    with pytest.raises(Trouble) as wrong:
        say_what("T1", label, key="a", by=Cast.hired().service)
    assert wrong.value.code == "text.label_missing"


@pytest.mark.parametrize("act", ["UPDATE lessons_lesson SET label = 'x'", "DELETE FROM lessons_lesson"])
def test_nobody_changes_what_somebody_taught(stage: Stage, act: str) -> None:
    assert stage.url
    say_what("T1", "invoice", key="a", by=Cast.hired().service)
    from fenhao.books.database import write

    with pytest.raises(Exception, match=r"append|never|changed|only"):
        write(lambda session: session.rows(act))
    assert held() == {"T1": "invoice"}
