"""The audit in a browser: what was done is found again, exceptions lead to their entries, every check is said in words."""

import ast
import csv
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import fenhao.books
from fenhao.interfaces.words import knows
from tests.faces.web.site import Site, words_of


@pytest.fixture(scope="module")
def twice(site: Site) -> None:
    """The same voucher twice, on one day of May."""
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import record_fact
    from tests.faces.web.conftest import return_to

    return_to(site.root)
    at = datetime(2026, 5, 7, tzinfo=UTC)
    for key in ("twin-1", "twin-2"):
        leg = Leg(date(2026, 5, 7), "A", "benefits", 4_711, customer="K9", cost_type="coupons")
        assert record_fact(key=key, legs=[leg], currency="CNY", by=None, at=at).passed


def recorded(why: str) -> None:
    """Write an act down that no page has done."""
    from fenhao.books.audit import Act, record
    from fenhao.books.database import write

    at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    act = Act(at, None, "set_policy", "trial/=1+1", {"share": "1/2"}, {"share": "3/5", "kept": True}, why)
    write(lambda session: record(session, act))


def test_an_act_is_found_by_each_filter_and_shown_with_what_it_changed(site: Site) -> None:
    recorded("trial of filters")
    visitor = site.visitor("auditor")
    for query in (
        "text=trial of filters",
        "subject=trial/",
        "act=set_policy&since=2026-04-01&until=2026-04-01",
    ):
        html = visitor.get(f"/audit/?{query}").content.decode()
        assert re.search(r"Set a policy.*<del>1/2</del> → 3/5.*trial of filters", html, re.DOTALL), query
    for query in (
        "text=trial_of",
        "subject=rial",
        "since=2026-04-02&until=2026-04-03",
        "who=finance&text=trial of",
    ):
        assert "trial of filters" not in visitor.get(f"/audit/?{query}").content.decode().split("</form>")[-1]


def test_fields_amounts_and_people_of_an_act_are_told_in_words(site: Site) -> None:
    from fenhao.books.audit import Act, Facts, record
    from fenhao.books.database import write

    at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    then: Facts = {"state": "in_force", "limit_minor": 123_45}
    act = Act(at, None, "set_policy", "trial/words", {"state": "draft"}, then)
    write(lambda session: record(session, act))
    html = site.visitor("auditor", lang="zh").get("/audit/?subject=trial/words").content.decode()
    assert re.search(r"状态.*<del>草稿</del> → 已生效", html, re.DOTALL)
    assert re.search(r"限额.*123\.45 元", html, re.DOTALL)


