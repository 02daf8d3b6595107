"""Every page and its address, in the order of the navigation."""

from django.urls import path

from fenhao.books.people import Right
from fenhao.interfaces.web._frame import Page
from fenhao.interfaces.web.pages import surface
from fenhao.interfaces.web.pages.approval import approval
from fenhao.interfaces.web.pages.audit import audit, audit_export
from fenhao.interfaces.web.pages.budget import budget, budget_compare, budget_prepare
from fenhao.interfaces.web.pages.budget_act import budget_act
from fenhao.interfaces.web.pages.budget_file import budget_export, budget_import, budget_paper
from fenhao.interfaces.web.pages.budget_sheet import budget_edit, budget_sheet, script
from fenhao.interfaces.web.pages.care import care, care_export, care_work
from fenhao.interfaces.web.pages.cases import cases, export as cases_export
from fenhao.interfaces.web.pages.channels import channel, channels
from fenhao.interfaces.web.pages.chart import chart, chart_node
from fenhao.interfaces.web.pages.customer import customer, customer_show
from fenhao.interfaces.web.pages.customer_model import customer_model
from fenhao.interfaces.web.pages.customers import customers, customers_renew
from fenhao.interfaces.web.pages.customers_file import customers_file
from fenhao.interfaces.web.pages.cuts import cuts
from fenhao.interfaces.web.pages.entry import entry
from fenhao.interfaces.web.pages.exceptions import exceptions
from fenhao.interfaces.web.pages.finding import finding
from fenhao.interfaces.web.pages.findings import findings, refresh as findings_refresh
from fenhao.interfaces.web.pages.forecast import forecast, forecast_work
from fenhao.interfaces.web.pages.goal import goal
from fenhao.interfaces.web.pages.goal_form import goal_new
from fenhao.interfaces.web.pages.goals import export as goals_export, goals, measure as goals_measure
from fenhao.interfaces.web.pages.help import help_index, help_topic
from fenhao.interfaces.web.pages.import_file import import_file, rejects
from fenhao.interfaces.web.pages.imports import imports, undo
from fenhao.interfaces.web.pages.improvement import improvement
from fenhao.interfaces.web.pages.improvements import improvements, improvements_measure, overdue_count
from fenhao.interfaces.web.pages.inbox import count, inbox
from fenhao.interfaces.web.pages.ledger import ledger, ledger_post
from fenhao.interfaces.web.pages.ledger_file import ledger_csv, ledger_xlsx, lines_csv, lines_xlsx
from fenhao.interfaces.web.pages.lines import line, lines
from fenhao.interfaces.web.pages.me import me
from fenhao.interfaces.web.pages.month_closing import month_closing
from fenhao.interfaces.web.pages.month_transfers import month_transfers
from fenhao.interfaces.web.pages.months import month, year
from fenhao.interfaces.web.pages.moves import move_new, moves
from fenhao.interfaces.web.pages.overview import overview
from fenhao.interfaces.web.pages.people import people, person
from fenhao.interfaces.web.pages.plan import plan, plan_excel, plan_kept, plan_study, plan_work
from fenhao.interfaces.web.pages.plan_file import plan_read
from fenhao.interfaces.web.pages.points import points, points_work
from fenhao.interfaces.web.pages.policies import policies
from fenhao.interfaces.web.pages.posting_rows import posting_rows
from fenhao.interfaces.web.pages.proposals import proposal_answer
from fenhao.interfaces.web.pages.report import report, report_make, report_pdf, report_print, report_workbook
from fenhao.interfaces.web.pages.report_behind import report_behind, report_lines
from fenhao.interfaces.web.pages.request_form import request_edit, request_new
from fenhao.interfaces.web.pages.requests import request_one, requests
from fenhao.interfaces.web.pages.satisfaction import satisfaction, satisfaction_work
from fenhao.interfaces.web.pages.search import search
from fenhao.interfaces.web.pages.service import service, service_work
from fenhao.interfaces.web.pages.service_money import (
    service_capacity,
    service_complaints,
    service_cost,
    service_money_work,
)
from fenhao.interfaces.web.pages.service_queues import service_queues
from fenhao.interfaces.web.pages.service_text import service_text, service_text_act
from fenhao.interfaces.web.pages.service_tickets import service_ticket, service_tickets
from fenhao.interfaces.web.pages.service_warnings import service_warnings, service_warnings_work
from fenhao.interfaces.web.pages.settings import settings
from fenhao.interfaces.web.pages.settings_history import settings_history
from fenhao.interfaces.web.pages.settings_hours import settings_hours
from fenhao.interfaces.web.pages.settings_sla import settings_sla
from fenhao.interfaces.web.pages.settings_sources import settings_source, settings_sources
from fenhao.interfaces.web.pages.settings_unpriced import settings_unpriced
from fenhao.interfaces.web.pages.shortcuts import shortcuts
from fenhao.interfaces.web.pages.sources import sources
from fenhao.interfaces.web.pages.spend_check import spend_check
from fenhao.interfaces.web.pages.split import split, split_work
from fenhao.interfaces.web.pages.styleguide import styleguide
from fenhao.interfaces.web.pages.tiers import tiers, tiers_act, tiers_publish
from fenhao.interfaces.web.pages.value_bridge import value_bridge, value_bridge_work
from fenhao.interfaces.web.pages.value_choose import value_choose, value_choose_list, value_choose_work
from fenhao.interfaces.web.pages.value_churn import value_churn, value_churn_list, value_churn_work
from fenhao.interfaces.web.pages.value_cohorts import value_cohorts, value_cohorts_work
from fenhao.interfaces.web.pages.value_contract_fees import value_contracts_fees
from fenhao.interfaces.web.pages.value_contracts import (
    value_contracts,
    value_contracts_list,
    value_contracts_work,
)
from fenhao.interfaces.web.pages.value_returns import value_returns, value_returns_work
from fenhao.interfaces.web.pages.value_trial import value_trial
from fenhao.interfaces.web.pages.verify import verify
from fenhao.interfaces.web.pages.views import views
from fenhao.interfaces.web.pages.watch import watch, watch_work
from fenhao.interfaces.web.pages.work import work

