"""What travels between client and API. Made from docs/openapi.json by tools/client.py."""

from typing import Literal, NotRequired, TypedDict


class AboutBatch(TypedDict):
    """What a batch is brought with."""

    source: NotRequired["str"]


class AboutFile(TypedDict):
    """What a file is brought with: how it is called, what its rows are, where they come from, and which sheet of a workbook."""

    name: "str"
    table: "str"
    source: NotRequired["str"]
    sheet: NotRequired["str"]


class Acts(TypedDict):
    """Which acts of the audit trail."""

    action: NotRequired["str"]
    subject: NotRequired["str"]
    text: NotRequired["str"]


class AdministrationLoad(TypedDict):
    """One load of facts; ``withdrawn_at`` null while its rows are in force."""

    batch_id: "str"
    table: "str"
    source: "str"
    origin: "str"
    rows: "int"
    control_total_minor: "int"
    loaded_at: "str"
    first_on: "str | None"
    last_on: "str | None"
    withdrawn_at: "str | None"


class AdministrationLoadPage(TypedDict):
    """AdministrationLoadPage."""

    rows: "list[AdministrationLoad]"
    next: "str | None"


class AdministrationMe(TypedDict):
    """Whose token this is, and what it opens."""

    id: "int"
    username: "str"
    scopes: "list[str]"
    currency: "str"
    digits: "int"
    time_zone: "str"
    at: "str"


class AdministrationWritten(TypedDict):
    """A written file as it is in force; whoever changes it says by ``digest`` what he read."""

    name: "str"
    text: "str"


class ApiBatchAnswer(TypedDict):
    """What became of a batch. Every row that is not among ``rejects`` is in the books of facts, from now on or already."""

    batch_id: "str"
    table: "str"
    source: "str"
    rows_read: "int"
    taken: "int"
    newer: "int"
    already_there: "int"
    rejected: "int"
    control_total_minor: "int"
    replayed: "bool"
    rejects: "list[ApiRejectedRow]"


class ApiFactColumn(TypedDict):
    """A column of a table of facts: money is whole minor units, a day ``2026-03-31``, an instant with its offset."""

    name: "str"
    kind: "str"
    needed: "bool"
    note: "str"


class ApiFactTable(TypedDict):
    """A table that facts can be posted to; within a source its ``key`` is a row's id."""

    name: "str"
    note: "str"
    key: "list[str]"
    columns: "list[ApiFactColumn]"


class ApiFactTablePage(TypedDict):
    """ApiFactTablePage."""

    rows: "list[ApiFactTable]"
    next: "str | None"


class ApiJobSentence(TypedDict):
    """A sentence about what came of it: success, info, warning or error; ``page`` is where it leads, empty for nowhere."""

    tone: "str"
    text: "str"
    page: "str"


class ApiJobShown(TypedDict):
    """How a job stands. ``done`` of ``total`` of its step, 0 where that is not known; ``said`` once it has ended."""

    name: "str"
    state: "Literal['under_way', 'interrupted', 'ended']"
    scope: "str"
    asked_by: "str"
    asked_at: "str"
    ended_at: "str | None"
    step: "str"
    done: "int"
    total: "int"
    said: "list[ApiJobSentence]"


class ApiJobShownPage(TypedDict):
    """ApiJobShownPage."""

    rows: "list[ApiJobShown]"
    next: "str | None"


class ApiRejectedRow(TypedDict):
    """A row that was not taken: its line in JSON, its number in Parquet, from 1."""

    row: "int"
    problems: "list[ApiRowProblem]"


class ApiRowProblem(TypedDict):
    """What is wrong with one cell of a row, or with the row where ``field`` is empty."""

    field: "str"
    code: "str"
    detail: "str"


class Appeal(TypedDict):
    """A refusal of the gate that is to be let pass once, for one customer or campaign, until then."""

    rule: "GateRule"
    customer: NotRequired["str"]
    campaign: NotRequired["str"]
    why: "str"
    until: "str"


class AppealReply(TypedDict):
    """The answer to an appeal."""

    allow: "bool"
    why: NotRequired["str"]


class ApprovalMatrix(TypedDict):
    """Who approves what, as a new version."""

    version: "str"
    rules: "list[Route]"
    one_step_each: "bool"
    answer_days: "int"
    override_pool_minor: "int"
    why: "str"


class ApprovalReply(TypedDict):
    """A yes or a no; ``version`` is the case's as it was read, 0 for any."""

    allow: "bool"
    why: NotRequired["str"]
    version: NotRequired["int"]


class ApprovalsAppealAnswer(TypedDict):
    """How the answer to an appeal ended."""

    verdict: "str"


class ApprovalsCase(TypedDict):
    """A question that several people answer in turn."""

    id: "int"
    kind: "str"
    subject_id: "int"
    title: "str"
    amount_minor: "int"
    currency: "str"
    opened_by: "int | None"
    opened_at: "str"
    due_at: "str"
    policy: "str"
    state: "Literal['waiting', 'approved', 'rejected', 'withdrawn', 'expired']"
    place: "int"
    version: "int"
    round: "int"
    steps: "list[ApprovalsStep]"


class ApprovalsCaseAnswer(TypedDict):
    """What became of an answer or withdrawal, and the case after it; null when there is no such case."""

    verdict: "Literal['unknown', 'already_ended', 'expired', 'changed', 'own_request', 'not_requester', 'answered_before', 'not_entitled', 'reason_missing', 'no_longer_passes', 'waiting', 'approved', 'rejected', 'withdrawn']"
    case: "ApprovalsCase | None"
    detail: "str"
    replayed: "bool"


class ApprovalsCaseEvent(TypedDict):
    """One thing that happened. ``stands_for`` is whose right was used when it was not the person's own."""

    version: "int"
    what: "Literal['opened', 'allowed', 'refused', 'restarted', 'withdrawn', 'expired']"
    place: "int"
    by: "int | None"
    stands_for: "int | None"
    at: "str"
    why: "str"


class ApprovalsCasePage(TypedDict):
    """ApprovalsCasePage."""

    rows: "list[ApprovalsCase]"
    next: "str | None"


class ApprovalsStep(TypedDict):
    """Who is asked: whoever holds the role or, where that is null, the head of the department."""

    role: "Literal['finance', 'operations', 'customer_service', 'management', 'administrator', 'auditor'] | None"
    department: "str"


class Audiences(TypedDict):
    """Roles by occasion; an occasion that is left out keeps its own."""

    wanted: "dict[str, list[Role]]"


class AuditRecorded(TypedDict):
    """An act as the record has it; ``before`` and ``after`` are canonical JSON."""

    id: "int"
    at: "str"
    by: "int | None"
    action: "str"
    subject: "str"
    before: "str"
    after: "str"
    why: "str"


class AuditRecordedPage(TypedDict):
    """AuditRecordedPage."""

    rows: "list[AuditRecorded]"
    next: "str | None"


class Behind(TypedDict):
    """A figure: its subject with its keys (``total``, ``tier tier=A``), its period, and how many entries to show."""

    subject: "str"
    period: "str"
    rows: NotRequired["int"]


class BookStamp(TypedDict):
    """What a result was made from: the version of each fact, and the digest of chart and policies."""

    facts: "list[list[str | int]]"
    written: "str"


class Bridge(TypedDict):
    """From the cost of one side to that of the other; segments in the order of tier, channel, cost type."""

    base_label: "str"
    now_label: "str"
    base_minor: "int"
    now_minor: "int"
    effects_minor: "list[int]"
    moves: "list[BridgeMoved]"


class BridgeMoved(TypedDict):
    """One segment's way from one cost to the other; ``effects_minor`` in the order of EFFECTS sum to the difference."""

    tier: "str"
    channel: "str"
    cost_type: "str"
    pool: "bool"
    base_minor: "int"
    now_minor: "int"
    effects_minor: "list[int]"


class Bridged(TypedDict):
    """A period beside another, the plan (``plan``) or, empty, the one before it."""

    period: "str"
    against: NotRequired["str"]


class BudgetApprovalPolicy(TypedDict):
    """The written approval policy."""

    version: "str"
    rules: "list[BudgetRouteRule]"
    one_step_each: "bool"
    answer_days: "int"
    override_pool_minor: "int"


class BudgetCellChange(TypedDict):
    """A cell before and after; null where it was not there."""

    key: "BudgetCellKey"
    before: "BudgetPlanCell | None"
    after: "BudgetPlanCell | None"


class BudgetCellConflict(TypedDict):
    """A cell that somebody changed since the editor read it, or that the editor wants to change; null where not there."""

    key: "BudgetCellKey"
    base: "BudgetPlanCell | None"
    yours: "BudgetPlanCell | None"
    theirs: "BudgetPlanCell | None"


class BudgetCellKey(TypedDict):
    """The place of a cell: a month's label, a tier (empty for none) and a category."""

    month: "str"
    tier: "str"
    category: "str"


class BudgetClosingLine(TypedDict):
    """A line before its month closes and what its rule makes of it."""

    key: "BudgetCellKey"
    rule: "BudgetClosingRule"
    fixed: "bool"
    funded_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"
    backing_minor: "int"
    unspent_minor: "int"
    overspend_minor: "int"


class BudgetClosingRule(TypedDict):
    """The rule of one tier and category; either may be ANY. The empty tier is that of fixed cost."""

    tier: "str"
    category: "str"
    holds: "Literal['refuse', 'carry', 'release', 'expire']"
    unspent: "Literal['refuse', 'carry', 'lapse', 'to_reserve']"
    overspend: "Literal['refuse', 'carry', 'write_off']"


class BudgetClosingRules(TypedDict):
    """A dated set of rules; the most particular speaks: its category first, then its tier, then the order written."""

    version: "str"
    rules: "list[BudgetClosingRule]"


class BudgetComparison(TypedDict):
    """Two versions cell by cell, where they differ, and every sum of both."""

    cells: "list[BudgetCellChange]"
    sums: "list[BudgetSumDifference]"


class BudgetControlPolicy(TypedDict):
    """A dated matrix. A level and horizon that no rule names is not controlled, except the line's own month."""

    version: "str"
    rules: "list[BudgetControlRule]"
    no_line_variable: "Literal['block', 'approve_over', 'warn', 'track']"
    no_line_fixed: "Literal['block', 'approve_over', 'warn', 'track']"
    warn_at: "str"
    unpriced: "list[BudgetUnpricedRule]"


class BudgetControlRule(TypedDict):
    """One cell of the matrix; ``category`` and ``document`` may be ANY."""

    category: "str"
    document: "str"
    level: "Literal['line', 'tier', 'category', 'pool', 'campaign']"
    horizon: "Literal['month', 'qtd', 'ytd', 'year', 'whole']"
    control: "Literal['block', 'approve_over', 'warn', 'track']"
    tolerance_minor: "int"
    tolerance_share: "str"
    approval_above_minor: "int"


class BudgetDays(TypedDict):
    """How far a month has come: days that are over, days still to come."""

    gone: "int"
    left: "int"


class BudgetExecution(TypedDict):
    """How a line is carried out: now, and as it will stand at the month's end. Rates are null (n/a) without a base."""

    line: "BudgetMonthLine"
    expected_minor: "int"
    projected_minor: "int"
    rate: "str | None"
    projected_rate: "str | None"
    deviation_from_baseline: "str | None"
    deviation_from_funding: "str | None"


class BudgetMonthLine(TypedDict):
    """A line of the month. ``planned_minor`` is the frozen baseline's amount, 0 where it has none."""

    key: "BudgetCellKey"
    funded_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"
    planned_minor: "int"
    fixed: "bool"
    locked: "bool"


class BudgetMonths(TypedDict):
    """One quarter of the budget's year and its months, in order of date."""

    quarter: "str"
    months: "list[str]"


class BudgetMovePair(TypedDict):
    """An allowed pair: funding may leave lines of one tier and category for lines of another; each may be ANY."""

    from_tier: "str"
    from_category: "str"
    to_tier: "str"
    to_category: "str"


class BudgetMovePolicy(TypedDict):
    """The written rules of moves."""

    version: "str"
    pairs: "list[BudgetMovePair]"
    line_cap_share: "str"
    year_cap_share: "str"
    at_once_minor: "int"


class BudgetOutcome(TypedDict):
    """One sum of lines. ``of``: line, tier, category or total. A rate is null (n/a) where there is nothing to compare with."""

    of: "str"
    name: "str"
    baseline_minor: "int"
    funded_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"
    utilisation: "str | None"
    deviation_from_baseline: "str | None"
    deviation_from_funding: "str | None"
    deviation_by_line_from_baseline: "str | None"
    deviation_by_line_from_funding: "str | None"


class BudgetPaper(TypedDict):
    """A version of the budget on paper."""

    language: "Literal['zh', 'en']"
    version: "int"


class BudgetPlanCell(TypedDict):
    """One cell of a budget. ``amount_minor`` is never negative."""

    key: "BudgetCellKey"
    amount_minor: "int"
    fixed: "bool"
    held: "bool"
    department: "str"
    note: "str"


class BudgetProposal(TypedDict):
    """To carry funding from a line that leaves it unused to one that can use it."""

    giver: "BudgetCellKey"
    taker: "BudgetCellKey"
    amount_minor: "int"
    gain_low_minor: "int"
    gain_mid_minor: "int"
    gain_high_minor: "int"
    basis: "Literal['measured', 'stated', 'average']"
    source: "str"


class BudgetRate(TypedDict):
    """How many units of ``target`` one unit of ``source`` is worth from that day on; exact, above zero."""

    source: "str"
    target: "str"
    kind: "Literal['budget', 'actual']"
    valid_from: "str"
    value: "str"


class BudgetRemark(TypedDict):
    """A comment on the version."""

    text: "str"


class BudgetRouteRule(TypedDict):
    """Who is asked, in this order, about acts of a kind from an amount upwards."""

    kind: "Literal['plan', 'spend', 'override', 'transfer', 'transfer_across', 'draw', 'cut', 'reopen']"
    from_minor: "int"
    roles: "list[str]"
    heads: "bool"


class BudgetSumDifference(TypedDict):
    """A sum of two versions. ``of``: quarter, month, tier, category, reserve or total; ``name`` which one."""

    of: "str"
    name: "str"
    before_minor: "int"
    after_minor: "int"


class BudgetUnpricedRule(TypedDict):
    """What one category does with unknown cost; ``amount_minor`` is held where no bound is stated, 0: one has to be."""

    category: "str"
    policy: "Literal['refuse', 'hold_default', 'approve']"
    amount_minor: "int"


class BudgetsAnswer(TypedDict):
    """The first answer under the key, for ever. ``detail`` names what a refusal is about."""

    key: "str"
    verdict: "Literal['key_conflict', 'no_legs', 'unknown_currency', 'unpriced', 'amount_not_positive', 'amount_too_large', 'two_amounts', 'bad_reference', 'reserve_not_spendable', 'not_allowed', 'unknown_authorisation', 'unknown_commitment', 'unknown_reference', 'reference_taken', 'unknown_entry', 'not_reversible', 'already_settled', 'already_released', 'already_expired', 'waits_for_approval', 'exceeds_commitment', 'exceeds_original', 'unknown_period', 'no_open_period', 'no_line', 'no_rate', 'currency_mismatch', 'below_used', 'period_closed', 'recorded_over', 'recorded', 'exceeds_limit', 'needs_override', 'needs_approval', 'committed_by_override', 'committed_warned', 'committed_tolerated', 'committed_over', 'committed', 'done', 'campaign_frozen', 'wake_ups_exhausted', 'channel_too_dear', 'benefit_outside_tier', 'benefit_above_cap', 'customer_unknown', 'allowed_once', 'campaign_frozen_warned', 'wake_ups_exhausted_warned', 'channel_too_dear_warned', 'benefit_outside_tier_warned', 'benefit_above_cap_warned', 'customer_unknown_warned', 'allowed']"
    entries: "list[int]"
    commitments: "list[int]"
    levels: "list[BudgetsLevelStand]"
    policy: "str"
    detail: "str"
    replayed: "bool"
    gates: "list[BudgetsGateSaid]"
    why: "str"


