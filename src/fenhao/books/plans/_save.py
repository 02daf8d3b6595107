"""Edit a draft: whoever edits names the save that was read; who is late is shown what differs, and nothing is written."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, Role, directory, require
from fenhao.books.plans._store import (
    edit_at,
    edits_after,
    insert_edit,
    last_edit,
    ready,
    save,
    sheet_in,
    version_of,
)
from fenhao.books.plans._values import NotSaved, SaveAnswer, SaveRefusal, Version
from fenhao.engine.budget import (
    CellChange,
    Change,
    Edited,
    Editor,
    EditVerdict,
    PlanCell,
    Sheet,
    VersionState,
    conflicts,
    edit,
    taken_back,
    undoing,
    with_changes,
)

WHOLE_BUDGET = frozenset({Role.finance, Role.management})
"""Who edits every line, and acts on a version as a whole; everybody else has what the own department owns."""
SUBMITS = WHOLE_BUDGET | {Role.operations}
"""Who asks for approval once every part is ready: those who bring the budget together."""


def editor_of(session: Session, by: int | None, *, at: datetime) -> Editor:
    """Return what this person may edit; the system itself edits everything."""
    if by is None:
        return Editor(everything=True, department="")
    person = next(each for each in directory(session, at=at) if each.id == by)
    return Editor(everything=not person.roles.isdisjoint(WHOLE_BUDGET), department=person.department)


def edit_version(
    session: Session,
    *,
    key: str,
    by: int | None,
    at: datetime,
    version: int,
    token: int,
    change: Change,
    known: Sheet | None = None,
) -> SaveAnswer:
    """Return what became of one change to the draft as it was at ``token``. All of it is saved, or nothing.

    ``known`` are the cells that were read with that token or later: while it is the last one they are not read again.
    """
    require(session, by, Right.prepare_budget, at=at)
    text = _text(change)
    made: list[CellChange] = []

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge and save."""
        editor = editor_of(session, by, at=at)
        found, now = draft(session, version, lock=True, known=(token, known) if known else None)
        if found.token != token:
            raise NotSaved(_stale(session, found, now, change, editor=editor, token=token))
        told = edit(now, change, editor=editor, ready=ready(session, version))
        made.extend(told.changes)
        return _kept(session, found, told, text, undoes=None, by=by, at=at)

    body: dict[str, Plain] = {"version": version, "token": token, "change": text}
    kept = once(session, key=key, act="plan_edit", body=body, by=by, at=at, work=work)
    return _answer(session, version, kept.answer, replayed=kept.replayed, made=tuple(made))


