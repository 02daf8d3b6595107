"""Who may ask the books for what: a table of acts and roles, tried out row by row."""

from fenhao.books.budgets._values import Act, Request
from fenhao.engine.budget import Refusal
from tests.books.stage import NOW, Stage, later, of

RIGHTS = """
  act                  | finance | operations | customer_service | management | administrator | auditor | nobody
  fund                 | yes     | no         | no               | no         | no            | no      | no
  defund               | yes     | no         | no               | no         | no            | no      | no
  transfer             | yes     | no         | no               | no         | no            | no      | no
  reserve              | yes     | yes        | yes              | yes        | no            | no      | no
  spend                | yes     | yes        | yes              | yes        | no            | no      | no
  consume              | yes     | yes        | yes              | yes        | no            | no      | no
  release              | yes     | yes        | yes              | yes        | no            | no      | no
  fact                 | yes     | yes        | no               | no         | no            | no      | no
  credit               | yes     | yes        | no               | no         | no            | no      | no
  reverse              | yes     | no         | no               | no         | no            | no      | no
"""


def test_every_act_takes_its_right_and_the_system_itself_has_all(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.people import Role, operations as people

    columns = [cell.strip() for cell in RIGHTS.strip().splitlines()[0].split("|")][1:]
    ids = {
        name: people.add_user(by=None, username=name, email=f"{name}@x.com", password="x", at=NOW).pk
        for name in columns
    }
    for name in columns:
        if name != "nobody":
            people.grant_role(user_id=ids[name], role=Role(name), by=None, at=NOW)
    books.fund(key="f", legs=[of(10**6)], currency="EUR", by=None, at=NOW)
    held = books.reserve(key="r", legs=[of(10**5)], currency="EUR", by=None, at=NOW).commitments[0]
    paid = books.spend(key="s", legs=[of(10**5)], currency="EUR", by=None, at=NOW).entries[0]
    for line in RIGHTS.strip().splitlines()[1:]:
        act, *cells = (cell.strip() for cell in line.split("|"))
        for name, cell in zip(columns, cells, strict=True):
            legs = (of(1), of(1, tier="B")) if act == "transfer" else (of(1),)
            request = Request(Act(act), f"{act}-{name}", legs, "EUR")
            if act in {"consume", "release", "reverse"}:
                target = paid if act == "reverse" else held
                request = Request(Act(act), f"{act}-{name}", target=target, amount_minor=1)
            told = books.ask(request, by=ids[name], at=NOW)
            assert told.passed == (cell == "yes"), (act, name, told)
            if cell == "no":
                assert told.verdict is Refusal.not_allowed
                assert books.explain(request.key) is None


def test_a_right_is_asked_for_before_the_books_and_after_the_form(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.people import Role, operations as people

    nobody = people.add_user(by=None, username="nobody", email="", password="x", at=NOW).pk
    wrong = books.spend(key="a", legs=[of(0)], currency="EUR", by=nobody, at=NOW)
    assert wrong.verdict is Refusal.amount_not_positive
    told = books.spend(key="a", legs=[of(1)], currency="EUR", by=nobody, at=NOW)
    assert (told.verdict, told.detail) == (Refusal.not_allowed, "spend")
    people.grant_role(user_id=nobody, role=Role.operations, by=None, at=NOW)
    assert books.spend(key="a", legs=[of(1)], currency="EUR", by=nobody, at=NOW).verdict is Refusal.no_line
    people.revoke_role(user_id=nobody, role=Role.operations, by=None, at=later(hours=1))
    late = books.spend(key="a", legs=[of(1)], currency="EUR", by=nobody, at=later(hours=1))
    assert late.verdict is Refusal.not_allowed
