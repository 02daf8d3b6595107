"""Rule ``unanswered_wake_up``: a wake-up after too many earlier ones in a row without an answer.

A wake-up is a contact whose purpose is wake_up. An answer is an order (a return is none) or a response to any
contact. Judged is what was known when the wake-up was sent: an answer counts from the day after it came, and it
answers every wake-up up to and including its own day. What the found wake-up itself brings changes nothing:
it should not have been sent. Earlier wake-ups count wherever they lie, also before the period and also without cost.
"""

from fenhao.engine.ledger import PERIOD_END, PERIOD_START
from fenhao.engine.relation import Kind, Parameter, model
from fenhao.engine.waste._rule import FOUND, FOUND_KEY, Rule

WAKE_UPS_UNANSWERED_MAX = Parameter(
    "wake_ups_unanswered_max", Kind.count, "this many in a row without answer are the last that may be sent"
)

UNANSWERED_WAKE_UP = Rule(
    code="unanswered_wake_up",
    name_zh="连续未响应仍唤醒",
    name_en="Wake-up after unanswered ones",
    says_zh="客户已连续多次（默认 3 次）未响应唤醒，仍再次发起的唤醒计为无效成本。期间有下单或任何响应则重新计数。",
    says_en="A wake-up sent after 3 (the policy's number) earlier ones in a row that brought neither a response "
    "nor an order.",
    relation=model(
        package="fenhao.engine.waste",
        name="found_unanswered_wake_up",
        note="Wake-ups of the period with a cost, sent after at least the policy's number of earlier ones in a row "
        "without an answer. evidence: unanswered=<earlier ones in a row>.",
        key=FOUND_KEY,
        columns=FOUND,
        parameters=(PERIOD_START, PERIOD_END, WAKE_UPS_UNANSWERED_MAX),
        reads=("contacts", "orders", "days", "late_tiers"),
        keep=True,
    ),
)