class BudgetsBehind(TypedDict):
    """An entry behind a level's sums, as it stood when the request was judged."""

    entry: "int"
    kind: "str"
    amount_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"
    key: "str"


class BudgetsExplanation(TypedDict):
    """The whole sum behind an answer: the request, every level, and for the tightest level the entries behind it."""

    answer: "BudgetsAnswer"
    behind: "list[BudgetsBehind]"
    remedies: "list[BudgetsRemedy]"


class BudgetsForeign(TypedDict):
    """An amount in another currency than the request's. ``rate`` is for the books to fill in."""

    currency: "str"
    amount_minor: "int"
    rate: "BudgetRate | None"


class BudgetsGateSaid(TypedDict):
    """What the gate said to the leg at ``place``: verdict, version of its policy, what it saw, what would make it pass."""

    place: "int"
    verdict: "str"
    policy: "str"
    evidence: "list[list[str]]"
    remedies: "list[WasteGateRemedy]"
    why: "str"


class BudgetsLeg(TypedDict):
    """One amount on one line: the month of its day x tier x category. ``tier`` is empty for fixed cost."""

    occurred_on: "str"
    tier: "str"
    category: "str"
    amount_minor: "int"
    cost_type: "str"
    customer_ref: "str"
    customer: "str"
    campaign: "str"
    fixed: "bool"
    batch: "str"
    rows: "int | None"
    channel: "str"
    purpose: "str"
    benefit_type: "str"
    department: "str"
    foreign: "BudgetsForeign | None"
    unpriced: "bool"
    reference: "JournalReference | None"


class BudgetsLevelStand(TypedDict):
    """What one level said: its sums before the request, what was asked of it, and what it has after."""

    balance: "str"
    funded_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"
    asked_minor: "int"
    available_minor: "int"
    control: "str"
    tolerance_minor: "int"
    verdict: "str"


class BudgetsLineKey(TypedDict):
    """The cell that a line stands for."""

    period: "str"
    tier: "str"
    category: "str"


class BudgetsLineStanding(TypedDict):
    """A line and its own balance. Reservations whose time has come are not counted as reserved any more."""

    id: "int"
    balance_id: "int"
    key: "BudgetsLineKey"
    currency: "str"
    fixed: "bool"
    planned: "bool"
    closed: "bool"
    funded_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"


class BudgetsLineStandingPage(TypedDict):
    """BudgetsLineStandingPage."""

    rows: "list[BudgetsLineStanding]"
    next: "str | None"


class BudgetsRaised(TypedDict):
    """An alert: the balance that crossed a mark, what it had used of what, and the key of the movement that took it there."""

    id: "int"
    kind: "str"
    balance: "str"
    currency: "str"
    used_minor: "int"
    funded_minor: "int"
    key: "str"
    at: "str"
    attempts: "int"
    delivered_at: "str | None"


class BudgetsRaisedPage(TypedDict):
    """BudgetsRaisedPage."""

    rows: "list[BudgetsRaised]"
    next: "str | None"


class BudgetsRemedy(TypedDict):
    """What would have let a refused request pass: ask for less, bring funding in, get the excess or the amount authorised."""

    kind: "str"
    amount_minor: "int"


class BudgetsReservation(TypedDict):
    """A reservation as it stands: ``number`` is the commitment's own, the one it goes on under once month end carried it."""

    reference: "JournalReference"
    number: "int"
    line: "BudgetsLineKey"
    currency: "str"
    reserved_minor: "int"
    remaining_minor: "int"
    state: "Literal['open', 'settled', 'released', 'expired']"
    expires_at: "str | None"
    waits: "bool"


class CareAnswer(TypedDict):
    """What became of an act; ``detail`` is the rule of the gate where it refuses."""

    verdict: "Literal['call_over', 'taken_by_other', 'note_missing', 'in_future', 'cap_reached', 'gate_refuses', 'done']"
    detail: "str"
    replayed: "bool"


class CareEvent(TypedDict):
    """One outcome as it was recorded."""

    ref: "str"
    reason: "str"
    customer_ref: "str"
    customer: "str"
    outcome: "Literal['reached', 'no_answer', 'later', 'skipped']"
    channel: "str"
    on: "str"
    note: "str"
    by: "int | None"
    at: "str"


class CareEventPage(TypedDict):
    """CareEventPage."""

    rows: "list[CareEvent]"
    next: "str | None"


CareOutcome = Literal["reached", "no_answer", "later", "skipped"]


CaseAct = Literal["accept", "dismiss", "appeal", "recover"]


CaseState = Literal["open", "accepted", "dismissed", "appealed", "recovered", "withdrawn"]


class CellNote(TypedDict):
    """A note on the cells; empty takes it away."""

    token: "int"
    quarter: NotRequired["str"]
    month: NotRequired["str | None"]
    tier: NotRequired["str | None"]
    category: NotRequired["str"]
    department: NotRequired["str"]
    note: NotRequired["str"]


class CellsEdit(TypedDict):
    """A total for the cells chosen, spread over those not held."""

    token: "int"
    quarter: NotRequired["str"]
    month: NotRequired["str | None"]
    tier: NotRequired["str | None"]
    category: NotRequired["str"]
    department: NotRequired["str"]
    amount_minor: "int"


class ChartFile(TypedDict):
    """Whether what was edited in the file by hand is given up."""

    over: NotRequired["bool"]


class ChartNode(TypedDict):
    """A node as it shall be: ``version`` is the one that was read, 0 for a node to be added. Only leaves have a meaning."""

    code: "str"
    parent: NotRequired["str"]
    name_zh: "str"
    name_en: "str"
    meaning: NotRequired["LeafMeaning | None"]
    since: NotRequired["str | None"]
    retired_on: NotRequired["str | None"]
    version: NotRequired["int"]
    why: NotRequired["str"]


class CheckingCheckTold(TypedDict):
    """One thing that was checked, in words."""

    code: "str"
    state: "Literal['holds', 'waits', 'fails']"
    details: "dict[str, str]"
    text: "str"


class CheckingVerifyTold(TypedDict):
    """The last checks; ``trouble`` says why there are none, empty where there are."""

    at: "str"
    asked_by: "str"
    trouble: "str"
    failed: "int"
    waiting: "int"
    checks: "list[CheckingCheckTold]"


class ChoiceArmEffect(TypedDict):
    """What giving one arm to everybody brings per customer, over giving nothing: before and after its cost."""

    arm: "str"
    customers: "int"
    effect: "ChoiceEstimate"
    net: "ChoiceEstimate"
    pays: "bool"


class ChoiceCurvePoint(TypedDict):
    """What the best choice brings at one budget; ``price`` is what one more unit of budget brings there."""

    budget: "int"
    cost: "int"
    customers: "int"
    gain: "float | None"
    price: "float | None"


class ChoiceEstimate(TypedDict):
    """A number with its interval; never booked money. The unit is that of the outcome, usually minor units."""

    low: "float | None"
    mid: "float | None"
    high: "float | None"


class ChoicePolicyGain(TypedDict):
    """What the personalised policy brings per customer, after cost, over one arm (the control included) given to everybody."""

    over: "str"
    gain: "ChoiceEstimate"


class Chosen(TypedDict):
    """A campaign of the kept returns, or ``trial/`` with a trial's code; at most so much money and so many customers."""

    campaign: "str"
    budget_minor: NotRequired["int | None"]
    contacts_max: NotRequired["int | None"]


class ChurnCalibration(TypedDict):
    """Mended log odds are ``intercept`` + ``slope`` times the model's."""

    verdict: "Literal['untried', 'too_few', 'close', 'fair', 'poor']"
    days: "int"
    customers: "int"
    silent: "float | None"
    intercept: "float | None"
    slope: "float | None"
    off: "float | None"
    off_before: "float | None"
    groups: "list[ChurnGroup]"


class ChurnGroup(TypedDict):
    """Customers of like chances: what the model said, what it says once mended, and which share was silent."""

    customers: "int"
    modelled: "float | None"
    mended: "float | None"
    silent: "float | None"


class ChurnSaves(TypedDict):
    """The share saved with its 95 % interval: one less the share of the treated who bought nothing over that of the control."""

    low: "float | None"
    mid: "float | None"
    high: "float | None"
    treated: "int"
    control: "int"
    silent_treated: "int"
    silent_control: "int"


class Consumption(TypedDict):
    """How much of a commitment is spent; the rest stays reserved unless this is the last of it."""

    amount_minor: NotRequired["int"]
    foreign_minor: NotRequired["int"]
    occurred_on: NotRequired["str | None"]
    final: NotRequired["bool"]


Control = Literal["block", "approve_over", "warn", "track"]


class ControlMatrix(TypedDict):
    """How strictly budgets hold, as a new version."""

    version: "str"
    rules: "list[MatrixRule]"
    no_line_variable: "Control"
    no_line_fixed: "Control"
    warn_at: "str"
    unpriced: NotRequired["list[UnknownCost]"]
    why: "str"


class CostingExpectation(TypedDict):
    """What was expected of moving contacts, stated in a month, and the month that it was stated from."""

    base: "CostingTeamMonth"
    teams: "list[str]"
    rate_minor: "str"
    stated: "CostingNextPoints"


class CostingMix(TypedDict):
    """Contacts of a period: all of them, those that a bot or self-service began, and of these those handed to a person or given up."""

    contacts: "int"
    begun: "int"
    handed_over: "int"
    abandoned: "int"


class CostingNextPoints(TypedDict):
    """What moving so many points of all contacts out of a channel would do. No booked money: amounts are expectations."""

    channel: "str"
    points: "str"
    moved: "str"
    bounced: "str"
    freed_seconds: "str"
    freed_minor: "str"
    added_minor: "str"


class CostingSeatUse(TypedDict):
    """Seats of a tool over some months: paid and used, and the fee parted between them. ``over`` when more used it than is paid for."""

    tool: "str"
    seats: "int"
    used: "int"
    used_minor: "int"
    idle_minor: "int"
    over: "bool"


class CostingTeamCapacity(TypedDict):
    """Where a team's cost went: amount = used + idle + unallocated, to the minor unit."""

    team: "str"
    amount_minor: "int"
    used_minor: "int"
    idle_minor: "int"
    unallocated_minor: "int"
    paid_seconds: "int"
    capacity_seconds: "int"
    used_seconds: "int"
    contacts: "int"


class CostingTeamMonth(TypedDict):
    """What a later month is held against: all contacts, those of the channel, and the teams that serve it, added up."""

    label: "str"
    contacts: "int"
    channel_contacts: "int"
    channel_seconds: "int"
    ledger_minor: "int"
    idle_minor: "int"
    capacity_seconds: "int"


class CostingTierServed(TypedDict):
    """A tier: what serving it costs and what it is worth, each as a share of all tiers. ``index`` is the one by the other."""

    tier: "str"
    customers: "int"
    cost_minor: "int"
    value_minor: "int"
    cost_share: "str | None"
    value_share: "str | None"
    index: "str | None"
    verdict: "Literal['over', 'level', 'under', 'unknown']"


class CostingTimeUse(TypedDict):
    """Paid time of a team and what it went for. The three costs sum to the team's cost, to the minor unit."""

    team: "str"
    staff: "int"
    paid_seconds: "int"
    customer_seconds: "int"
    paperwork_seconds: "int"
    other_seconds: "int"
    overlogged_seconds: "int"
    customer_minor: "int"
    paperwork_minor: "int"
    other_minor: "int"


class CostingWaiting(TypedDict):
    """How long customers waited, in seconds: the one in the middle and the one that nine in ten did not exceed; 0 without any."""

    count: "int"
    median_seconds: "int"
    ninth_seconds: "int"


class Customers(TypedDict):
    """Which customers, in which order."""

    tier: NotRequired["str | None"]
    segment: NotRequired["Segment | None"]
    sort: NotRequired["Literal['orders', 'revenue_minor', 'cost_minor', 'profit_minor', 'last_on']"]
    descending: NotRequired["bool"]


class CustomersCostShare(TypedDict):
    """What a customer bears of one cost type directly, in minor units."""

    cost_type: "str"
    amount_minor: "int"


class CustomersCostSharePage(TypedDict):
    """CustomersCostSharePage."""

    rows: "list[CustomersCostShare]"
    next: "str | None"


class CustomersCustomerRef(TypedDict):
    """What stands for a customer in addresses."""

    ref: "str"


class CustomersMartTold(TypedDict):
    """What the mart was made from, and its totals; ``stale`` says what has moved since."""

    label: "str"
    made_at: "str"
    start: "str"
    end: "str"
    policy: "str"
    stale: "list[str]"
    totals: "ReportTotals"


class Draw(TypedDict):
    """Money of the emergency reserve of a line's quarter for that line."""

    taker: "Line"
    amount_minor: "int"
    why: NotRequired["str"]


class Effect(TypedDict):
    """A channel before and after a day, so many days to either side."""

    day: "str"
    channel: NotRequired["str"]
    days: NotRequired["int"]


class EmptyBudget(TypedDict):
    """A fiscal year that is to have a budget, and what its version is called; without lines to begin with."""

    fiscal_year: "int"
    name: NotRequired["str"]
    scenario: NotRequired["bool"]


class EndRule(TypedDict):
    """What becomes of a line at its month's end; tier and category may be ``*``."""

    tier: "str"
    category: "str"
    holds: "HoldRule"
    unspent: "UnspentRule"
    overspend: "OverspendRule"


class EndRules(TypedDict):
    """What becomes of lines at the month's end, as a new version."""

    version: "str"
    rules: "list[EndRule]"
    why: "str"


class Ended(TypedDict):
    """A role that ends."""

    role: "Role"


class Entries(TypedDict):
    """Which entries: those on such lines that fit what else is given. ``line`` is a line's id."""

    from_month: NotRequired["str | None"]
    to_month: NotRequired["str | None"]
    tier: NotRequired["str | None"]
    category: NotRequired["str | None"]
    line: NotRequired["int | None"]
    kind: NotRequired["Kind | None"]
    cost_type: NotRequired["str"]
    customer: NotRequired["str"]
    campaign: NotRequired["str"]
    department: NotRequired["str"]
    document: NotRequired["str"]


class Events(TypedDict):
    """Which events: of one kind when it is named."""

    kind: NotRequired["str"]


class Expected(TypedDict):
    """Which share of a channel's contacts is expected to move out of it."""

    channel: "str"
    points: "str"


class FindingReply(TypedDict):
    """An act on cases. ``reversal`` or ``credit`` says through what money came back."""

    cases: "list[int]"
    act: "CaseAct"
    why: NotRequired["str"]
    amount_minor: NotRequired["int"]
    reversal: NotRequired["int"]
    credit: NotRequired["str"]


