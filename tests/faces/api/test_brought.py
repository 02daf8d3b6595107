"""What pages take by form, a machine brings as well: kept filters, trials by file, a proposal's workbook; and answers kept under keys."""

import io
from pathlib import Path
from typing import cast

import openpyxl
import pytest

from fenhao.client import Client
from tests.faces.api.machine import EITHER, Answered, Machine, secret
from tests.faces.api.test_jobs import ended
from tests.faces.serving import served
from tests.faces.web.conftest import return_to
from tests.faces.web.planned import fill_planning

Rows = list[dict[str, object]]


def rows(answer: Answered) -> Rows:
    """Return the rows of a list."""
    assert answer.status == 200, answer.told
    return cast("Rows", answer.told["rows"])


def test_a_filter_is_kept_once_renamed_removed_and_brought_back(machine: Machine) -> None:
    wish = {"page": "ledger", "name": "Coupons", "query": "cost_type=coupons&after=9&all=1", "shared": True}
    kept = machine.post("views", wish, key="keep").told
    assert machine.post("views", wish, key="keep").told == kept, "the same key keeps it once"
    assert machine.post("views", {**wish, "name": "Other"}, key="keep").status == 409
    number = kept["view"]
    (view,) = [each for each in rows(machine.get("views?page=ledger")) if each["id"] == number]
    assert (view["name"], view["query"], view["mine"]) == ("Coupons", "cost_type=coupons", True)
    assert machine.post("views/open-with", {"page": "ledger", "view": number}, key="open").status == 200
    shared = [each for each in rows(Machine("operations").get("views")) if each["id"] == number]
    assert [each["mine"] for each in shared] == [False]
    assert (
        Machine("operations").post(f"views/{number}/rename", {"name": "Mine"}, key="theirs").status == 409
    ), "nobody renames another's"
    assert machine.post(f"views/{number}/rename", {"name": "Vouchers"}, key="rename").status == 200
    assert machine.post(f"views/{number}/remove", {}, key="remove").status == 200
    assert machine.post(f"views/{number}/remove", {}, key="remove").status == 200, "done once, told again"
    assert all(each["id"] != number for each in rows(machine.get("views")))
    assert machine.post(f"views/{number}/restore", {}, key="restore").status == 200
    (view,) = [each for each in rows(machine.get("views")) if each["id"] == number]
    assert (view["name"], view["opens"]) == ("Vouchers", False)


def test_a_filter_of_a_page_that_keeps_none_is_refused(machine: Machine) -> None:
    wish = {"page": "people", "name": "x", "query": "a=1"}
    assert machine.post("views", wish, key="odd").fields() == ["page"]
    assert machine.post("views", {"page": "lines", "name": "x", "query": "a=\n"}, key="o").fields() == [
        "query"
    ]


def trial_table(customers: int) -> bytes:
    """A trial in which a treatment brings ten more each."""
    lines = ["customer,arm,visits,spend"]
    for each in range(customers):
        arm = ("none", "mail")[each % 2]
        lines.append(f"T{each},{arm},{each % 7},{100 + each % 13 + (10 if arm == 'mail' else 0)}")
    return "\n".join(lines).encode() + b"\n"


def sent(machine: Machine, content: bytes, *, key: str, name: str = "trial.csv") -> Answered:
    """Send a trial's file."""
    return machine.ask("POST", f"trials/files?name={name}", content, media=EITHER, key=key)


def test_a_trial_is_sent_its_columns_are_named_and_it_is_judged(machine: Machine, company: Path) -> None:
    file = sent(machine, trial_table(400), key="file").told
    assert (file["rows"], [each["name"] for each in cast("Rows", file["columns"])]) == (
        400,
        ["customer", "arm", "visits", "spend"],
    )
    assert sent(machine, trial_table(400), key="file").told == file
    assert sent(machine, trial_table(401), key="file").status == 409
    wish = {
        "file": file["file"],
        "name": "Mail",
        "arm": "arm",
        "control": "none",
        "outcome": "spend",
        "covariates": ["visits"],
        "customer": "customer",
        "costs_minor": {"mail": 150},
    }
    wrong = machine.post("trials", {**wish, "control": "nobody", "outcome": "profit"}, key="wrong")
    assert (wrong.status, wrong.fields()) == (422, ["outcome", "control"])
    assert machine.post("trials", wish, key="trial").status == 200
    told = cast("Rows", ended(machine, "choice")["said"])
    assert told[0]["tone"] == "success", told
    assert machine.post("trials", wish, key="trial").told["state"] == "ended", "the same key judges it once"
    (trial,) = rows(machine.get("trials"))
    assert (trial["name"], trial["control"], trial["covariates"]) == ("Mail", "none", ["visits"])
    found = cast("dict[str, object]", machine.get(f"value/choice?campaign={trial['address']}").told["value"])
    assert cast("dict[str, object]", found["choice"])["customers"] == 400
    assert machine.get("value/choice?campaign=nothing").status == 404
    assert not list((company / "trials" / "coming").glob("[0-9a-f]*")), "the file was put away"
    again = machine.post("trials", wish, key="another")
    assert (again.status, again.fields()) == (422, ["file"])
    chosen = f"value/choice/customers?campaign={trial['address']}"
    assert machine.get(chosen).status == 404, "finance sees no ids"
    first = Machine("operations").get(f"{chosen}&limit=3").told
    assert len(cast("Rows", first["rows"])) == 3
    assert all(str(each["customer"]).startswith("T") for each in cast("Rows", first["rows"]))
    rest = rows(Machine("operations").get(f"{chosen}&limit=500&cursor={first['next']}"))
    assert not {str(each["customer"]) for each in rest} & {
        str(each["customer"]) for each in cast("Rows", first["rows"])
    }


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"PK\x03\x04 no", "t.xlsx", "load.workbook_unreadable"), (b"\xff\0\1", "t.csv", "load.binary_file")],
)
def test_a_table_that_cannot_be_read_is_refused_and_not_kept(
    machine: Machine, company: Path, content: bytes, name: str, code: str
) -> None:
    refused = sent(machine, content, key=f"odd-{code}", name=name)
    assert (refused.status, refused.told["code"]) == (422, code)
    assert sent(machine, content, key="up", name="..").fields() == ["name"]
    assert not list((company / "trials" / "coming").glob("*"))


