"""Long work begun by a machine: one job under one key, seen by pages too, told in words; nobody sees what is not for him."""

import json
import threading
import time
from pathlib import Path
from typing import cast

import pytest

from fenhao.interfaces import jobs
from fenhao.interfaces.jobs import Job, sentence
from fenhao.runs.book import open_book
from tests.faces.api.machine import EITHER, Machine, Told, give_token
from tests.faces.web.conftest import return_to


def ended(machine: Machine, name: str) -> Told:
    """Return a job once it is no longer under way."""
    until = time.monotonic() + 60
    while (told := machine.get(f"jobs/{name}").told)["state"] == "under_way":
        assert time.monotonic() < until, told
        time.sleep(0.05)
    return told


def test_a_job_is_begun_once_under_its_key_and_its_result_is_kept(machine: Machine) -> None:
    first = machine.post("runs/cohorts", {}, key="cohorts-1")
    assert first.status == 200, first.body
    assert first.told["name"] == "cohorts"
    done = ended(machine, "cohorts")
    assert (done["state"], done["asked_by"], done["scope"]) == ("ended", "finance", "prepare_budget")
    said = cast("list[dict[str, str]]", done["said"])
    assert [each["tone"] for each in said] == ["success"]
    assert machine.get("value/cohorts").status == 200
    again = machine.post("runs/cohorts", {}, key="cohorts-1").told
    assert (again["asked_at"], again["ended_at"]) == (done["asked_at"], done["ended_at"])
    other = machine.post("runs/returns", {"period": "2026"}, key="cohorts-1")
    assert (other.status, other.told["code"]) == (409, "api.key_conflict")


def test_loaded_cost_is_posted_and_a_second_time_there_is_nothing_left(machine: Machine) -> None:
    row = {"entry_id": "late", "occurred_on": "2026-03-05", "cost_type": "coupons", "amount_minor": 700}
    assert machine.facts("cost_entries", json.dumps(row).encode() + b"\n", key="late").told["rejects"] == []
    told = []
    for key in ("post-1", "post-2"):
        assert machine.post("runs/post-loads", {}, key=key).status == 200
        said = cast("list[dict[str, str]]", ended(machine, "post-loads")["said"])
        assert said[0]["tone"] == "success"
        told.append(said[0]["text"])
    assert told[0] != told[1]
    assert Machine("auditor").post("runs/post-loads", {}, key="post-3").status == 404


def test_a_job_whose_outcome_was_put_away_is_not_done_again_under_its_key(machine: Machine) -> None:
    assert machine.post("runs/points", {}, key="points-1").status == 200
    ended(machine, "points")
    assert machine.post("jobs/points/put-away", {}, key="away").status == 200
    assert machine.get("jobs/points").status == 404
    again = machine.post("runs/points", {}, key="points-1")
    assert (again.status, again.told["code"]) == (409, "api.job_put_away")


def test_a_period_that_there_cannot_be_ends_in_a_sentence(machine: Machine) -> None:
    assert machine.post("runs/returns", {"period": "2026-13"}, key="wrong").status == 200
    done = ended(machine, "returns")
    said = cast("list[dict[str, str]]", done["said"])
    assert [each["tone"] for each in said] == ["error"]
    assert "2026-13" in said[0]["text"]


def test_work_of_one_name_goes_on_once_and_can_be_stopped(machine: Machine, company: Path) -> None:
    book, going, gone_on = open_book(root=company), threading.Event(), threading.Event()

    def work(errand: jobs.Errand) -> jobs.Told:
        """Wait to be stopped."""
        going.set()
        while True:
            errand.advance("step.tiers", 1, 2)
            gone_on.wait(0.01)

    at = machine.get("me").told["at"]
    assert jobs.begin(book, Job("split", "prepare_budget", "/", "pages-own", "somebody", str(at)), work)
    assert going.wait(20)
    stands = machine.get("jobs/split").told
    assert (stands["state"], stands["done"], stands["total"]) == ("under_way", 1, 2)
    busy = machine.post("runs/split", {}, key="split-1")
    assert (busy.status, busy.told["code"]) == (409, "api.job_under_way")
    assert machine.post("jobs/split/stop", {}, key="stop").status == 200
    assert cast("list[dict[str, str]]", ended(machine, "split")["said"])[0]["tone"] == "warning"


def test_what_a_restart_broke_off_is_begun_again_under_the_same_key(machine: Machine, company: Path) -> None:
    assert machine.post("runs/care", {}, key="care-1").status == 200
    ended(machine, "care")
    book = open_book(root=company)
    before = jobs.find(book, "care")
    assert before is not None
    path = company / "errands" / "care.json"
    path.write_text(path.read_text().replace(before.ended_at, ""))
    assert machine.get("jobs/care").told["state"] == "interrupted"
    assert machine.post("runs/care", {}, key="care-1").told["state"] in {"under_way", "ended"}
    assert ended(machine, "care")["state"] == "ended"


def test_a_job_is_seen_by_those_who_could_have_begun_it(machine: Machine, company: Path) -> None:
    book = open_book(root=company)
    at = str(machine.get("me").told["at"])
    jobs.begin(
        book, Job("tiers", "record_facts", "/", "k", "x", at), lambda _: sentence("info", "web.work.stop", {})
    )
    ended(machine, "tiers")
    give_token("finance", "see")
    limited = Machine("finance", "see")
    assert limited.get("jobs/tiers").status == 404
    assert "tiers" not in str(limited.get("jobs").told["rows"])
    assert limited.post("jobs/tiers/stop", {}, key="s").status == 404
    assert "tiers" in str(machine.get("jobs").told["rows"])


