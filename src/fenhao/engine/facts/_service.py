"""The facts of service: tickets and what became of them, contacts, surveys, staff and tools, points and levels.

Lengths of time are whole seconds; a file may give them in minutes or hours. Staff are known by number, never by name.
"""

from fenhao.engine.relation import Kind, Table, column

_text, _day, _instant, _money, _count, _flag = (
    Kind.text,
    Kind.day,
    Kind.instant,
    Kind.money,
    Kind.count,
    Kind.flag,
)
_TIER = column("tier", _text, "the customer's tier on that day; stamped at loading", needed=False)
_TEAM = column("team", _text, "the team that did it", needed=False)
_AGENT = column("agent", _text, "who did it: a staff number, not a name", needed=False)
_UPDATED = column(
    "updated_at",
    _instant,
    "when the source last changed the row: of two versions the later counts; without it the one loaded later",
    needed=False,
)

TICKETS = Table(
    "tickets",
    "One row per service ticket, as it was opened; what became of it is in ticket_events, or here once it is over.",
    ("ticket_id",),
    (
        column("ticket_id", _text, "the source's own id"),
        column("customer_id", _text, "who asked", needed=False),
        column(
            "opened_on", _day, "the civil day it was opened; taken from opened_at where a file has only that"
        ),
        column("opened_at", _instant, "the moment it was opened; without it no clock runs", needed=False),
        column("channel", _text, "phone, chat, mail, self_service, bot, ..."),
        column("kind", _text, "question, request, complaint, ..."),
        column("priority", _text, "urgent, high, normal, low, ...; normal when empty", needed=False),
        column("category", _text, "what it was about", needed=False),
        column("subject", _text, "its title", needed=False),
        column("text", _text, "the customer's words", needed=False),
        column("queue", _text, "the queue it waits or waited in", needed=False),
        column("team", _text, "the team that has it", needed=False),
        column("agent", _text, "who has it: a staff number, not a name", needed=False),
        column("first_response_at", _instant, "the first answer by a person; events win", needed=False),
        column("resolved_at", _instant, "when it was solved for the last time; events win", needed=False),
        column("reopened", _count, "how often it was opened again; events win", needed=False),
        column("escalated", _flag, "whether it was escalated", needed=False),
        column("bot_handled", _flag, "whether a bot had it first", needed=False),
        column("handed_over", _flag, "whether the bot gave it to a person", needed=False),
        column(
            "handle_seconds", _count, "seconds of staff time spent, where contacts do not tell", needed=False
        ),
        _TIER,
        _UPDATED,
    ),
)

TICKET_EVENTS = Table(
    "ticket_events",
    "One row per moment at which something became of a ticket: the history that clocks are run again from.",
    ("ticket_id", "happened_at", "event"),
    (
        column("ticket_id", _text, "the ticket, of the same source"),
        column("happened_on", _day, "the civil day; taken from happened_at where a file has only that"),
        column("happened_at", _instant, "the moment"),
        column(
            "event",
            _text,
            "a status that holds from then on (open, in_progress, waiting_customer, on_hold, resolved, closed, reopened, "
            "...), or what leaves the status as it is: customer_replied, agent_replied, assigned, escalated",
        ),
        column("queue", _text, "the queue it went to", needed=False),
        _TEAM,
        _AGENT,
    ),
)

SERVICE_CONTACTS = Table(
    "service_contacts",
    "One row per contact in which a customer was served: a call, a chat, a mail, a visit to self-service, a talk with a bot.",
    ("contact_id",),
    (
        column("contact_id", _text, "the source's own id"),
        column("ticket_id", _text, "the ticket it belongs to", needed=False),
        column("customer_id", _text, "who was served", needed=False),
        column("happened_on", _day, "the civil day; taken from happened_at where a file has only that"),
        column("happened_at", _instant, "when it began", needed=False),
        column("channel", _text, "phone, chat, mail, self_service, bot, ..."),
        column(
            "handle_seconds",
            _count,
            "seconds of staff time, wrap-up included; empty or 0 without staff",
            needed=False,
        ),
        column("wait_seconds", _count, "seconds the customer waited for an answer", needed=False),
        column(
            "outcome",
            _text,
            "solved, handed_over (a bot or self-service that ended with a person), abandoned, follow_up, ...",
            needed=False,
        ),
        column("category", _text, "what it was about", needed=False),
        _TEAM,
        _AGENT,
        _TIER,
        _UPDATED,
    ),
)