class Findings(TypedDict):
    """Which cases; what is left out lets everything through."""

    year: NotRequired["str"]
    month: NotRequired["str | None"]
    rule: NotRequired["str"]
    state: NotRequired["CaseState | None"]
    owner: NotRequired["int"]
    tier: NotRequired["str"]
    customer: NotRequired["str"]
    unowned: NotRequired["bool"]


class FindingsCaseRow(TypedDict):
    """One case as people see it; amounts in minor units, negative for credits. ``owner`` null: nobody yet."""

    id: "int"
    rule: "str"
    subledger: "str"
    source: "str"
    entry_id: "str"
    year: "str"
    found_on: "str"
    week_on: "str"
    occurred_on: "str"
    found_month: "str"
    spent_month: "str"
    customer_ref: "str"
    customer: "str"
    campaign: "str"
    tier: "str"
    line_tier: "str"
    category: "str"
    cost_type: "str"
    department: "str"
    amount_minor: "int"
    counted_minor: "int"
    currency: "str"
    evidence: "str"
    batch: "str"
    policy: "str"
    state: "Literal['open', 'accepted', 'dismissed', 'appealed', 'recovered', 'withdrawn']"
    owner: "int | None"
    decided_by: "int"
    appealed_by: "int"
    recovered_minor: "int"
    cut: "int | None"
    why: "str"


class FindingsCaseRowPage(TypedDict):
    """FindingsCaseRowPage."""

    rows: "list[FindingsCaseRow]"
    next: "str | None"


class FindingsCut(TypedDict):
    """A cut with the cases behind it; ``cut_minor`` is what has left the line."""

    id: "int"
    month: "str"
    next_month: "str"
    tier: "str"
    category: "str"
    wanted_minor: "int"
    amount_minor: "int"
    cut_minor: "int"
    currency: "str"
    state: "Literal['waiting', 'approved', 'rejected', 'withdrawn', 'expired', 'spent']"
    approval: "int"
    cases: "list[int]"


class FindingsCutPage(TypedDict):
    """FindingsCutPage."""

    rows: "list[FindingsCut]"
    next: "str | None"


class FindingsCutProposal(TypedDict):
    """What became of one line: the cases' sum, what is proposed of it (0 unless proposed), and the cut's id."""

    tier: "str"
    category: "str"
    verdict: (
        "Literal['no_next_month', 'no_line', 'month_closing', 'nothing_counted', 'nothing_left', 'proposed']"
    )
    wanted_minor: "int"
    amount_minor: "int"
    cut: "int"
    cases: "int"


class FindingsProposed(TypedDict):
    """What was proposed for each line."""

    lines: "list[FindingsCutProposal]"


class FindingsReplies(TypedDict):
    """What became of each case of a request, in its order."""

    replies: "list[FindingsReply]"


class FindingsReply(TypedDict):
    """What became of one case."""

    case: "int"
    verdict: "str"
    replayed: "bool"


class FindingsWeekRow(TypedDict):
    """Cases of one week, rule and owner; withdrawn ones are not counted."""

    week_on: "str"
    rule: "str"
    owner: "int | None"
    cases: "int"
    counted_minor: "int"
    open_minor: "int"
    accepted_minor: "int"
    dismissed_minor: "int"
    recovered_minor: "int"
    share: "str | None"


class FindingsWeekRowPage(TypedDict):
    """FindingsWeekRowPage."""

    rows: "list[FindingsWeekRow]"
    next: "str | None"


class FirstGoals(TypedDict):
    """The period from which baselines are taken, and who answers for the goals; the token's person when left out."""

    baseline: "str"
    owner: NotRequired["int | None"]


class Foretell(TypedDict):
    """Months or weeks ahead; as of the end of an earlier month where one is named; growth in percent."""

    step: NotRequired["Step"]
    until: NotRequired["str"]
    growth_percent: NotRequired["int"]


class Former(TypedDict):
    """A former version, and the digest of the file as it was read."""

    number: "int"
    digest: "str"
    why: "str"


class FromSource(TypedDict):
    """A source of ``sources.toml``; ``afresh`` begins at its beginning."""

    source: "str"
    afresh: NotRequired["bool"]


class Funding(TypedDict):
    """Money for lines."""

    parts: "list[Part]"


GateRule = Literal[
    "campaign_frozen",
    "wake_ups_exhausted",
    "channel_too_dear",
    "benefit_outside_tier",
    "benefit_above_cap",
    "customer_unknown",
]


class GatesAppeal(TypedDict):
    """The id of an appeal: somebody else answers it."""

    id: "int"
    replayed: "bool"


class GatesAppealShown(TypedDict):
    """One appeal: for a customer or for a campaign, the other is empty."""

    id: "int"
    rule: "Literal['campaign_frozen', 'wake_ups_exhausted', 'channel_too_dear', 'benefit_outside_tier', 'benefit_above_cap', 'customer_unknown']"
    customer_ref: "str"
    customer: "str"
    campaign: "str"
    why: "str"
    asked_by: "int | None"
    asked_at: "str"
    until: "str"
    answered_by: "int | None"
    state: "Literal['waiting', 'allowed', 'used', 'refused', 'over']"


class GatesAppealShownPage(TypedDict):
    """GatesAppealShownPage."""

    rows: "list[GatesAppealShown]"
    next: "str | None"


class Given(TypedDict):
    """A role; ``limit_minor`` is the most that the person may approve in it, any amount when it is left out."""

    role: "Role"
    limit_minor: NotRequired["int | None"]


class GoalChange(TypedDict):
    """Another target, and why."""

    amount: "str"
    relative: NotRequired["bool"]
    due_month: "str"
    owner: NotRequired["int | None"]
    owner_department: NotRequired["str"]
    why: "str"


class GoalRemark(TypedDict):
    """A comment."""

    text: "str"


class Goals(TypedDict):
    """Which goals: those still open, or all."""

    open_only: NotRequired["bool"]


class GoalsCommentRow(TypedDict):
    """What somebody said about a goal."""

    goal: "int"
    by: "int | None"
    at: "str"
    text: "str"


class GoalsCommentRowPage(TypedDict):
    """GoalsCommentRowPage."""

    rows: "list[GoalsCommentRow]"
    next: "str | None"


class GoalsGoalAnswer(TypedDict):
    """What became of an act: the goal or initiative it was about (0: none), and for a claim what was measured."""

    verdict: "Literal['unknown_metric', 'unknown_goal', 'unknown_initiative', 'wrong_state', 'reason_missing', 'text_missing', 'owner_missing', 'scope_not_offered', 'unknown_month', 'due_before_baseline', 'no_baseline', 'no_target', 'amount_not_positive', 'not_measured', 'more_than_measured', 'short_without_reason', 'done']"
    number: "int"
    measured_minor: "int"
    replayed: "bool"


class GoalsGoalRow(TypedDict):
    """A goal. ``baseline_place`` is the number of the baseline's last month, ``due`` counts months from there."""

    id: "int"
    metric: "str"
    metric_version: "int"
    where: "MetricsWhere"
    baseline_label: "str"
    baseline_month: "str"
    baseline_place: "int"
    baseline: "str"
    baseline_low: "str | None"
    baseline_high: "str | None"
    before: "MetricsVolume"
    stamp: "str"
    relative: "bool"
    amount: "str"
    target: "str"
    due_month: "str"
    due: "int"
    owner: "int | None"
    owner_department: "str"
    state: "str"
    result_month: "str"
    result: "str | None"
    result_progress: "str"
    why: "str"
    set_by: "int | None"
    set_at: "str"
    closed_by: "int | None"
    closed_at: "str | None"
    measures: "list[GoalsMeasureRow]"


class GoalsGoalRowPage(TypedDict):
    """GoalsGoalRowPage."""

    rows: "list[GoalsGoalRow]"
    next: "str | None"


class GoalsInitiativeRow(TypedDict):
    """Something done for a goal; savings in minor units, null until it is closed."""

    id: "int"
    goal: "int"
    title: "str"
    owner: "int"
    planned_minor: "int"
    since_month: "str"
    due_month: "str"
    state: "str"
    realised_minor: "int | None"
    measured_minor: "int | None"
    why: "str"
    since_place: "int"


class GoalsInitiativeRowPage(TypedDict):
    """GoalsInitiativeRowPage."""

    rows: "list[GoalsInitiativeRow]"
    next: "str | None"


class GoalsMeasureRow(TypedDict):
    """One month of a goal; ``value`` is null where the metric is not defined. ``place`` counts months from the baseline's last."""

    goal: "int"
    month: "str"
    place: "int"
    value: "str | None"
    low: "str | None"
    high: "str | None"
    cost_minor: "int"
    entries: "int"
    stamp: "str"
    measured_at: "str"
    frozen_at: "str | None"


class Head(TypedDict):
    """Who heads it from now on; nobody when it is left out."""

    user: NotRequired["int | None"]
    why: NotRequired["str"]


class Hold(TypedDict):
    """A spend whose money is to be held; after that instant it is free again without anybody doing anything."""

    parts: "list[Part]"
    authorisation: NotRequired["int"]
    hold_until: "str"


class HoldCells(TypedDict):
    """Whether the cells keep their amounts whatever is spread around them."""

    token: "int"
    quarter: NotRequired["str"]
    month: NotRequired["str | None"]
    tier: NotRequired["str | None"]
    category: NotRequired["str"]
    department: NotRequired["str"]
    held: "bool"


HoldRule = Literal["refuse", "carry", "release", "expire"]


Horizon = Literal["month", "qtd", "ytd", "year", "whole"]


How = Literal["at_once", "digest", "off"]


class ImprovementsAim(TypedDict):
    """What an item is judged by: the ledger's cost of ``where``, or the survey of a ``part`` of ``by_part`` (tier, channel, team)."""

    measure: "Literal['cost', 'csat', 'nps', 'ces']"
    where: "MetricsWhere"
    by_part: "str"
    part: "str"


class ImprovementsCommentRow(TypedDict):
    """What somebody said about an item."""

    item: "int"
    by: "int | None"
    at: "str"
    text: "str"


class ImprovementsCommentRowPage(TypedDict):
    """ImprovementsCommentRowPage."""

    rows: "list[ImprovementsCommentRow]"
    next: "str | None"


class ImprovementsImproveAnswer(TypedDict):
    """What became of an act: the item or task it was about (0: none)."""

    verdict: "Literal['unknown_item', 'unknown_task', 'wrong_state', 'task_done', 'text_missing', 'owner_missing', 'due_in_past', 'amount_not_positive', 'unknown_month', 'no_baseline', 'reason_missing', 'not_measured', 'too_few', 'done']"
    number: "int"
    replayed: "bool"


class ImprovementsItemRow(TypedDict):
    """An item as it is kept."""

    id: "int"
    title: "str"
    note: "str"
    source: "Literal['finding', 'survey', 'complaint', 'hand']"
    source_ref: "str"
    owner: "int"
    due_on: "str"
    aim: "ImprovementsAim"
    baseline_month: "str"
    baseline_place: "int"
    baseline: "ImprovementsReading"
    expected: "int"
    state: "str"
    result: "ImprovementsMeasured | None"
    realised_minor: "int | None"
    why: "str"
    set_by: "int | None"
    set_at: "str"
    closed_at: "str | None"


class ImprovementsItemRowPage(TypedDict):
    """ImprovementsItemRowPage."""

    rows: "list[ImprovementsItemRow]"
    next: "str | None"


class ImprovementsMeasured(TypedDict):
    """What was measured since the baseline: for cost what was saved, for surveys how the figure moved."""

    reading: "ImprovementsReading"
    saved_minor: "int | None"
    movement: "Literal['too_few', 'up', 'down', 'unclear'] | None"
    gap: "float | None"
    gap_low: "float | None"
    gap_high: "float | None"


class ImprovementsReading(TypedDict):
    """What was measured of some months: cost and entries for cost, otherwise a survey's figure with its interval and answers."""

    first_month: "str"
    last_month: "str"
    months: "int"
    cost_minor: "int"
    entries: "int"
    answers: "int"
    value: "float | None"
    low: "float | None"
    high: "float | None"


class ImprovementsTaskRow(TypedDict):
    """A step towards an item."""

    id: "int"
    item: "int"
    title: "str"
    owner: "int"
    due_on: "str"
    done_by: "int | None"
    done_at: "str | None"


class ImprovementsTaskRowPage(TypedDict):
    """ImprovementsTaskRowPage."""

    rows: "list[ImprovementsTaskRow]"
    next: "str | None"


class InLanguage(TypedDict):
    """In which language a paper is written."""

    language: "Literal['zh', 'en']"


class Inbox(TypedDict):
    """Whose cases: those that the token's person may answer, or all that wait."""

    everything: NotRequired["bool"]


class Initiative(TypedDict):
    """What is done for a goal, by whom, and what it is to save."""

    title: "str"
    owner: "int"
    planned_minor: "int"
    since_month: "str"
    due_month: "str"


class Into(TypedDict):
    """A department; empty for none."""

    department: NotRequired["str"]


class ItemChange(TypedDict):
    """Another owner or day, and why."""

    owner: "int"
    due_on: "str"
    why: NotRequired["str"]


class ItemRemark(TypedDict):
    """A comment."""

    text: "str"


class Items(TypedDict):
    """Which items: those still open, or all; somebody's own."""

    open_only: NotRequired["bool"]
    owner: NotRequired["int"]


class JournalChartAnswer(TypedDict):
    """How an edit ended, and the node it is about as the books have it now: null when they do not know it."""

    verdict: "Literal['stale', 'unknown_node', 'bad_code', 'code_taken', 'name_missing', 'unknown_parent', 'parent_is_leaf', 'leaf_needs_parent', 'inside_itself', 'nothing_changed', 'already_retired', 'branch_in_use', 'used_later', 'date_missing', 'not_a_month_start', 'month_closed', 'before_planned_change', 'changed']"
    code: "str"
    node: "LedgerNode | None"
    changed: "int"


class JournalLedgerRow(TypedDict):
    """An entry with the request that caused it; the three movements carry their sign, the amount none."""

    id: "int"
    kind: "str"
    line_id: "int | None"
    period: "str"
    belongs_to: "str"
    occurred_on: "str"
    cost_type: "str"
    customer_ref: "str"
    customer: "str"
    campaign: "str"
    channel: "str"
    purpose: "str"
    benefit_type: "str"
    department: "str"
    amount_minor: "int"
    funded_minor: "int"
    reserved_minor: "int"
    actual_minor: "int"
    commitment_id: "int | None"
    reverses_id: "int | None"
    batch: "str"
    rows: "int"
    key: "str"
    by: "int | None"
    at: "str"


class JournalLedgerRowPage(TypedDict):
    """JournalLedgerRowPage."""

    rows: "list[JournalLedgerRow]"
    next: "str | None"


class JournalMonth(TypedDict):
    """A fiscal month of the books."""

    label: "str"
    fiscal_year: "int"
    quarter: "str"
    position: "int"
    days: "KernelPeriod"
    state: "Literal['open', 'closing', 'closed', 'reopened']"
    seal: "str"


class JournalMonthPage(TypedDict):
    """JournalMonthPage."""

    rows: "list[JournalMonth]"
    next: "str | None"


class JournalPublishAnswer(TypedDict):
    """How publishing ended, and in what the file differed from the books before it."""

    verdict: "Literal['no_chart', 'file_edited', 'unchanged', 'published']"
    differences: "list[LedgerChartDifference]"


