"""What can be done with studies: keep one, and make a draft of the budget of one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, Table, read, write
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.books.plans import operations as plans
from fenhao.books.studies._rows import draftable, study
from fenhao.books.studies._values import NewStudy, StudyAnswer
from fenhao.kernel import FiscalCalendar, Trouble
from fenhao.runs.book import plain

NAME_MAX = 120
_STUDY = Table(
    "studies_study",
    (
        ("kind", "text"),
        ("name", "text"),
        ("fiscal_year", "integer"),
        ("stamp", "text"),
        ("asked", "text"),
        ("found", "text"),
        ("draft", "text"),
        ("made_by", "bigint"),
        ("made_at", "timestamptz"),
    ),
)
_DRAFT = Table(
    "studies_draft",
    (("study_id", "bigint"), ("version_id", "bigint"), ("made_by", "bigint"), ("made_at", "timestamptz")),
)


def keep_study(wanted: NewStudy, *, key: str, by: int | None, at: datetime) -> StudyAnswer:
    """Keep a study. It changes no budget. Trouble ``planning.name_missing`` when it has no name of at most 120 characters."""
    name = " ".join(wanted.name.split())
    if not name or len(name) > NAME_MAX:
        raise Trouble("planning.name_missing", {"max": str(NAME_MAX)})
    asked = json.dumps(dict(wanted.asked), sort_keys=True, ensure_ascii=False)
    found = json.dumps(plain(wanted.found), sort_keys=True, ensure_ascii=False)
    draft = json.dumps(plain(wanted.draft), ensure_ascii=False) if wanted.draft else ""
    body: dict[str, Plain] = {
        "kind": wanted.kind.value,
        "name": name,
        "fiscal_year": wanted.fiscal_year,
        "asked": asked,
        "found": hashlib.sha256(found.encode()).hexdigest(),
    }

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Write it down."""
        row = (wanted.kind.value, name, wanted.fiscal_year, wanted.stamp, asked, found, draft, by, at)
        number = session.insert(_STUDY, [row])[0]
        after: Facts = {"kind": wanted.kind.value, "name": name, "fiscal_year": wanted.fiscal_year}
        record(session, Act(at, by, "keep_study", f"study/{number}", {}, after))
        return "done", {"number": number}

    def work(session: Session) -> StudyAnswer:
        """Ask for the right, then do it."""
        require(session, by, Right.prepare_budget, at=at)
        kept = once(session, key=key, act="keep_study", body=body, by=by, at=at, work=first)
        return StudyAnswer(cast("int", kept.answer["number"]), replayed=kept.replayed)

    return write(work)


def draft_study(
    number: int, *, calendar: FiscalCalendar, currency: str, key: str, by: int | None, at: datetime
) -> StudyAnswer:
    """Make a draft of the budget of a study, on purpose: a draft has the whole way of approval to go before it is in force.

    Trouble ``planning.unknown_study``, or ``planning.no_draft`` for a study that makes no budget. The same key makes one draft.
    """

    def seen(session: Session) -> tuple[str, int]:
        """Return the study's name and year; Trouble when it makes no budget."""
        require(session, by, Right.prepare_budget, at=at)
        held = study(session, number)
        if held is None:
            raise Trouble("planning.unknown_study", {"number": str(number)})
        if not held.can_draft:
            raise Trouble("planning.no_draft", {"number": str(number)})
        return held.name, held.fiscal_year

    name, year = read(seen)
    wanted = read(lambda session: draftable(session, number))
    assert wanted is not None, "a study that can be drafted holds its budget"
    made = plans.prepare(
        key=f"{key}.plan",
        by=by,
        at=at,
        fiscal_year=year,
        calendar=calendar,
        prepared=wanted.prepared,
        name=name[:100],
        currency=currency,
        fixed_categories=wanted.fixed_categories,
    )

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Note where the draft came from."""
        session.insert(_DRAFT, [(number, made.version, by, at)])
        after: Facts = {"version": made.version}
        record(session, Act(at, by, "draft_study", f"study/{number}", {}, after))
        return "done", {"number": made.version}

    def work(session: Session) -> StudyAnswer:
        """Do it once."""
        body: dict[str, Plain] = {"study": number, "version": made.version}
        kept = once(session, key=key, act="draft_study", body=body, by=by, at=at, work=first)
        return StudyAnswer(cast("int", kept.answer["number"]), replayed=kept.replayed)

    return write(work)