SURVEYS = Table(
    "surveys",
    "One row per question put to a customer, answered or not: what is not answered is what response rates need.",
    ("survey_id",),
    (
        column("survey_id", _text, "the row's own id"),
        column("sending_id", _text, "the sending that several questions belong to", needed=False),
        column("customer_id", _text, "who was asked", needed=False),
        column("ticket_id", _text, "the ticket asked about", needed=False),
        column("kind", _text, "csat, nps or ces"),
        column("question", _text, "the question, where a kind has several", needed=False),
        column(
            "asked_on",
            _day,
            "the day it was asked; taken from asked_at, or from the answer where a file does not tell",
        ),
        column("asked_at", _instant, "the moment it was asked", needed=False),
        column("answered_on", _day, "the day of the answer; empty when there was none", needed=False),
        column("answered_at", _instant, "the moment of the answer", needed=False),
        column(
            "score", _count, "the score on that survey's own scale; empty without an answer", needed=False
        ),
        column(
            "scale_low", _count, "the scale's lowest score; csat 1, nps 0, ces 1 when empty", needed=False
        ),
        column(
            "scale_high", _count, "the scale's highest score; csat 5, nps 10, ces 7 when empty", needed=False
        ),
        column("text", _text, "what the customer wrote", needed=False),
        column("channel", _text, "the channel of the service asked about", needed=False),
        column("team", _text, "the team asked about", needed=False),
        column("agent", _text, "who was asked about: a staff number, not a name", needed=False),
        _TIER,
        _UPDATED,
    ),
)

STAFF_TIME = Table(
    "staff_time",
    "One row per month, team and channel: how long staff were paid for, and what they did.",
    ("month_on", "team", "channel"),
    (
        column("month_on", _day, "the first day of the month"),
        column("team", _text, "the team"),
        column("channel", _text, "phone, chat, mail, ...; all when a team's time is not told apart"),
        column("staff", _count, "people in the team that month", needed=False),
        column("paid_seconds", _count, "seconds paid for"),
        column(
            "available_seconds", _count, "seconds at work: paid less leave, breaks, training", needed=False
        ),
        column("customer_seconds", _count, "seconds on work for customers", needed=False),
        column("paperwork_seconds", _count, "seconds on reports, forms and other paperwork", needed=False),
    ),
)

POINTS = Table(
    "points",
    "One row per movement of a member's points.",
    ("entry_id",),
    (
        column("entry_id", _text, "the source's own id"),
        column("customer_id", _text, "whose points"),
        column("happened_on", _day, "the civil day"),
        column("happened_at", _instant, "the moment", needed=False),
        column("movement", _text, "earned, redeemed, expired or adjusted"),
        column("points", _count, "how many, above nought; what is adjusted may be below"),
        column("expires_on", _day, "the day from which points earned are void", needed=False),
        column("order_id", _text, "the order they were earned or redeemed with", needed=False),
    ),
)

MEMBERSHIPS = Table(
    "memberships",
    "One row per customer and level reached: in force from that day until the next row, or until it ends.",
    ("customer_id", "since_on"),
    (
        column("customer_id", _text, "the member"),
        column("since_on", _day, "in force from this day"),
        column("level", _text, "the company's own word: silver, gold, ..."),
        column("ends_on", _day, "the last day in force; empty while it runs", needed=False),
    ),
)

WORK_LOGS = Table(
    "work_logs",
    "One row per employee, day and activity.",
    ("employee_id", "worked_on", "activity"),
    (
        column("employee_id", _text, "a staff number, not a name"),
        column("worked_on", _day, "the day"),
        column("activity", _text, "what was done"),
        column("department", _text, "whose time it was", needed=False),
        column("minutes", _count, "minutes spent"),
    ),
)

TOOL_USAGE = Table(
    "tool_usage",
    "One row per tool and month.",
    ("tool", "month_on"),
    (
        column("tool", _text, "the tool"),
        column("month_on", _day, "the first day of the month"),
        column("seats", _count, "seats paid for"),
        column("active_users", _count, "people who used it"),
        column(
            "fee_minor", _money, "the fee of that month; told for comparison, the ledger has its own entry"
        ),
        column("team", _text, "the team it was bought for", needed=False),
        column("channel", _text, "the channel it serves", needed=False),
    ),
)