class JournalReference(TypedDict):
    """What another system calls a reservation: the system, and its own number."""

    source: "str"
    number: "str"


class Judgement(TypedDict):
    """What a person says of an alert; until when it is expected, where it is."""

    verdict: "Verdict"
    why: NotRequired["str"]
    until_on: NotRequired["str | None"]


class KernelPeriod(TypedDict):
    """The civil days from ``start`` up to, but not including, ``end``. Never empty."""

    start: "str"
    end: "str"


class Key(TypedDict):
    """A key that was used before."""

    key: "str"


Kind = Literal[
    "fund",
    "defund",
    "transfer_out",
    "transfer_in",
    "reserve",
    "consume",
    "release",
    "expire",
    "spend",
    "fact",
    "reversal",
]


class Label(TypedDict):
    """What a ticket is about; ``before`` is what it was taken for."""

    kind: "Literal['category', 'queue', 'sentiment', 'risk']"
    label: "str"
    before: NotRequired["str"]


class LeafMeaning(TypedDict):
    """What cost on a leaf is."""

    nature: "Nature"
    purpose: "Purpose"
    stage: "Stage"
    pool: NotRequired["str"]


class Learning(TypedDict):
    """What is learnt, and which share of sure answers, in percent, has to be right."""

    kind: "Literal['category', 'queue', 'sentiment', 'risk']"
    target_percent: NotRequired["int"]


class Leaving(TypedDict):
    """Who counts as leaving, and what could be done: its cost a customer and whom it saves, or an arm of a kept trial."""

    days: NotRequired["int"]
    cost_minor: NotRequired["int"]
    saves_percent: NotRequired["int"]
    trial: NotRequired["str"]
    arm: NotRequired["str"]


class LedgerChartDifference(TypedDict):
    """One field in which two charts differ; ``before`` is empty for what is new, ``after`` for what is gone."""

    code: "str"
    field: "str"
    before: "str"
    after: "str"


class LedgerCostType(TypedDict):
    """A leaf."""

    code: "str"
    category: "str"
    name_zh: "str"
    name_en: "str"
    nature: "Literal['fixed', 'variable']"
    purpose: "Literal['acquisition', 'service', 'retention', 'complaint', 'churn', 'data', 'tools']"
    stage: "Literal['acquire', 'onboard', 'grow', 'keep', 'win_back', 'all']"
    pool_id: "str"
    branch: "str"
    retired_on: "str | None"


class LedgerCostTypePage(TypedDict):
    """LedgerCostTypePage."""

    rows: "list[LedgerCostType]"
    next: "str | None"


class LedgerMeaning(TypedDict):
    """What cost on a leaf is."""

    nature: "Literal['fixed', 'variable']"
    purpose: "Literal['acquisition', 'service', 'retention', 'complaint', 'churn', 'data', 'tools']"
    stage: "Literal['acquire', 'onboard', 'grow', 'keep', 'win_back', 'all']"
    pool_id: "str"


class LedgerNode(TypedDict):
    """One version of a category, branch or leaf. ``parent`` is empty for a category, ``meaning`` null for all but leaves."""

    code: "str"
    parent: "str"
    position: "int"
    name_zh: "str"
    name_en: "str"
    meaning: "LedgerMeaning | None"
    retired_on: "str | None"
    in_force_on: "str"
    version: "int"


class LedgerNodePage(TypedDict):
    """LedgerNodePage."""

    rows: "list[LedgerNode]"
    next: "str | None"


Level = Literal["line", "tier", "category", "pool", "campaign"]


class LifetimeBucket(TypedDict):
    """Customers of one frequency (``and_more`` above it too): purchases that came and that were expected."""

    frequency: "int"
    and_more: "bool"
    customers: "int"
    actual: "int"
    expected: "float | None"
    inside: "int"


class LifetimeHoldOut(TypedDict):
    """The trial. ``miss`` is expected over actual less one: -0.12 expected 12 % too little."""

    verdict: "Literal['too_short', 'no_fit', 'too_few_purchases', 'close', 'fair', 'poor']"
    days: "int"
    customers: "int"
    actual: "int"
    expected: "float | None"
    buckets: "list[LifetimeBucket]"
    coverage: "float | None"
    coverage_wanted: "float | None"
    sway: "float | None"
    coverage_swayed: "float | None"
    tracking: "LifetimeTracking | None"


class LifetimeTogether(TypedDict):
    """What the two parameters ``of`` tell together, with its standard error; a chance, or a pace a unit of time."""

    tells: "Literal['pace', 'leaving', 'lapsing', 'ending']"
    of: "list[str]"
    value: "float | None"
    error: "float | None"


class LifetimeTrackPoint(TypedDict):
    """How things stood at the end of a day, counted from the log's first day as 0: repeat purchase days so far, of all customers."""

    day: "int"
    actual: "int"
    expected: "float | None"


class LifetimeTracking(TypedDict):
    """The course of the trial: ``points`` in the order of their days; those after ``seen_days`` the fit has not seen."""

    seen_days: "int"
    points: "list[LifetimeTrackPoint]"


class Line(TypedDict):
    """A line: month x tier x category; the tier of fixed cost is empty."""

    month: "str"
    tier: NotRequired["str"]
    category: "str"


class Lines(TypedDict):
    """Which lines: of these months, both included; of a tier, empty for lines without one; of a category."""

    from_month: NotRequired["str | None"]
    to_month: NotRequired["str | None"]
    tier: NotRequired["str | None"]
    category: NotRequired["str | None"]


class LoyaltyBreakage(TypedDict):
    """Points outstanding, and how many of them are expected to be redeemed: an estimate with its interval, never booked."""

    verdict: "Literal['nothing', 'few_cohorts', 'found']"
    outstanding: "int"
    cohorts: "int"
    horizon: "int"
    is_bounded: "bool"
    redeemed_low: "float | None"
    redeemed_mid: "float | None"
    redeemed_high: "float | None"


class LoyaltyCareCall(TypedDict):
    """Somebody to call and why. ``ref`` is the same for ever: a call that was made is not asked for again."""

    ref: "str"
    reason: "Literal['detractor', 'warned', 'renewal', 'membership', 'quiet', 'birthday']"
    customer_id_ref: "str"
    customer_id: "str"
    tier: "str"
    due_on: "str"
    since_on: "str"
    detail: "str"
    number: "int"
    words: "str"
    contacts: "int"


class LoyaltyCareCallPage(TypedDict):
    """LoyaltyCareCallPage."""

    rows: "list[LoyaltyCareCall]"
    next: "str | None"


class LoyaltyKeptPoints(TypedDict):
    """Points as a liability; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "LoyaltyPoints | None"


class LoyaltyKeptWarnings(TypedDict):
    """Who may complain; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "LoyaltyWarnings | None"


class LoyaltyMember(TypedDict):
    """A member with many points: what is left of them, and what expires next."""

    customer_id_ref: "str"
    customer_id: "str"
    level: "str"
    outstanding: "int"
    next_points: "int"
    next_on: "str | None"


class LoyaltyPoints(TypedDict):
    """Where points stand on a day. What is likely to be redeemed is an estimate: ``low`` to ``high`` around ``mid``, in minor units and parts of them."""

    as_of: "str"
    currency: "str"
    life_months: "int"
    unit_cost_minor: "str"
    members: "int"
    total: "LoyaltyPointsSum"
    overdrawn: "int"
    cohorts: "list[LoyaltyPointsSum]"
    levels: "list[LoyaltyPointsSum]"
    largest: "list[LoyaltyMember]"
    expiring: "int"
    breakage: "LoyaltyBreakage"
    full_minor: "int"
    low: "float | None"
    mid: "float | None"
    high: "float | None"


class LoyaltyPointsSum(TypedDict):
    """Points of a month of earning, or of a level of members ('' without one)."""

    name: "str"
    members: "int"
    earned: "int"
    redeemed: "int"
    withdrawn: "int"
    expired: "int"
    outstanding: "int"


class LoyaltyWarnReason(TypedDict):
    """A sign that raised a customer's chance, and how much of it was seen within the days looked back: times, or days."""

    sign: "str"
    amount: "int"


class LoyaltyWarned(TypedDict):
    """One customer: the chance of the outcome (null where nothing could be learnt), the signs of trouble, the strongest reasons."""

    customer_ref: "str"
    customer: "str"
    tier: "str"
    chance: "float | None"
    trouble: "int"
    reasons: "list[LoyaltyWarnReason]"


class LoyaltyWarnings(TypedDict):
    """Who is at risk as of the last day of the facts, the most likely first; ``expected`` of ``customers`` are expected to."""

    as_of: "str"
    rules: "WarningRules"
    customers: "int"
    spans: "int"
    spans_needed: "int"
    verdict: "Literal['short', 'few', 'chance', 'told']"
    measured: "WarningMeasured | None"
    shares: "list[WarningShare]"
    expected: "float | None"
    clocks_run: "bool"
    warned: "list[LoyaltyWarned]"


class MartChoiceMade(TypedDict):
    """A choice with the question that it answers; the customers chosen are in a file of their own."""

    campaign: "str"
    campaign_name: "str"
    unit_cost: "str"
    budget: "str"
    contacts_max: "int"
    choice: "ValueChoice"


class MartCustomer(TypedDict):
    """One customer: the row of the list, and what a page of its own tells besides. ``number`` is its place in the mart."""

    listed: "MartListedCustomer"
    number: "int"
    contacts: "int"
    acquired_on: "str | None"
    acquisition_channel: "str"
    first_on: "str | None"
    tier_previous: "str"
    decided: "MartDecided | None"
    valued: "MartValued | None"


class MartCustomerEvent(TypedDict):
    """Something that happened: an order or return (revenue), contact, benefit, invitation, ticket or cost (cost)."""

    on: "str"
    kind: "str"
    what: "str"
    amount_minor: "int"
    cost_type: "str"
    answered_on: "str | None"
    campaign_id: "str"
    channel: "str"
    source: "str"
    record_id: "str"
    batch_id: "str"
    row_no: "int"


class MartCustomerEventPage(TypedDict):
    """MartCustomerEventPage."""

    rows: "list[MartCustomerEvent]"
    next: "str | None"


class MartDecided(TypedDict):
    """What the tier policy looked at in the closing assessment, and the rule that gave the tier."""

    reason: "Literal['no_order', 'quiet', 'core_value', 'core_kept', 'potential_orders', 'potential_value', 'potential_kept', 'other', 'stay']"
    standing: "ValueStanding"
    value_minor: "int"
    since: "str | None"


class MartEstimate(TypedDict):
    """An estimate, which is a mean, and the range that four in five are to end in."""

    low: "float | None"
    mid: "float | None"
    high: "float | None"


class MartKeptChoiceMade(TypedDict):
    """Whom to spend on, by a campaign or a trial; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "MartChoiceMade | None"


class MartListedCustomer(TypedDict):
    """A customer as a list shows it, over the mart's year. ``ref`` stands in addresses instead of the id."""

    ref: "str"
    customer_id_ref: "str"
    customer_id: "str"
    tier: "str"
    segment: "Literal['top', 'middle', 'loss']"
    since_on: "str | None"
    orders: "int"
    revenue_minor: "int"
    margin_minor: "int"
    direct_minor: "int"
    allocated_minor: "int"
    cost_minor: "int"
    profit_minor: "int"
    profit_rank: "int"
    last_on: "str | None"
    alive: "float | None"
    clv_net: "MartEstimate | None"


class MartListedCustomerPage(TypedDict):
    """MartListedCustomerPage."""

    rows: "list[MartListedCustomer]"
    next: "str | None"


class MartSum(TypedDict):
    """Customers of one tier ('' never assessed) and segment (loss, top, middle), added up."""

    tier: "str"
    segment: "str"
    customers: "int"
    orders: "int"
    revenue_minor: "int"
    margin_minor: "int"
    direct_minor: "int"
    allocated_minor: "int"
    profit_minor: "int"
    scored: "int"
    clv_net_minor: "int"
    clv_squares: "int"


class MartSumPage(TypedDict):
    """MartSumPage."""

    rows: "list[MartSum]"
    next: "str | None"


class MartValued(TypedDict):
    """A customer's estimates; ``orders`` are those expected within the span."""

    alive: "float | None"
    orders: "MartEstimate"
    order_value_minor: "int"
    order_margin_minor: "int"
    order_served_minor: "int"
    clv_gross: "MartEstimate"
    clv_net: "MartEstimate"


class MatrixRule(TypedDict):
    """One cell of the control matrix; category and document may be ``*``."""

    category: "str"
    document: "str"
    level: "Level"
    horizon: "Horizon"
    control: "Control"
    tolerance_minor: NotRequired["int"]
    tolerance_share: NotRequired["str"]
    approval_above_minor: "int"


Measure = Literal["cost", "csat", "nps", "ces"]


class MessagesAudience(TypedDict):
    """Which roles are told of an occasion."""

    occasion: "Literal['alert', 'approval', 'reminder', 'weekly', 'month_closed', 'watch', 'escalation', 'budget_decided', 'decided', 'refused', 'found', 'loaded', 'digest', 'test']"
    roles: (
        "list[Literal['finance', 'operations', 'customer_service', 'management', 'administrator', 'auditor']]"
    )


class MessagesAudiencePage(TypedDict):
    """MessagesAudiencePage."""

    rows: "list[MessagesAudience]"
    next: "str | None"


class MessagesAudiencesSet(TypedDict):
    """Whether anything was changed; false where it was so already."""

    changed: "bool"


class MessagesMessage(TypedDict):
    """A message and what became of it; ``key`` is the id that its receiver was given, ``error`` what it said last when it took it not."""

    id: "int"
    key: "str"
    occasion: "str"
    channel: "str"
    title: "str"
    link: "str"
    at: "str"
    attempts: "int"
    sent_at: "str | None"
    ended_at: "str | None"
    error: "str"
    next_at: "str | None"


class MessagesMessagePage(TypedDict):
    """MessagesMessagePage."""

    rows: "list[MessagesMessage]"
    next: "str | None"


class MessagesSentAgain(TypedDict):
    """Whether the message leaves once more; false when it waits for its turn anyway."""

    again: "bool"


class MetricsVolume(TypedDict):
    """What a scope cost in some months, and the entries that it cost it for."""

    cost_minor: "int"
    entries: "int"
    months: "int"


class MetricsWhere(TypedDict):
    """The part of the company that is asked of; what is empty takes everything in. ``category`` is a branch or a leaf."""

    tier: "str"
    category: "str"
    department: "str"


Missing = Literal["average", "as_loaded", "refuse"]


class MonthendCloseAnswer(TypedDict):
    """The verdict and what explains it: obstacles, or each line's faults, or what could not be settled, or the report."""

    verdict: "Literal['unknown_period', 'wrong_state', 'earlier_month_open', 'not_ready', 'rules_missing', 'not_settled', 'closed']"
    obstacles: "list[MonthendObstacle]"
    faults: "list[list[BudgetCellKey | list[Literal['holds_unruled', 'unspent_unruled', 'overspend_unruled', 'no_next_month', 'reserve_to_itself']]]]"
    detail: "str"
    report: "MonthendMonthEnd | None"
    replayed: "bool"


