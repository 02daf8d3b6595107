"""``fenhao text`` from tickets to judgement: taught by a book's own tickets, put right by people, honest about what it lacks."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from fenhao.engine.text import Kind, LearnRules
from fenhao.kernel import Trouble
from fenhao.runs.book import open_book
from fenhao.runs.text import (
    kept_text_models,
    labelled_file,
    labelled_tickets,
    open_text_model,
    read_text_model,
    text_folder,
    train_text,
)
from tests.faces.cli.shop import Shop
from tests.unit.text.sayings import sayings


def tickets(count: int = 240) -> str:
    """Return tickets as a file has them; every fifth has no category yet."""
    texts, labels = sayings(count, seed=21, noise=0.05)
    rows = ["ticket_id,opened_on,channel,kind,category,text"]
    for at, (text, label) in enumerate(zip(texts, labels, strict=True)):
        kind = "complaint" if label == "delivery" else "question"
        rows.append(f"T{at:04},2024-03-{at % 28 + 1:02},mail,{kind},{label if at % 5 else ''},{text}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """A shop with two hundred and forty tickets."""
    assert shop.load(tickets(), "tickets").code == 0
    return shop


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_tickets_teach_and_those_without_a_category_get_one(desk: Shop) -> None:
    answer = desk.run("text", "train", "--kind", "category", "--no-meaning", "--target", "90", "--json")
    assert answer.code == 0, answer.all
    (told,) = lines(answer.out)
    assert told["taught"] == 192
    assert float(str(told["accuracy"])) > 0.7
    (shown,) = lines(desk.run("text", "show", "--json").out)
    assert shown == told
    assert "texts held out" in desk.run("text", "show").out
    found = lines(desk.run("text", "sort", "--kind", "category", "--json", "--show", "5").out)
    sums = found[0]
    sure = sums["sure"]
    assert isinstance(sure, dict)
    assert (
        int(str(sums["tickets"]))
        == 240
        == sum(sure.values()) + int(str(sums["unsure"])) + int(str(sums["unlike"]))
    )
    (judged,) = lines(desk.run("text", "judge", "发票 抬头 金额不对", "--kind", "category", "--json").out)
    assert judged["label"] == "invoice"


def test_a_file_that_tells_writers_and_days_is_examined_by_them_and_the_report_says_so(shop: Shop) -> None:
    texts, labels = sayings(400, seed=22, noise=0.05)
    path = shop.folder.parent / "labels.csv"
    rows = [
        f"{text},{label},K{at // 8},2026/{at // 40 + 1}/{at % 28 + 1}"
        for at, (text, label) in enumerate(zip(texts, labels, strict=True))
    ]
    path.write_text("\n".join(["text,label,客户,日期", *rows]), encoding="utf-8")
    asked = ("text", "train", "--kind", "category", "--no-meaning", "--target", "90", "--file", str(path))

    def told(*columns: str) -> tuple[object, object]:
        """Return by what a model was examined, and by what its limit was set."""
        (found,) = lines(shop.run(*asked, *columns, "--json").out)
        return found["examined_by"], found["limit_judged_by"]

    assert told() == ("chance", "chance")
    assert told("--writer-column", "客户") == ("writer", "writer")
    assert told("--date-column", "日期") == ("time", "time")
    examined, judged = told("--writer-column", "客户", "--date-column", "日期")
    assert (examined, judged in ("writer", "time")) == ("time", True)
    shown = shop.run("text", "show").out
    assert "Held out were the newest texts" in " ".join(shown.split())
    no_day = shop.run(*asked, "--date-column", "客户")
    assert no_day.code == 2
    assert "--date-column" in no_day.all
    assert "客户" in shop.run(*asked, "--writer-column", "who").all


def test_few_sure_answers_that_were_all_right_are_told_as_too_few_and_a_lower_target_is_named(
    shop: Shop,
) -> None:
    texts, labels = sayings(90, seed=23, noise=0.0)
    path = shop.folder.parent / "few.csv"
    rows = [f"{text},{label}" for text, label in zip(texts, labels, strict=True)]
    path.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    shown = shop.run(
        "text", "train", "--kind", "category", "--no-meaning", "--target", "99.9", "--file", str(path)
    )
    said = " ".join(shown.all.split())
    assert "cannot be shown" in said
    assert "too few to rule out luck" in said
    assert "can be reached: " in said


def test_what_a_person_says_counts_at_the_next_training(desk: Shop) -> None:
    assert desk.run("people", "add", "ana", "--role", "customer_service").code == 0, "somebody must act"
    for at in range(0, 240, 5):
        answer = desk.run(
            "text", "correct", f"T{at:04}", "--kind", "category", "--label", "special care", "--key", f"k{at}"
        )
        assert answer.code == 0, answer.all
    again = desk.run(
        "text", "correct", "T0000", "--kind", "category", "--label", "special care", "--key", "k0", "--json"
    )
    assert lines(again.out)[0]["replayed"] is True
    assert desk.run("text", "correct", "T0001", "--kind", "category", "--label", " ").code == 2
    (told,) = lines(desk.run("text", "train", "--kind", "category", "--no-meaning", "--json").out)
    assert told["corrections"] == 48
    assert "special care" in str(told["labels"])


def test_complaint_risk_is_told_without_labels_and_learnt_with_them(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fenhao.runs.text._teach.can_read_meaning", lambda: False)
    (cold,) = lines(desk.run("text", "judge", "态度恶劣，我要投诉", "--json").out)
    assert (cold["label"], cold["by"], cold["sureness"]) == ("complaint", "words", "unsure")
    assert desk.run("text", "train", "--kind", "risk", "--no-meaning").code == 0
    (warm,) = lines(desk.run("text", "judge", "快递 包裹 一直没有更新", "--json").out)
    assert (warm["label"], warm["by"]) == ("complaint", "model")


def test_what_is_missing_is_named(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "fenhao text train --kind queue" in desk.run("text", "judge", "x", "--kind", "queue").all
    assert "too few labels" in desk.run("text", "train", "--kind", "queue").all
    file = desk.desk / "labels.csv"
    file.write_text("words,label\na,b\n", encoding="utf-8")
    assert "no column text" in desk.run("text", "train", "--kind", "queue", "--file", str(file)).all
    monkeypatch.setitem(sys.modules, "sklearn.svm", None)
    lacking = desk.run("text", "train", "--kind", "category", "--no-meaning")
    assert lacking.code == 2
    assert "fenhao[text]" in lacking.all


def test_a_file_in_gb18030_teaches_too(desk: Shop) -> None:
    texts, labels = sayings(160, seed=5)
    file = desk.desk / "labels.csv"
    rows = [f"{text},{label}" for text, label in zip(texts, labels, strict=True)]
    file.write_bytes("\n".join(["内容,类别", *rows]).encode("gb18030"))
    answer = desk.run(
        "text",
        "train",
        "--kind",
        "queue",
        "--file",
        str(file),
        "--text-column",
        "内容",
        "--label-column",
        "类别",
        "--no-meaning",
    )
    assert answer.code == 0, answer.all
    assert "labels.csv" in answer.out
    (judged,) = lines(desk.run("text", "judge", "--kind", "queue", "--file", str(saved(desk)), "--json").out)
    assert judged["text"] == "发票抬头写错了"


def saved(desk: Shop) -> Path:
    """Return a text of one line as a Chinese editor saves it."""
    path = desk.desk / "asked.txt"
    path.write_bytes("发票抬头写错了\r\n\r\n".encode("gb18030"))
    return path


@pytest.mark.parametrize(("most", "some"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_of_another_encoding_is_told_and_not_taught_as_other_words(
    desk: Shop, most: str, some: str
) -> None:
    texts, labels = sayings(40, seed=5)
    file = desk.desk / "labels.csv"
    rows = "".join(f"{text},{label}\n" for text, label in zip(texts, labels, strict=True))
    file.write_bytes(("text,label\n" + rows).encode(most) + "包裹一直没有更新,delivery\n".encode(some))
    for asked in (("train", "--kind", "queue"), ("judge", "--text-column", "text"), ("judge",)):
        told = " ".join(desk.run("text", *asked, "--file", str(file)).all.split())
        assert f"is in {most.upper()}, but line 42 in {some.upper()}" in told, told


def test_texts_with_line_breaks_of_unicode_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("text,label\none\u2028two,a\nthree\x0bfour,b\n", encoding="utf-8")
    read = labelled_file(path, text="text", label="label")
    assert [*zip(read.texts, read.labels, strict=True)] == [("one\u2028two", "a"), ("three\x0bfour", "b")]


def kept(desk: Shop) -> Path:
    """Return the JSON of a model that was just taught."""
    book = open_book(root=desk.desk / "company")
    train_text(
        book=book,
        kind=Kind.category,
        given=labelled_tickets(book=book, kind=Kind.category, corrections={}),
        rules=LearnRules(),
        meaning=False,
        at=datetime(2024, 5, 1, tzinfo=UTC),
        advance=lambda _s, _a, _o: None,
    )
    return text_folder(book) / "category-0001.json"


def test_a_kept_model_judges_as_the_one_that_was_taught(desk: Shop) -> None:
    path = kept(desk)
    model, told = read_text_model(path)
    again, _ = open_text_model(open_book(root=desk.desk / "company"), Kind.category)
    assert model.labels == again.labels == told.labels
    assert [each.label for each in model.judge(["发票 抬头", "login password"])] == ["invoice", "account"]
    assert "发票" not in path.read_text(encoding="utf-8"), "a model holds no words"


def test_only_the_newest_versions_stay(desk: Shop) -> None:
    for _ in range(7):
        kept(desk)
    assert [each.version for each in kept_text_models(open_book(root=desk.desk / "company"))] == [
        7,
        6,
        5,
        4,
        3,
    ]


def damages(path: Path) -> list[tuple[str, bytes, bytes]]:
    """Return ways to spoil the two files: what it is, and the bytes of JSON and npz."""
    told, arrays = path.read_bytes(), path.with_suffix(".npz").read_bytes()
    held = json.loads(told)
    nan = {**held, "slope": float("nan")}
    hostile = path.parent / "hostile.npz"
    np.savez(hostile, allow_pickle=True, codes=np.array([{"a": 1}], dtype=object))
    evil = hostile.read_bytes()
    hostile.unlink()
    from hashlib import sha256

    return [
        ("cut short", told[:-20], arrays),
        ("no JSON", b"\x80\x04pickle", arrays),
        ("a number that is none", json.dumps(nan).encode(), arrays),
        ("other labels", json.dumps({**held, "labels": ["a"]}).encode(), arrays),
        ("more labels than lines", json.dumps({**held, "labels": [*held["labels"], "x"]}).encode(), arrays),
        ("another format", json.dumps({**held, "format": held["format"] + 1}).encode(), arrays),
        ("a bit turned", told, arrays[:-200] + bytes([arrays[-200] ^ 1]) + arrays[-199:]),
        ("no archive", told, b"nothing"),
        ("objects inside", json.dumps({**held, "digest": sha256(evil).hexdigest()}).encode(), evil),
    ]


def test_a_damaged_or_hostile_model_is_refused(desk: Shop) -> None:
    path = kept(desk)
    for what, told, arrays in damages(path):
        path.write_bytes(told)
        path.with_suffix(".npz").write_bytes(arrays)
        with pytest.raises(Trouble) as caught:
            read_text_model(path)
        assert caught.value.code == "text.damaged", what
    assert "cannot be trusted" in desk.run("text", "judge", "x", "--kind", "category").all


def test_a_model_of_an_earlier_format_gives_way_to_the_next_training(desk: Shop) -> None:
    kept(desk)
    for path in kept(desk).parent.glob("*.json"):
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**told, "format": told["format"] - 1}), encoding="utf-8")
    refused = desk.run("text", "judge", "--kind", "category", "where is my parcel")
    assert "earlier version" in refused.err and "fenhao text train --kind category" in refused.err, (
        refused.all
    )
    kept(desk)
    answer = desk.run("text", "judge", "发票 抬头", "--kind", "category")
    assert (answer.code, "invoice" in answer.out) == (0, True), answer.all
