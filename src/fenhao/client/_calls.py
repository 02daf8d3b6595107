"""A method for every call of the API. Made from docs/openapi.json by tools/client.py."""

from collections.abc import Iterator
from typing import Literal, cast

from fenhao.client import _types as types
from fenhao.client._transport import Transport, new_key, part


class Calls:
    """Every call of the API; a list is read page by page while one goes through it."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def post_check(self, body: types.Spend) -> types.BudgetsAnswer:
        """May this be spent? Nothing is written."""
        answer = self.transport.post("check", {}, body, key="")
        return cast("types.BudgetsAnswer", answer)

    def post_hold(self, body: types.Hold, *, key: str = "") -> types.BudgetsAnswer:
        """Check, and hold the money when it may be spent."""
        answer = self.transport.post("hold", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def post_spend(self, body: types.Spend, *, key: str = "") -> types.BudgetsAnswer:
        """Spend without a reservation, under the same control."""
        answer = self.transport.post("spend", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def post_spent(self, body: types.Funding, *, key: str = "") -> types.BudgetsAnswer:
        """Record on lines what is spent already; never refused for want of budget."""
        answer = self.transport.post("spent", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def post_fund(self, body: types.Funding, *, key: str = "") -> types.BudgetsAnswer:
        """Add funding to lines."""
        answer = self.transport.post("fund", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def post_defund(self, body: types.Funding, *, key: str = "") -> types.BudgetsAnswer:
        """Take funding from lines."""
        answer = self.transport.post("defund", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def get_commitment(self, *, reference: str) -> types.BudgetsReservation:
        """A reservation by the number that another system gave it."""
        return cast("types.BudgetsReservation", self.transport.get("commitment", {"reference": reference}))

    def get_why(self, *, key: str) -> types.BudgetsExplanation:
        """The whole sum behind an answer, by its key."""
        return cast("types.BudgetsExplanation", self.transport.get("why", {"key": key}))

    def get_facts(self, *, limit: int = 100) -> Iterator[types.ApiFactTable]:
        """The tables that facts can be posted to."""
        for each in self.transport.rows("facts", {"limit": limit}):
            yield cast("types.ApiFactTable", each)

    def get_lines(
        self,
        *,
        from_month: str | None = None,
        to_month: str | None = None,
        tier: str | None = None,
        category: str | None = None,
        limit: int = 100,
    ) -> Iterator[types.BudgetsLineStanding]:
        """Lines of the budget with what they hold."""
        for each in self.transport.rows(
            "lines",
            {
                "from_month": from_month,
                "to_month": to_month,
                "tier": tier,
                "category": category,
                "limit": limit,
            },
        ):
            yield cast("types.BudgetsLineStanding", each)

    def get_entries(
        self,
        *,
        from_month: str | None = None,
        to_month: str | None = None,
        tier: str | None = None,
        category: str | None = None,
        line: int | None = None,
        kind: types.Kind | None = None,
        cost_type: str = "",
        customer: str = "",
        campaign: str = "",
        department: str = "",
        document: str = "",
        limit: int = 100,
    ) -> Iterator[types.JournalLedgerRow]:
        """Entries of the ledger, newest first."""
        for each in self.transport.rows(
            "entries",
            {
                "from_month": from_month,
                "to_month": to_month,
                "tier": tier,
                "category": category,
                "line": line,
                "kind": kind,
                "cost_type": cost_type,
                "customer": customer,
                "campaign": campaign,
                "department": department,
                "document": document,
                "limit": limit,
            },
        ):
            yield cast("types.JournalLedgerRow", each)

    def get_alerts(self, *, limit: int = 100) -> Iterator[types.BudgetsRaised]:
        """Lines that crossed their mark."""
        for each in self.transport.rows("alerts", {"limit": limit}):
            yield cast("types.BudgetsRaised", each)

    def get_customers(
        self,
        *,
        tier: str | None = None,
        segment: types.Segment | None = None,
        sort: Literal["orders", "revenue_minor", "cost_minor", "profit_minor", "last_on"] = "profit_minor",
        descending: bool = True,
        limit: int = 100,
    ) -> Iterator[types.MartListedCustomer]:
        """Customers with cost, profit and value."""
        for each in self.transport.rows(
            "customers",
            {"tier": tier, "segment": segment, "sort": sort, "descending": descending, "limit": limit},
        ):
            yield cast("types.MartListedCustomer", each)

    def get_customer_ref(self, *, customer: str) -> types.CustomersCustomerRef:
        """What stands for a customer's id in addresses."""
        return cast("types.CustomersCustomerRef", self.transport.get("customer-ref", {"customer": customer}))

    def get_value(self) -> types.CustomersMartTold:
        """What customers' figures were made from, and their totals."""
        return cast("types.CustomersMartTold", self.transport.get("value", {}))

    def get_value_model(self) -> types.ValueTold:
        """How customers were valued: fits, trial on days held back with its course, assumptions."""
        return cast("types.ValueTold", self.transport.get("value/model", {}))

    def get_value_sums(self, *, limit: int = 100) -> Iterator[types.MartSum]:
        """Customers added up by tier and segment."""
        for each in self.transport.rows("value/sums", {"limit": limit}):
            yield cast("types.MartSum", each)

    def get_value_whale(self, *, limit: int = 100) -> Iterator[types.ReportWhalePoint]:
        """The whale curve: customers, best first, and their profit added up."""
        for each in self.transport.rows("value/whale", {"limit": limit}):
            yield cast("types.ReportWhalePoint", each)

    def get_findings(
        self,
        *,
        year: str = "",
        month: str | None = None,
        rule: str = "",
        state: types.CaseState | None = None,
        owner: int = 0,
        tier: str = "",
        customer: str = "",
        unowned: bool = False,
        limit: int = 100,
    ) -> Iterator[types.FindingsCaseRow]:
        """Cases of ineffective spend."""
        for each in self.transport.rows(
            "findings",
            {
                "year": year,
                "month": month,
                "rule": rule,
                "state": state,
                "owner": owner,
                "tier": tier,
                "customer": customer,
                "unowned": unowned,
                "limit": limit,
            },
        ):
            yield cast("types.FindingsCaseRow", each)

    def get_findings_weeks(self, *, year: str, limit: int = 100) -> Iterator[types.FindingsWeekRow]:
        """The weekly list of a year."""
        for each in self.transport.rows("findings/weeks", {"year": year, "limit": limit}):
            yield cast("types.FindingsWeekRow", each)

    def post_findings_answer(self, body: types.FindingReply, *, key: str = "") -> types.FindingsReplies:
        """Accept, dismiss, appeal, recover."""
        answer = self.transport.post("findings/answer", {}, body, key=key or new_key())
        return cast("types.FindingsReplies", answer)

    def post_findings_assign(self, body: types.Owner, *, key: str = "") -> types.FindingsReplies:
        """Hand cases over."""
        answer = self.transport.post("findings/assign", {}, body, key=key or new_key())
        return cast("types.FindingsReplies", answer)

    def get_cuts(self, *, limit: int = 100) -> Iterator[types.FindingsCut]:
        """Cuts of next month's lines that rest on cases."""
        for each in self.transport.rows("cuts", {"limit": limit}):
            yield cast("types.FindingsCut", each)

    def post_cuts_propose(self, body: types.OfMonth, *, key: str = "") -> types.FindingsProposed:
        """Propose cuts from the cases of a month."""
        answer = self.transport.post("cuts/propose", {}, body, key=key or new_key())
        return cast("types.FindingsProposed", answer)

    def get_approvals(self, *, everything: bool = False, limit: int = 100) -> Iterator[types.ApprovalsCase]:
        """Cases that wait for an answer."""
        for each in self.transport.rows("approvals", {"everything": everything, "limit": limit}):
            yield cast("types.ApprovalsCase", each)

    def get_appeals(self, *, limit: int = 100) -> Iterator[types.GatesAppealShown]:
        """Refusals of the gate that somebody wants to be let pass."""
        for each in self.transport.rows("appeals", {"limit": limit}):
            yield cast("types.GatesAppealShown", each)

    def post_appeals(self, body: types.Appeal, *, key: str = "") -> types.GatesAppeal:
        """Ask to be let pass once."""
        answer = self.transport.post("appeals", {}, body, key=key or new_key())
        return cast("types.GatesAppeal", answer)

    def get_requests(
        self,
        *,
        state: Literal["waiting", "approved", "rejected", "withdrawn", "expired"] | None = None,
        mine: bool = False,
        limit: int = 100,
    ) -> Iterator[types.RequestsRequestView]:
        """Spend requests, newest first."""
        for each in self.transport.rows("requests", {"state": state, "mine": mine, "limit": limit}):
            yield cast("types.RequestsRequestView", each)

    def post_requests(self, body: types.NewRequest, *, key: str = "") -> types.RequestsRequestAnswer:
        """Submit a request."""
        answer = self.transport.post("requests", {}, body, key=key or new_key())
        return cast("types.RequestsRequestAnswer", answer)

    def post_requests_preview(self, body: types.Funding) -> types.RequestsPreview:
        """What would be said to a request, and who would be asked."""
        answer = self.transport.post("requests/preview", {}, body, key="")
        return cast("types.RequestsPreview", answer)

    def get_moves(self, *, limit: int = 100) -> Iterator[types.MovesMoveShown]:
        """Transfers and draws."""
        for each in self.transport.rows("moves", {"limit": limit}):
            yield cast("types.MovesMoveShown", each)

    def get_moves_draws(self, *, limit: int = 100) -> Iterator[types.MovesDrawReport]:
        """What draws on the reserve bought."""
        for each in self.transport.rows("moves/draws", {"limit": limit}):
            yield cast("types.MovesDrawReport", each)

    def post_moves_transfer(self, body: types.Transfer, *, key: str = "") -> types.MovesMoveAnswer:
        """Propose a transfer."""
        answer = self.transport.post("moves/transfer", {}, body, key=key or new_key())
        return cast("types.MovesMoveAnswer", answer)

    def post_moves_draw(self, body: types.Draw, *, key: str = "") -> types.MovesMoveAnswer:
        """Propose a draw on the reserve."""
        answer = self.transport.post("moves/draw", {}, body, key=key or new_key())
        return cast("types.MovesMoveAnswer", answer)

    def post_moves_preview(self, body: types.Transfer) -> types.MovesMoveAnswer:
        """What the rules would say to a transfer."""
        answer = self.transport.post("moves/preview", {}, body, key="")
        return cast("types.MovesMoveAnswer", answer)

    def get_budgets(
        self, *, fiscal_year: int | None = None, limit: int = 100
    ) -> Iterator[types.PlansVersion]:
        """Versions of budgets."""
        for each in self.transport.rows("budgets", {"fiscal_year": fiscal_year, "limit": limit}):
            yield cast("types.PlansVersion", each)

    def post_budgets(self, body: types.EmptyBudget, *, key: str = "") -> types.PlansPlanAnswer:
        """Begin a budget without lines."""
        answer = self.transport.post("budgets", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def get_budgets_compared(self, *, before: int, after: int) -> types.BudgetComparison:
        """Two versions cell by cell, where they differ."""
        return cast(
            "types.BudgetComparison",
            self.transport.get("budgets/compared", {"before": before, "after": after}),
        )

    def get_months(self, *, limit: int = 100) -> Iterator[types.JournalMonth]:
        """Fiscal months and their states."""
        for each in self.transport.rows("months", {"limit": limit}):
            yield cast("types.JournalMonth", each)

    def get_months_closed(self, *, limit: int = 100) -> Iterator[types.MonthendMonthEnd]:
        """Months as they were closed."""
        for each in self.transport.rows("months/closed", {"limit": limit}):
            yield cast("types.MonthendMonthEnd", each)

    def get_goals(self, *, open_only: bool = False, limit: int = 100) -> Iterator[types.GoalsGoalRow]:
        """Goals with baseline, target and measures."""
        for each in self.transport.rows("goals", {"open_only": open_only, "limit": limit}):
            yield cast("types.GoalsGoalRow", each)

    def post_goals(self, body: types.NewGoal, *, key: str = "") -> types.GoalsGoalAnswer:
        """Set a goal."""
        answer = self.transport.post("goals", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def get_improvements(
        self, *, open_only: bool = False, owner: int = 0, limit: int = 100
    ) -> Iterator[types.ImprovementsItemRow]:
        """What shall become better."""
        for each in self.transport.rows(
            "improvements", {"open_only": open_only, "owner": owner, "limit": limit}
        ):
            yield cast("types.ImprovementsItemRow", each)

    def post_improvements(self, body: types.NewItem, *, key: str = "") -> types.ImprovementsImproveAnswer:
        """Open an item."""
        answer = self.transport.post("improvements", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def get_care(self, *, limit: int = 100) -> Iterator[types.LoyaltyCareCall]:
        """Whom to call, as worked out last."""
        for each in self.transport.rows("care", {"limit": limit}):
            yield cast("types.LoyaltyCareCall", each)

    def get_care_history(self, *, limit: int = 100) -> Iterator[types.CareEvent]:
        """What came of calls."""
        for each in self.transport.rows("care/history", {"limit": limit}):
            yield cast("types.CareEvent", each)

    def get_tickets(
        self,
        *,
        channel: str = "",
        kind: str = "",
        priority: str = "",
        queue: str = "",
        team: str = "",
        tier: str = "",
        text: str = "",
        limit: int = 100,
    ) -> Iterator[types.ServiceTicketRow]:
        """Tickets with their clocks."""
        for each in self.transport.rows(
            "tickets",
            {
                "channel": channel,
                "kind": kind,
                "priority": priority,
                "queue": queue,
                "team": team,
                "tier": tier,
                "text": text,
                "limit": limit,
            },
        ):
            yield cast("types.ServiceTicketRow", each)

    def get_service_levels(self) -> types.ServiceKeptServiceLevels:
        """How deadlines were met."""
        return cast("types.ServiceKeptServiceLevels", self.transport.get("service/levels", {}))

    def get_service_satisfaction(self) -> types.ServiceKeptSatisfaction:
        """Satisfaction and what goes with it."""
        return cast("types.ServiceKeptSatisfaction", self.transport.get("service/satisfaction", {}))

    def get_service_warnings(self) -> types.LoyaltyKeptWarnings:
        """Who may complain."""
        return cast("types.LoyaltyKeptWarnings", self.transport.get("service/warnings", {}))

    def get_service_points(self) -> types.LoyaltyKeptPoints:
        """Points as a liability."""
        return cast("types.LoyaltyKeptPoints", self.transport.get("service/points", {}))

    def get_explain(self, *, subject: str, period: str, rows: int = 100) -> types.ReportExplanation:
        """The parts and entries behind a figure of the report."""
        return cast(
            "types.ReportExplanation",
            self.transport.get("explain", {"subject": subject, "period": period, "rows": rows}),
        )

    def get_value_cohorts(self) -> types.ValueKeptCohorts:
        """Who stays, by month won."""
        return cast("types.ValueKeptCohorts", self.transport.get("value/cohorts", {}))

    def get_value_churn(self) -> types.ValueKeptChurnMade:
        """Who is about to leave."""
        return cast("types.ValueKeptChurnMade", self.transport.get("value/churn", {}))

    def get_value_contracts(self) -> types.ValueKeptContractsMade:
        """How contracts are renewed, and what those in force are worth."""
        return cast("types.ValueKeptContractsMade", self.transport.get("value/contracts", {}))

    def get_trials(self, *, limit: int = 100) -> Iterator[types.TrialsTrialShown]:
        """Trials by lot that are kept."""
        for each in self.transport.rows("trials", {"limit": limit}):
            yield cast("types.TrialsTrialShown", each)

    def post_trials(self, body: types.TrialWish, *, key: str = "") -> types.ApiJobShown:
        """Keep a trial whose file was sent, and judge it."""
        answer = self.transport.post("trials", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def get_value_choice(self, *, campaign: str) -> types.MartKeptChoiceMade:
        """Whom to spend on, by a campaign or a trial."""
        return cast("types.MartKeptChoiceMade", self.transport.get("value/choice", {"campaign": campaign}))

    def get_value_choice_customers(
        self, *, campaign: str, limit: int = 100
    ) -> Iterator[types.TrialsChosenRow]:
        """The customers chosen, and what for."""
        for each in self.transport.rows("value/choice/customers", {"campaign": campaign, "limit": limit}):
            yield cast("types.TrialsChosenRow", each)

    def get_value_churn_customers(self, *, limit: int = 100) -> Iterator[types.ValueAtRisk]:
        """Who is about to leave, customer by customer."""
        for each in self.transport.rows("value/churn/customers", {"limit": limit}):
            yield cast("types.ValueAtRisk", each)

    def get_value_contracts_customers(self, *, limit: int = 100) -> Iterator[types.ValueContractRow]:
        """The contracts in force, each with its chance of renewing and its value."""
        for each in self.transport.rows("value/contracts/customers", {"limit": limit}):
            yield cast("types.ValueContractRow", each)

    def get_watch(self) -> types.PlanningKeptWatch:
        """What stands out in daily cost."""
        return cast("types.PlanningKeptWatch", self.transport.get("watch", {}))

    def get_watch_alerts(self, *, limit: int = 100) -> Iterator[types.WatchAlertRow]:
        """Alerts of cost, and what people said of them."""
        for each in self.transport.rows("watch/alerts", {"limit": limit}):
            yield cast("types.WatchAlertRow", each)

    def get_studies(self, *, limit: int = 100) -> Iterator[types.StudiesStudyRow]:
        """Studies that were kept."""
        for each in self.transport.rows("studies", {"limit": limit}):
            yield cast("types.StudiesStudyRow", each)

    def post_studies(self, body: types.StudyWish, *, key: str = "") -> types.StudiesStudyAnswer:
        """Make a study and keep it."""
        answer = self.transport.post("studies", {}, body, key=key or new_key())
        return cast("types.StudiesStudyAnswer", answer)

    def get_split(self) -> types.PlanningKeptSplitMade:
        """The best split of a budget."""
        return cast("types.PlanningKeptSplitMade", self.transport.get("split", {}))

    def post_runs_period_paper(self, body: types.PeriodPaper, *, key: str = "") -> types.ApiJobShown:
        """Set the report of a year, quarter or month on paper."""
        answer = self.transport.post("runs/period-paper", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_budget_paper(self, body: types.BudgetPaper, *, key: str = "") -> types.ApiJobShown:
        """Set a version of the budget on paper."""
        answer = self.transport.post("runs/budget-paper", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def get_jobs(self, *, limit: int = 100) -> Iterator[types.ApiJobShown]:
        """Jobs."""
        for each in self.transport.rows("jobs", {"limit": limit}):
            yield cast("types.ApiJobShown", each)

    def post_runs_mart(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Make customers' figures anew."""
        answer = self.transport.post("runs/mart", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_bridge(self, body: types.Bridged, *, key: str = "") -> types.ApiJobShown:
        """Work out why cost moved."""
        answer = self.transport.post("runs/bridge", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_returns(self, body: types.OfPeriod, *, key: str = "") -> types.ApiJobShown:
        """Work out what a period's spending returned."""
        answer = self.transport.post("runs/returns", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_cohorts(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Work out who stays, by month won."""
        answer = self.transport.post("runs/cohorts", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_churn(self, body: types.Leaving, *, key: str = "") -> types.ApiJobShown:
        """Work out who is about to leave."""
        answer = self.transport.post("runs/churn", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_contracts(self, body: types.Renewing, *, key: str = "") -> types.ApiJobShown:
        """Work out how contracts are renewed and what they are worth."""
        answer = self.transport.post("runs/contracts", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_choice(self, body: types.Chosen, *, key: str = "") -> types.ApiJobShown:
        """Choose whom to spend on."""
        answer = self.transport.post("runs/choice", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_split(self, body: types.SplitWish, *, key: str = "") -> types.ApiJobShown:
        """Split a budget where more does most."""
        answer = self.transport.post("runs/split", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_forecast(self, body: types.Foretell, *, key: str = "") -> types.ApiJobShown:
        """Foretell cost."""
        answer = self.transport.post("runs/forecast", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_planning(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Read the newest year for planning."""
        answer = self.transport.post("runs/planning", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_service(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Run the clocks of all tickets."""
        answer = self.transport.post("runs/service", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_service_money(self, body: types.OfPeriod, *, key: str = "") -> types.ApiJobShown:
        """Work out what service cost."""
        answer = self.transport.post("runs/service-money", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_service_effect(self, body: types.Effect, *, key: str = "") -> types.ApiJobShown:
        """Compare a channel before and after a day."""
        answer = self.transport.post("runs/service-effect", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_satisfaction(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Work surveys out, and whom to call."""
        answer = self.transport.post("runs/satisfaction", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_service_warnings(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Work out who may complain."""
        answer = self.transport.post("runs/service-warnings", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_points(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Work points out."""
        answer = self.transport.post("runs/points", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_care(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Make the list of calls."""
        answer = self.transport.post("runs/care", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_report(self, body: types.OfPeriod, *, key: str = "") -> types.ApiJobShown:
        """Work a period's cost out for the report."""
        answer = self.transport.post("runs/report", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_findings(self, body: types.OfYear, *, key: str = "") -> types.ApiJobShown:
        """Find ineffective spend of a year."""
        answer = self.transport.post("runs/findings", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_goals(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Measure what goals are judged by."""
        answer = self.transport.post("runs/goals", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_first_goals(self, body: types.FirstGoals, *, key: str = "") -> types.ApiJobShown:
        """Set the goals to start with."""
        answer = self.transport.post("runs/first-goals", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_improvements(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Measure what improvement items are judged by."""
        answer = self.transport.post("runs/improvements", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_watch(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Look at daily cost."""
        answer = self.transport.post("runs/watch", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_transfers(self, body: types.OneMonth, *, key: str = "") -> types.ApiJobShown:
        """Propose transfers at a month's end."""
        answer = self.transport.post("runs/transfers", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_post_loads(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Post what was loaded."""
        answer = self.transport.post("runs/post-loads", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_close(self, body: types.OneMonth, *, key: str = "") -> types.ApiJobShown:
        """Post what was loaded, then close a month."""
        answer = self.transport.post("runs/close", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_prepare(self, body: types.Preparation, *, key: str = "") -> types.ApiJobShown:
        """Prepare a budget from a year's cost."""
        answer = self.transport.post("runs/prepare", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_text(self, body: types.Learning, *, key: str = "") -> types.ApiJobShown:
        """Learn to sort tickets."""
        answer = self.transport.post("runs/text", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_fetch(self, body: types.FromSource, *, key: str = "") -> types.ApiJobShown:
        """Fetch what a source has that is new."""
        answer = self.transport.post("runs/fetch", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_tier_preview(self, body: types.OnADay, *, key: str = "") -> types.ApiJobShown:
        """What an assessment of tiers would change."""
        answer = self.transport.post("runs/tier-preview", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_tiers(self, body: types.OnADay, *, key: str = "") -> types.ApiJobShown:
        """Assess tiers."""
        answer = self.transport.post("runs/tiers", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_tier_publishing(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Put assessments in force."""
        answer = self.transport.post("runs/tier-publishing", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def get_people(self, *, limit: int = 100) -> Iterator[types.PeoplePerson]:
        """Who works here, in which roles."""
        for each in self.transport.rows("people", {"limit": limit}):
            yield cast("types.PeoplePerson", each)

    def post_people(self, body: types.NewPerson, *, key: str = "") -> types.PeopleMade:
        """Add a person."""
        answer = self.transport.post("people", {}, body, key=key or new_key())
        return cast("types.PeopleMade", answer)

    def get_departments(self, *, limit: int = 100) -> Iterator[types.PeopleDepartmentRow]:
        """Departments."""
        for each in self.transport.rows("departments", {"limit": limit}):
            yield cast("types.PeopleDepartmentRow", each)

    def post_departments(self, body: types.NewDepartment, *, key: str = "") -> types.PeopleDepartmentRow:
        """Add a department."""
        answer = self.transport.post("departments", {}, body, key=key or new_key())
        return cast("types.PeopleDepartmentRow", answer)

    def get_covers(self, *, limit: int = 100) -> Iterator[types.PeopleCoverRow]:
        """Who stands in for whom."""
        for each in self.transport.rows("covers", {"limit": limit}):
            yield cast("types.PeopleCoverRow", each)

    def post_covers(self, body: types.StandIn, *, key: str = "") -> types.PeopleMade:
        """Let somebody stand in."""
        answer = self.transport.post("covers", {}, body, key=key or new_key())
        return cast("types.PeopleMade", answer)

    def get_tokens(self, *, limit: int = 100) -> Iterator[types.PeopleToken]:
        """The person's own tokens."""
        for each in self.transport.rows("tokens", {"limit": limit}):
            yield cast("types.PeopleToken", each)

    def post_tokens(self, body: types.TokenWish, *, key: str = "") -> types.OwnNewToken:
        """Make a token that may no more than this one."""
        answer = self.transport.post("tokens", {}, body, key=key or new_key())
        return cast("types.OwnNewToken", answer)

    def get_subscriptions(self) -> types.OwnWishShown:
        """What the person wants to be told."""
        return cast("types.OwnWishShown", self.transport.get("subscriptions", {}))

    def post_subscriptions(self, body: types.Wishes, *, key: str = "") -> types.OwnWishShown:
        """Choose what to be told, and when."""
        answer = self.transport.post("subscriptions", {}, body, key=key or new_key())
        return cast("types.OwnWishShown", answer)

    def get_views(
        self, *, page: types.ViewPage | None = None, limit: int = 100
    ) -> Iterator[types.PeopleSavedView]:
        """Filters of pages that the person keeps, and those that others share."""
        for each in self.transport.rows("views", {"page": page, "limit": limit}):
            yield cast("types.PeopleSavedView", each)

    def post_views(self, body: types.ViewWish, *, key: str = "") -> types.ViewsViewDone:
        """Keep a filter of a page under a name."""
        answer = self.transport.post("views", {}, body, key=key or new_key())
        return cast("types.ViewsViewDone", answer)

    def post_views_open_with(self, body: types.OpensWith, *, key: str = "") -> types.ViewsViewDone:
        """Let a page open with a view."""
        answer = self.transport.post("views/open-with", {}, body, key=key or new_key())
        return cast("types.ViewsViewDone", answer)

    def get_messages(self, *, limit: int = 100) -> Iterator[types.MessagesMessage]:
        """Messages as they went out, webhooks among them."""
        for each in self.transport.rows("messages", {"limit": limit}):
            yield cast("types.MessagesMessage", each)

    def get_audiences(self, *, limit: int = 100) -> Iterator[types.MessagesAudience]:
        """Which roles are told of what."""
        for each in self.transport.rows("audiences", {"limit": limit}):
            yield cast("types.MessagesAudience", each)

    def post_audiences(self, body: types.Audiences, *, key: str = "") -> types.MessagesAudiencesSet:
        """Decide which roles are told."""
        answer = self.transport.post("audiences", {}, body, key=key or new_key())
        return cast("types.MessagesAudiencesSet", answer)

    def post_chart_nodes(self, body: types.ChartNode, *, key: str = "") -> types.JournalChartAnswer:
        """Add or change a node of the chart."""
        answer = self.transport.post("chart/nodes", {}, body, key=key or new_key())
        return cast("types.JournalChartAnswer", answer)

    def get_chart_nodes(self, *, limit: int = 100) -> Iterator[types.LedgerNode]:
        """The chart as people edited it."""
        for each in self.transport.rows("chart/nodes", {"limit": limit}):
            yield cast("types.LedgerNode", each)

    def post_chart_import(self, body: types.Nothing, *, key: str = "") -> types.JournalChartAnswer:
        """Take the chart's file in."""
        answer = self.transport.post("chart/import", {}, body, key=key or new_key())
        return cast("types.JournalChartAnswer", answer)

    def post_chart_publish(self, body: types.ChartFile, *, key: str = "") -> types.JournalPublishAnswer:
        """Write the chart's file."""
        answer = self.transport.post("chart/publish", {}, body, key=key or new_key())
        return cast("types.JournalPublishAnswer", answer)

    def get_rules_approvals(self) -> types.BudgetApprovalPolicy:
        """Who approves what, as in force."""
        return cast("types.BudgetApprovalPolicy", self.transport.get("rules/approvals", {}))

    def post_rules_approvals(
        self, body: types.ApprovalMatrix, *, key: str = ""
    ) -> types.BudgetApprovalPolicy:
        """Put a new version in force: who approves what."""
        answer = self.transport.post("rules/approvals", {}, body, key=key or new_key())
        return cast("types.BudgetApprovalPolicy", answer)

    def get_rules_moves(self) -> types.BudgetMovePolicy:
        """What may move, as in force."""
        return cast("types.BudgetMovePolicy", self.transport.get("rules/moves", {}))

    def post_rules_moves(self, body: types.MoveRules, *, key: str = "") -> types.BudgetMovePolicy:
        """Put a new version in force: what may move."""
        answer = self.transport.post("rules/moves", {}, body, key=key or new_key())
        return cast("types.BudgetMovePolicy", answer)

    def get_rules_control(self) -> types.BudgetControlPolicy:
        """How strictly budgets hold, as in force."""
        return cast("types.BudgetControlPolicy", self.transport.get("rules/control", {}))

    def post_rules_control(self, body: types.ControlMatrix, *, key: str = "") -> types.BudgetControlPolicy:
        """Put a new version in force: how strictly budgets hold."""
        answer = self.transport.post("rules/control", {}, body, key=key or new_key())
        return cast("types.BudgetControlPolicy", answer)

    def get_rules_months(self) -> types.BudgetClosingRules:
        """What becomes of lines at the month's end, as in force."""
        return cast("types.BudgetClosingRules", self.transport.get("rules/months", {}))

    def post_rules_months(self, body: types.EndRules, *, key: str = "") -> types.BudgetClosingRules:
        """Put a new version in force: what becomes of lines at the month's end."""
        answer = self.transport.post("rules/months", {}, body, key=key or new_key())
        return cast("types.BudgetClosingRules", answer)

    def post_rules_unpriced(self, body: types.UnknownCosts, *, key: str = "") -> types.RulesInForce:
        """Say what becomes of unknown cost."""
        answer = self.transport.post("rules/unpriced", {}, body, key=key or new_key())
        return cast("types.RulesInForce", answer)

    def get_me(self) -> types.AdministrationMe:
        """Whose token this is, and what it opens."""
        return cast("types.AdministrationMe", self.transport.get("me", {}))

    def get_loads(self, *, limit: int = 100) -> Iterator[types.AdministrationLoad]:
        """Loads of facts."""
        for each in self.transport.rows("loads", {"limit": limit}):
            yield cast("types.AdministrationLoad", each)

    def get_chart(self, *, limit: int = 100) -> Iterator[types.LedgerCostType]:
        """The chart of cost types."""
        for each in self.transport.rows("chart", {"limit": limit}):
            yield cast("types.LedgerCostType", each)

    def get_audit(
        self, *, action: str = "", subject: str = "", text: str = "", limit: int = 100
    ) -> Iterator[types.AuditRecorded]:
        """Who did what, newest first."""
        for each in self.transport.rows(
            "audit", {"action": action, "subject": subject, "text": text, "limit": limit}
        ):
            yield cast("types.AuditRecorded", each)

    def post_runs_verify(self, body: types.Seal, *, key: str = "") -> types.ApiJobShown:
        """Check facts and books, all of them."""
        answer = self.transport.post("runs/verify", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_runs_seal(self, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Seal what is new in the books."""
        answer = self.transport.post("runs/seal", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def get_verified(self) -> types.CheckingVerifyTold:
        """What the last checks found."""
        return cast("types.CheckingVerifyTold", self.transport.get("verified", {}))

    def post_commitments_one_consume(
        self, number: int, body: types.Consumption, *, key: str = ""
    ) -> types.BudgetsAnswer:
        """Spend so much of a commitment."""
        answer = self.transport.post(f"commitments/{part(number)}/consume", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def post_commitments_one_release(
        self, number: int, body: types.Release, *, key: str = ""
    ) -> types.BudgetsAnswer:
        """Give back what a commitment holds."""
        answer = self.transport.post(f"commitments/{part(number)}/release", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def post_entries_one_reverse(
        self, number: int, body: types.Reversal, *, key: str = ""
    ) -> types.BudgetsAnswer:
        """Take back a posted entry."""
        answer = self.transport.post(f"entries/{part(number)}/reverse", {}, body, key=key or new_key())
        return cast("types.BudgetsAnswer", answer)

    def get_jobs_one_rejects(self, name: str) -> bytes:
        """The rows that a file did not bring in: a CSV file with line and reason before each, to be mended and loaded in its turn."""
        return self.transport.file(f"jobs/{part(name)}/rejects", {})

    def get_lines_one(self, number: int) -> types.BudgetsLineStanding:
        """One line."""
        return cast("types.BudgetsLineStanding", self.transport.get(f"lines/{part(number)}", {}))

    def get_entries_one(self, number: int) -> types.JournalLedgerRow:
        """One entry."""
        return cast("types.JournalLedgerRow", self.transport.get(f"entries/{part(number)}", {}))

    def get_entries_one_about(self, number: int, *, limit: int = 100) -> Iterator[types.JournalLedgerRow]:
        """The entries of the same request, its commitment and its reversals."""
        for each in self.transport.rows(f"entries/{part(number)}/about", {"limit": limit}):
            yield cast("types.JournalLedgerRow", each)

    def get_customers_one(self, name: str) -> types.MartCustomer:
        """One customer, by ref."""
        return cast("types.MartCustomer", self.transport.get(f"customers/{part(name)}", {}))

    def get_customers_one_events(
        self, name: str, *, kind: str = "", limit: int = 100
    ) -> Iterator[types.MartCustomerEvent]:
        """What happened, newest first."""
        for each in self.transport.rows(f"customers/{part(name)}/events", {"kind": kind, "limit": limit}):
            yield cast("types.MartCustomerEvent", each)

    def get_customers_one_direct(self, name: str, *, limit: int = 100) -> Iterator[types.CustomersCostShare]:
        """Direct cost of the year by cost type."""
        for each in self.transport.rows(f"customers/{part(name)}/direct", {"limit": limit}):
            yield cast("types.CustomersCostShare", each)

    def get_customers_one_gate(self, name: str, *, on: str | None = None) -> types.OperationsCustomerShown:
        """Tier in force, spend and wake-ups, as the gate sees them."""
        return cast(
            "types.OperationsCustomerShown", self.transport.get(f"customers/{part(name)}/gate", {"on": on})
        )

    def get_findings_one(self, number: int) -> types.FindingsCaseRow:
        """One case."""
        return cast("types.FindingsCaseRow", self.transport.get(f"findings/{part(number)}", {}))

    def get_approvals_one(self, number: int) -> types.OperationsCaseFile:
        """One case with everything that happened to it."""
        return cast("types.OperationsCaseFile", self.transport.get(f"approvals/{part(number)}", {}))

    def post_approvals_one_answer(
        self, number: int, body: types.ApprovalReply, *, key: str = ""
    ) -> types.ApprovalsCaseAnswer:
        """Say yes or no."""
        answer = self.transport.post(f"approvals/{part(number)}/answer", {}, body, key=key or new_key())
        return cast("types.ApprovalsCaseAnswer", answer)

    def post_approvals_one_withdraw(
        self, number: int, body: types.Why, *, key: str = ""
    ) -> types.ApprovalsCaseAnswer:
        """Take back what one asked for oneself."""
        answer = self.transport.post(f"approvals/{part(number)}/withdraw", {}, body, key=key or new_key())
        return cast("types.ApprovalsCaseAnswer", answer)

    def post_appeals_one_answer(
        self, number: int, body: types.AppealReply, *, key: str = ""
    ) -> types.ApprovalsAppealAnswer:
        """Let pass, or not."""
        answer = self.transport.post(f"appeals/{part(number)}/answer", {}, body, key=key or new_key())
        return cast("types.ApprovalsAppealAnswer", answer)

    def get_requests_one(self, number: int) -> types.RequestsRequestView:
        """One request."""
        return cast("types.RequestsRequestView", self.transport.get(f"requests/{part(number)}", {}))

    def post_requests_one_edit(
        self, number: int, body: types.RequestEdit, *, key: str = ""
    ) -> types.RequestsRequestAnswer:
        """Change a request that waits."""
        answer = self.transport.post(f"requests/{part(number)}/edit", {}, body, key=key or new_key())
        return cast("types.RequestsRequestAnswer", answer)

    def get_moves_one(self, number: int) -> types.MovesMoveShown:
        """One move."""
        return cast("types.MovesMoveShown", self.transport.get(f"moves/{part(number)}", {}))

    def get_budgets_one(self, number: int) -> types.PlansVersion:
        """One version."""
        return cast("types.PlansVersion", self.transport.get(f"budgets/{part(number)}", {}))

    def get_budgets_one_cells(self, number: int, *, limit: int = 100) -> Iterator[types.PlansSheetRow]:
        """The cells of a version."""
        for each in self.transport.rows(f"budgets/{part(number)}/cells", {"limit": limit}):
            yield cast("types.PlansSheetRow", each)

    def post_budgets_one_edit(
        self, number: int, body: types.CellsEdit, *, key: str = ""
    ) -> types.PlansSaveAnswer:
        """Set the total of cells."""
        answer = self.transport.post(f"budgets/{part(number)}/edit", {}, body, key=key or new_key())
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_hold(
        self, number: int, body: types.HoldCells, *, key: str = ""
    ) -> types.PlansSaveAnswer:
        """Hold cells, or let them go."""
        answer = self.transport.post(f"budgets/{part(number)}/hold", {}, body, key=key or new_key())
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_owner(self, number: int, body: types.Own, *, key: str = "") -> types.PlansSaveAnswer:
        """Give cells to a department."""
        answer = self.transport.post(f"budgets/{part(number)}/owner", {}, body, key=key or new_key())
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_note(
        self, number: int, body: types.CellNote, *, key: str = ""
    ) -> types.PlansSaveAnswer:
        """Write a note on cells."""
        answer = self.transport.post(f"budgets/{part(number)}/note", {}, body, key=key or new_key())
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_line(
        self, number: int, body: types.NewLine, *, key: str = ""
    ) -> types.PlansSaveAnswer:
        """Add a tier's category."""
        answer = self.transport.post(f"budgets/{part(number)}/line", {}, body, key=key or new_key())
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_preview(self, number: int, body: types.CellsEdit) -> types.PlansSaveAnswer:
        """What an edit would change."""
        answer = self.transport.post(f"budgets/{part(number)}/preview", {}, body, key="")
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_undo(
        self, number: int, body: types.ReadAt, *, key: str = ""
    ) -> types.PlansSaveAnswer:
        """Undo the last save."""
        answer = self.transport.post(f"budgets/{part(number)}/undo", {}, body, key=key or new_key())
        return cast("types.PlansSaveAnswer", answer)

    def post_budgets_one_comment(
        self, number: int, body: types.BudgetRemark, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Comment on a version."""
        answer = self.transport.post(f"budgets/{part(number)}/comment", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_ready(
        self, number: int, body: types.Ready, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Say whether a department's part is ready."""
        answer = self.transport.post(f"budgets/{part(number)}/ready", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_branch(
        self, number: int, body: types.Named, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Make a scenario of a version."""
        answer = self.transport.post(f"budgets/{part(number)}/branch", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_adopt(
        self, number: int, body: types.Named, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Make a draft of a scenario."""
        answer = self.transport.post(f"budgets/{part(number)}/adopt", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_revise(
        self, number: int, body: types.Named, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Begin a revision of the version in force."""
        answer = self.transport.post(f"budgets/{part(number)}/revise", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_submit(
        self, number: int, body: types.Submission, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Submit a version for approval."""
        answer = self.transport.post(f"budgets/{part(number)}/submit", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_withdraw(
        self, number: int, body: types.Why, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Withdraw a version."""
        answer = self.transport.post(f"budgets/{part(number)}/withdraw", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def post_budgets_one_put_in_force(
        self, number: int, body: types.Swap, *, key: str = ""
    ) -> types.PlansPlanAnswer:
        """Put an approved version in force."""
        answer = self.transport.post(f"budgets/{part(number)}/put-in-force", {}, body, key=key or new_key())
        return cast("types.PlansPlanAnswer", answer)

    def get_months_one(self, name: str) -> types.MonthendMonthStatus:
        """Execution of a month's lines."""
        return cast("types.MonthendMonthStatus", self.transport.get(f"months/{part(name)}", {}))

    def get_months_one_proposals(self, name: str, *, limit: int = 100) -> Iterator[types.MonthendSuggested]:
        """Transfers proposed at the month's end."""
        for each in self.transport.rows(f"months/{part(name)}/proposals", {"limit": limit}):
            yield cast("types.MonthendSuggested", each)

    def post_proposals_one_take(
        self, number: int, body: types.Why, *, key: str = ""
    ) -> types.MonthendTakeAnswer:
        """Take up a proposed transfer."""
        answer = self.transport.post(f"proposals/{part(number)}/take", {}, body, key=key or new_key())
        return cast("types.MonthendTakeAnswer", answer)

    def post_months_one_begin_closing(
        self, name: str, body: types.Nothing, *, key: str = ""
    ) -> types.MonthsTurned:
        """Begin to close a month."""
        answer = self.transport.post(f"months/{part(name)}/begin-closing", {}, body, key=key or new_key())
        return cast("types.MonthsTurned", answer)

    def post_months_one_close(
        self, name: str, body: types.Nothing, *, key: str = ""
    ) -> types.MonthendCloseAnswer:
        """Close a month."""
        answer = self.transport.post(f"months/{part(name)}/close", {}, body, key=key or new_key())
        return cast("types.MonthendCloseAnswer", answer)

    def post_months_one_ask_reopening(
        self, name: str, body: types.Why, *, key: str = ""
    ) -> types.MonthendReopenAnswer:
        """Ask for a closed month to be opened again."""
        answer = self.transport.post(f"months/{part(name)}/ask-reopening", {}, body, key=key or new_key())
        return cast("types.MonthendReopenAnswer", answer)

    def get_years_one(self, number: int) -> types.MonthendYearEnd:
        """Deviation and utilisation of a fiscal year."""
        return cast("types.MonthendYearEnd", self.transport.get(f"years/{part(number)}", {}))

    def get_goals_one(self, number: int) -> types.GoalsGoalRow:
        """One goal."""
        return cast("types.GoalsGoalRow", self.transport.get(f"goals/{part(number)}", {}))

    def get_goals_one_initiatives(
        self, number: int, *, limit: int = 100
    ) -> Iterator[types.GoalsInitiativeRow]:
        """What is done for a goal."""
        for each in self.transport.rows(f"goals/{part(number)}/initiatives", {"limit": limit}):
            yield cast("types.GoalsInitiativeRow", each)

    def post_goals_one_initiatives(
        self, number: int, body: types.Initiative, *, key: str = ""
    ) -> types.GoalsGoalAnswer:
        """Begin an initiative."""
        answer = self.transport.post(f"goals/{part(number)}/initiatives", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def get_goals_one_comments(self, number: int, *, limit: int = 100) -> Iterator[types.GoalsCommentRow]:
        """Comments on a goal."""
        for each in self.transport.rows(f"goals/{part(number)}/comments", {"limit": limit}):
            yield cast("types.GoalsCommentRow", each)

    def post_goals_one_change(
        self, number: int, body: types.GoalChange, *, key: str = ""
    ) -> types.GoalsGoalAnswer:
        """Change a goal."""
        answer = self.transport.post(f"goals/{part(number)}/change", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def post_goals_one_comment(
        self, number: int, body: types.GoalRemark, *, key: str = ""
    ) -> types.GoalsGoalAnswer:
        """Comment on a goal."""
        answer = self.transport.post(f"goals/{part(number)}/comment", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def post_goals_one_close(self, number: int, body: types.Why, *, key: str = "") -> types.GoalsGoalAnswer:
        """Close a goal with what was measured."""
        answer = self.transport.post(f"goals/{part(number)}/close", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def post_goals_one_drop(self, number: int, body: types.Why, *, key: str = "") -> types.GoalsGoalAnswer:
        """Give a goal up."""
        answer = self.transport.post(f"goals/{part(number)}/drop", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def post_initiatives_one_close(
        self, number: int, body: types.Realised, *, key: str = ""
    ) -> types.GoalsGoalAnswer:
        """Close an initiative with what it saved."""
        answer = self.transport.post(f"initiatives/{part(number)}/close", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def post_initiatives_one_drop(
        self, number: int, body: types.Why, *, key: str = ""
    ) -> types.GoalsGoalAnswer:
        """Give an initiative up."""
        answer = self.transport.post(f"initiatives/{part(number)}/drop", {}, body, key=key or new_key())
        return cast("types.GoalsGoalAnswer", answer)

    def get_improvements_one(self, number: int) -> types.ImprovementsItemRow:
        """One item."""
        return cast("types.ImprovementsItemRow", self.transport.get(f"improvements/{part(number)}", {}))

    def get_improvements_one_tasks(
        self, number: int, *, limit: int = 100
    ) -> Iterator[types.ImprovementsTaskRow]:
        """The tasks of an item."""
        for each in self.transport.rows(f"improvements/{part(number)}/tasks", {"limit": limit}):
            yield cast("types.ImprovementsTaskRow", each)

    def post_improvements_one_tasks(
        self, number: int, body: types.Task, *, key: str = ""
    ) -> types.ImprovementsImproveAnswer:
        """Add a task."""
        answer = self.transport.post(f"improvements/{part(number)}/tasks", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def get_improvements_one_comments(
        self, number: int, *, limit: int = 100
    ) -> Iterator[types.ImprovementsCommentRow]:
        """Comments on an item."""
        for each in self.transport.rows(f"improvements/{part(number)}/comments", {"limit": limit}):
            yield cast("types.ImprovementsCommentRow", each)

    def post_improvements_one_change(
        self, number: int, body: types.ItemChange, *, key: str = ""
    ) -> types.ImprovementsImproveAnswer:
        """Change an item."""
        answer = self.transport.post(f"improvements/{part(number)}/change", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def post_improvements_one_comment(
        self, number: int, body: types.ItemRemark, *, key: str = ""
    ) -> types.ImprovementsImproveAnswer:
        """Comment on an item."""
        answer = self.transport.post(f"improvements/{part(number)}/comment", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def post_tasks_one_finish(
        self, number: int, body: types.Nothing, *, key: str = ""
    ) -> types.ImprovementsImproveAnswer:
        """Finish a task."""
        answer = self.transport.post(f"tasks/{part(number)}/finish", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def post_improvements_one_close(
        self, number: int, body: types.Why, *, key: str = ""
    ) -> types.ImprovementsImproveAnswer:
        """Close an item with what was measured."""
        answer = self.transport.post(f"improvements/{part(number)}/close", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def post_improvements_one_drop(
        self, number: int, body: types.Why, *, key: str = ""
    ) -> types.ImprovementsImproveAnswer:
        """Give an item up."""
        answer = self.transport.post(f"improvements/{part(number)}/drop", {}, body, key=key or new_key())
        return cast("types.ImprovementsImproveAnswer", answer)

    def post_care_one_take(self, name: str, body: types.Taken, *, key: str = "") -> types.CareAnswer:
        """Take a call on."""
        answer = self.transport.post(f"care/{part(name)}/take", {}, body, key=key or new_key())
        return cast("types.CareAnswer", answer)

    def post_care_one_hand_back(self, name: str, body: types.Nothing, *, key: str = "") -> types.CareAnswer:
        """Hand a call back."""
        answer = self.transport.post(f"care/{part(name)}/hand-back", {}, body, key=key or new_key())
        return cast("types.CareAnswer", answer)

    def post_care_one_record(self, name: str, body: types.Told, *, key: str = "") -> types.CareAnswer:
        """Write down what came of a call."""
        answer = self.transport.post(f"care/{part(name)}/record", {}, body, key=key or new_key())
        return cast("types.CareAnswer", answer)

    def get_tickets_one(self, name: str) -> types.ServiceTicketRow:
        """One ticket."""
        return cast("types.ServiceTicketRow", self.transport.get(f"tickets/{part(name)}", {}))

    def get_tickets_one_events(self, name: str, *, limit: int = 100) -> Iterator[types.ServiceTicketEvent]:
        """What happened to a ticket."""
        for each in self.transport.rows(f"tickets/{part(name)}/events", {"limit": limit}):
            yield cast("types.ServiceTicketEvent", each)

    def post_tickets_one_label(self, name: str, body: types.Label, *, key: str = "") -> types.ServiceTaught:
        """Say what a ticket is about."""
        answer = self.transport.post(f"tickets/{part(name)}/label", {}, body, key=key or new_key())
        return cast("types.ServiceTaught", answer)

    def post_service_cost_one_expect(
        self, name: str, body: types.Expected, *, key: str = ""
    ) -> types.CostingExpectation:
        """Say what moving contacts is expected to save."""
        answer = self.transport.post(f"service/cost/{part(name)}/expect", {}, body, key=key or new_key())
        return cast("types.CostingExpectation", answer)

    def get_service_cost_one(self, name: str) -> types.ServiceKeptServiceCost:
        """What service cost in a period."""
        return cast("types.ServiceKeptServiceCost", self.transport.get(f"service/cost/{part(name)}", {}))

    def get_service_capacity_one(self, name: str) -> types.ServiceKeptServiceCapacity:
        """Who served whom in a period, and what stood idle."""
        return cast(
            "types.ServiceKeptServiceCapacity", self.transport.get(f"service/capacity/{part(name)}", {})
        )

    def get_reports_one_cost(self, name: str) -> types.ReportKeptPeriodCost:
        """Cost of a period by every dimension, beside the period before."""
        return cast("types.ReportKeptPeriodCost", self.transport.get(f"reports/{part(name)}/cost", {}))

    def get_value_bridge_one(self, name: str) -> types.ReportKeptCostBridge:
        """Why cost moved, 2026-02..2026-01."""
        return cast("types.ReportKeptCostBridge", self.transport.get(f"value/bridge/{part(name)}", {}))

    def get_value_returns_one(self, name: str) -> types.ValueKeptReturns:
        """What acquisition and campaigns of a period brought."""
        return cast("types.ValueKeptReturns", self.transport.get(f"value/returns/{part(name)}", {}))

    def get_forecasts_one(self, name: str) -> types.PlanningKeptForecastMade:
        """Cost ahead with intervals, month..2026-12."""
        return cast("types.PlanningKeptForecastMade", self.transport.get(f"forecasts/{part(name)}", {}))

    def post_watch_alerts_one_answer(
        self, number: int, body: types.Judgement, *, key: str = ""
    ) -> types.PlanningAnswered:
        """Answer an alert."""
        answer = self.transport.post(f"watch/alerts/{part(number)}/answer", {}, body, key=key or new_key())
        return cast("types.PlanningAnswered", answer)

    def get_studies_one(self, number: int) -> types.StudiesStudyRow:
        """One study."""
        return cast("types.StudiesStudyRow", self.transport.get(f"studies/{part(number)}", {}))

    def post_studies_one_draft(
        self, number: int, body: types.Nothing, *, key: str = ""
    ) -> types.StudiesStudyAnswer:
        """Make a draft of a study."""
        answer = self.transport.post(f"studies/{part(number)}/draft", {}, body, key=key or new_key())
        return cast("types.StudiesStudyAnswer", answer)

    def get_studies_one_workbook(self, number: int, *, language: Literal["zh", "en"]) -> bytes:
        """A kept study as a workbook; a proposal's recalculates and can be brought back."""
        return self.transport.file(f"studies/{part(number)}/workbook", {"language": language})

    def get_reports_one_paper(self, name: str, *, language: Literal["zh", "en"]) -> bytes:
        """The report of a period as the PDF that was made last."""
        return self.transport.file(f"reports/{part(name)}/paper", {"language": language})

    def get_reports_one_workbook(self, name: str, *, language: Literal["zh", "en"]) -> bytes:
        """The report of a period as a workbook."""
        return self.transport.file(f"reports/{part(name)}/workbook", {"language": language})

    def get_budgets_one_paper(self, number: int, *, language: Literal["zh", "en"]) -> bytes:
        """A version as the PDF of the Annual CRM Budget that was made last."""
        return self.transport.file(f"budgets/{part(number)}/paper", {"language": language})

    def get_budgets_one_document(self, number: int, *, language: Literal["zh", "en"]) -> bytes:
        """A version as the workbook of the Annual CRM Budget."""
        return self.transport.file(f"budgets/{part(number)}/document", {"language": language})

    def get_budgets_one_workbook(self, number: int) -> bytes:
        """A version as a workbook that can be edited and brought back."""
        return self.transport.file(f"budgets/{part(number)}/workbook", {})

    def get_jobs_one(self, name: str) -> types.ApiJobShown:
        """How a job stands, and what came of it."""
        return cast("types.ApiJobShown", self.transport.get(f"jobs/{part(name)}", {}))

    def post_jobs_one_stop(self, name: str, body: types.Nothing, *, key: str = "") -> types.ApiJobShown:
        """Stop a job at its next step."""
        answer = self.transport.post(f"jobs/{part(name)}/stop", {}, body, key=key or new_key())
        return cast("types.ApiJobShown", answer)

    def post_jobs_one_put_away(self, name: str, body: types.Nothing, *, key: str = "") -> types.WorkPutAway:
        """Put a job's outcome away."""
        answer = self.transport.post(f"jobs/{part(name)}/put-away", {}, body, key=key or new_key())
        return cast("types.WorkPutAway", answer)

    def get_people_one_roles(self, number: int, *, limit: int = 100) -> Iterator[types.PeopleGrant]:
        """A person's own roles with their limits."""
        for each in self.transport.rows(f"people/{part(number)}/roles", {"limit": limit}):
            yield cast("types.PeopleGrant", each)

    def post_people_one_give(self, number: int, body: types.Given, *, key: str = "") -> types.PeopleMade:
        """Give a role."""
        answer = self.transport.post(f"people/{part(number)}/give", {}, body, key=key or new_key())
        return cast("types.PeopleMade", answer)

    def post_people_one_end(self, number: int, body: types.Ended, *, key: str = "") -> types.PeopleChanged:
        """End a role."""
        answer = self.transport.post(f"people/{part(number)}/end", {}, body, key=key or new_key())
        return cast("types.PeopleChanged", answer)

    def post_people_one_move(self, number: int, body: types.Into, *, key: str = "") -> types.PeopleChanged:
        """Move to a department."""
        answer = self.transport.post(f"people/{part(number)}/move", {}, body, key=key or new_key())
        return cast("types.PeopleChanged", answer)

    def post_people_one_leave(
        self, number: int, body: types.Reasoned, *, key: str = ""
    ) -> types.PeopleChanged:
        """Let a person leave."""
        answer = self.transport.post(f"people/{part(number)}/leave", {}, body, key=key or new_key())
        return cast("types.PeopleChanged", answer)

    def post_people_one_return(
        self, number: int, body: types.Reasoned, *, key: str = ""
    ) -> types.PeopleChanged:
        """Let a person come back, without any role."""
        answer = self.transport.post(f"people/{part(number)}/return", {}, body, key=key or new_key())
        return cast("types.PeopleChanged", answer)

    def post_departments_one_rename(
        self, name: str, body: types.Renamed, *, key: str = ""
    ) -> types.PeopleDepartmentRow:
        """Rename a department."""
        answer = self.transport.post(f"departments/{part(name)}/rename", {}, body, key=key or new_key())
        return cast("types.PeopleDepartmentRow", answer)

    def post_departments_one_head(
        self, name: str, body: types.Head, *, key: str = ""
    ) -> types.PeopleDepartmentRow:
        """Name a head."""
        answer = self.transport.post(f"departments/{part(name)}/head", {}, body, key=key or new_key())
        return cast("types.PeopleDepartmentRow", answer)

    def post_covers_one_end(self, number: int, body: types.Nothing, *, key: str = "") -> types.PeopleChanged:
        """End cover before its time."""
        answer = self.transport.post(f"covers/{part(number)}/end", {}, body, key=key or new_key())
        return cast("types.PeopleChanged", answer)

    def post_tokens_one_end(self, number: int, body: types.Nothing, *, key: str = "") -> types.PeopleChanged:
        """End one of the person's own tokens."""
        answer = self.transport.post(f"tokens/{part(number)}/end", {}, body, key=key or new_key())
        return cast("types.PeopleChanged", answer)

    def post_views_one_rename(
        self, number: int, body: types.ViewName, *, key: str = ""
    ) -> types.ViewsViewDone:
        """Rename and share one's own view."""
        answer = self.transport.post(f"views/{part(number)}/rename", {}, body, key=key or new_key())
        return cast("types.ViewsViewDone", answer)

    def post_views_one_remove(
        self, number: int, body: types.Nothing, *, key: str = ""
    ) -> types.ViewsViewDone:
        """Remove one's own view."""
        answer = self.transport.post(f"views/{part(number)}/remove", {}, body, key=key or new_key())
        return cast("types.ViewsViewDone", answer)

    def post_views_one_restore(
        self, number: int, body: types.Nothing, *, key: str = ""
    ) -> types.ViewsViewDone:
        """Bring a removed view back."""
        answer = self.transport.post(f"views/{part(number)}/restore", {}, body, key=key or new_key())
        return cast("types.ViewsViewDone", answer)

    def post_messages_one_again(
        self, number: int, body: types.Nothing, *, key: str = ""
    ) -> types.MessagesSentAgain:
        """Send a message once more, under the id it had."""
        answer = self.transport.post(f"messages/{part(number)}/again", {}, body, key=key or new_key())
        return cast("types.MessagesSentAgain", answer)

    def post_policies_one_replace(
        self, name: str, body: types.NewText, *, key: str = ""
    ) -> types.PoliciesSaved:
        """Replace a written file."""
        answer = self.transport.post(f"policies/{part(name)}/replace", {}, body, key=key or new_key())
        return cast("types.PoliciesSaved", answer)

    def post_policies_one_change(
        self, name: str, body: types.NewValues, *, key: str = ""
    ) -> types.PoliciesSaved:
        """Change values of a file."""
        answer = self.transport.post(f"policies/{part(name)}/change", {}, body, key=key or new_key())
        return cast("types.PoliciesSaved", answer)

    def post_policies_one_restore(
        self, name: str, body: types.Former, *, key: str = ""
    ) -> types.PoliciesSaved:
        """Go back to a version."""
        answer = self.transport.post(f"policies/{part(name)}/restore", {}, body, key=key or new_key())
        return cast("types.PoliciesSaved", answer)

    def post_policies_one_withdraw(
        self, name: str, body: types.Planned, *, key: str = ""
    ) -> types.SettingsWithdrawnVersion:
        """Take a planned version back."""
        answer = self.transport.post(f"policies/{part(name)}/withdraw", {}, body, key=key or new_key())
        return cast("types.SettingsWithdrawnVersion", answer)

    def post_loads_one_undo(
        self, name: str, body: types.Nothing, *, key: str = ""
    ) -> types.AdministrationLoad:
        """Withdraw a load."""
        answer = self.transport.post(f"loads/{part(name)}/undo", {}, body, key=key or new_key())
        return cast("types.AdministrationLoad", answer)

    def get_policies_one(self, name: str) -> types.AdministrationWritten:
        """A written file as it is in force."""
        return cast("types.AdministrationWritten", self.transport.get(f"policies/{part(name)}", {}))

    def get_policies_one_versions(self, name: str, *, limit: int = 100) -> Iterator[types.PoliciesVersion]:
        """Versions of a written file."""
        for each in self.transport.rows(f"policies/{part(name)}/versions", {"limit": limit}):
            yield cast("types.PoliciesVersion", each)