class MonthendMonthEnd(TypedDict):
    """A month as it was closed. Every line tells its four parts; the seal is the digest of its totals afterwards."""

    month: "str"
    rules: "str"
    lines: "list[BudgetClosingLine]"
    seal: "str"
    by: "int | None"
    at: "str"


class MonthendMonthEndPage(TypedDict):
    """MonthendMonthEndPage."""

    rows: "list[MonthendMonthEnd]"
    next: "str | None"


class MonthendMonthStatus(TypedDict):
    """A month's lines as they stand after some of its days, and its sums by tier, category and whole."""

    month: "str"
    state: "Literal['open', 'closing', 'closed', 'reopened']"
    days: "BudgetDays"
    currency: "str"
    lines: "list[BudgetExecution]"
    sums: "list[BudgetOutcome]"


class MonthendObstacle(TypedDict):
    """Something that must be put right before a month can close: a code whose words tell what, and what fills them."""

    code: "str"
    details: "dict[str, str]"


class MonthendReopenAnswer(TypedDict):
    """The verdict, and the case that management answers; 0 when nobody is asked."""

    verdict: "Literal['unknown_period', 'wrong_state', 'reason_missing', 'already_asked', 'asked']"
    case: "int"
    replayed: "bool"


class MonthendSuggested(TypedDict):
    """A kept proposal. It is ``fresh`` while it is open and both lines stand as they stood."""

    id: "int"
    month: "str"
    proposal: "BudgetProposal"
    currency: "str"
    state: "str"
    fresh: "bool"
    move: "int | None"


class MonthendSuggestedPage(TypedDict):
    """MonthendSuggestedPage."""

    rows: "list[MonthendSuggested]"
    next: "str | None"


class MonthendTakeAnswer(TypedDict):
    """The verdict, and what became of the transfer; null when none was asked for."""

    verdict: "Literal['unknown_proposal', 'not_open', 'expired', 'refused', 'taken']"
    move: "MovesMoveAnswer | None"


class MonthendYearEnd(TypedDict):
    """A year against its targets. Rates are null (n/a) where nothing is there to compare with."""

    fiscal_year: "int"
    deviation: "str | None"
    deviation_by_line: "str | None"
    deviation_from_funding: "str | None"
    deviation_by_line_from_funding: "str | None"
    utilisation: "str | None"
    lines: "list[BudgetOutcome]"
    well_used: "int"
    overruns: "int"


class MonthsTurned(TypedDict):
    """How a month's turn ended."""

    verdict: "str"


class MoveRules(TypedDict):
    """What funding may move, as a new version."""

    version: "str"
    pairs: "list[Pair]"
    line_cap_share: "str"
    year_cap_share: "str"
    at_once_minor: "int"
    why: "str"


class MovesBought(TypedDict):
    """What was spent on a line after a draw, by cost type and campaign; net of corrections."""

    cost_type: "str"
    campaign: "str"
    spent_minor: "int"


class MovesDrawReport(TypedDict):
    """A draw, and the spend on its line that came after it. ``left_minor`` is what the line has now."""

    move: "MovesMove"
    bought: "list[MovesBought]"
    left_minor: "int"


class MovesDrawReportPage(TypedDict):
    """MovesDrawReportPage."""

    rows: "list[MovesDrawReport]"
    next: "str | None"


class MovesMove(TypedDict):
    """A proposed move. ``case`` decides about it, null when it moved at once; ``entry`` brought the funding."""

    id: "int"
    kind: "Literal['transfer', 'draw']"
    giver: "BudgetsLineKey"
    taker: "BudgetsLineKey"
    amount_minor: "int"
    currency: "str"
    why: "str"
    policy: "str"
    proposed_by: "int | None"
    proposed_at: "str"
    case: "int | None"
    entry: "int | None"
    moved_at: "str | None"


class MovesMoveAnswer(TypedDict):
    """What became of a proposal. ``move`` is null when the rules refuse it; ``case`` when nobody is asked."""

    verdict: "Literal['amount_not_positive', 'same_line', 'unknown_line', 'reserve_is_drawn', 'not_a_reserve', 'other_quarter', 'currency_mismatch', 'month_closed', 'pair_not_allowed', 'below_used', 'line_cap_reached', 'year_cap_reached', 'needs_approval', 'moves_at_once']"
    move: "int | None"
    case: "int | None"
    most_minor: "int"
    ping_pong: "bool"
    across: "bool"
    detail: "str"
    replayed: "bool"


class MovesMoveShown(TypedDict):
    """A move and where it stands."""

    move: "MovesMove"
    state: "Literal['waiting', 'moved', 'rejected', 'withdrawn', 'expired']"


class MovesMoveShownPage(TypedDict):
    """MovesMoveShownPage."""

    rows: "list[MovesMoveShown]"
    next: "str | None"


class Named(TypedDict):
    """What a new version is called."""

    name: NotRequired["str"]


Nature = Literal["fixed", "variable"]


class NewDepartment(TypedDict):
    """A department below another, or below none."""

    code: "str"
    name: "str"
    parent: NotRequired["str"]


class NewGoal(TypedDict):
    """A goal on a published metric; its baseline is frozen from a period that was measured."""

    amount: "str"
    relative: NotRequired["bool"]
    due_month: "str"
    owner: NotRequired["int | None"]
    owner_department: NotRequired["str"]
    metric: "str"
    baseline: "str"
    tier: NotRequired["str"]
    category: NotRequired["str"]
    department: NotRequired["str"]


class NewItem(TypedDict):
    """What shall become better: judged by the ledger's cost of a place, or by a survey of a part of tier, channel or team."""

    title: "str"
    note: NotRequired["str"]
    source: NotRequired["Source"]
    source_ref: NotRequired["str"]
    owner: "int"
    due_on: "str"
    measure: NotRequired["Measure"]
    tier: NotRequired["str"]
    category: NotRequired["str"]
    department: NotRequired["str"]
    by_part: NotRequired["str"]
    part: NotRequired["str"]
    baseline_month: "str"
    expected: "int"


class NewLine(TypedDict):
    """A tier's category: an empty cell in every month."""

    token: "int"
    tier: NotRequired["str"]
    category: "str"
    owner: NotRequired["str"]


class NewPerson(TypedDict):
    """Somebody who works here from now on; without a password nobody signs in as that person yet."""

    username: "str"
    email: NotRequired["str"]
    department: NotRequired["str"]


class NewRequest(TypedDict):
    """What somebody wants to spend, until when, and whether an override may be asked for."""

    title: "str"
    parts: "list[Part]"
    use_until: "str"
    ask_override: NotRequired["bool"]


class NewText(TypedDict):
    """The whole text of a file; ``digest`` is that of the file as it was read."""

    text: "str"
    digest: "str"
    why: "str"


class NewValues(TypedDict):
    """Values by dotted key (``budget.growth``) as they are wanted, and as they were read; from an instant to come on, where one is given."""

    wanted: "dict[str, str | int | list[str] | dict[str, str] | None]"
    seen: "dict[str, str | int | list[str] | dict[str, str] | None]"
    in_force_at: NotRequired["str | None"]
    why: "str"


class Nothing(TypedDict):
    """A request that needs no more than its address."""


Occasion = Literal[
    "alert",
    "approval",
    "reminder",
    "weekly",
    "month_closed",
    "watch",
    "escalation",
    "budget_decided",
    "decided",
    "refused",
    "found",
    "loaded",
    "digest",
    "test",
]


class OfCampaign(TypedDict):
    """A campaign, or a trial by its address."""

    campaign: "str"


class OfMonth(TypedDict):
    """A fiscal month."""

    month: "str"


class OfPeriod(TypedDict):
    """A fiscal period: 2026, 2026-Q1, 2026-03."""

    period: "str"


class OfYear(TypedDict):
    """A fiscal year's label, the newest with facts when it is left out."""

    year: NotRequired["str"]


class OnADay(TypedDict):
    """A day, today when it is left out."""

    on: NotRequired["str | None"]


class OnDay(TypedDict):
    """The day on which the tier is asked for; today when it is left out."""

    on: NotRequired["str | None"]


class OneMonth(TypedDict):
    """A fiscal month."""

    month: "str"


class OpensWith(TypedDict):
    """With which view a page opens; left out, with none."""

    page: "ViewPage"
    view: NotRequired["int | None"]


class OperationsCaseFile(TypedDict):
    """A case with all that happened to it, who may answer it now, and what its room says about a yes."""

    case: "ApprovalsCase"
    state: "Literal['waiting', 'approved', 'rejected', 'withdrawn', 'expired']"
    events: "list[ApprovalsCaseEvent]"
    asked: "list[PeopleApprover]"


class OperationsCustomerShown(TypedDict):
    """What the gate knows of a customer on a day."""

    tier: "WasteTierInForce | None"
    history: "list[WasteTierRow]"
    spend: "WasteSpend | None"
    last_order_on: "str | None"
    unanswered: "list[WasteWakeUp]"


OverspendRule = Literal["refuse", "carry", "write_off"]


class Own(TypedDict):
    """To which department the cells belong from now on; empty leaves them to finance and management."""

    token: "int"
    quarter: NotRequired["str"]
    month: NotRequired["str | None"]
    tier: NotRequired["str | None"]
    category: NotRequired["str"]
    department: NotRequired["str"]
    owner: NotRequired["str"]


class OwnId(TypedDict):
    """A customer's own id."""

    customer: "str"


class OwnNewToken(TypedDict):
    """A token that was made; its text is told this once, and to nobody again."""

    id: "int"
    text: "str"
    expires_at: "str"


class OwnWishShown(TypedDict):
    """What the token's person wants to be told, when not to be disturbed, and when the digest comes."""

    choices: "dict[str, str]"
    quiet: "str"
    digest_at: "str"


class Owner(TypedDict):
    """Who answers for cases from now on."""

    cases: "list[int]"
    owner: "int"
    why: NotRequired["str"]


class Pair(TypedDict):
    """Funding may leave lines of one tier and category for lines of another; ``*`` is any."""

    from_tier: "str"
    from_category: "str"
    to_tier: "str"
    to_category: "str"


class Part(TypedDict):
    """One amount on one line: the month of its day, a tier, a category; left out, they follow from customer and cost type."""

    occurred_on: "str"
    amount_minor: NotRequired["int"]
    cost_type: NotRequired["str"]
    category: NotRequired["str"]
    tier: NotRequired["str | None"]
    customer: NotRequired["str"]
    campaign: NotRequired["str"]
    channel: NotRequired["str"]
    purpose: NotRequired["str"]
    benefit_type: NotRequired["str"]
    department: NotRequired["str"]
    foreign_currency: NotRequired["str"]
    foreign_minor: NotRequired["int"]
    unpriced: NotRequired["bool"]
    reference: NotRequired["str"]


class PeopleApprover(TypedDict):
    """A person who may answer, and whose right that is: his own, or that of somebody he covers."""

    user_id: "int"
    stands_for: "int"


class PeopleChanged(TypedDict):
    """Whether it was changed; false where it was so already."""

    changed: "bool"


class PeopleCoverRow(TypedDict):
    """Who stands in for whom in a role, from when to when; ``kind`` says whether both may act."""

    id: "int"
    kind: "str"
    giver_id: "int"
    taker_id: "int"
    role: "Literal['finance', 'operations', 'customer_service', 'management', 'administrator', 'auditor']"
    starts_at: "str"
    ends_at: "str"
    reason: "str"


class PeopleCoverRowPage(TypedDict):
    """PeopleCoverRowPage."""

    rows: "list[PeopleCoverRow]"
    next: "str | None"


class PeopleDepartmentRow(TypedDict):
    """A department; ``parent`` is a code and ``head`` a user name, empty for none."""

    code: "str"
    name: "str"
    parent: "str"
    head: "str"


class PeopleDepartmentRowPage(TypedDict):
    """PeopleDepartmentRowPage."""

    rows: "list[PeopleDepartmentRow]"
    next: "str | None"


class PeopleGrant(TypedDict):
    """A role in force for a person; ``limit_minor`` is what the person may approve, null for any amount."""

    user_id: "int"
    role: "Literal['finance', 'operations', 'customer_service', 'management', 'administrator', 'auditor']"
    limit_minor: "int | None"


class PeopleGrantPage(TypedDict):
    """PeopleGrantPage."""

    rows: "list[PeopleGrant]"
    next: "str | None"


class PeopleMade(TypedDict):
    """What was made, by its id."""

    id: "int"


class PeoplePerson(TypedDict):
    """A person of the books and the roles in force; ``department`` is a code, empty for none."""

    id: "int"
    username: "str"
    active: "bool"
    department: "str"
    roles: (
        "list[Literal['finance', 'operations', 'customer_service', 'management', 'administrator', 'auditor']]"
    )


class PeoplePersonPage(TypedDict):
    """PeoplePersonPage."""

    rows: "list[PeoplePerson]"
    next: "str | None"


class PeopleSavedView(TypedDict):
    """A kept filter as one person sees it: ``query`` is what an address carries; ``mine`` when that person keeps it."""

    id: "int"
    page: "str"
    name: "str"
    query: "str"
    shared: "bool"
    mine: "bool"
    owner: "str"
    opens: "bool"


class PeopleSavedViewPage(TypedDict):
    """PeopleSavedViewPage."""

    rows: "list[PeopleSavedView]"
    next: "str | None"


class PeopleToken(TypedDict):
    """A token as it is listed: never its text, nor the digest of it."""

    id: "int"
    user_id: "int"
    name: "str"
    scopes: "list[str]"
    created_at: "str"
    expires_at: "str"
    revoked_at: "str | None"


class PeopleTokenPage(TypedDict):
    """PeopleTokenPage."""

    rows: "list[PeopleToken]"
    next: "str | None"


class PeriodPaper(TypedDict):
    """A fiscal year, quarter or month on paper."""

    language: "Literal['zh', 'en']"
    period: "str"


class Planned(TypedDict):
    """A version that is planned."""

    number: "int"
    why: "str"


class PlanningAnswered(TypedDict):
    """An alert that was answered."""

    alert: "int"


class PlanningCellTold(TypedDict):
    """A cell's past, what one more unit brings there now, and its curve: (spent, low, expected, high) in minor units a year."""

    cell: "SpendingCell"
    spent_minor: "int"
    evidence: "Literal['experiment', 'history', 'little']"
    marginal_now: "SpendingEstimate"
    points: "list[list[int]]"
    moves: "list[list[int]]"


class PlanningCostEvent(TypedDict):
    """Something that happened to cost, told once: where, when, noticed when, and how much beside what was to be expected."""

    kind: "Literal['spike', 'drop', 'rise', 'fall']"
    tier: "str"
    cost_type: "str"
    channel: "str"
    first_on: "str"
    last_on: "str"
    noticed_on: "str"
    actual_minor: "int"
    expected_minor: "int"
    score: "float | None"
    movers: "list[PlanningMover]"
    days_from: "str"
    days_minor: "list[int]"
    mixed_minor: "int"


class PlanningForecast(TypedDict):
    """Cost after ``until``, the last step that was known whole. ``growth_percent`` a year was stated on top of history."""

    step: "Literal['month', 'week']"
    until: "str"
    first: "str"
    steps_known: "int"
    ended_on: "str"
    growth_percent: "int"
    history: "list[str]"
    ahead: "list[str]"
    parts: "list[PlanningPartForecast]"
    tried: "int"
    covered: "list[float | None] | None"


