"""Proposals on real books: an agent's words wait in a tray, and only a person's own act makes anything of them."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fenhao.books.people import NotAllowed
from fenhao.books.proposals import Proposal, SpendWish, TransferWish, VerdictWish, Wish
from fenhao.engine.waste import CaseAct
from fenhao.kernel import Trouble
from fenhao.profiles import read_settings
from fenhao.runs.book import create_book, open_book
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage, of
from tests.books.test_moves import MAY_A, MAY_GIFTS, fund, rules

SPEND = SpendWish(of(1).occurred_on, "A", "coupons", 300)


def propose(wish: Wish, by: int, *, key: str = "p", why: str = "it pays") -> int:
    from fenhao.books.proposals.operations import propose as do

    return do(wish, why=why, agent="planner", key=key, by=by, at=NOW)


def filed(stage: Stage, proposal: int, by: int) -> str:
    from fenhao.books.proposals.operations import file

    root = Path(tempfile.gettempdir()) / f"proposals-{os.getpid()}"
    if not root.exists():
        create_book(root=root, settings=read_settings('[company]\nname = "x"\ncurrency = "EUR"\n'))
        atexit.register(shutil.rmtree, root)
    assert stage.url
    return file(proposal, book=open_book(root=root), by=by, at=NOW)


def seen(proposal: int) -> Proposal:
    from fenhao.books.database import read
    from fenhao.books.proposals import find

    held = read(lambda session: find(session, proposal))
    assert held is not None
    return held


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Trouble) as wrong:
        work()
    return wrong.value.code


def transfer(amount: int = 10) -> TransferWish:
    from fenhao.books.budgets.operations import LineKey

    return TransferWish(LineKey(*MAY_A), LineKey(*MAY_GIFTS), amount)


def held_minor() -> int:
    from fenhao.books.requests.operations import requests_at

    return sum(view.held_minor for view in requests_at(by=None, at=NOW))


def test_a_proposal_holds_nothing_until_a_person_files_it_and_then_others_are_asked(stage: Stage) -> None:
    cast = Cast.hired()
    fund(coupons=1_000)
    number = propose(SPEND, cast.requester)
    assert (propose(SPEND, cast.requester), held_minor()) == (number, 0)
    made = filed(stage, number, cast.requester)
    assert (made, held_minor()) == ("request/1", 300)
    from fenhao.books.inbox import operations as inbox

    assert not inbox.waiting(user=cast.requester, at=NOW)
    assert (
        inbox.answer(key="own", case=1, allow=True, by=cast.requester, at=NOW).verdict.value == "own_request"
    )
    assert refused(lambda: filed(stage, number, cast.finance)) == "proposals.answered"
    assert held_minor() == 300
    told = seen(number)
    assert (told.filed, told.made, told.answered_by, told.agent) == (True, made, cast.requester, "planner")


def test_what_moves_at_once_is_never_filed_by_the_agents_own_person(stage: Stage) -> None:
    from fenhao.books.moves.operations import moves_at

    cast = Cast.hired()
    fund(coupons=1_000, gifts=100)
    rules(at_once_minor=1_000)
    number = propose(transfer(), cast.operations)
    assert refused(lambda: filed(stage, number, cast.operations)) == "proposals.needs_another"
    assert moves_at(by=None, at=NOW) == ()
    assert filed(stage, number, cast.finance) == "move/1"
    ((move, state),) = moves_at(by=None, at=NOW)
    assert (move.proposed_by, move.amount_minor, state.value) == (cast.finance, 10, "moved")


def test_what_the_books_refuse_stays_in_the_tray(stage: Stage) -> None:
    cast = Cast.hired()
    fund(coupons=100)
    number = propose(SPEND, cast.requester)
    assert refused(lambda: filed(stage, number, cast.requester)) == "proposals.refused"
    assert seen(number).filed is None
    gone = propose(VerdictWish(77, CaseAct.accept), cast.operations, key="v")
    assert refused(lambda: filed(stage, gone, cast.finance)) == "proposals.refused"


def test_proposing_and_filing_take_the_right_that_doing_it_takes(stage: Stage) -> None:
    cast = Cast.hired()
    fund(coupons=1_000)
    for by in (cast.auditor, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed):
            propose(SPEND, by)
    number = propose(SPEND, cast.requester)
    for by in (cast.auditor, cast.administrator, cast.stranger):
        with pytest.raises(NotAllowed):
            filed(stage, number, by)
    assert refused(lambda: propose(SPEND, cast.requester, key="w", why=" ")) == "proposals.why_missing"
    recover = VerdictWish(1, CaseAct.recover)
    assert refused(lambda: propose(recover, cast.finance, key="r")) == "proposals.bad_verdict"


def test_an_agent_that_runs_wild_is_stopped_and_its_person_clears_the_tray(stage: Stage) -> None:
    assert stage.url
    from fenhao.books.database import read
    from fenhao.books.proposals import open_count
    from fenhao.books.proposals.operations import OPEN_MAX, set_aside

    cast = Cast.hired()
    numbers = [propose(SPEND, cast.requester, key=f"p{each}") for each in range(OPEN_MAX)]
    assert refused(lambda: propose(SPEND, cast.requester, key="more")) == "proposals.too_many"
    assert propose(SPEND, cast.finance, key="another's") > 0
    with pytest.raises(NotAllowed):
        set_aside(numbers[0], why="not mine", by=cast.auditor, at=NOW)
    set_aside(numbers[0], why="no", by=cast.requester, at=NOW)
    assert refused(lambda: set_aside(numbers[0], why="no", by=cast.requester, at=NOW)) == "proposals.answered"
    assert read(lambda session: open_count(session, by=cast.requester)) == OPEN_MAX - 1
    assert propose(SPEND, cast.requester, key="more") > 0


def test_nobody_changes_what_an_agent_proposed_or_what_became_of_it(stage: Stage) -> None:
    cast = Cast.hired()
    fund(coupons=1_000)
    filed(stage, propose(SPEND, cast.requester), cast.requester)
    from django.db import DatabaseError

    from fenhao.books.proposals.models import Answer, Proposal as Kept

    with pytest.raises(DatabaseError):
        Kept.objects.update(why="something else")
    with pytest.raises(DatabaseError):
        Answer.objects.all().delete()
