"""Studies on real books: kept once under a key, never a budget by accident, and nobody changes one."""

import pytest

from fenhao.books.people import NotAllowed
from fenhao.engine.planning.studies import StudyKind
from fenhao.kernel import Trouble
from tests.books.planning import CALENDAR, TOTAL, Company, proposal
from tests.books.stage import NOW, Stage


def keep(name: str, *, key: str, by: int, makes: bool = True) -> int:
    from fenhao.books.studies import Draftable, NewStudy
    from fenhao.books.studies.operations import keep_study

    draft = Draftable(proposal(), frozenset({"staff"})) if makes else None
    kind = StudyKind.proposal if makes else StudyKind.worth
    wanted = NewStudy(kind, name, 2026, "stamp", {"growth.A": "20%"}, proposal(), draft)
    return keep_study(wanted, key=key, by=by, at=NOW).number


def draft(number: int, *, key: str, by: int) -> int:
    from fenhao.books.studies.operations import draft_study

    return draft_study(number, calendar=CALENDAR, currency="CNY", key=key, by=by, at=NOW).number


def test_a_study_is_kept_once_and_comes_back_as_it_was(stage: Stage) -> None:
    assert stage.url
    cast = Company.hired()
    first = keep("A +20%", key="a", by=cast.finance)
    assert keep("A +20%", key="a", by=cast.finance) == first
    from fenhao.books.database import read
    from fenhao.books.studies import found_of, listed
    from fenhao.engine.budget import PreparedBudget

    (row,) = read(lambda session: listed(session))
    assert (row.id, row.name, dict(row.asked), row.can_draft, row.drafts) == (
        first,
        "A +20%",
        {"growth.A": "20%"},
        True,
        (),
    )
    assert read(lambda session: found_of(session, first, PreparedBudget)) == proposal()
    with pytest.raises(Trouble) as clash:
        keep("another", key="a", by=cast.finance)
    assert clash.value.code == "books.key_conflict"


def test_a_study_becomes_a_draft_by_an_act_of_its_own_and_never_the_budget_in_force(stage: Stage) -> None:
    assert stage.url
    cast = Company.hired()
    number = keep("A +20%", key="a", by=cast.finance)
    from fenhao.books.database import read
    from fenhao.books.plans import operations as plans
    from fenhao.books.studies import study
    from fenhao.engine.budget import VersionState

    assert plans.listed(by=cast.finance, at=NOW) == ()
    version = draft(number, key="d", by=cast.finance)
    assert draft(number, key="d", by=cast.finance) == version
    (made,) = plans.listed(by=cast.finance, at=NOW)
    assert (made.id, made.state, made.scenario) == (version, VersionState.draft, False)
    told = plans.plan(by=cast.finance, at=NOW, version=version)
    assert told is not None
    assert told.sheet.total_minor == TOTAL
    held = read(lambda session: study(session, number))
    assert held is not None
    assert held.drafts == (version,)


def test_what_makes_no_budget_or_is_not_there_is_refused(stage: Stage) -> None:
    assert stage.url
    cast = Company.hired()
    number = keep("a tool", key="a", by=cast.finance, makes=False)
    for wanted, code in ((number, "planning.no_draft"), (number + 1, "planning.unknown_study")):
        with pytest.raises(Trouble) as wrong:
            draft(wanted, key="d", by=cast.finance)
        assert wrong.value.code == code


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_study_has_a_name(stage: Stage, name: str) -> None:
    assert stage.url
    with pytest.raises(Trouble) as wrong:
        keep(name, key="a", by=Company.hired().finance)
    assert wrong.value.code == "planning.name_missing"


def test_an_auditor_keeps_nothing_and_drafts_nothing(stage: Stage) -> None:
    assert stage.url
    cast = Company.hired()
    number = keep("A +20%", key="a", by=cast.finance)
    with pytest.raises(NotAllowed):
        keep("mine", key="b", by=cast.auditor)
    with pytest.raises(NotAllowed):
        draft(number, key="d", by=cast.auditor)


def test_nobody_changes_a_study_that_was_kept(stage: Stage) -> None:
    assert stage.url
    keep("A +20%", key="a", by=Company.hired().finance)
    from django.db import DatabaseError

    from fenhao.books.studies.models import Study

    with pytest.raises(DatabaseError):
        Study.objects.update(name="another")
    with pytest.raises(DatabaseError):
        Study.objects.all().delete()
