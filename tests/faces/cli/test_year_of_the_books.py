"""One company's year as its people type it: a budget that four roles approve, spend up to the limit, a reserve drawn, a month closed."""

import json
from datetime import UTC, datetime

from tests.faces.cli.shop import Answer, Shop

YEAR = datetime.now(UTC).year
LINE = f"{YEAR}-01/A/coupons"
RULES = """version = "2026"
[[rule]]
tier = "*"
category = "*"
holds = "release"
unspent = "carry"
overspend = "write_off"
"""


def lines(answer: Answer) -> list[dict[str, object]]:
    """Return the JSON lines of an answer."""
    return [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]


def standing(shop: Shop) -> tuple[int, int, int]:
    """Return funded, reserved and spent of January's line."""
    (line,) = lines(
        shop.run("lines", f"{YEAR}-01", "--tier", "A", "--category", "coupons", "--by", "fin", "--json")
    )
    return tuple(int(str(line[f"{name}_minor"])) for name in ("funded", "reserved", "actual"))  # type: ignore[return-value]


def test_a_year_from_the_first_person_to_a_closed_month(shop: Shop) -> None:
    def run(*words: str, by: str = "fin", code: int = 0) -> Answer:
        answer = shop.run(*words, "--by", by)
        assert answer.code == code, answer.all
        return answer

    assert shop.run("people", "add", "root").code == 0
    for name, role in (
        ("fin", "finance"),
        ("fin2", "finance"),
        ("ops", "operations"),
        ("svc", "customer_service"),
        ("boss", "management"),
        ("aud", "auditor"),
    ):
        run("people", "add", name, "--role", role, by="root")

    # The year is prepared by hand and approved step by step; whoever asked never answers.
    run("budget", "prepare", "--year", str(YEAR), "--marketing", "coupons:12000", "--staff", "team:1:1000")
    run("budget", "submit", f"{YEAR}.1")
    run("approvals", "approve", "1", by="fin", code=1)
    run("budget", "in-force", f"{YEAR}.1", code=2)
    for name in ("fin2", "ops", "svc", "boss"):
        assert "1" in run("approvals", "list", by=name).out
        run("approvals", "approve", "1", "--why", "fine", by=name)
    run("budget", "in-force", f"{YEAR}.1")
    funded, reserved, spent = standing(shop)
    assert (funded > 0, reserved, spent) == (True, 0, 0)

    # Spending stops at the limit with the whole sum; an auditor may look and not spend.
    spend = ("money", "spend", "coupons", "--tier", "A", "--on", f"{YEAR}-01-09", "--cost-type", "coupons")
    run(*spend, f"{(funded - 100) // 100}", "--key", "first", by="ops")
    run(*spend, f"{(funded - 100) // 100}", "--key", "first", by="ops")  # the same key spends once
    assert "what is left" in run(*spend, "500", "--key", "second", by="ops", code=1).out
    why = run("why", "second", by="aud").out
    assert "A core" in why
    assert "500.00" in why
    run(*spend, "1", by="aud", code=1)
    assert standing(shop)[2] == (funded - 100) // 100 * 100

    # The emergency reserve helps, by approval; then the same spend passes under a new key.
    quarter = f"{YEAR}-Q1"
    run("draw", "new", "450", "--quarter", quarter, "--to", LINE, "--why", "spring", by="ops", code=1)
    run("draw", "new", "200", "--quarter", quarter, "--to", LINE, "--why", "spring", by="ops")
    run("approvals", "approve", "2", "--why", "fine")
    run("approvals", "approve", "2", "--why", "fine", by="boss")
    run(*spend, "150", "--key", "third", by="ops")
    alerts = lines(run("control", "alerts", "--json"))
    kinds = [str(line["kind"]) for line in alerts if f"{YEAR}-01/A/coupons" in str(line)]
    assert kinds == ["warn", "warn"], "once at 99 %, and once more after the draw had taken it below 80 %"

    # The books reach the reports, everything is verified, and January closes for good.
    run("ledger", "publish")
    assert shop.run("verify").code == 0
    run("month", "closing", f"{YEAR}-01")
    run(*spend, "1", by="ops", code=1)
    assert "no rule says" in run("month", "close", f"{YEAR}-01", code=1).all
    rules = shop.file(RULES, name="closing.toml")
    run("month", "rules", str(rules), "--why", "first rules")
    run("month", "close", f"{YEAR}-01")
    run(*spend, "1", "--key", "late", by="ops", code=1)
    assert shop.run("verify").code == 0
    run("month", "reopen", f"{YEAR}-01", "--why", "a bill came late")
    assert lines(run("approvals", "list", "--json", by="boss"))[0]["title"] == f"Jan {YEAR}: a bill came late"
    run("approvals", "approve", "3", "--why", "fine", by="boss")
    left = run(*spend, "1", "--key", "after", by="ops", code=1)
    assert "what is left" in left.out, "open again, but its money was carried to February"
    acts = {str(act["action"]) for act in lines(run("audit", "list", "--json", by="aud"))}
    assert {"submit_version", "put_in_force", "turn_month"} & acts
