"""What surveys and contacts add up to, and what service cost: counted in the warehouse, told here."""

from fenhao.engine.relation import Kind, Parameter, Table, column, model

_PACKAGE = "fenhao.engine.satisfaction"
_MONTH = column("month_no", Kind.count, "the place of the fiscal month among those looked at, from 0")
_TIER = column("tier", Kind.text, "the customer's tier on that day; '' without one")
_CHANNEL = column("channel", Kind.text, "the channel of the service; '' where it is not told")
_TEAM = column("team", Kind.text, "the team; '' where it is not told")
_KIND = column("kind", Kind.text, "csat, nps or ces")
_QUESTION = column("question", Kind.text, "the question; '' where a kind has one alone")
SINCE_ON = Parameter("since_on", Kind.day, "the first day of the answers")
UNTIL_ON = Parameter("until_on", Kind.day, "the last day of what is known")

SERVICE_DAYS = Table(
    "service_days",
    "Given: the days looked at.",
    ("day_on",),
    (column("day_on", Kind.day, "the day"), _MONTH),
)

SERVICE_MONTHS = Table(
    "service_months",
    "Given: the months looked at.",
    ("month_no",),
    (
        _MONTH,
        column("last_on", Kind.day, "its last day"),
        column("later_on", Kind.day, "the day by which contracts have to be renewed to count as kept"),
    ),
)

SURVEY_COUNTS = model(
    package=_PACKAGE,
    name="survey_counts",
    note="Surveys of the three kinds counted by the month in which they were asked, and by score.",
    key=("kind", "question", "month_no", "tier", "channel", "team", "answer", "score"),
    columns=(
        _KIND,
        _QUESTION,
        _MONTH,
        _TIER,
        _CHANNEL,
        _TEAM,
        column("answer", Kind.count, "0 not answered, 1 answered, 2 answered on a scale of another length"),
        column("score", Kind.count, "the score; 0 unless answered on the kind's own scale"),
        column("surveys", Kind.count, "surveys"),
    ),
    reads=("surveys", "tickets", "service_days"),
)

SURVEY_ANSWERS = model(
    package=_PACKAGE,
    name="survey_answers",
    note="The answers of some days, each with the customer's words.",
    key=("survey_id",),
    columns=(
        column("survey_id", Kind.text, "the survey, its source before it"),
        column("customer_id", Kind.text, "who answered; '' where that is not told"),
        column("ticket_id", Kind.text, "the ticket asked about; '' for none"),
        _KIND,
        _QUESTION,
        column("score", Kind.count, "the score as it was given"),
        column("answered_on", Kind.day, "the day of the answer"),
        column("text", Kind.text, "what the customer wrote"),
        _CHANNEL,
        _TEAM,
        _TIER,
    ),
    parameters=(SINCE_ON, UNTIL_ON),
    reads=("surveys", "tickets"),
)

SERVICE_CELLS = model(
    package=_PACKAGE,
    name="service_cells",
    note="Contacts in which customers were served, by tier, channel and month.",
    key=("tier", "channel", "month_no"),
    columns=(
        _TIER,
        _CHANNEL,
        _MONTH,
        column("contacts", Kind.count, "contacts"),
        column("customers", Kind.count, "customers who are known"),
        column("seconds", Kind.count, "seconds of staff time"),
    ),
    reads=("service_contacts", "service_days"),
)

SERVICE_CHANNEL_COST = model(
    package=_PACKAGE,
    name="service_channel_cost",
    note="What the ledger holds for the purpose of service, by channel and month.",
    key=("channel", "month_no"),
    columns=(_CHANNEL, _MONTH, column("cost_minor", Kind.money, "cost")),
    reads=("cost_entries", "chart", "service_days"),
)

RENEWAL_CELLS = model(
    package=_PACKAGE,
    name="renewal_cells",
    note="Contracts in force at a month's end of customers served in it, and how many were still there some time later.",
    key=("tier", "channel", "month_no"),
    columns=(
        _TIER,
        _CHANNEL,
        _MONTH,
        column("held", Kind.count, "contracts in force at the month's end"),
        column("kept", Kind.count, "those of them still in force on the later day"),
    ),
    parameters=(UNTIL_ON,),
    reads=("service_contacts", "service_days", "service_months", "contracts"),
)

RELATIONS = (SURVEY_COUNTS, SURVEY_ANSWERS, SERVICE_CELLS, SERVICE_CHANNEL_COST, RENEWAL_CELLS)
"""In the order in which they are defined; the givens come before them."""
