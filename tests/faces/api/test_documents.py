"""Papers and workbooks by the API: made, handed out, and a budget's workbook brought back, looked at first, once under its key."""

import io
from pathlib import Path
from typing import cast

import openpyxl

from fenhao.client import Client
from tests.faces.api.machine import EITHER, Answered, Machine, secret
from tests.faces.api.test_jobs import ended
from tests.faces.serving import served
from tests.faces.web.conftest import return_to

PDF = "application/pdf"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def drafts(machine: Machine) -> list[int]:
    """Return the versions that may be edited."""
    rows = cast("list[dict[str, object]]", machine.get("budgets").told["rows"])
    return [cast("int", each["id"]) for each in rows if each["state"] == "draft"]


def brought(machine: Machine, number: int, content: bytes, *, key: str, preview: bool = False) -> Answered:
    """Bring a workbook back."""
    path = f"budgets/{number}/workbook{'?preview=true' if preview else ''}"
    return machine.ask("POST", path, content, media=EITHER, key=key)


def edited(content: bytes, *, by: int) -> bytes:
    """Return the workbook with its first amount so much larger, and its control total with it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    header = [each.value for each in sheet[2]]
    place = header.index("amount") + 1
    cell = sheet.cell(3, place)
    cell.value = float(str(cell.value)) + by
    rows = range(3, sheet.max_row + 1)
    sheet.cell(1, 4).value = str(sum(float(str(sheet.cell(each, place).value)) for each in rows))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_the_report_of_a_period_is_made_and_handed_out(machine: Machine) -> None:
    assert machine.get("reports/2026-03/paper?language=en").status == 404, "nobody has made it"
    begun = machine.post("runs/period-paper", {"period": "2026-03", "language": "en"}, key="paper")
    assert begun.status == 200, begun.told
    assert ended(machine, "paper-2026-03-en")["said"][0]["tone"] == "success"  # type: ignore[index]
    paper = machine.get("reports/2026-03/paper?language=en")
    assert (paper.headers["Content-Type"], paper.body[:5]) == (PDF, b"%PDF-")
    assert "fenhao-2026-03-en.pdf" in paper.headers["Content-Disposition"]
    assert machine.get("reports/2026-03/paper?language=zh").status == 404
    sheets = machine.get("reports/2026-03/workbook?language=zh")
    assert sheets.headers["Content-Type"] == SHEETS
    assert openpyxl.load_workbook(io.BytesIO(sheets.body)).worksheets
    for wrong in ("2026-W03", "nothing"):
        assert machine.get(f"reports/{wrong}/workbook?language=zh").status == 404
    assert machine.get("reports/2026-03/workbook?language=fr").fields() == ["language"]
    assert Machine("guest").get("reports/2026-03/paper?language=en").status == 404


def test_a_paper_of_a_period_that_there_cannot_be_ends_in_a_sentence(machine: Machine) -> None:
    machine.post("runs/period-paper", {"period": "2026-99", "language": "en"}, key="odd")
    (said,) = cast("list[dict[str, str]]", ended(machine, "paper-2026-99-en")["said"])
    assert said["tone"] == "error"


def test_a_version_of_the_budget_is_handed_out_as_a_document(machine: Machine) -> None:
    (number, *_) = drafts(machine)
    assert machine.get(f"budgets/{number}/paper?language=zh").status == 404
    machine.post("runs/budget-paper", {"version": number, "language": "zh"}, key="budget-paper")
    assert ended(machine, f"budgetpaper-{number}-zh")["said"][0]["tone"] == "success"  # type: ignore[index]
    assert machine.get(f"budgets/{number}/paper?language=zh").body[:5] == b"%PDF-"
    document = machine.get(f"budgets/{number}/document?language=en")
    assert openpyxl.load_workbook(io.BytesIO(document.body)).worksheets
    assert machine.get("budgets/999/document?language=en").status == 404


def test_a_workbook_goes_out_and_comes_back_without_a_difference(machine: Machine) -> None:
    (number, *_) = drafts(machine)
    content = machine.get(f"budgets/{number}/workbook").body
    token = machine.get(f"budgets/{number}").told["token"]
    same = brought(machine, number, content, key="same")
    assert (same.status, same.told["changes"]) == (200, [])
    assert machine.get(f"budgets/{number}").told["token"] == token


def test_an_edited_workbook_is_looked_at_then_taken_once_and_two_do_not_overwrite_each_other(
    machine: Machine,
) -> None:
    (number, *_) = drafts(machine)
    content = machine.get(f"budgets/{number}/workbook").body
    token = machine.get(f"budgets/{number}").told["token"]
    first, second = edited(content, by=7), edited(content, by=9)
    looked = brought(machine, number, first, key="look", preview=True).told
    assert len(cast("list[object]", looked["changes"])) == 1, looked
    assert machine.get(f"budgets/{number}").told["token"] == token, "looking changes nothing"
    taken = brought(machine, number, first, key="take").told
    assert (taken["verdict"], taken["replayed"], taken["token"]) == ("saved", False, cast("int", token) + 1)
    assert brought(machine, number, first, key="take").told["replayed"]
    late = brought(machine, number, second, key="late").told
    assert late["verdict"] == "stale"
    assert len(cast("list[object]", late["conflicts"])) == 1
    assert machine.get(f"budgets/{number}").told["token"] == taken["token"]


def test_what_is_no_workbook_of_the_version_is_refused_in_words(machine: Machine) -> None:
    number, *others = drafts(machine)
    for place, content in enumerate((b"PK\x03\x04 no", b"\xff\xfe\x00", b"a,b\n1,2\n")):
        answer = brought(machine, number, content, key=f"odd-{place}")
        assert answer.status in {409, 422}, (content, answer.body)
        assert answer.told["code"] in {"plans.not_a_sheet", "load.workbook_unreadable", "load.empty_file"}, (
            content,
            answer.told,
        )
    uncalculated = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(machine.get(f"budgets/{number}/workbook").body)).save(uncalculated)
    told = brought(machine, number, uncalculated.getvalue(), key="uncalculated").told
    assert told["code"] == "plans.sheet_no_total", "what a program wrote without working it out"
    assert "D1" in cast("str", told["detail"])
    assert others, "the company prepares two"
    foreign = machine.get(f"budgets/{others[0]}/workbook").body
    assert brought(machine, number, foreign, key="other").told["code"] == "web.budget.other_version"
    assert brought(machine, number, b"x" * 1_600_000, key="large").status == 413
    assert brought(Machine("auditor"), number, foreign, key="auditor").status == 404


def test_the_client_takes_a_workbook_out_and_brings_it_back(company: Path, machine: Machine) -> None:
    (number, *_) = drafts(machine)
    return_to(company)
    with served() as port:
        client = Client(f"http://127.0.0.1:{port}", token=secret("finance"))
        content = client.get_budgets_one_workbook(number)
        assert client.post_budget_workbook(number, content)["changes"] == []
        seen = client.post_budget_workbook(number, edited(content, by=3), preview=True)
        assert len(seen["changes"]) == 1