class PlanningForecastMade(TypedDict):
    """A forecast with those made before it, newest first."""

    forecast: "PlanningForecast"
    past: "list[PlanningPastForecast]"


class PlanningForecastPoint(TypedDict):
    """An estimate in minor units: between low and high four times in five, between lowest and highest 19 times in 20."""

    label: "str"
    lowest_minor: "int"
    low_minor: "int"
    mid_minor: "int"
    high_minor: "int"
    highest_minor: "int"
    actual_minor: "int | None"


class PlanningKeptForecastMade(TypedDict):
    """Cost ahead with intervals, month..2026-12; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "PlanningForecastMade | None"


class PlanningKeptSplitMade(TypedDict):
    """The best split of a budget; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "PlanningSplitMade | None"


class PlanningKeptWatch(TypedDict):
    """What stands out in daily cost; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "PlanningWatch | None"


class PlanningMover(TypedDict):
    """How much of an event lies with one code of a dimension (tier, cost_type, channel), in minor units: an estimate."""

    dimension: "str"
    code: "str"
    moved_minor: "int"


class PlanningPartForecast(TypedDict):
    """A line (tier and category; fixed cost has no tier), a tier ('' for what has none), or the whole."""

    part: "Literal['whole', 'tier', 'line']"
    tier: "str"
    category: "str"
    basis: "Literal['season', 'trend', 'level', 'guess']"
    models: "list[str]"
    clipped: "bool"
    history_minor: "list[int]"
    points: "list[PlanningForecastPoint]"
    sums: "list[PlanningForecastPoint]"
    error: "float | None"


class PlanningPastForecast(TypedDict):
    """A forecast that was made, and what came of it so far."""

    until: "str"
    made_at: "str"
    growth_percent: "int"
    steps: "int"
    error: "float | None"
    whole_error: "float | None"
    inside: "list[float | None] | None"


class PlanningSight(TypedDict):
    """The smallest change that would be seen in a place today: of one day, and of the level of four weeks, as shares of its cost."""

    tier: "str"
    cost_type: "str"
    day: "float | None"
    level: "float | None"


class PlanningSplitAsked(TypedDict):
    """What a person chooses; shares in percent."""

    label: "str"
    budget_minor: "int"
    band: "int"
    used: "int"
    times: "int"
    least: "list[list[str | int]]"
    most: "list[list[str | int]]"
    experiments: "list[PlanningTrialOfProgramme]"


class PlanningSplitMade(TypedDict):
    """What came out. ``best`` makes the mean of all futures largest, ``robust`` that of bad ones beside the past year's split."""

    asked: "PlanningSplitAsked"
    label: "str"
    currency: "str"
    weeks: "int"
    budget_minor: "int"
    reserve_minor: "int"
    cells: "list[PlanningCellTold]"
    last: "SpendingEstimate"
    equal: "SpendingEstimate"
    best: "SpendingSplit | None"
    robust: "SpendingSplit | None"
    clash: "SpendingClash | None"
    names: "list[list[str]]"


class PlanningTrialOfProgramme(TypedDict):
    """A kept trial by lot whose arm was this programme's spending; ``tier`` '' for customers of all tiers."""

    trial: "str"
    arm: "str"
    tier: "str"
    programme: "str"


class PlanningWatch(TypedDict):
    """What the watch saw from the first to the last day; ``gate_minor`` is the least that it tells of."""

    first: "str"
    last: "str"
    gate_minor: "int"
    events: "list[PlanningCostEvent]"
    moved: "list[PlanningCostEvent]"
    sights: "list[PlanningSight]"
    unwatched: "list[str]"


class PlansPlanAnswer(TypedDict):
    """How an act ended, and the version it was about or made; 0 when there is none."""

    verdict: "Literal['unknown_version', 'scenario', 'wrong_state', 'stale', 'unknown_part', 'not_owner', 'already', 'empty', 'parts_missing', 'not_requester', 'base_moved', 'reason_missing', 'month_closed', 'below_use', 'not_fundable', 'done']"
    version: "int"
    detail: "str"
    replayed: "bool"


class PlansSaveAnswer(TypedDict):
    """How an edit ended. ``saved`` alone left a trace: then ``token`` is the next one to edit with."""

    verdict: "Literal['unknown_version', 'not_draft', 'control_total_differs', 'stale', 'nothing_to_undo', 'no_cells', 'line_exists', 'not_inside', 'negative', 'amount_too_large', 'all_held', 'held_exceed_total', 'unchanged', 'not_owner', 'part_ready', 'saved']"
    token: "int"
    total_minor: "int"
    changes: "list[BudgetCellChange]"
    conflicts: "list[BudgetCellConflict]"
    detail: "str"
    replayed: "bool"


class PlansSheetRow(TypedDict):
    """One cell as a row. Amounts are minor units; ``quarter`` and ``fixed`` are there to read, not to edit."""

    quarter: "str"
    month: "str"
    tier: "str"
    category: "str"
    fixed: "bool"
    amount_minor: "int"
    held: "bool"
    department: "str"
    note: "str"


class PlansSheetRowPage(TypedDict):
    """PlansSheetRowPage."""

    rows: "list[PlansSheetRow]"
    next: "str | None"


class PlansVersion(TypedDict):
    """A version of a fiscal year's budget."""

    id: "int"
    fiscal_year: "int"
    number: "int"
    name: "str"
    state: "Literal['draft', 'submitted', 'approved', 'in_force', 'superseded', 'rejected', 'withdrawn']"
    scenario: "bool"
    baseline: "bool"
    currency: "str"
    token: "int"
    quarters: "list[BudgetMonths]"
    based_on: "int | None"
    over: "int | None"
    case: "int | None"
    made_by: "int | None"
    made_at: "str"
    in_force_at: "str | None"
    superseded_at: "str | None"


class PlansVersionPage(TypedDict):
    """PlansVersionPage."""

    rows: "list[PlansVersion]"
    next: "str | None"


class PoliciesClash(TypedDict):
    """A value that two people changed: as this one saw it, as it is now, as it is wanted."""

    key: "str"
    seen: "str | int | list[str] | dict[str, str] | None"
    now: "str | int | list[str] | dict[str, str] | None"
    wanted: "str | int | list[str] | dict[str, str] | None"


class PoliciesSaved(TypedDict):
    """How saving ended: the number of the version, 0 for none; the clashes; the keys that are fixed."""

    verdict: (
        "Literal['unknown_version', 'edited_meanwhile', 'fixed', 'clash', 'unchanged', 'planned', 'in_force']"
    )
    number: "int"
    clashes: "list[PoliciesClash]"
    keys: "list[str]"


class PoliciesVersion(TypedDict):
    """A version of a file; ``changes`` and ``before`` are values by dotted key, null where there was none."""

    file: "str"
    number: "int"
    kind: "Literal['form', 'file', 'undo']"
    state: "Literal['in_force', 'planned', 'withdrawn', 'refused']"
    text: "str"
    changes: "dict[str, str | int | list[str] | dict[str, str] | None]"
    before: "dict[str, str | int | list[str] | dict[str, str] | None]"
    in_force_at: "str"
    by: "int | None"
    at: "str"
    why: "str"
    remark: "str"


class PoliciesVersionPage(TypedDict):
    """PoliciesVersionPage."""

    rows: "list[PoliciesVersion]"
    next: "str | None"


class Preparation(TypedDict):
    """A budget for the year after ``from_year``'s cost, grown; the newest year's and the policy's growth when left out."""

    from_year: NotRequired["str"]
    name: NotRequired["str"]
    growth: NotRequired["str | None"]
    fixed_growth: NotRequired["str | None"]
    missing: NotRequired["Missing"]
    scenario: NotRequired["bool"]


class Preview(TypedDict):
    """Whether only to look."""

    preview: NotRequired["bool"]


class Problem(TypedDict):
    """RFC 9457 problem details, in the language of Accept-Language."""

    type: "str"
    title: "str"
    code: "str"
    detail: "str"
    instance: "str"
    status: "int"
    fields: "list[object]"


Purpose = Literal["acquisition", "service", "retention", "complaint", "churn", "data", "tools"]


class ReadAt(TypedDict):
    """The version as it was read: its token, which every save changes."""

    token: "int"


class Ready(TypedDict):
    """Whether a department's part is ready."""

    department: "str"
    ready: "bool"


class Realised(TypedDict):
    """What an initiative saved."""

    realised_minor: "int"
    why: NotRequired["str"]


class Reasoned(TypedDict):
    """Why."""

    why: "str"


class Release(TypedDict):
    """How much of a commitment is given back; 0: all of it."""

    amount_minor: NotRequired["int"]


class Renamed(TypedDict):
    """Another name."""

    name: "str"


class RenewalsRenewal(TypedDict):
    """A renewal, the first being 1: ``at_risk`` contracts came to it, ``lost`` of them were not renewed."""

    renewal: "int"
    at_risk: "int"
    lost: "int"
    kept: "float | None"
    expected: "float | None"
    low: "float | None"
    high: "float | None"


class Renewing(TypedDict):
    """By what contracts are told apart, how many months ahead, and the discount a year in percent."""

    apart: NotRequired["list[Literal['plan', 'channel', 'period_months']]"]
    months: NotRequired["int"]
    discount_percent: NotRequired["int"]


class ReportCostBridge(TypedDict):
    """The bridge with the company's words: names of cost types, categories and pools as (code, zh, en)."""

    company: "str"
    currency: "str"
    bridge: "Bridge"
    against_plan: "bool"
    names: "list[list[str]]"


class ReportCostPart(TypedDict):
    """Ledger cost under one code of one dimension, in the period and in the same period a year before."""

    by: "str"
    code: "str"
    amount_minor: "int"
    before_minor: "int"
    entries: "int"


class ReportEntryRow(TypedDict):
    """One entry behind a figure: where it is, what it says, and the file and row that brought it."""

    subledger: "str"
    source: "str"
    entry_id: "str"
    on: "str"
    cost_type: "str"
    amount_minor: "int"
    customer_id_ref: "str"
    customer_id: "str"
    campaign_id: "str"
    tier: "str"
    batch_id: "str"
    file_name: "str"
    row_no: "int"
    evidence: "str"


class ReportExplanation(TypedDict):
    """A figure, its arithmetic, and its entries."""

    figure: "str"
    currency: "str"
    total_minor: "int"
    parts: "list[ReportPart]"
    rows: "list[ReportEntryRow]"
    entries_total: "int"
    entries_minor: "int"


class ReportKeptCostBridge(TypedDict):
    """Why cost moved, 2026-02..2026-01; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ReportCostBridge | None"


class ReportKeptPeriodCost(TypedDict):
    """Cost of a period by every dimension, beside the period before; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ReportPeriodCost | None"


class ReportPart(TypedDict):
    """One line of a figure's arithmetic. ``minor`` is false for counts; ``sums`` tells that it adds to the total."""

    code: "str"
    detail: "str"
    amount: "int"
    minor: "bool"
    sums: "bool"


class ReportPeriodCost(TypedDict):
    """The cost of a period. The parts of each dimension sum to the total, in both years."""

    label: "str"
    before: "str"
    stamp: "BookStamp"
    policies: "list[str]"
    start: "str"
    end: "str"
    total_minor: "int"
    before_minor: "int"
    entries: "int"
    customers: "int"
    idle_minor: "int"
    unallocated_minor: "int"
    parts: "list[ReportCostPart]"
    waste_minor: "int"
    waste_target: "str"
    rules: "list[list[str | int]]"
    assumptions: "list[ReportRemark]"
    left_out: "list[ReportRemark]"


class ReportRemark(TypedDict):
    """Something a reader must know: a code that the interfaces put into words, and its figures as text."""

    code: "str"
    details: "list[list[str]]"


class ReportTotals(TypedDict):
    """The period's cost. total = fixed + variable = direct + allocated + unallocated + idle."""

    total_minor: "int"
    fixed_minor: "int"
    variable_minor: "int"
    direct_minor: "int"
    allocated_minor: "int"
    unallocated_minor: "int"
    idle_minor: "int"
    entries: "int"
    customers: "int"


class ReportWhalePoint(TypedDict):
    """Customers ordered by profit, best first: the first ``customers`` of them bring ``profit_minor`` together."""

    customers: "int"
    profit_minor: "int"


class ReportWhalePointPage(TypedDict):
    """ReportWhalePointPage."""

    rows: "list[ReportWhalePoint]"
    next: "str | None"


class RequestEdit(TypedDict):
    """Other parts for a request that waits; ``version`` is its case's as it was read, 0 for any."""

    parts: "list[Part]"
    why: NotRequired["str"]
    version: NotRequired["int"]


class Requests(TypedDict):
    """Which requests: in a state; the person's own."""

    state: NotRequired["Literal['waiting', 'approved', 'rejected', 'withdrawn', 'expired'] | None"]
    mine: NotRequired["bool"]


class RequestsPart(TypedDict):
    """One commitment of a request: on which line, what it still holds or held at its end, and whether it may be used."""

    commitment: "int"
    line_id: "int"
    held_minor: "int"
    state: "Literal['open', 'settled', 'released', 'expired']"
    waits: "bool"


class RequestsPreview(TypedDict):
    """What would happen: what control would say, who would be asked, step by step, and until when. Nothing is written."""

    answer: "BudgetsAnswer"
    steps: "list[ApprovalsStep]"
    asked: "list[list[PeopleApprover]]"
    due_at: "str"


class RequestsRequestAnswer(TypedDict):
    """What became of it. ``answer`` is what control said, with every level; ``request`` and ``case`` where there are."""

    verdict: "Literal['unknown', 'not_requester', 'already_ended', 'changed', 'refused', 'override_impossible', 'override_pool_exhausted', 'override_asked', 'submitted', 'edited']"
    request: "int | None"
    case: "int | None"
    answer: "BudgetsAnswer | None"
    replayed: "bool"


class RequestsRequestView(TypedDict):
    """A request, where its case stands, and what its commitments still hold, in sum and one by one."""

    request: "RequestsSpendRequest"
    state: "Literal['waiting', 'approved', 'rejected', 'withdrawn', 'expired']"
    held_minor: "int"
    parts: "list[RequestsPart]"


class RequestsRequestViewPage(TypedDict):
    """RequestsRequestViewPage."""

    rows: "list[RequestsRequestView]"
    next: "str | None"


class RequestsSpendRequest(TypedDict):
    """A request as it stands: the last draft's legs, the case that decides, and what is held for it."""

    id: "int"
    title: "str"
    currency: "str"
    asked_by: "int"
    asked_at: "str"
    use_until: "str"
    case: "int"
    authorisation: "int | None"
    draft: "int"
    legs: "list[BudgetsLeg]"
    commitments: "list[int]"


class ReservationNamed(TypedDict):
    """What another system calls a reservation."""

    reference: "str"


class ReturnsAcquisition(TypedDict):
    """One channel of a period; '' holds spend and customers without one."""

    channel: "str"
    spend_minor: "int"
    customers: "int"
    margin_minor: "int"
    cac: "str | None"
    payback_months: "int | None"
    clv: "str | None"
    clv_to_cac: "str | None"


class ReturnsGroupReturn(TypedDict):
    """What spending on one thing went along with. There is no control group: what would have come anyway is in it."""

    dimension: "str"
    name: "str"
    customers: "int"
    cost_minor: "int"
    before_minor: "int | None"
    after_minor: "int"