def test_the_export_has_every_act_and_no_formula(site: Site) -> None:
    recorded("=HYPERLINK(1)")
    answer = site.visitor("auditor", lang="zh").get("/audit/acts.csv?subject=trial/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["时间", "人员", "操作", "对象", "变更前", "变更后", "原因"]
    assert rows[-1][1:4] == ["系统", "set_policy", "trial/=1+1"]
    assert rows[-1][6] == "'=HYPERLINK(1)"


def test_acts_are_told_and_found_by_the_company_s_clocks(site: Site) -> None:
    from fenhao.books.audit import Act, record
    from fenhao.books.database import write

    # Half past seven in the morning of the third in Shanghai is still the second in Greenwich.
    at = datetime(2026, 4, 2, 23, 30, tzinfo=UTC)
    write(
        lambda session: record(session, Act(at, None, "set_policy", "trial/morning", {}, {"state": "draft"}))
    )
    auditor = site.visitor("auditor")
    found = auditor.get("/audit/?subject=trial/morning&since=2026-04-03&until=2026-04-03").content.decode()
    assert "2026-04-03 07:30:00" in found
    missed = auditor.get("/audit/?subject=trial/morning&since=2026-04-02&until=2026-04-02").content.decode()
    assert "trial/morning</td>" not in missed
    answer = auditor.get("/audit/acts.csv?subject=trial/morning&since=2026-04-03")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert list(csv.reader(text.splitlines()))[1][0] == "2026-04-03T07:30:00+08:00"


def test_an_exception_leads_to_the_entries_it_is_about(site: Site, twice: None) -> None:
    visitor = site.visitor("auditor")
    html = visitor.get(
        "/audit/exceptions/?since=2026-05-07&until=2026-05-07&kind=duplicate_voucher"
    ).content.decode()
    ways = re.findall(r'href="(/lines/\d+/\?before=\d+#entry-(\d+))"', html)
    assert len(ways) == 2
    for way, entry in ways:
        first = re.search(r'<tr id="entry-(\d+)"', visitor.get(way.split("#")[0]).content.decode())
        assert first
        assert first[1] == entry


def test_verify_says_every_check_in_words_and_seals_what_is_new(site: Site) -> None:
    visitor = site.visitor("auditor")
    assert visitor.post("/audit/verify/", {"act": "verify"}).status_code == 302
    html = ""
    for _ in range(1200):
        html = visitor.get("/audit/verify/").content.decode()
        if 'http-equiv="refresh"' not in html:
            break
        time.sleep(0.05)
    assert html.count("<li><span class=") >= 6, html
    assert "books_seals" not in html
    seal = re.search(r'digest">([0-9a-f]{64})<', html)
    assert seal
    assert visitor.post("/audit/verify/", {"act": "seal"}).status_code == 302


def test_whoever_may_not_see_the_audit_may_not_seal_either(site: Site) -> None:
    assert site.visitor("service").post("/audit/verify/", {"act": "seal"}).status_code == 404


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "zh",
            (
                "90.0%",
                "2026\u00a0年第\u00a03\u00a0季度 80.0%",
                "情景",
                "总账成本",
                "客户权益",
                "A 核心",
                "获客",
            ),
        ),
        ("en", ("90.0%", "Q3 2026 80.0%", "Scenario", "Cost in the ledger", "Benefits", "A core", "Acquire")),
    ],
)
def test_codes_and_fractions_of_an_act_are_told_as_words_and_figures(
    site: Site, lang: str, told: tuple[str, ...]
) -> None:
    from fenhao.books.audit import Act, Facts, record
    from fenhao.books.database import write

    at = datetime(2026, 4, 2, 12, tzinfo=UTC)
    codes: Facts = {
        "metric": "budget_utilisation",
        "target": "9/10",
        "baseline": "2026-Q3 4/5",
        "kind": "what_if",
        "measure": "cost",
        "category": "benefits",
        "tier": "A",
        "stage": "acquire",
        "expected": 100_000,
        "source_ref": "",
    }
    act = Act(at, None, "set_goal", "goal/99", {}, codes, "codes")
    write(lambda session: record(session, act))
    html = (
        site.visitor("auditor", lang=lang)
        .get("/audit/?subject=goal/99")
        .content.decode()
        .split("</form>")[-1]
    )
    for code in ("budget_utilisation", "what_if", "9/10", "4/5", ">cost<", "benefits"):
        assert code not in html, code
    for words in (*told, "1,000.00"):
        assert words in html, words
    assert "number at the source" not in html, "an empty field says nothing"
    assert "来源编号" not in html


def test_in_large_books_what_was_found_stays_while_entries_come(
    site: Site, twice: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import record_fact
    from fenhao.interfaces.web.pages import exceptions as page

    monkeypatch.setattr(page, "AT_ONCE", 0)
    monkeypatch.setattr(page, "_known", {})
    slowly = page._look

    def look(*asked: Any) -> Any:
        """Look for so long that the page asks again meanwhile."""
        time.sleep(0.5)
        return slowly(*asked)

    monkeypatch.setattr(page, "_look", look)
    visitor, address = site.visitor("auditor"), "/audit/exceptions/?since=2026-05-07&until=2026-05-07&near=79"

    def shown(sentence: str) -> str:
        """Return the page once it says something."""
        for _ in range(100):
            html = visitor.get(address).content.decode()
            assert "could not be looked for" not in html, "what is under way is not broken"
            if sentence in html:
                return html
            time.sleep(0.05)
        raise AssertionError(sentence)

    shown("being looked for")
    assert "94.22" in shown("duplicate voucher 1")
    at = datetime(2026, 5, 7, tzinfo=UTC)
    leg = Leg(date(2026, 5, 7), "A", "benefits", 99, cost_type="coupons")
    assert record_fact(key=f"later-{time.time_ns()}", legs=[leg], currency="CNY", by=None, at=at).passed
    html = visitor.get(address).content.decode()
    assert "duplicate voucher 1" in html
    assert "Entries have come since" in html
    assert "fenhao-poll" not in html, "what was found a moment ago is not looked for again yet"


def fields_of(function: ast.FunctionDef, kept: ast.expr) -> set[str]:
    """Return the fields of what an act keeps: written where it is kept, or given a name in the same function before."""
    if isinstance(kept, ast.Dict):
        return {str(key.value) for key in kept.keys if isinstance(key, ast.Constant)}
    found: set[str] = set()
    if not isinstance(kept, ast.Name):
        return found
    for each in ast.walk(function):
        if isinstance(each, ast.Assign | ast.AnnAssign) and each.value is not None:
            (target,) = each.targets if isinstance(each, ast.Assign) else (each.target,)
            pairs = [(target, each.value)]
            if isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple):
                pairs = [*zip(target.elts, each.value.elts, strict=True)]
            for name, value in pairs:
                if isinstance(name, ast.Name) and name.id == kept.id and isinstance(value, ast.Dict):
                    found |= fields_of(function, value)
    return found


