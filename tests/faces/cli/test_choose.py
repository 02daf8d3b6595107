"""``fenhao choose`` on tables of drawn trials whose truth is known: the verdict, the list, and what is refused."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.faces.cli.shop import Answer, Shop

ASK = ("--arm", "segment", "--control", "none", "--outcome", "spend", "--customer", "id")


def table(path: Path, *, mail: float, call: float, apart: float, rows: int = 3_000) -> Path:
    """Write a trial of three arms in which visits follow the treatment and age came before it."""
    draw = np.random.default_rng(8)
    with path.open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(["id", "age", "town", "tier", "asked", "segment", "visit", "spend"])
        for row in range(rows):
            arm = int(draw.integers(0, 3))
            age = float(draw.normal())
            effect = (0.0, mail + apart * age, call - apart * age)[arm]
            spend = max(0.0, 20 + 3 * age + effect + float(draw.normal()) * 4)
            cells = [f"K{row}", f"{age:.3f}", ("东", "西", "")[row % 3], "AD"[row % 2], row % 4]
            out.writerow([*cells, ("none", "mail", "call")[arm], arm > 0, f"{spend:.2f}"])
    return path


def told(answer: Answer) -> dict[str, object]:
    assert answer.code == 0, answer.all
    found: dict[str, object] = json.loads(answer.out.splitlines()[-1])
    return found


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_one_arm_that_pays_is_chosen_for_all_until_the_budget_ends(shop: Shop) -> None:
    file = table(shop.desk / "trial.csv", mail=3.0, call=0.0, apart=0.0)
    out = shop.desk / "list.csv"
    words = ("choose", str(file), *ASK, "--covariates", "age,town", "--cost", "mail=0.5", "--budget", "100")
    found = told(shop.run(*words, "--out", str(out), "--json"))
    assert (found["verdict"], found["best"]) == ("one_arm_pays", "mail")
    assert (found["chosen"], found["cost_minor"]) == (200, 10_000)
    rows = listed(out)
    assert [row["customer_id"] for row in rows] == [f"K{place}" for place in range(200)]
    assert {row["arm"] for row in rows} == {"mail"}
    answer = shop.run(*words)
    assert "No evidence that personalising pays" in answer.out
    visible = found["visible_minor_estimate"]
    assert isinstance(visible, float)
    seen = f"{visible / 100:,.4f}"
    assert f"about four times in five where it brings {seen} a customer" in answer.out.replace("\n", " ")
    assert told(shop.run(*words, "--json")) == found


def test_personalising_pays_where_customers_gain_from_different_arms(shop: Shop) -> None:
    file = table(shop.desk / "trial.csv", mail=0.0, call=0.0, apart=4.0)
    out = shop.desk / "list.csv"
    rules = ("--cap", "call=300", "--tier-rule", "D=mail", "--contacted", "asked", "--contacted-max", "3")
    answer = shop.run("choose", str(file), *ASK, "--covariates", "age", *rules, "--out", str(out), "--json")
    assert told(answer)["verdict"] == "personalising_pays"
    rows = listed(out)
    called = [row for row in rows if row["arm"] == "call"]
    assert 0 < len(called) <= 300
    numbers = {int(row["customer_id"][1:]) for row in rows}
    assert all(int(row["customer_id"][1:]) % 2 == 0 for row in called), "tier D is not called"
    assert all(number % 4 != 3 for number in numbers), "who was asked three times is left alone"


def test_nothing_is_chosen_when_nothing_pays(shop: Shop) -> None:
    file = table(shop.desk / "trial.csv", mail=0.0, call=0.0, apart=0.0)
    answer = shop.run(
        "choose", str(file), *ASK, "--covariates", "age", "--cost", "mail=1", "--cost", "call=1"
    )
    assert answer.code == 0
    assert "Nobody is chosen" in answer.out
    assert "Chosen: 0 of 3,000" in answer.out


def test_other_customers_are_chosen_from_a_table_of_their_own(shop: Shop) -> None:
    file = table(shop.desk / "trial.csv", mail=3.0, call=0.0, apart=0.0)
    targets = shop.file("id,age\nN1,0.5\nN2,\n", name="targets.csv")
    answer = shop.run("choose", str(file), *ASK, "--covariates", "age", "--targets", str(targets), "--json")
    assert told(answer)["chosen"] == 2


# what is asked                                                          | what the answer names
REFUSED = """
--arm segment --control nobody --outcome spend                           | nobody
--arm segment --control none --outcome price                             | price
--arm segment --control none --outcome town                              | town
--arm id --control K1 --outcome spend                                    | 3000
--arm segment --control none --outcome spend --covariates visit          | visit
--arm segment --control none --outcome spend --cost sms=1                | sms
--arm segment --control none --outcome spend --cost mail=-1              | -1
--arm segment --control none --outcome spend --cost mail                 | mail
--arm segment --control none --outcome spend --cap sms=3                 | sms
--arm segment --control none --outcome spend --customer town             | town
--arm segment --control none --outcome spend --budget 0.0000001          | 0.0000001
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines(), ids=str.strip)
def test_a_question_without_an_answer_is_refused_in_words(shop: Shop, line: str) -> None:
    file = table(shop.desk / "trial.csv", mail=1.0, call=0.0, apart=0.0)
    words, _, named = line.partition("|")
    answer = shop.run("choose", str(file), *words.split())
    assert answer.code == 2
    assert named.strip() in answer.err
    assert "choose." not in answer.err


def test_a_kept_trial_is_there_for_the_pages_with_what_the_command_said(shop: Shop) -> None:
    from fenhao.runs.book import Refused, open_book
    from fenhao.runs.mart import kept_choice, trial_address
    from fenhao.runs.value import trials

    file = table(shop.desk / "trial.csv", mail=3.0, call=0.0, apart=0.0)
    words = ("choose", str(file), *ASK, "--covariates", "age", "--cost", "mail=0.5")
    assert shop.run(*words, "--keep", "Spring Mail").code != 0, "no short name"
    answer = shop.run(*words, "--keep", "spring-mail", "--name", 'Spring "mail"')
    assert answer.code == 0, answer.all
    file.unlink()
    book = open_book(root=shop.folder)
    (kept,) = trials(book=book)
    assert (kept.code, kept.name_zh, kept.seed, kept.table.covariates) == (
        "spring-mail",
        'Spring "mail"',
        None,
        ("age",),
    )
    held = kept_choice(book=book, campaign=trial_address("spring-mail"))
    assert held is not None
    assert not isinstance(held.value, Refused)
    assert (held.value.choice.verdict.value, held.value.choice.best) == ("one_arm_pays", "mail")
    assert held.value.choice.by_lot


def test_an_outcome_of_yes_and_no_counts_and_a_free_arm_has_one_point_on_the_curve(shop: Shop) -> None:
    draw = np.random.default_rng(3)
    rows = [
        f"K{at},{('none', 'call')[at % 2]},{('no', 'Yes')[int(draw.random() < 0.2 + 0.3 * (at % 2))]}"
        for at in range(1_000)
    ]
    file = shop.file("id,segment,bought\n" + "\n".join(rows) + "\n", name="words.csv")
    words = ("--arm", "segment", "--control", "none", "--outcome", "bought", "--worth", "50")
    found = told(shop.run("choose", str(file), *words, "--customer", "id", "--json"))
    assert (found["verdict"], found["best"]) == ("one_arm_pays", "call")
    arms, curve = found["arms"], found["curve"]
    assert isinstance(arms, list)
    assert isinstance(curve, list)
    low, _, high = arms[0]["effect_minor"]
    assert low < 0.3 * 50_00 < high
    assert len(curve) == 1
