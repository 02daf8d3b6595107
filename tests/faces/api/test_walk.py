"""What a page can do a machine can do: every page that takes a form is walked against the operations of the API, both ways."""

import ast
import inspect
from pathlib import Path
from textwrap import dedent

from tests.faces.web.conftest import return_to

APPROVAL = ("approvals/{number}/answer", "approvals/{number}/withdraw", "months/{name}/ask-reopening")
PEOPLE = (
    *(f"people/{{number}}/{act}" for act in ("give", "end", "move", "leave", "return")),
    "covers",
    "covers/{number}/end",
    "tokens",
    "tokens/{number}/end",
)
WRITTEN = ("policies/{name}/change", "policies/{name}/replace")
CASES = ("findings/answer", "findings/assign")
DOES: dict[str, tuple[str, ...]] = {
    "approval": APPROVAL[:2],
    "budget_act": (
        *(f"budgets/{{number}}/{act}" for act in ("ready", "comment", "submit", "withdraw", "put-in-force")),
        *(f"budgets/{{number}}/{act}" for act in ("revise", "branch", "adopt")),
    ),
    "budget_import": ("budgets/{number}/workbook",),
    "budget_edit": tuple(
        f"budgets/{{number}}/{act}" for act in ("edit", "undo", "hold", "owner", "note", "line")
    ),
    "budget_prepare": ("budgets", "runs/prepare"),
    "care": ("care/{name}/take", "care/{name}/hand-back", "care/{name}/record"),
    "care_work": ("runs/care",),
    "cases": CASES,
    "channels": ("audiences", "messages/{number}/again"),
    "chart": ("chart/import", "chart/publish"),
    "chart_add": ("chart/nodes",),
    "chart_node": ("chart/nodes",),
    "customers_renew": ("runs/mart",),
    "cuts": ("cuts/propose",),
    "entry": ("entries/{number}/reverse",),
    "finding": CASES,
    "findings_refresh": ("runs/findings",),
    "forecast_work": ("runs/forecast",),
    "goal": (
        *(f"goals/{{number}}/{act}" for act in ("change", "comment", "close", "drop", "initiatives")),
        "initiatives/{number}/close",
        "initiatives/{number}/drop",
    ),
    "goal_new": ("goals",),
    "goals_measure": ("runs/goals", "runs/first-goals"),
    "import": ("runs/import", "facts/{name}"),
    "import_undo": ("loads/{name}/undo",),
    "imports": ("runs/import",),
    "improvement": (
        *(f"improvements/{{number}}/{act}" for act in ("change", "comment", "tasks", "close", "drop")),
        "tasks/{number}/finish",
    ),
    "improvements": ("improvements",),
    "improvements_measure": ("runs/improvements",),
    "ledger_post": ("runs/post-loads",),
    "me": ("subscriptions", "tokens", "tokens/{number}/end", "covers", "covers/{number}/end"),
    "month_closing": ("months/{name}/begin-closing", "months/{name}/close", "runs/close", APPROVAL[2]),
    "month_transfers": ("runs/transfers", "proposals/{number}/take"),
    "move_new": ("moves/transfer", "moves/draw", "moves/preview"),
    "people": ("people", "departments", "departments/{name}/rename", "departments/{name}/head"),
    "person": PEOPLE,
    "plan_kept": ("studies/{number}/draft",),
    "plan_read": ("studies/{number}/workbook",),
    "plan_study": ("studies",),
    "plan_work": ("runs/planning",),
    "points_work": ("runs/points",),
    "report_make": ("runs/report",),
    "report_print": ("runs/period-paper",),
    "request": ("commitments/{number}/consume", "commitments/{number}/release"),
    "request_edit": ("requests/{number}/edit",),
    "request_new": ("requests", "requests/preview"),
    "satisfaction_work": ("runs/satisfaction",),
    "service_capacity": ("runs/service-effect",),
    "service_cost": ("service/cost/{name}/expect",),
    "service_money_work": ("runs/service-money",),
    "service_text_act": ("tickets/{name}/label", "runs/text"),
    "service_warnings_work": ("runs/service-warnings",),
    "service_work": ("runs/service",),
    "settings": WRITTEN,
    "settings_history": ("policies/{name}/restore", "policies/{name}/withdraw"),
    "settings_hours": WRITTEN,
    "settings_part": WRITTEN,
    "settings_sla": ("policies/{name}/replace",),
    "settings_unpriced": ("rules/unpriced",),
    "sources": ("runs/fetch",),
    "spend_check": ("check",),
    "split_work": ("runs/split",),
    "tiers_act": ("runs/tier-preview", "runs/tiers"),
    "tiers_publish": ("runs/tier-publishing",),
    "value_bridge_work": ("runs/bridge",),
    "value_choose_work": ("runs/choice",),
    "value_churn_work": ("runs/churn",),
    "value_cohorts_work": ("runs/cohorts",),
    "value_contracts_work": ("runs/contracts",),
    "value_returns_work": ("runs/returns",),
    "value_trial": ("trials/files", "trials"),
    "verify": ("runs/verify", "runs/seal"),
    "views": (
        "views",
        *(f"views/{{number}}/{act}" for act in ("rename", "remove", "restore")),
        "views/open-with",
    ),
    "watch": ("watch/alerts/{number}/answer",),
    "watch_work": ("runs/watch",),
    "work": ("jobs/{name}/stop", "jobs/{name}/put-away"),
}
"""A page that takes a form, by its name, and the operations that do the same."""
DOES_NOT: dict[str, str] = {
    "channel": "the secret of a channel is typed by a person",
    "channel_new": "the secret of a channel is typed by a person",
    "customer_show": "the scope see_personal shows a customer's id",
    "customers_file": "a list of customers is read page by page, with ids under the scope see_personal",
    "entry_rows": "the rows behind a figure are asked of explain",
    "preferences": "how a browser looks",
    "proposal_answer": "what an agent proposes is answered by a person who has signed in, never by a token",
    "settings_source": "the secret of a source is typed by a person",
    "settings_source_new": "the secret of a source is typed by a person",
    "value_choose_list": "value/choice/customers lists them page by page, under the scope see_personal",
    "value_churn_list": "value/churn/customers lists them page by page, with ids under the scope see_personal",
    "value_contracts_fees": "a file to load as orders; a system that loads by itself sends its fees as orders",
    "value_contracts_list": "value/contracts/customers lists them page by page, under the scope see_personal",
}
"""A page that takes a form and has no operation, with the reason."""
ALONE = {
    "appeals": "asked at the desk where the gate refused",
    "appeals/{number}/answer": "answered there",
    "runs/budget-paper": "a page begins it by being opened",
    "budgets/{number}/preview": "the sheet previews as it is typed",
    "defund": "funding comes from budgets on pages",
    "fund": "funding comes from budgets on pages",
    "hold": "a machine holds without a request",
    "rules/approvals": "a command of people",
    "rules/control": "a command of people",
    "rules/months": "a command of people",
    "rules/moves": "a command of people",
    "spend": "a machine spends without a request",
    "spent": "a machine records what was spent elsewhere",
}
"""Operations that only machines and commands have, with the reason."""