class Reversal(TypedDict):
    """How much of a posted entry is taken back, and why."""

    amount_minor: "int"
    why: "str"


Right = Literal[
    "see",
    "spend",
    "load",
    "record_facts",
    "reverse",
    "fund",
    "prepare_budget",
    "put_budget_in_force",
    "propose_move",
    "answer_approval",
    "answer_finding",
    "close_month",
    "reopen_month",
    "edit_chart",
    "set_policy",
    "manage_people",
    "manage_messages",
    "manage_sources",
    "see_audit",
    "see_personal",
    "set_goal",
    "improve",
]


Role = Literal["finance", "operations", "customer_service", "management", "administrator", "auditor"]


class Route(TypedDict):
    """Who is asked, in this order, about acts of a kind from an amount upwards; heads of departments first, where said."""

    kind: "RouteKind"
    from_minor: "int"
    roles: "list[str]"
    heads: NotRequired["bool"]


RouteKind = Literal["plan", "spend", "override", "transfer", "transfer_across", "draw", "cut", "reopen"]


class RulesInForce(TypedDict):
    """The version of rules that is in force."""

    version: "str"


class SatisfactionElasticity(TypedDict):
    """Percent of outcome that go with one percent more cost, null unless ``found``. An estimate, never money."""

    verdict: "Literal['few_cells', 'few_groups', 'few_months', 'cost_still', 'found']"
    cells: "int"
    groups: "int"
    months: "int"
    answers: "int"
    percent: "SatisfactionInterval | None"
    randomised: "bool"


class SatisfactionInterval(TypedDict):
    """Where the truth lies in nineteen cases out of twenty; ``mid`` is what was observed, an estimate like the ends."""

    low: "float | None"
    mid: "float | None"
    high: "float | None"


class Seal(TypedDict):
    """A seal that was kept elsewhere, as text; empty for none."""

    kept: NotRequired["str"]


Segment = Literal["top", "middle", "loss"]


class ServiceAnswer(TypedDict):
    """One answer as a list shows it."""

    survey_id: "str"
    customer_id_ref: "str"
    customer_id: "str"
    ticket_id: "str"
    kind: "Literal['csat', 'nps', 'ces']"
    question: "str"
    score: "int"
    answered_on: "str"
    text: "str"
    channel: "str"
    team: "str"
    tier: "str"


class ServiceCapacity(TypedDict):
    """What the resources of a period were used for."""

    label: "str"
    currency: "str"
    staff: "list[CostingTimeUse]"
    seats: "list[CostingSeatUse]"
    waiting: "list[ServiceChannelWaiting]"
    rework: "ServiceRework"
    tiers_label: "str"
    tiers: "list[CostingTierServed]"


class ServiceChannelCost(TypedDict):
    """A channel: its contacts, how many of them were measured, their time, and what they carry."""

    channel: "str"
    digital: "bool"
    contacts: "int"
    measured: "int"
    seconds: "int"
    minor: "int"
    handed_over: "int"
    both_minor: "int"


class ServiceChannelTeam(TypedDict):
    """What one team did in one channel. ``contacts`` 0: it took up what a bot had begun, within the bot's own contacts."""

    channel: "str"
    team: "str"
    contacts: "int"
    seconds: "int"
    minor: "int"


class ServiceChannelWaiting(TypedDict):
    """How long customers waited in a channel: for an answer to a contact, and for the first answer to a ticket."""

    channel: "str"
    contacts: "CostingWaiting"
    tickets: "CostingWaiting"


class ServiceClockSeen(TypedDict):
    """One clock of a ticket: state ('' without a goal), deadline (null while it stands still), seconds used and allowed."""

    clock: "str"
    state: "str"
    due: "str | None"
    used: "int"
    allowed: "int"


class ServiceCost(TypedDict):
    """What service work cost in a period. ledger = traced + used + idle + unallocated, to the minor unit."""

    label: "str"
    currency: "str"
    start: "str"
    end: "str"
    policy: "str"
    ledger_minor: "int"
    traced_minor: "int"
    used_minor: "int"
    idle_minor: "int"
    unallocated_minor: "int"
    cells: "list[ServiceCostCell]"
    teams: "list[CostingTeamCapacity]"
    channels: "list[ServiceChannelCost]"
    channel_teams: "list[ServiceChannelTeam]"
    tiers: "list[ServiceShare]"
    categories: "list[ServiceShare]"
    customers: "list[ServiceShare]"
    customers_served: "int"
    tickets: "list[ServiceShare]"
    tickets_served: "int"
    tickets_minor: "int"
    contacts: "int"
    measured: "int"
    nobodys: "int"
    lost_handovers: "int"
    mix: "CostingMix"
    goal: "str"
    next: "list[CostingNextPoints]"


class ServiceCostCell(TypedDict):
    """Ledger cost of service by type and team; ``traced`` where it carries a customer."""

    cost_type: "str"
    team: "str"
    traced: "bool"
    amount_minor: "int"
    entries: "int"


class ServiceCounted(TypedDict):
    """Surveys of one kind and question, in one month ('' all months), of one part ('' everybody) of ``by`` ('' no part)."""

    kind: "Literal['csat', 'nps', 'ces']"
    question: "str"
    month: "str"
    by: "str"
    part: "str"
    asked: "int"
    off_scale: "int"
    scores: "list[list[int]]"


class ServiceKeptSatisfaction(TypedDict):
    """Satisfaction and what goes with it; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ServiceSatisfaction | None"


class ServiceKeptServiceCapacity(TypedDict):
    """Who served whom in a period, and what stood idle; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ServiceCapacity | None"


class ServiceKeptServiceCost(TypedDict):
    """What service cost in a period; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ServiceCost | None"


class ServiceKeptServiceLevels(TypedDict):
    """How deadlines were met; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ServiceLevels | None"


class ServiceLevels(TypedDict):
    """Service levels at a moment. ``without_time`` tickets have no moment of opening, ``without_goal`` no promise."""

    at: "str"
    policy: "str"
    tickets: "int"
    without_time: "int"
    without_goal: "int"
    open_now: "int"
    reopened: "int"
    unlisted_years: "list[int]"
    generated: "int"
    groups: "list[ServiceMet]"


class ServiceMet(TypedDict):
    """How one group of tickets fares by one clock: counts by state. ``by`` is one of GROUPED_BY, or all."""

    by: "str"
    name: "str"
    clock: "str"
    met: "int"
    missed: "int"
    late: "int"
    paused: "int"
    running: "int"


class ServiceRework(TypedDict):
    """Work done again: contacts about what had been asked within days, and tickets opened again, each with what they carry."""

    within_days: "int"
    contacts: "int"
    repeated: "int"
    repeated_minor: "int"
    tickets: "int"
    reopened: "int"
    reopened_minor: "int"


class ServiceSatisfaction(TypedDict):
    """What surveys say up to a day. ``answers`` are those of the last days, newest first; ``answers_all`` is how many there were."""

    as_of: "str"
    months: "list[str]"
    counted: "list[ServiceCounted]"
    score_elasticity: "SatisfactionElasticity"
    renewal_elasticity: "SatisfactionElasticity"
    answers: "list[ServiceAnswer]"
    answers_all: "int"


class ServiceShare(TypedDict):
    """The contacts of one tier, category, customer or ticket, the customers behind them, their time, and what they carry."""

    code: "str"
    tier: "str"
    customers: "int"
    contacts: "int"
    tickets: "int"
    seconds: "int"
    minor: "int"


class ServiceTaught(TypedDict):
    """A ticket that somebody put right."""

    ticket: "str"
    kept: "bool"


class ServiceTicketEvent(TypedDict):
    """What became of a ticket at a moment; team and agent are '' where it does not tell."""

    at: "str"
    event: "str"
    team: "str"
    agent: "str"


class ServiceTicketEventPage(TypedDict):
    """ServiceTicketEventPage."""

    rows: "list[ServiceTicketEvent]"
    next: "str | None"


class ServiceTicketRow(TypedDict):
    """A ticket as it was worked out last. Texts are empty and moments null where nothing is known."""

    ticket_id: "str"
    source: "str"
    customer_id_ref: "str"
    customer_id: "str"
    opened: "str"
    answered: "str | None"
    done: "str | None"
    channel: "str"
    kind: "str"
    priority: "str"
    category: "str"
    queue: "str"
    team: "str"
    agent: "str"
    tier: "str"
    subject: "str"
    text: "str"
    calendar: "str"
    reopened: "int"
    paused_since: "str | None"
    next_response_missed: "int"
    clocks: "list[ServiceClockSeen]"


class ServiceTicketRowPage(TypedDict):
    """ServiceTicketRowPage."""

    rows: "list[ServiceTicketRow]"
    next: "str | None"


class SettingsWithdrawnVersion(TypedDict):
    """Whether a planned version was still planned, and is no more."""

    withdrawn: "bool"


Source = Literal["finding", "survey", "complaint", "hand"]


class Spend(TypedDict):
    """What somebody wants to spend: all of it passes, or nothing moves."""

    parts: "list[Part]"
    authorisation: NotRequired["int"]


class SpendingBinding(TypedDict):
    """A rule that holds the split back: what one more unit of room would bring, in minor units a unit."""

    rule: "SpendingRule"
    price: "float | None"


class SpendingCell(TypedDict):
    """Where money can go: a programme (category of cost) for a tier of customers."""

    tier: "str"
    programme: "str"


class SpendingClash(TypedDict):
    """Rules that cannot all be kept: without any one of them the others could. ``missing_minor`` is by how much they fail."""

    rules: "list[SpendingRule]"
    missing_minor: "int"


class SpendingEstimate(TypedDict):
    """A number with the range that four of five drawn futures lie in; never booked money."""

    low: "float | None"
    mid: "float | None"
    high: "float | None"


class SpendingRule(TypedDict):
    """The cells (places) together get at least, or at most, ``minor``. ``tier`` and ``programme`` say whom it is about."""

    code: "Literal['budget', 'used', 'tier_least', 'tier_most', 'programme_least', 'programme_most', 'cell_least', 'cell_most']"
    tier: "str"
    programme: "str"
    cells: "list[int]"
    minor: "int"


class SpendingSplit(TypedDict):
    """What each cell gets, whole minor units a year; what it is expected to bring, and one more unit in each place."""

    amounts: "list[int]"
    margin: "SpendingEstimate"
    over_last: "SpendingEstimate"
    marginal: "list[SpendingEstimate]"
    more: "float | None"
    binding: "list[SpendingBinding]"


class SplitWish(TypedDict):
    """A budget to be split, that of the past year when it is left out; shares in percent."""

    budget_minor: NotRequired["int | None"]
    band: NotRequired["int"]
    used: NotRequired["int"]
    times: NotRequired["int"]
    experiments: NotRequired["list[Tried]"]


Stage = Literal["acquire", "onboard", "grow", "keep", "win_back", "all"]


class StandIn(TypedDict):
    """Who stands in for whom in a role until then; ``away``: only the stand-in is asked."""

    giver: "int"
    taker: "int"
    role: "Role"
    until: "str"
    away: NotRequired["bool"]
    why: NotRequired["str"]


Step = Literal["month", "week"]


class StudiesMove(TypedDict):
    """What one proposal has for a place and another has: of total, tier, category or cell. ``name`` says which one."""

    of: "str"
    name: "str"
    before_minor: "int"
    after_minor: "int"


class StudiesStudyAnswer(TypedDict):
    """The number of the study that was kept, or of the version that was made; ``replayed``: it was there already."""

    number: "int"
    replayed: "bool"


class StudiesStudyRow(TypedDict):
    """A study in a list, with the versions of the budget that were made of it."""

    id: "int"
    kind: "Literal['proposal', 'first', 'cuts', 'what_if', 'worth', 'path']"
    name: "str"
    fiscal_year: "int"
    stamp: "str"
    asked: "dict[str, str]"
    can_draft: "bool"
    made_by: "int | None"
    made_at: "str"
    drafts: "list[int]"


class StudiesStudyRowPage(TypedDict):
    """StudiesStudyRowPage."""

    rows: "list[StudiesStudyRow]"
    next: "str | None"


class StudyFilesStudyBack(TypedDict):
    """What a workbook changes, line by line and in sum; ``study`` is the one that was kept, 0 where nothing was."""

    moves: "list[StudiesMove]"
    study: "int"
    replayed: "bool"


StudyKind = Literal["proposal", "first", "cuts", "what_if", "worth", "path"]


class StudyPaper(TypedDict):
    """In which language a workbook is written."""

    language: "Literal['zh', 'en']"


class StudySent(TypedDict):
    """Whether only to look, and what the study is to be called."""

    preview: NotRequired["bool"]
    name: NotRequired["str"]


class StudyWish(TypedDict):
    """A study to be kept: its kind, its answers as a page's form has them, and what it is called."""

    kind: "StudyKind"
    name: "str"
    answers: NotRequired["object"]


class Submission(TypedDict):
    """The version as it was read, and why it is submitted."""

    token: "int"
    why: NotRequired["str"]


class Swap(TypedDict):
    """How a version comes into force."""

    why: NotRequired["str"]
    allow_below_use: NotRequired["bool"]
    over_newer: NotRequired["bool"]


class Taken(TypedDict):
    """Through which channel the call will be made."""

    channel: NotRequired["str"]


class Task(TypedDict):
    """What somebody is to do by a day."""

    title: "str"
    owner: "int"
    due_on: "str"


class Tickets(TypedDict):
    """Which tickets; what is left out lets everything through. ``text`` is found in their ids and subjects."""

    channel: NotRequired["str"]
    kind: NotRequired["str"]
    priority: NotRequired["str"]
    queue: NotRequired["str"]
    team: NotRequired["str"]
    tier: NotRequired["str"]
    text: NotRequired["str"]


class TokenWish(TypedDict):
    """A token for a person, the token's own when it is left out: scopes that this token has itself, for a year at most."""

    user: NotRequired["int | None"]
    name: "str"
    scopes: "list[Right]"
    expires_at: "str"


class Told(TypedDict):
    """What came of a call."""

    outcome: "CareOutcome"
    channel: NotRequired["str"]
    on: "str"
    note: NotRequired["str"]


class Transfer(TypedDict):
    """Funding that goes from one line to another."""

    giver: "Line"
    taker: "Line"
    amount_minor: "int"
    why: NotRequired["str"]


class TrialSent(TypedDict):
    """How the file is called: its ending says of which kind it is."""

    name: "str"


class TrialWish(TypedDict):
    """A trial: its file as it was called when it came, and what its columns mean."""

    file: "str"
    name: "str"
    arm: "str"
    control: "str"
    outcome: "str"
    covariates: NotRequired["list[str]"]
    customer: NotRequired["str"]
    worth: NotRequired["str"]
    costs_minor: NotRequired["object"]
    observed: NotRequired["bool"]


class TrialsChosenRow(TypedDict):
    """A customer chosen and what for; cost in minor units to the thousandth of one, the gain an estimate after cost."""

    customer_ref: "str"
    customer: "str"
    arm: "str"
    cost_minor: "str"
    gain_minor: "float | None"


class TrialsChosenRowPage(TypedDict):
    """TrialsChosenRowPage."""

    rows: "list[TrialsChosenRow]"
    next: "str | None"


class TrialsTrialFile(TypedDict):
    """A file that waits for its columns to be named: what it holds, and by what it is called when they are."""

    file: "str"
    rows: "int"
    columns: "list[ValueTrialColumn]"