app_name = "web"

NAVIGATION = (
    Page("overview", "", overview, "squares-2x2", ""),
    Page("inbox", "inbox/", inbox, "inbox", "", waiting=count),
    Page("budget", "budget/", budget, "pencil-square", "budget"),
    Page("lines", "lines/", lines, "table-cells", "budget"),
    Page("ledger", "ledger/", ledger, "book-open", "money"),
    Page("requests", "requests/", requests, "banknotes", "money"),
    Page("spend_check", "check/", spend_check, "check-badge", "money"),
    Page("moves", "moves/", moves, "arrows-right-left", "money"),
    Page("customers", "customers/", customers, "user-group", "customers"),
    Page("tiers", "tiers/", tiers, "chart-pie", "customers"),
    Page("value_bridge", "value/bridge/", value_bridge, "arrows-up-down", "value"),
    Page("value_returns", "value/returns/", value_returns, "arrow-trending-up", "value"),
    Page("value_cohorts", "value/cohorts/", value_cohorts, "view-columns", "value"),
    Page("value_churn", "value/churn/", value_churn, "arrow-right-start-on-rectangle", "value"),
    Page("value_contracts", "value/contracts/", value_contracts, "document-check", "value"),
    Page("value_choose", "value/choose/", value_choose, "cursor-arrow-rays", "value"),
    Page("service", "service/", service, "lifebuoy", "service"),
    Page("service_tickets", "service/tickets/", service_tickets, "ticket", "service"),
    Page("service_queues", "service/queues/", service_queues, "queue-list", "service"),
    Page("service_text", "service/text/", service_text, "chat-bubble-left-right", "service"),
    Page("service_cost", "service/cost/", service_cost, "banknotes", "service"),
    Page("service_complaints", "service/complaints/", service_complaints, "scale", "service"),
    Page("service_capacity", "service/capacity/", service_capacity, "chart-pie", "service"),
    Page("satisfaction", "service/satisfaction/", satisfaction, "face-smile", "service"),
    Page(
        "improvements",
        "service/improvements/",
        improvements,
        "wrench-screwdriver",
        "service",
        waiting=overdue_count,
    ),
    Page("care", "service/care/", care, "phone", "service"),
    Page("service_warnings", "service/warnings/", service_warnings, "bell-alert", "service"),
    Page("points", "service/points/", points, "gift", "service"),
    Page("plan", "plan/", plan, "clipboard-document-list", "planning"),
    Page("forecast", "plan/forecast/", forecast, "presentation-chart-line", "planning"),
    Page("split", "plan/split/", split, "adjustments-horizontal", "planning"),
    Page("watch", "plan/watch/", watch, "eye", "planning"),
    Page("imports", "imports/", imports, "arrow-up-tray", "facts", Right.load),
    Page("findings", "findings/", findings, "funnel", "control"),
    Page("goals", "goals/", goals, "flag", "control"),
    Page("months", "months/", month, "calendar-days", "control"),
    Page("report", "report/", report, "document-chart-bar", "control"),
    Page("audit", "audit/", audit, "shield-check", "control", Right.see_audit),
    Page("people", "people/", people, "users", "settings", Right.manage_people),
    Page("chart", "chart/", chart, "rectangle-stack", "settings"),
    Page("policies", "policies/", policies, "scale", "settings"),
    Page("settings", "settings/", settings, "cog-6-tooth", "settings"),
)
"""The pages that the navigation shows, each to those who may see it."""

