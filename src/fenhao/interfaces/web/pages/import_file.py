"""One file on its way in, step by step: what it is, its columns, its check, its load, and what came of it."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from xlsxwriter import Workbook

from fenhao.books.people import Right
from fenhao.connectors.files import FieldWish, FileLook, FileShape, known_as
from fenhao.engine.relation import Column, Kind, Table
from fenhao.interfaces.jobs import stop, under_way
from fenhao.interfaces.names import type_names
from fenhao.interfaces.web._files import saved_as, workbook_answer
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._import_checked import OF_CHART, foreign_marks, words_asked, words_said, wrong_rows
from fenhao.interfaces.web._import_steps import check_behind, load_behind
from fenhao.interfaces.web._imports import Import, discard, file_of, find, keep, source_of
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web._unposted import unposted_cost
from fenhao.interfaces.words import Language, explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.loading import (
    begin_mapping,
    choose_mapping,
    choose_words,
    guess_tables,
    loadable,
    look_at_file,
)

STEPS = ("file", "columns", "checked", "done")
_STEP_OF = {"file": 0, "columns": 1, "checking": 2, "checked": 2, "loading": 3, "done": 3}
_CELL_MAX = 32_767


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A column of the table to be filled: its name, the header chosen, a value for every row, and how cells look."""

    name: str
    label: str
    note: str
    needed: bool
    header: str
    constant: str
    sample: str