def undo_edit(
    session: Session, *, key: str, by: int | None, at: datetime, version: int, token: int
) -> SaveAnswer:
    """Return what became of taking back the last save that is not taken back yet; again and again leads to the beginning."""
    require(session, by, Right.prepare_budget, at=at)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Put back what the cells were."""
        found, now = draft(session, version, lock=True)
        if found.token != token:
            raise NotSaved(
                SaveAnswer(SaveRefusal.stale, found.token, now.total_minor, detail=str(found.token))
            )
        last = last_edit(session, version)
        if last is None:
            raise NotSaved(SaveAnswer(SaveRefusal.nothing_to_undo, found.token, now.total_minor))
        editor = editor_of(session, by, at=at)
        told = edit(now, undoing(last[1]), editor=editor, ready=ready(session, version))
        return _kept(session, found, told, '"undo"', undoes=last[0], by=by, at=at)

    body: dict[str, Plain] = {"version": version, "token": token, "change": "undo"}
    kept = once(session, key=key, act="plan_undo", body=body, by=by, at=at, work=work)
    return _answer(session, version, kept.answer, replayed=kept.replayed)


def preview_edit(
    session: Session, *, by: int | None, at: datetime, version: int, token: int, change: Change
) -> SaveAnswer:
    """Return what would become of a change; nothing is written."""
    require(session, by, Right.prepare_budget, at=at)
    try:
        found, now = draft(session, version, lock=False)
    except NotSaved as refused:
        return refused.answer
    editor = editor_of(session, by, at=at)
    if found.token != token:
        return _stale(session, found, now, change, editor=editor, token=token)
    told = edit(now, change, editor=editor, ready=ready(session, version))
    return SaveAnswer(
        told.verdict, found.token, told.sheet.total_minor, changes=told.changes, detail=told.detail
    )


def draft(
    session: Session, version: int, *, lock: bool, known: tuple[int, Sheet] | None = None
) -> tuple[Version, Sheet]:
    """Return the version and its cells, those of ``known`` where its token is the last one; only a draft can be edited."""
    found = version_of(session, version, lock=lock)
    if found is None:
        raise NotSaved(SaveAnswer(SaveRefusal.unknown_version, 0, 0))
    now = known[1] if known is not None and known[0] == found.token else sheet_in(session, found)
    if found.state is not VersionState.draft:
        raise NotSaved(
            SaveAnswer(SaveRefusal.not_draft, found.token, now.total_minor, detail=found.state.value)
        )
    return found, now


def _stale(
    session: Session, found: Version, now: Sheet, change: Change, *, editor: Editor, token: int
) -> SaveAnswer:
    """Return the refusal of an edit that was made on an older save, with what differs cell by cell."""
    base = now
    for changes in edits_after(session, found.id, token):
        base = with_changes(base, taken_back(changes))
    yours = edit(base, change, editor=editor).sheet
    return SaveAnswer(
        SaveRefusal.stale,
        found.token,
        now.total_minor,
        conflicts=conflicts(base=base, yours=yours, theirs=now),
        detail=str(found.token),
    )


def _kept(
    session: Session,
    found: Version,
    told: Edited,
    text: str,
    *,
    undoes: int | None,
    by: int | None,
    at: datetime,
) -> tuple[str, dict[str, Plain]]:
    """Save what passed; what did not leaves no trace."""
    if told.verdict is not EditVerdict.saved:
        raise NotSaved(SaveAnswer(told.verdict, found.token, told.sheet.total_minor, detail=told.detail))
    insert_edit(session, found, told.changes, change=text, undoes=undoes, by=by, at=at)
    save(session, found, told.changes)
    total = told.sheet.total_minor
    moved = (
        {"token": found.token},
        {"token": found.token + 1, "cells": len(told.changes), "total_minor": total},
    )
    record(session, Act(at, by, "undo" if undoes else "edit", f"plan/{found.id}", *moved))
    return told.verdict.value, {"token": found.token + 1, "total_minor": total}


def _answer(
    session: Session,
    version: int,
    kept: Mapping[str, Plain],
    *,
    replayed: bool,
    made: tuple[CellChange, ...] = (),
) -> SaveAnswer:
    """Return the answer to a save; ``made`` are its changes where they are at hand, otherwise they are read."""
    token = cast("int", kept["token"])
    return SaveAnswer(
        EditVerdict.saved,
        token,
        cast("int", kept["total_minor"]),
        changes=made if made and not replayed else edit_at(session, version, token),
        replayed=replayed,
    )


def _text(change: Change) -> str:
    """Return a change as canonical text."""
    told = {each.name: getattr(change, each.name) for each in fields(change)}
    return json.dumps(
        {"change": type(change).__name__, **told}, default=_told, ensure_ascii=False, sort_keys=True
    )


def _told(value: object) -> object:
    """Return a value of a change as JSON has it: its fields by name."""
    if isinstance(value, PlanCell):  # a paste has thousands of them
        return {
            "key": value.key,
            "amount_minor": value.amount_minor,
            "fixed": value.fixed,
            "held": value.held,
            "department": value.department,
            "note": value.note,
        }
    assert is_dataclass(value), value
    assert not isinstance(value, type), value
    return {each.name: getattr(value, each.name) for each in fields(value)}
