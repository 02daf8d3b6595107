"""Sources in the books: who may keep a secret, what the record knows of it, and that runs are counted and never changed."""

from dataclasses import replace

import pytest

from fenhao.kernel import Trouble
from tests.books.cast import Cast
from tests.books.stage import NOW, Stage


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of the book, with which secrets are sealed: there before the stage is."""
    monkeypatch.setenv("FENHAO_SECRET_KEY", "k" * 50)


def test_a_secret_is_sealed_for_its_purpose_and_the_record_holds_nothing_of_it(stage: Stage) -> None:
    from fenhao.books.audit import Wanted, newest_records
    from fenhao.books.database import read
    from fenhao.books.sources import operations as books
    from fenhao.interfaces.messages import seal, unseal

    cast = Cast.hired()
    sealed = seal({"password": "hush-hush"}, purpose="fenhao sources")
    for by in (cast.finance, cast.boss, cast.auditor, cast.stranger):
        with pytest.raises(Trouble):
            books.set_secret("shop", sealed, names=["password"], by=by, at=NOW)
    for _ in range(2):
        books.set_secret("shop", sealed, names=["password"], by=cast.administrator, at=NOW)
    kept = books.sealed_secret("shop")
    assert "hush" not in kept
    assert unseal(kept, purpose="fenhao sources") == {"password": "hush-hush"}
    with pytest.raises(Trouble):
        unseal(kept)
    assert (books.secrets_set(), books.sealed_secret("other")) == (frozenset({"shop"}), "")
    acts = read(lambda one: newest_records(one, Wanted(action="set_source_secret"), below=None, limit=9))
    assert len(acts) == 2
    assert all("password" in act.after and "hush" not in act.after + act.before for act in acts)


def test_runs_are_kept_by_who_may_load_newest_first_and_never_changed(stage: Stage) -> None:
    from fenhao.books.database import Session, write
    from fenhao.books.sources import FetchRun, operations as books

    cast = Cast.hired()
    run = FetchRun(
        source="shop",
        fact="orders",
        object="sales",
        at=NOW,
        rows_read=12,
        loaded=10,
        already_there=1,
        rejected=1,
        batches=("orders-1",),
        rejects=("rejects/shop.csv",),
        code="",
        details={},
        by=cast.finance,
    )
    stopped = replace(
        run,
        rows_read=0,
        loaded=0,
        already_there=0,
        rejected=0,
        code="sources.gave_up",
        details={"host": "crm"},
    )
    with pytest.raises(Trouble):
        books.keep_runs([run], by=cast.auditor, at=NOW)
    with pytest.raises(Trouble):
        books.may_fetch(by=cast.auditor, at=NOW)
    with pytest.raises(Trouble):
        books.may_look(by=cast.auditor, at=NOW)
    for person in (cast.finance, cast.administrator):
        books.may_look(by=person, at=NOW)
    books.keep_runs([run], by=cast.finance, at=NOW)
    books.keep_runs([stopped, replace(run, object="returns")], by=cast.finance, at=NOW)
    assert [each.object for each in books.runs(source="shop", limit=9)] == ["returns", "sales", "sales"]
    assert books.runs(source="", limit=9)[-1] == run
    assert {(each.object, each.code) for each in books.last_runs()} == {
        ("sales", "sources.gave_up"),
        ("returns", ""),
    }

    def change(session: Session) -> None:
        session.run("UPDATE sources_run SET loaded = 11, already_there = 0", ())

    with pytest.raises(Exception, match="never changed"):
        write(change)