@for_readers(Right.load)
def import_file(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the step at which a file stands; take the next one."""
    state = _found(here)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None or state.stage not in act[0]:
            return _to(state)  # another window was faster
        try:
            answer = act[1](request, here, state)
        except Trouble as trouble:
            keep(here.book, replace(state, trouble=(trouble.code, tuple(trouble.details.items()))))
            answer = _to(state)
        return answer
    return _page(request, here, state)


@for_readers(Right.load)
def rejects(request: HttpRequest, here: Surroundings) -> HttpResponse:  # noqa: ARG001 - every page is asked by a request
    """Hand out the rows that were not loaded, as a workbook or as CSV."""
    state = _found(here)
    if state.result is None or not state.result.rejects_file:
        raise Http404
    path = here.book.rejects / Path(state.result.rejects_file).name
    if not path.is_file():
        raise Http404
    form = str(here.place["form"])
    if form not in {"csv", "xlsx"}:
        raise Http404
    name = f"{say('web.import.rejects_name', {'file': Path(state.file).stem}, here.lang)}.{form}"
    if form == "xlsx":
        return workbook_answer(_workbook(path), name)
    return saved_as(HttpResponse(path.read_bytes(), content_type="text/csv; charset=utf-8"), name)


def _workbook(path: Path) -> bytes:
    """Return the rejects as a workbook: every cell as text, the reason first to be seen, the header kept in view."""
    target = BytesIO()
    with Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet()
        with path.open(encoding="utf-8-sig", newline="") as source:
            for number, cells in enumerate(csv.reader(source)):
                for place, cell in enumerate(cells):
                    style = head if not number else wrapped if place == 1 else None
                    sheet.write_string(number, place, cell[:_CELL_MAX], style)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 40, 18)
    return target.getvalue()


def _found(here: Surroundings) -> Import:
    """Return the file that the address names."""
    state = find(here.book, str(here.place["token"]))
    if state is None:
        raise Http404
    return state


def _to(state: Import) -> HttpResponseRedirect:
    """Return the way to the file's page."""
    return HttpResponseRedirect(reverse("web:import", kwargs={"token": state.token}))


def _choose(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:
    """Take what the file is said to be, and look at it as that."""
    wanted = replace(
        state,
        kind=loadable(request.POST.get("kind", "")).name,
        source=request.POST.get("source", "").strip()[:60] or "files",
        sheet=request.POST.get("sheet", ""),
        stage="columns",
        checked=None,
        trouble=("", ()),
    )
    begin_mapping(book=here.book, file=source_of(here.book, wanted))
    look_at_file(book=here.book, file=source_of(here.book, wanted))
    keep(here.book, wanted)
    return _to(wanted)


def _sheet(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:
    """Take another sheet of the workbook."""
    wanted = replace(state, sheet=request.POST.get("sheet", ""), checked=None, trouble=("", ()))
    look_at_file(book=here.book, file=source_of(here.book, wanted))
    keep(here.book, wanted)
    return _to(wanted)


def _columns(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:
    """Take the mapping, and check the file once nothing needed is open."""
    table = loadable(state.kind)
    names = [*(each.name for each in table.columns), "currency"]
    wishes = {
        name: FieldWish(
            request.POST.get(f"header-{name}", ""), request.POST.get(f"constant-{name}", "").strip()
        )
        for name in names
    }
    shape = FileShape(
        sheet="",
        encoding=request.POST.get("encoding", ""),
        delimiter={"tab": "\t"}.get(request.POST.get("delimiter", ""), request.POST.get("delimiter", "")),
        date_order=request.POST.get("date_order", ""),
    )
    missing = choose_mapping(book=here.book, file=source_of(here.book, state), wishes=wishes, shape=shape)
    if missing or request.POST.get("then") == "look":
        fields = ", ".join(_label(table, name, here.lang) for name in missing)
        trouble = ("web.import.columns_open", (("fields", fields),)) if missing else ("", ())
        keep(here.book, replace(state, checked=None, trouble=trouble))
    else:
        check_behind(here, replace(state, checked=None))
    return _to(state)


def _own_currency(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:  # noqa: ARG001
    """Take every amount as one of the book's currency whatever mark it carries, and check again."""
    file = source_of(here.book, state)
    mapping = look_at_file(book=here.book, file=file).mapping
    wishes = {name.removesuffix("_minor"): FieldWish(header, "") for name, header in mapping.columns}
    wishes |= {name: FieldWish("", text) for name, text in mapping.constants}
    wishes = {
        each.name: wish
        for each in file.table.columns
        if (wish := wishes.get(each.name.removesuffix("_minor"))) is not None
    } | {"currency": FieldWish("", here.book.settings.currency)}
    choose_mapping(book=here.book, file=file, wishes=wishes, shape=mapping.shape)
    check_behind(here, replace(state, checked=None))
    return _to(state)


def _words(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:
    """Take what words of the file stand for, and check again."""
    file = source_of(here.book, state)
    assert state.checked is not None, "words are asked for by a check"
    told = {name: str(value) for name, value in request.POST.items()}
    for column, meanings in words_said(told, state.checked).items():
        choose_words(book=here.book, file=file, column=column, meanings=meanings)
    check_behind(here, replace(state, checked=None))
    return _to(state)


def _load(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:  # noqa: ARG001
    """Load what was checked."""
    load_behind(here, state)
    return _to(state)


def _stop(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:  # noqa: ARG001
    """Stop what is under way."""
    stop(state.errand)
    return _to(state)


def _back(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:  # noqa: ARG001
    """Go a step back."""
    before = {"columns": "file", "checked": "columns"}[state.stage]
    keep(here.book, replace(state, stage=before, trouble=("", ())))
    return _to(state)


def _discard(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponseRedirect:  # noqa: ARG001
    """Forget the file."""
    discard(here.book, state)
    return HttpResponseRedirect(reverse("web:imports"))


_Act = Callable[[HttpRequest, Surroundings, Import], HttpResponseRedirect]
_ACTS: Mapping[str, tuple[tuple[str, ...], _Act]] = {
    "choose": (("file",), _choose),
    "sheet": (("columns",), _sheet),
    "columns": (("columns",), _columns),
    "own_currency": (("checked",), _own_currency),
    "words": (("checked",), _words),
    "load": (("checked",), _load),
    "stop": (("checking", "loading"), _stop),
    "back": (("columns", "checked"), _back),
    "discard": (("file", "columns", "checked"), _discard),
}
"""What can be done with a file, and at which stages."""


def _page(request: HttpRequest, here: Surroundings, state: Import) -> HttpResponse:
    """Show the stage at which the file stands."""
    code, details = state.trouble
    facts: dict[str, object] = {
        "state": state,
        "steps": [
            (say(f"web.import.step_{each}", {}, here.lang), place, _STEP_OF[state.stage])
            for place, each in enumerate(STEPS)
        ],
        "problems": [explain_trouble(Trouble(code, dict(details)), here.lang)] if code else [],
        "table": say(f"table.{state.kind}", {}, here.lang) if state.kind else "",
    }
    template = {"checking": "running", "loading": "running"}.get(state.stage, state.stage)
    try:
        facts |= _FACTS[template](here, state)
    except Trouble as trouble:
        facts["problems"] = [explain_trouble(trouble, here.lang)]
        template = "stuck"
    return shown(request, here, f"web/import_{template}.html", facts)


def _file_facts(here: Surroundings, state: Import) -> dict[str, object]:
    """Return what the file may be, the likeliest first."""
    tables = guess_tables(file_of(here.book, state))
    chosen = state.kind or tables[0].name
    kinds = [(each.name, say(f"table.{each.name}", {}, here.lang), each.name == chosen) for each in tables]
    return {"kinds": kinds}


def _columns_facts(here: Surroundings, state: Import) -> dict[str, object]:
    """Return what was found of the file and which header fills which column."""
    source = source_of(here.book, state)
    look = look_at_file(book=here.book, file=source)
    return {
        "look": look,
        "found": _detected(look, here.lang),
        "fields": _fields(source.table, look, here.lang),
        "samples": look.samples,
        "encodings": ("", "utf-8", "gb18030"),
        "delimiters": (("", ""), (",", ","), ("tab", "Tab"), (";", ";"), ("|", "|")),
        "delimiter": {"\t": "tab"}.get(look.mapping.shape.delimiter, look.mapping.shape.delimiter),
        "date_orders": ("", "ymd", "dmy", "mdy"),
    }


def _running_facts(here: Surroundings, state: Import) -> dict[str, object]:  # noqa: ARG001 - as its neighbours
    """Return how far the work is."""
    errand = under_way(state.errand)
    if errand is None:  # it has just ended, and the next look finds it so
        return {"refresh": 1, "done": 0, "total": 0, "step": ""}
    return {"refresh": 1, "done": errand.done, "total": errand.total, "step": errand.step}


def _checked_facts(here: Surroundings, state: Import) -> dict[str, object]:
    """Return the first rows as understood, and what is wrong with others."""
    found = state.checked
    assert found is not None, "a checked file was checked"
    table = loadable(state.kind)
    kinds = {each.name: each.kind for each in table.columns}
    types = type_names(here.book.chart, lang=here.lang)
    return {
        "found": found,
        "good": found.rows_read - found.rows_rejected,
        "columns": [
            (_label(table, name.removesuffix("_minor"), here.lang), _is_number(kinds[name]))
            for name in found.columns
        ],
        "rows": [
            [
                (types.get(cell, cell) if name in OF_CHART else cell, _is_number(kinds[name]))
                for name, cell in zip(found.columns, row, strict=True)
            ]
            for row in found.rows
        ],
        "wrong": wrong_rows(found, types, here.lang),
        "more": found.rows_rejected - len(found.wrong),
        "marks": foreign_marks(found),
        "asked": [
            (_label(table, each.column, here.lang), each)
            for each in words_asked(table.name, found, here.book.chart, here.lang)
        ],
        "may_chart": here.reader.may(Right.edit_chart),
    }


def _done_facts(here: Surroundings, state: Import) -> dict[str, object]:
    """Return what came of it, and whether it is still in force."""
    result = state.result
    assert result is not None, "what is done has a result"
    in_force = any(each.batch_id == result.batch_id for each in here.book.warehouse.batches())
    return {
        "result": result,
        "in_force": in_force,
        "has_total": result.control_total_minor != 0,
        "unposted": unposted_cost(here) if in_force else None,
    }


_FACTS: Mapping[str, Callable[[Surroundings, Import], dict[str, object]]] = {
    "file": _file_facts,
    "columns": _columns_facts,
    "running": _running_facts,
    "checked": _checked_facts,
    "done": _done_facts,
}


def _detected(look: FileLook, lang: Language) -> list[tuple[str, str]]:
    """Return what was found of the file as pairs of a name and a value."""
    delimiter = {"\t": "Tab"}.get(look.delimiter, look.delimiter)
    said = (
        ("form", say(f"web.import.form_{look.form}", {}, lang)),
        ("encoding", look.encoding.upper()),
        ("delimiter", delimiter),
        ("sheet", look.sheet),
        ("header_line", str(look.header_line) if look.header_line else ""),
    )
    return [(say(f"web.import.{name}", {}, lang), value) for name, value in said if value]


def _fields(table: Table, look: FileLook, lang: Language) -> list[FieldRow]:
    """Return every column of the table with what fills it now, and the currency."""
    headers, constants = dict(look.mapping.columns), dict(look.mapping.constants)
    currency = Column("currency", Kind.text, needed=False, note="")
    found = []
    for column in (*table.columns, currency):
        names = (column.name, column.name.removesuffix("_minor"))
        header = next((headers[name] for name in names if name in headers), "")
        place = look.headers.index(header) if header in look.headers else -1
        found.append(
            FieldRow(
                name=column.name,
                label=_label(table, names[1], lang),
                note=say("web.import.currency_note", {}, lang)
                if column is currency
                else say(f"web.import.kind_{column.kind.value}", {}, lang)
                if column.kind is not Kind.text
                else "",
                needed=column.needed,
                header=header,
                constant=next((constants[name] for name in names if name in constants), ""),
                sample=" · ".join(row[place] for row in look.samples if row[place]) if place >= 0 else "",
            )
        )
    return sorted(found, key=lambda each: not each.needed)


def _label(table: Table, field: str, lang: Language) -> str:
    """Return what people call a field."""
    return known_as(table, field) if lang == "zh" else field.replace("_", " ")


def _is_number(kind: Kind) -> bool:
    """Whether cells of a kind stand to the right."""
    return kind in {Kind.money, Kind.count}
