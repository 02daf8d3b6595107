"""Prepare a version together: each department says when its part is ready, and everybody may say something about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, instant
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.books.plans._save import editor_of
from fenhao.books.plans._store import COMMENT, READY, ready, sheet_in, version_of
from fenhao.books.plans._values import Comment, NotDone, PlanAnswer, PlanVerdict
from fenhao.engine.budget import CellKey, VersionState


def mark_part(
    session: Session, *, key: str, by: int | None, at: datetime, version: int, department: str, done: bool
) -> PlanAnswer:
    """Return what became of a department's part: ready, so that nobody edits it any more, or reopened.

    Who belongs to the department says so, or finance and management for it.
    """
    require(session, by, Right.prepare_budget, at=at)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge and write."""
        found = version_of(session, version, lock=True)
        if found is None:
            raise NotDone(PlanAnswer(PlanVerdict.unknown_version, 0))
        if found.state is not VersionState.draft:
            raise NotDone(PlanAnswer(PlanVerdict.wrong_state, version, found.state.value))
        of = sheet_in(session, found)
        if department not in of.departments:
            raise NotDone(PlanAnswer(PlanVerdict.unknown_part, version, ", ".join(of.departments)))
        editor = editor_of(session, by, at=at)
        if not editor.everything and editor.department != department:
            raise NotDone(PlanAnswer(PlanVerdict.not_owner, version, department))
        if (department in ready(session, version)) is done:
            raise NotDone(PlanAnswer(PlanVerdict.already, version, department))
        if done:
            session.insert(READY, [(version, department, by, at)])
        else:
            session.run(
                "DELETE FROM plans_ready WHERE version_id = ? AND department = ?", (version, department)
            )
        states = {"ready": not done}, {"ready": done}
        record(session, Act(at, by, "mark_part", f"plan/{version}/{department}", *states))
        return PlanVerdict.done.value, {"version": version}

    body: dict[str, Plain] = {"version": version, "department": department, "done": done}
    kept = once(session, key=key, act="plan_part", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, version, replayed=kept.replayed)


def add_comment(
    session: Session,
    *,
    key: str,
    by: int | None,
    at: datetime,
    version: int,
    text: str,
    cell: CellKey | None,
) -> PlanAnswer:
    """Return what became of a comment; it stays for ever, in whatever state the version is."""
    require(session, by, Right.prepare_budget, at=at)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Insert it."""
        found = version_of(session, version)
        if found is None:
            raise NotDone(PlanAnswer(PlanVerdict.unknown_version, 0))
        if not text.strip():
            raise NotDone(PlanAnswer(PlanVerdict.empty, version))
        if cell is not None and cell not in sheet_in(session, found).by_key:
            raise NotDone(PlanAnswer(PlanVerdict.unknown_part, version, "/".join(cell)))
        session.insert(COMMENT, [(version, *(cell or ("", "", "")), text, by, at)])
        record(session, Act(at, by, "comment", f"plan/{version}", {}, {"text": text}))
        return PlanVerdict.done.value, {"version": version}

    body: dict[str, Plain] = {"version": version, "text": text, "cell": "/".join(cell) if cell else ""}
    kept = once(session, key=key, act="plan_comment", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, version, replayed=kept.replayed)


def comments_of_months(session: Session, labels: Sequence[str]) -> tuple[Comment, ...]:
    """Return what was said about cells of these months, in whatever version, in order."""
    if not labels:
        return ()
    condition, values = session.among("period", labels)
    rows = session.rows(
        f'SELECT period, tier, category, text, "by", at FROM plans_comment WHERE {condition} ORDER BY id',
        values,
    )
    return tuple(
        Comment(
            CellKey(str(row[0]), str(row[1]), str(row[2])),
            str(row[3]),
            cast("int | None", row[4]),
            cast("datetime", instant(row[5])),
        )
        for row in rows
    )