def test_the_books_are_sealed_and_verified_and_the_checks_are_read_until_the_next(machine: Machine) -> None:
    assert machine.get("verified").status == 404
    auditor = Machine("auditor")
    assert auditor.get("verified").status == 404, "nobody has checked"
    assert auditor.post("runs/seal", {}, key="seal").status == 200
    assert ended(auditor, "seal")["said"][0]["tone"] == "success"  # type: ignore[index]
    assert auditor.post("runs/verify", {}, key="verify").status == 200
    (said,) = cast("list[dict[str, str]]", ended(auditor, "verify")["said"])
    found = auditor.get("verified").told
    checks = cast("list[dict[str, str]]", found["checks"])
    assert (found["trouble"], found["asked_by"]) == ("", "auditor")
    assert len(checks) > 5
    states = [each["state"] for each in checks]
    assert (found["failed"], found["waiting"]) == (states.count("fails"), states.count("waits"))
    assert said["tone"] == ("error" if found["failed"] else "warning" if found["waiting"] else "success")
    assert all(each["text"] for each in checks)


def test_a_budget_is_prepared_from_the_cost_of_a_year(machine: Machine) -> None:
    rows = [
        {
            "entry_id": f"m{month}",
            "occurred_on": f"2026-{month:02}-03",
            "cost_type": "coupons",
            "amount_minor": 900,
        }
        for month in range(1, 13)
    ]
    body = "\n".join(json.dumps(each) for each in rows).encode()
    assert machine.facts("cost_entries?source=year", body, key="year").status == 200
    assert machine.post("runs/prepare", {"growth": "1/20", "missing": "average"}, key="prepare").status == 200
    said = cast("list[dict[str, str]]", ended(machine, "prepare")["said"])
    assert said[0]["tone"] == "success", said
    number = said[0]["page"].strip("/").split("/")[1]
    assert machine.get(f"budgets/{number}").status == 200


def test_a_row_of_another_encoding_comes_back_with_its_words(machine: Machine) -> None:
    rows = ("订单编号,客户编号,下单日期,订单金额\ny1,甲等客户,2026-02-01,10\n", "y2,乙等客户,2026-02-01,10\n")
    body = rows[0].encode("gb18030") + rows[1].encode()
    begun = machine.ask("POST", "runs/import?name=mixed.csv&table=orders", body, media=EITHER, key="mixed")
    ended(machine, str(begun.told["name"]))
    (told,) = machine.get(f"jobs/{begun.told['name']}/rejects").body.decode("utf-8-sig").splitlines()[1:]
    assert "文件编码为 GB18030，而该行为 UTF-8" in told
    assert told.endswith("y2,乙等客户,2026-02-01,10")


def test_a_file_is_loaded_once_as_one_batch_and_its_key_is_for_that_file(machine: Machine) -> None:
    body = b"order_id,ordered_on,revenue\nw1,2026-03-01,12.50\nw2,2026-03-02,x\n"
    address = "runs/import?name=orders.csv&table=orders&source=file"
    first = machine.ask("POST", address, body, media=EITHER, key="file-1")
    assert first.status == 200, first.body
    said = cast("list[dict[str, str]]", ended(machine, str(first.told["name"]))["said"])
    assert [each["tone"] for each in said] == ["warning", "info"], said
    rejects = f"jobs/{first.told['name']}/rejects"
    assert rejects in said[1]["text"]
    assert machine.get(rejects).body.decode("utf-8-sig").splitlines()[1].endswith("w2,2026-03-02,x")
    assert Machine("operations").get(rejects).status == 404, "another's file"
    again = machine.ask("POST", address, body, media=EITHER, key="file-1")
    assert again.told["asked_at"] == first.told["asked_at"]
    other = machine.ask("POST", address, body + b"w3,2026-03-03,1\n", media=EITHER, key="file-1")
    assert (other.status, other.told["code"]) == (409, "api.key_conflict")
    (load,) = [
        each
        for each in cast("list[dict[str, object]]", machine.get("loads?limit=500").told["rows"])
        if each["source"] == "file"
    ]
    assert (load["rows"], load["control_total_minor"]) == (1, 1250)


@pytest.fixture(autouse=True)
def at_home(company: Path) -> None:
    """Other tests of the process may have opened other books since."""
    return_to(company)


@pytest.mark.parametrize("period", ["h\U000fbd4f", "2026 03", "../2026", "", "2026-03\n"])
def test_a_period_that_is_no_label_is_refused_and_begins_nothing(machine: Machine, period: str) -> None:
    for path, body in (("report", {}), ("period-paper", {"language": "en"}), ("returns", {})):
        refused = machine.post(f"runs/{path}", {**body, "period": period}, key=f"odd-{path}")
        assert (refused.status, refused.fields()) == (422, ["period"]), path


def test_a_source_that_there_cannot_be_is_nowhere(machine: Machine) -> None:
    assert machine.post("runs/fetch", {"source": "a b/c"}, key="odd-source").status in {404, 422}