urlpatterns = [
    *(path(page.path, page.view, name=page.name) for page in NAVIGATION),
    path("inbox/<int:case>/", approval, name="approval"),
    path("requests/new/", request_new, name="request_new"),
    path("requests/<int:number>/", request_one, name="request"),
    path("requests/<int:number>/change/", request_edit, name="request_edit"),
    path("moves/new/", move_new, name="move_new"),
    path("people/<int:number>/", person, name="person"),
    path("lines/<int:line>/", line, name="line"),
    path("customers/renew/", customers_renew, name="customers_renew"),
    path("customers/model/", customer_model, name="customer_model"),
    path("customers/list.<str:form>", customers_file, name="customers_file"),
    path("customers/<str:ref>/", customer, name="customer"),
    path("customers/<str:ref>/show/", customer_show, name="customer_show"),
    path("lines/list.xlsx", lines_xlsx, name="lines_xlsx"),
    path("lines/list.csv", lines_csv, name="lines_csv"),
    path("ledger/post/", ledger_post, name="ledger_post"),
    path("ledger/<int:number>/", entry, name="entry"),
    path("ledger/<int:number>/rows/", posting_rows, name="entry_rows"),
    path("ledger/list.xlsx", ledger_xlsx, name="ledger_xlsx"),
    path("ledger/list.csv", ledger_csv, name="ledger_csv"),
    path("views/", views, name="views"),
    path("findings/refresh/", findings_refresh, name="findings_refresh"),
    path("findings/cases/", cases, name="cases"),
    path("findings/cases/list.xlsx", cases_export, name="cases_export"),
    path("findings/cases/<int:case>/", finding, name="finding"),
    path("findings/cuts/", cuts, name="cuts"),
    path("value/bridge/work/", value_bridge_work, name="value_bridge_work"),
    path("value/returns/work/", value_returns_work, name="value_returns_work"),
    path("value/cohorts/work/", value_cohorts_work, name="value_cohorts_work"),
    path("value/churn/work/", value_churn_work, name="value_churn_work"),
    path("value/churn/list.csv", value_churn_list, name="value_churn_list"),
    path("value/contracts/work/", value_contracts_work, name="value_contracts_work"),
    path("value/contracts/list.csv", value_contracts_list, name="value_contracts_list"),
    path("value/contracts/fees.csv", value_contracts_fees, name="value_contracts_fees"),
    path("value/trials/new/", value_trial, name="value_trial"),
    path("plan/split/work/", split_work, name="split_work"),
    path("value/choose/work/", value_choose_work, name="value_choose_work"),
    path("value/choose/list.csv", value_choose_list, name="value_choose_list"),
    path("service/cost/work/", service_money_work, name="service_money_work"),
    path("service/work/", service_work, name="service_work"),
    path("service/tickets/<str:ticket>/", service_ticket, name="service_ticket"),
    path("service/text/act/", service_text_act, name="service_text_act"),
    path("service/satisfaction/work/", satisfaction_work, name="satisfaction_work"),
    path("service/improvements/measure/", improvements_measure, name="improvements_measure"),
    path("service/improvements/<int:item>/", improvement, name="improvement"),
    path("service/care/work/", care_work, name="care_work"),
    path("service/care/list.xlsx", care_export, name="care_export"),
    path("service/points/work/", points_work, name="points_work"),
    path("plan/forecast/work/", forecast_work, name="forecast_work"),
    path("service/warnings/work/", service_warnings_work, name="service_warnings_work"),
    path("plan/watch/work/", watch_work, name="watch_work"),
    path("goals/new/", goal_new, name="goal_new"),
    path("goals/measure/", goals_measure, name="goals_measure"),
    path("goals/list.xlsx", goals_export, name="goals_export"),
    path("goals/<int:goal>/", goal, name="goal"),
    path("tiers/act/", tiers_act, name="tiers_act"),
    path("tiers/publish/", tiers_publish, name="tiers_publish"),
    path("imports/sources/", sources, name="sources"),
    path("imports/undo/<str:batch>/", undo, name="import_undo"),
    path("imports/<str:token>/", import_file, name="import"),
    path("imports/<str:token>/rejects.<str:form>", rejects, name="import_rejects"),
    path("months/transfers/", month_transfers, name="month_transfers"),
    path("months/closing/", month_closing, name="month_closing"),
    path("months/year/", year, name="month_year"),
    path("me/", me, name="me"),
    path("settings/messages/", channels, name="channels"),
    path("settings/sources/", settings_sources, name="settings_sources"),
    path("settings/sources/new/<str:kind>/", settings_source, name="settings_source_new"),
    path("settings/sources/<str:source>/", settings_source, name="settings_source"),
    path("settings/messages/<int:number>/", channel, name="channel"),
    path("settings/messages/new/<slug:kind>/", channel, name="channel_new"),
    path("settings/hours/", settings_hours, name="settings_hours"),
    path("settings/sla/", settings_sla, name="settings_sla"),
    path("settings/unpriced/", settings_unpriced, name="settings_unpriced"),
    path("settings/versions/", settings_history, name="settings_history"),
    path("settings/<slug:part>/", settings, name="settings_part"),
    path("audit/acts.csv", audit_export, name="audit_export"),
    path("audit/exceptions/", exceptions, name="exceptions"),
    path("audit/verify/", verify, name="verify"),
    path("chart/new/", chart_node, name="chart_add"),
    path("chart/<str:code>/", chart_node, name="chart_node"),
    path("budget/prepare/", budget_prepare, name="budget_prepare"),
    path("budget/compare/", budget_compare, name="budget_compare"),
    path("budget/<int:version>/", budget_sheet, name="budget_sheet"),
    path("budget/<int:version>/edit/", budget_edit, name="budget_edit"),
    path("budget/<int:version>/act/", budget_act, name="budget_act"),
    path("budget/<int:version>/excel/", budget_export, name="budget_export"),
    path("budget/<int:version>/document.<str:form>", budget_paper, name="budget_paper"),
    path("budget/<int:version>/import/", budget_import, name="budget_import"),
    path("report/make/", report_make, name="report_make"),
    path("report/print/", report_print, name="report_print"),
    path("report/pdf/", report_pdf, name="report_pdf"),
    path("report/excel/", report_workbook, name="report_workbook"),
    path("report/lines/", report_lines, name="report_lines"),
    path("report/behind/", report_behind, name="report_behind"),
    path("help/", help_index, name="help"),
    path("help/<slug:slug>/", help_topic, name="help_topic"),
    path("plan/work/", plan_work, name="plan_work"),
    path("plan/kept/<int:number>/", plan_kept, name="plan_kept"),
    path("plan/kept/<int:number>/study.xlsx", plan_excel, name="plan_excel"),
    path("plan/kept/<int:number>/read/", plan_read, name="plan_read"),
    path("plan/<slug:study>/", plan_study, name="plan_study"),
    path("proposals/<int:number>/answer/", proposal_answer, name="proposal_answer"),
    path("errands/<str:name>/", work, name="work"),
    path("sheet.js", script, name="sheet_script"),
    path("search/", search, name="search"),
    path("shortcuts/", shortcuts, name="shortcuts"),
    path("styleguide/", styleguide, name="styleguide"),
    path("app.js", surface.script, name="script"),
    path("passkey.js", surface.passkey_script, name="passkey_script"),
    path("style.css", surface.stylesheet, name="stylesheet"),
    path("icon.svg", surface.icon, name="icon"),
    path("preferences/", surface.preferences, name="preferences"),
]