def takes_a_form(view: object, *, deeper: bool = True) -> bool:
    """Whether a page's view, or a function of its module that it calls, reads what was posted to it."""
    inner = inspect.unwrap(view)  # type: ignore[arg-type]
    tree = ast.parse(dedent(inspect.getsource(inner)))
    if any(isinstance(each, ast.Constant) and each.value == "POST" for each in ast.walk(tree)) or any(
        isinstance(each, ast.Name) and each.id in {"posted", "require_POST"} for each in ast.walk(tree)
    ):
        return True
    called = {
        each.func.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    }
    own = [inner.__globals__.get(name) for name in called]
    return deeper and any(
        takes_a_form(each, deeper=False)
        for each in own
        if inspect.isfunction(each) and each.__module__ == inner.__module__
    )


def test_every_page_that_takes_a_form_has_its_operations_or_a_reason(company: Path) -> None:
    from fenhao.interfaces.web.urls import urlpatterns

    return_to(company)
    pages = {str(each.name) for each in urlpatterns if takes_a_form(each.callback)}
    assert len(pages) > 70
    assert pages - set(DOES) - set(DOES_NOT) == set(), "give the page its operations, or say why it has none"
    assert (set(DOES) | set(DOES_NOT)) - pages == set(), "there is no such page, or it takes no form"
    assert set(DOES) & set(DOES_NOT) == set()


def test_every_operation_that_writes_is_a_page_s_or_a_machine_s_own(company: Path) -> None:
    from fenhao.interfaces.api import GROUPS

    return_to(company)
    offers = [offer for _, group in GROUPS for offer in group]
    writes = {path for method, path in (offer.address for offer in offers) if method == "POST"}
    named = {path for paths in DOES.values() for path in paths} | set(ALONE)
    assert named - writes == set(), "there is no such operation"
    assert writes - named == set(), "say which page does the same, or why only machines do it"