def proposal(machine: Machine, company: Path) -> int:
    """Return a kept proposal."""
    fill_planning(company)
    (found,) = [each for each in rows(machine.get("studies")) if each["kind"] == "proposal"]
    return cast("int", found["id"])


def edited(content: bytes, *, by: int) -> bytes:
    """Return the workbook with its first line's amount so much larger."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheet = book.worksheets[0]
    place = [each.value for each in sheet[2]].index("amount") + 1
    cell = sheet.cell(3, place)
    cell.value = float(str(cell.value or 0)) + by
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_proposal_s_workbook_goes_out_and_comes_back(machine: Machine, company: Path) -> None:
    number = proposal(machine, company)
    content = machine.get(f"studies/{number}/workbook?language=en").body
    path = f"studies/{number}/workbook"
    same = machine.ask("POST", path, content, media=EITHER, key="same")
    assert (same.status, same.told["study"]) == (200, 0), same.told
    changed = edited(content, by=7)
    looked = machine.ask("POST", f"{path}?preview=true", changed, media=EITHER, key="look").told
    moved = {str(each["of"]): each for each in cast("list[dict[str, int]]", looked["moves"])}
    assert looked["study"] == 0
    assert moved["total"]["after_minor"] - moved["total"]["before_minor"] == 700
    kept = machine.ask("POST", f"{path}?name=Dearer", changed, media=EITHER, key="keep").told
    again = machine.ask("POST", f"{path}?name=Dearer", changed, media=EITHER, key="keep").told
    assert (kept["replayed"], again["replayed"], again["study"]) == (False, True, kept["study"])
    assert machine.get(f"studies/{kept['study']}").told["name"] == "Dearer"
    assert machine.ask("POST", path, b"a,b\n", media=EITHER, key="odd").status in {409, 422}
    assert machine.ask("POST", "studies/999/workbook", content, media=EITHER, key="none").status == 404
    assert Machine("auditor").ask("POST", path, content, media=EITHER, key="auditor").status == 404
    return_to(company)
    with served() as port:
        client = Client(f"http://127.0.0.1:{port}", token=secret("finance"))
        assert client.post_study_workbook(number, changed, preview=True)["moves"]
        table = company / "client.csv"
        table.write_bytes(trial_table(20))
        assert client.post_trial_file(table)["rows"] == 20


def test_a_retry_of_an_act_that_sets_a_state_does_not_take_back_what_was_set_since(machine: Machine) -> None:
    first = {"choices": {"approval": "digest"}, "quiet": "22:00-08:00", "digest_at": "08:00"}
    since = {"choices": {}, "quiet": "", "digest_at": "10:00"}
    told = machine.post("subscriptions", first, key="first").told
    machine.post("subscriptions", since, key="since")
    assert machine.post("subscriptions", first, key="first").told == told, "the answer is the same for ever"
    assert machine.get("subscriptions").told["digest_at"] == "10:00"
    conflict = machine.post("subscriptions", since, key="first")
    assert (conflict.status, conflict.told["code"]) == (409, "api.key_conflict")


def test_a_retry_of_a_stop_leaves_a_later_job_of_the_name_alone(machine: Machine) -> None:
    machine.post("runs/cohorts", {}, key="one")
    ended(machine, "cohorts")
    assert machine.post("jobs/cohorts/put-away", {}, key="away").status == 200
    assert machine.get("jobs/cohorts").status == 404
    machine.post("runs/cohorts", {}, key="two")
    ended(machine, "cohorts")
    assert machine.post("jobs/cohorts/put-away", {}, key="away").status == 200
    assert machine.get("jobs/cohorts").status == 200, "what the retry was about is gone long since"