def test_every_field_that_the_books_record_has_a_word() -> None:
    from fenhao.interfaces.web.pages.audit import _CALLED

    fields: set[str] = set()
    for path in Path(fenhao.books.__path__[0]).rglob("*.py"):
        everything = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for function in (each for each in everything if isinstance(each, ast.FunctionDef)):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Act":
                    for kept in call.args[4:6]:
                        fields |= fields_of(function, kept)
    assert len(fields) > 60
    assert {each for each in fields if not knows(f"audit.field.{_CALLED.get(each, each)}")} == set()


KEPT = (
    ({"subject": "actual:period=2026-11,category=benefits"}, "编号 实际 · 2026 年 11 月 · 客户权益"),
    ({"subject": "available:tier=A,customer=K1234"}, "编号 可用 · A 核心 · 客户 K***4"),
    ({"subject": "H1"}, "编号 H1"),
    (
        {"body": '{"amount_minor": 2500, "campaign": "", "category": "benefits", "tier": "A"}'},
        "建议内容 金额 25.00 元 · 环节 客户权益 · 客户分层 A 核心",
    ),
    ({"channel": "phone"}, "渠道 电话"),
    ({"channel": "kiosk"}, "渠道 kiosk"),
    ({"outcome": "reached"}, "结果 已联系上"),
)
"""What an act keeps -> what a reader of the audit trail is told."""


def test_what_an_act_keeps_is_told_in_words(site: Site) -> None:
    from fenhao.books.audit import Act, record
    from fenhao.books.database import Session, write

    def keep(session: Session) -> None:
        """Write an act down for each row of the table."""
        for number, (after, _) in enumerate(KEPT):
            record(
                session,
                Act(datetime(2026, 4, 2, tzinfo=UTC), None, "ask", f"trial-words/{number}", {}, after, ""),
            )

    write(keep)
    page = site.visitor("auditor", lang="zh").get("/audit/?subject=trial-words").content.decode()
    rows = re.findall(r'<td class="changes">(.*?)</td>', page)
    assert [words_of(row) for row in reversed(rows)] == [told for _, told in KEPT]


SUBJECTS = (
    ("cut/3", "削减 3"),
    ("chart/coupons", "成本类型 优惠券"),
    ("period/2026-03", "月份 2026\xa0年\xa03\xa0月"),
    ("customer/K1234", "客户 K***4"),
    ("closing", "月结"),
    ("nothing-of-ours/7", "nothing-of-ours/7"),
)
"""What an act is about -> what a reader of the audit trail is told."""


def test_what_an_act_is_about_is_told_in_words(site: Site) -> None:
    from fenhao.books.audit import Act, record
    from fenhao.books.database import Session, write

    def keep(session: Session) -> None:
        """Write an act down for each row of the table."""
        at = datetime(2026, 4, 2, tzinfo=UTC)
        record(session, *(Act(at, None, "ask", subject, {}, {}, "about words") for subject, _ in SUBJECTS))

    write(keep)
    page = site.visitor("auditor", lang="zh").get("/audit/?text=about+words").content.decode()
    assert re.findall(r'<td class="day" title="[^"]*">(.*?)</td>', page) == [
        told for _, told in reversed(SUBJECTS)
    ]


def test_every_subject_that_the_books_record_has_a_word() -> None:
    kinds: set[str] = set()
    for path in Path(fenhao.books.__path__[0]).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in {"Act", "AuditAct"}
            ):
                kinds |= {
                    str(part.value).partition("/")[0]
                    for about in call.args[3:4]
                    for part in (about.values[:1] if isinstance(about, ast.JoinedStr) else [about])
                    if isinstance(part, ast.Constant)
                }
    assert len(kinds) > 20
    assert {each for each in kinds if each.isidentifier() and not knows(f"audit.subject.{each}")} == set()