class TrialsTrialShown(TypedDict):
    """A trial that is kept; ``address`` stands for it among campaigns. ``seed`` is set where outcomes were generated from it."""

    code: "str"
    address: "str"
    name: "str"
    arm: "str"
    control: "str"
    outcome: "str"
    covariates: "list[str]"
    observed: "bool"
    seed: "int | None"
    kept_on: "str"


class TrialsTrialShownPage(TypedDict):
    """TrialsTrialShownPage."""

    rows: "list[TrialsTrialShown]"
    next: "str | None"


class Tried(TypedDict):
    """A kept trial by lot whose arm was this programme's spending."""

    trial: "str"
    arm: "str"
    programme: "str"


class Two(TypedDict):
    """Two versions."""

    before: "int"
    after: "int"


class UnknownCost(TypedDict):
    """What a category (``*``: every one) does with cost that nobody knows yet."""

    category: "str"
    policy: "Unpriced"
    amount_minor: NotRequired["int"]


class UnknownCosts(TypedDict):
    """Other rules for unknown cost; ``seen`` is the version of the matrix that was read."""

    rules: "list[UnknownCost]"
    seen: "str"
    why: "str"


Unpriced = Literal["refuse", "hold_default", "approve"]


UnspentRule = Literal["refuse", "carry", "lapse", "to_reserve"]


class ValueApartTold(TypedDict):
    """A model told apart by attributes: ``chance`` is how often attributes that mean nothing would fit as much better."""

    found: "bool"
    used: "bool"
    chance: "float | None"
    differences: "list[ValueDifference]"


class ValueAtRisk(TypedDict):
    """One customer: the chance of silence, the facts that moved it most, and what is at stake in minor units."""

    customer_ref: "str"
    customer: "str"
    frequency: "int"
    quiet_days: "int"
    age_days: "int"
    silent: "float | None"
    raised_by: "str"
    lowered_by: "str"
    loss_minor: "int"
    expected_loss_minor: "int"
    gain_minor: "int"


class ValueAtRiskPage(TypedDict):
    """ValueAtRiskPage."""

    rows: "list[ValueAtRisk]"
    next: "str | None"


class ValueCampaignReturn(TypedDict):
    """One campaign beside those who were not invited."""

    campaign_id: "str"
    name: "str"
    invited: "int"
    others: "int"
    cost_minor: "int"
    effect: "ChoiceEstimate | None"
    roi: "ChoiceEstimate | None"
    like_a_lot: "bool"
    refused: "str"


class ValueChoice(TypedDict):
    """What the trial says and whom it would spend on. Costs are whole minor units, gains estimates in minor units."""

    verdict: "Literal['personalising_pays', 'one_arm_pays', 'nothing_pays']"
    customers: "int"
    targets: "int"
    by_lot: "bool"
    control: "str"
    best: "str"
    effects: "list[ChoiceArmEffect]"
    personal: "list[ChoicePolicyGain]"
    personal_shares: "list[list[str | float | None]]"
    chosen: "list[ValueChosenCustomer]"
    cost_minor: "int"
    gain_minor: "float | None"
    gap: "float | None"
    exact: "bool"
    shadow_price: "float | None"
    curve: "list[ChoiceCurvePoint]"
    visible_minor: "float | None"


class ValueChosenCustomer(TypedDict):
    """One line of the list; ``gain_minor`` is an estimate after cost."""

    customer_id_ref: "str"
    customer_id: "str"
    arm: "str"
    cost_parts: "int"
    gain_minor: "float | None"


class ValueChurnAsked(TypedDict):
    """What a person chooses: so many days without a purchase are leaving, and what could be done about it."""

    days: "int"
    cost_minor: "int"
    saves_percent: "int"
    years: "int"
    discount_percent: "int"
    trial: "str"
    arm: "str"


class ValueChurnMade(TypedDict):
    """What came out, without its customers but for the largest expected losses; fields as those of ``Churn``."""

    asked: "ValueChurnAsked"
    saves: "ChurnSaves | None"
    observed_on: "str"
    customers: "int"
    fit: "ValueFitTold"
    calibration: "ChurnCalibration"
    typical: "list[int]"
    silent_expected: "float | None"
    expected_loss_minor: "int"
    worth_treating: "int"
    gain_minor: "int"
    largest: "list[ValueAtRisk]"
    seasons: "ValueSeasonsTold | None"
    contracted: "int"


class ValueCohort(TypedDict):
    """The customers who first ordered in one month; ``cells`` by months since, the month itself first."""

    month: "str"
    customers: "int"
    cells: "list[ValueCohortCell]"


class ValueCohortCell(TypedDict):
    """One cohort in one month: counts are exact, money in whole minor units."""

    customers: "int"
    orders: "int"
    revenue_minor: "int"
    margin_minor: "int"


class ValueCohorts(TypedDict):
    """All cohorts, oldest first. ``last_month_whole`` tells whether the newest month is over."""

    currency: "str"
    as_of: "str"
    last_month_whole: "bool"
    cohorts: "list[ValueCohort]"


class ValueContractGain(TypedDict):
    """What aging (``ages``) or groups (``groups``) were good for: ``chance`` is how often what means nothing would fit as much better."""

    of: "str"
    chance: "float | None"
    kept: "bool"


class ValueContractLevel(TypedDict):
    """Contracts of a ``level`` of an ``attribute``; of ``due`` renewals up to the last day observed ``renewed`` came."""

    attribute: "str"
    level: "str"
    contracts: "int"
    in_force: "int"
    due: "int"
    renewed: "int"
    renewals_expected: "float | None"
    net_minor: "int"
    together: "int"


class ValueContractRow(TypedDict):
    """A contract in force: ``renews_next`` is the chance of its next renewal. All after ``renewals`` but the margin of a period are estimates."""

    contract: "str"
    customer_ref: "str"
    customer: "str"
    plan: "str"
    channel: "str"
    period_months: "int"
    renewals: "int"
    renews_next: "float | None"
    renewals_expected: "float | None"
    renewals_low: "int"
    renewals_high: "int"
    margin_minor: "int"
    net_minor: "int"
    net_low_minor: "int"
    net_high_minor: "int"


class ValueContractRowPage(TypedDict):
    """ValueContractRowPage."""

    rows: "list[ValueContractRow]"
    next: "str | None"


class ValueContractTrial(TypedDict):
    """Renewals due in the days held back: how many came, and how many the fit on the days before expected."""

    days: "int"
    is_fitted: "bool"
    due: "int"
    actual: "int"
    expected: "float | None"


class ValueContractsAsked(TypedDict):
    """What a person chooses: ``apart`` names COVARIATES, ``months`` is how far ahead, ``discount_percent`` a year."""

    apart: "list[str]"
    months: "int"
    discount_percent: "int"


class ValueContractsMade(TypedDict):
    """What came out, without its contracts but for those worth most; fields as those of ``ContractValuation``."""

    asked: "ValueContractsAsked"
    observed_on: "str"
    contracts: "int"
    passed_over: "int"
    customers: "int"
    lost: "int"
    in_force: "int"
    fit: "ValueFitTold"
    gains: "list[ValueContractGain]"
    trial: "ValueContractTrial"
    renewals_expected: "float | None"
    gross_minor: "int"
    net_minor: "int"
    served_a_month_minor: "int"
    course: "list[RenewalsRenewal]"
    levels: "list[ValueContractLevel]"
    largest: "list[ValueContractRow]"


class ValueDifference(TypedDict):
    """What sets customers of a level of an attribute apart from those of ``against``: factors as (low, factor, high), 95 %."""

    attribute: "str"
    level: "str"
    against: "str"
    customers: "int"
    pace: "list[float | None]"
    leaving: "list[float | None]"
    step: "float | None"


class ValueFitTold(TypedDict):
    """A fit: its parameters with standard errors where ``state`` is found, otherwise why there are none."""

    model: "str"
    state: "str"
    names: "list[str]"
    values: "list[float | None]"
    errors: "list[float | None]"
    log_likelihood: "float | None"
    customers: "int"
    unit_days: "int"
    steps: "int"
    loose: "list[str]"
    together: "list[LifetimeTogether]"


class ValueKeptChurnMade(TypedDict):
    """Who is about to leave; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ValueChurnMade | None"


class ValueKeptCohorts(TypedDict):
    """Who stays, by month won; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ValueCohorts | None"


class ValueKeptContractsMade(TypedDict):
    """How contracts are renewed, and what those in force are worth; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ValueContractsMade | None"


class ValueKeptReturns(TypedDict):
    """What acquisition and campaigns of a period brought; ``refused`` says why there is no value."""

    made_at: "str"
    stale: "bool"
    refused: "str"
    value: "ValueReturns | None"


class ValueReturns(TypedDict):
    """Acquisition, tiers, groups without control, campaigns with those not invited beside them."""

    label: "str"
    currency: "str"
    channels: "list[ReturnsAcquisition]"
    total: "ReturnsAcquisition"
    tiers: "list[ValueTierWorth]"
    groups: "list[ReturnsGroupReturn]"
    campaigns: "list[ValueCampaignReturn]"
    has_clv: "bool"
    orders_from: "str"
    looks_back: "bool"


class ValueSeasonTold(TypedDict):
    """A season: its ``days`` among those observed with the repeat ``purchases`` on them, and its ``days_ahead`` in the span."""

    name: "str"
    days: "int"
    purchases: "int"
    days_ahead: "int"
    pace: "list[float | None] | None"


class ValueSeasonsTold(TypedDict):
    """A model with the company's seasons, and what came of asking for them."""

    state: "str"
    chance: "float | None"
    seasons: "list[ValueSeasonTold]"


class ValueStanding(TypedDict):
    """One customer on an assessment day."""

    orders: "int"
    quiet_days: "int | None"
    place: "int"
    awake: "int"
    tier_before: "str"
    revenue_minor: "int"
    net_minor: "int"
    stays: "bool"


class ValueTierWorth(TypedDict):
    """What the customers of a closing tier brought for each unit that they cost; all cost, allocated cost included."""

    tier: "str"
    customers: "int"
    margin_minor: "int"
    cost_minor: "int"
    per_cost: "str | None"


class ValueTold(TypedDict):
    """A valuation without its customers; the fields are those of ``Valuation``. ``fits`` ends with the one in force."""

    first_on: "str"
    observed_on: "str"
    span_days: "int"
    discount_yearly: "float | None"
    draws: "int"
    orders_in_future: "int"
    orders_anonymous: "int"
    returns: "int"
    orders_without_margin: "int"
    customers: "int"
    repeaters: "int"
    purchases: "int"
    histories: "int"
    merged: "int"
    fits: "list[ValueFitTold]"
    apart: "ValueApartTold | None"
    trial: "LifetimeHoldOut"
    spend_source: "str"
    spend: "ValueFitTold | None"
    correlation: "float | None"
    leans: "bool"
    margin_share: "float | None"
    served_minor: "int"
    scored: "bool"
    orders_expected: "float | None"
    orders_error: "float | None"
    gross_minor: "int"
    net_minor: "int"
    contracted: "int"
    seasons: "ValueSeasonsTold | None"


class ValueTrialColumn(TypedDict):
    """A column of a table that may be a trial: its distinct values where there are few (empty: many), whether all are numbers."""

    name: "str"
    values: "list[str]"
    is_number: "bool"


Verdict = Literal["real", "mistaken", "expected"]


class Versions(TypedDict):
    """Versions of a fiscal year; of all when it is left out."""

    fiscal_year: NotRequired["int | None"]


class ViewName(TypedDict):
    """What a view is called, and whether everybody sees it."""

    name: "str"
    shared: NotRequired["bool"]


ViewPage = Literal["ledger", "lines", "cases", "requests", "customers"]


class ViewWish(TypedDict):
    """A filter to be kept: ``query`` is what the page's address carries. A name of one's own for the page takes its place."""

    page: "ViewPage"
    name: "str"
    query: NotRequired["str"]
    shared: NotRequired["bool"]


class Views(TypedDict):
    """The views of a page; of all of them when it is left out."""

    page: NotRequired["ViewPage | None"]


class ViewsViewDone(TypedDict):
    """The view that an act was about; 0 where a page opens without one."""

    view: "int"


class WarningBand(TypedDict):
    """Customers of like chances: the mean chance told, and the share of them with the outcome."""

    customers: "int"
    told: "float | None"
    came: "float | None"


class WarningMeasured(TypedDict):
    """How chances did on the newest day whose outcome is known, told by a model taught with earlier days alone."""

    taught: "int"
    taught_came: "int"
    held: "int"
    held_came: "int"
    area_low: "float | None"
    area: "float | None"
    area_high: "float | None"
    least: "float | None"
    lift: "float | None"
    off: "float | None"
    off_base: "float | None"
    bands: "list[WarningBand]"


class WarningRules(TypedDict):
    """What a company sets: days looked back and ahead, days within which a contact comes back, and what the warning is about."""

    back_days: "int"
    ahead_days: "int"
    repeat_days: "int"
    outcome: "Literal['unhappy', 'leaves', 'either']"
    calls: "int"


class WarningShare(TypedDict):
    """One sign: what it adds to the log odds for each of its spreads, and how much of it the average customer shows."""

    sign: "str"
    weight: "float | None"
    usual: "float | None"


class WasteGateRemedy(TypedDict):
    """One thing that would make a refused ask pass; ``value`` is what it needs: an amount, channels, tiers."""

    kind: "str"
    value: "str"
    text: "str"


class WasteSpend(TypedDict):
    """What a customer's orders brought and how many there were, up to a day: the average is spend / orders."""

    spend_minor: "int"
    orders: "int"
    as_of: "str"


class WasteTierInForce(TypedDict):
    """A customer's tier, the day since when, and where it comes from: ``assessed``, or ``decided`` by a person."""

    tier: "str"
    since: "str"
    source: "str"


class WasteTierRow(TypedDict):
    """One line of a customer's tier history. ``source`` is assessed or decided."""

    tier: "str"
    since: "str"
    until: "str | None"
    source: "str"


class WasteWakeUp(TypedDict):
    """One wake-up that was sent, or for which money is reserved; ``ref`` is the contact's id or the entry's."""

    on: "str"
    ref: "str"


class WatchAlertRow(TypedDict):
    """An alert with its newest sighting and answer; ``verdict`` is null while nobody has answered."""

    id: "int"
    kind: "str"
    tier: "str"
    what: "str"
    channel: "str"
    first_on: "str"
    noticed_on: "str"
    last_on: "str"
    actual_minor: "int"
    expected_minor: "int"
    at: "str"
    verdict: "Literal['real', 'mistaken', 'expected'] | None"
    why: "str"
    until_on: "str | None"
    answered_by: "int | None"
    answered_at: "str | None"


class WatchAlertRowPage(TypedDict):
    """WatchAlertRowPage."""

    rows: "list[WatchAlertRow]"
    next: "str | None"


class Why(TypedDict):
    """A request that gives its reason."""

    why: NotRequired["str"]


class Wishes(TypedDict):
    """How each occasion is to be told; ``quiet`` is ``22:00-08:00`` or empty."""

    choices: NotRequired["dict[str, How]"]
    quiet: NotRequired["str"]
    digest_at: NotRequired["str"]


class WorkPutAway(TypedDict):
    """A job whose outcome was put away."""

    name: "str"


class Year(TypedDict):
    """A fiscal year."""

    year: "str"
