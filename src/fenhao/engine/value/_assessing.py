"""Tiers on an assessment day, where their borders lie, and who moved between two assessments."""

from datetime import date, timedelta

from fenhao.engine.facts import TIER_ASSIGNMENTS
from fenhao.engine.relation import Kind, Parameter, Value, column, model
from fenhao.engine.value._policy import TierPolicy
from fenhao.engine.value._thresholds import Threshold, stay_cutoff, thresholds

_PACKAGE = "fenhao.engine.value"

_ASSESSED_ON = Parameter("assessed_on", Kind.day, "the assessment day; only earlier days are looked at")
_PREVIOUS_ON = Parameter("previous_on", Kind.day, "the previous assessment; empty for the first one")

_CUSTOMER = column("customer_id", Kind.text, "the customer")
_REVENUE = column("revenue_minor", Kind.money, "revenue of the window less returns")
_NET = column(
    "net_minor",
    Kind.money,
    "net profit of the window: margin less the cost that carries the customer; 0 when the policy does not ask for it",
)
_VALUE = column("value_minor", Kind.money, "what places go by: revenue or net profit, as the policy says")
_ORDERS = column(
    "orders", Kind.count, "orders of the window, and one for whoever is under contract; a return is none"
)
_QUIET = column(
    "quiet_days",
    Kind.count,
    "days since the last order of all history; empty without any, 1 for whoever is under contract",
    needed=False,
)
_BEFORE = column("tier_before", Kind.text, "the tier of the previous assessment; '' without one")
_SINCE = column(
    "since_before",
    Kind.day,
    "the assessment from which that tier has held without a break; empty without one",
    needed=False,
)
_STAYS = column("stays", Kind.flag, "whether the minimum stay of that tier is running still")
_PLACE = column("place", Kind.count, "place by value, then orders, then customer id; 0 for the dormant")
_AWAKE = column("awake", Kind.count, "how many customers are not dormant")
_CUSTOMERS = column("customers", Kind.count, "how many customers")

TIER_NET = model(
    package=_PACKAGE,
    name="tier_net",
    note="What each customer brought in the window after the cost that carries it; that of winning it is left out.",
    key=("customer_id",),
    columns=(_CUSTOMER, _NET),
    parameters=(
        _ASSESSED_ON,
        Parameter(
            "net_start",
            Kind.day,
            "the first day of the window; the assessment day when nobody asks for net profit",
        ),
    ),
    reads=("orders", "cost_entries", "benefits", "contacts", "chart"),
)

TIER_INPUTS = model(
    package=_PACKAGE,
    name="tier_inputs",
    note="What the tier policy looks at. Assessed is everybody who stands in customers (unless won on the day or "
    "later), ever ordered before it, is under contract, or was assessed the time before. Nobody looks ahead: run again later, "
    "the day gives the same rows from the same facts.",
    key=("customer_id",),
    columns=(_CUSTOMER, _REVENUE, _NET, _ORDERS, _QUIET, _BEFORE, _SINCE),
    parameters=(
        _ASSESSED_ON,
        Parameter("window_start", Kind.day, "the first day of the window"),
        Parameter("last_on", Kind.day, "the last day of the window, that before the assessment"),
        _PREVIOUS_ON,
    ),
    reads=("customers", "orders", "contracts", "tier_assignments", "tier_net"),
    keep=True,
)


def _count(name: str, note: str) -> Parameter:
    return Parameter(name, Kind.count, note)


def _asked(name: str, what: str) -> tuple[Parameter, ...]:
    """Return the parameters of one threshold: four whole numbers and the share's denominator."""
    return (
        _count(f"{name}_parts", f"{what}: share of the customers not dormant, numerator"),
        _count(f"{name}_of", f"{what}: that share, denominator"),
        _count(f"{name}_orders_min", f"{what}: orders"),
        Parameter(f"{name}_revenue_min", Kind.money, f"{what}: revenue"),
        Parameter(f"{name}_net_min", Kind.money, f"{what}: net profit"),
    )


TIER_STANDINGS = model(
    package=_PACKAGE,
    name="tier_standings",
    note="Where every assessed customer stands, and the first rule that holds; see TierPolicy. A place lies in a top "
    "share when place <= share * customers not dormant.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        _VALUE,
        _REVENUE,
        _NET,
        _ORDERS,
        _QUIET,
        _BEFORE,
        _SINCE,
        _STAYS,
        _AWAKE,
        _PLACE,
        column("rule", Kind.text, "the first rule that holds; a code of TierReason"),
    ),
    parameters=(
        Parameter("ranked_by", Kind.text, "revenue or net"),
        Parameter("stay_after", Kind.day, "a tier that began later is in its minimum stay"),
        _count("dormant_after_days", "more quiet days than this are dormant"),
        _count("dormant_keep_days", "the same for whoever was not dormant before"),
        *_asked("core", "to become core"),
        *_asked("core_keep", "to stay core"),
        *_asked("potential", "to become potential"),
        *_asked("potential_keep", "to stay potential"),
    ),
    reads=("tier_inputs",),
    keep=True,
)

TIER_DECISIONS = model(
    package=_PACKAGE,
    name="tier_decisions",
    note="The tier of every assessed customer and the rule that gave it; the minimum stay overrules a fall.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("tier", Kind.text, "A core, B potential, C basic or D dormant"),
        column("reason", Kind.text, "the rule that decided; a code of TierReason"),
        _VALUE,
        _REVENUE,
        _NET,
        _ORDERS,
        _QUIET,
        _PLACE,
        _AWAKE,
        _BEFORE,
        _SINCE,
        _STAYS,
    ),
    reads=("tier_standings",),
)

TIER_DECISION_OF = model(
    package=_PACKAGE,
    name="tier_decision_of",
    note="One customer of tier_decisions; no row for whoever is not assessed.",
    key=("customer_id",),
    columns=TIER_DECISIONS.columns,
    parameters=(Parameter("customer_id", Kind.text, "the customer asked about"),),
    reads=("tier_decisions",),
)

TIERS_ON_DAY = model(
    package=_PACKAGE,
    name="tiers",
    note="The tier of every assessed customer: rows for tier_assignments.",
    key=("customer_id",),
    columns=TIER_ASSIGNMENTS.columns,
    parameters=(_ASSESSED_ON, Parameter("policy", Kind.text, "version of the policy")),
    reads=("tier_decisions",),
)

TIER_BORDERS = model(
    package=_PACKAGE,
    name="tier_borders",
    note="Where the top shares end: their last places and what the customers there bring. One row.",
    key=(),
    columns=(
        _AWAKE,
        column("core_place", Kind.count, "the last place in the core share; 0 when it holds nobody"),
        column(
            "potential_place", Kind.count, "the last place in the potential share; 0 when it holds nobody"
        ),
        column(
            "core_value_minor", Kind.money, "value at the last core place; empty without one", needed=False
        ),
        column(
            "potential_value_minor",
            Kind.money,
            "value at the last potential place; empty without one",
            needed=False,
        ),
    ),
    parameters=tuple(
        _count(f"{name}_{part}", f"{name} share of the customers not dormant, {called}")
        for name in ("core", "potential")
        for part, called in (("parts", "numerator"), ("of", "denominator"))
    ),
    reads=("tier_standings",),
)

_THEN = column("tier_then", Kind.text, "the tier before; '' for none")
_NOW = column("tier_now", Kind.text, "the tier after; '' for none")

TIER_CHANGES = model(
    package=_PACKAGE,
    name="tier_changes",
    note="What an assessment changes against the one before: every assessed customer, once.",
    key=("tier_then", "tier_now"),
    columns=(_THEN, _NOW, _CUSTOMERS, _VALUE),
    reads=("tier_decisions",),
)

TIER_FLOW = model(
    package=_PACKAGE,
    name="tier_flow",
    note="Who moved between two assessments: every customer of either, once, with what it was worth at each.",
    key=("tier_then", "tier_now"),
    columns=(
        _THEN,
        _NOW,
        _CUSTOMERS,
        column(
            "value_then_minor", Kind.money, "value at the earlier assessment; 0 for whoever was not in it"
        ),
        column("value_now_minor", Kind.money, "value at the later assessment; 0 for whoever is not in it"),
    ),
    parameters=(_ASSESSED_ON, _PREVIOUS_ON),
    reads=("tier_assignments",),
)

ASSESSMENT_RELATIONS = (TIER_NET, TIER_INPUTS, TIER_STANDINGS, TIER_DECISIONS, TIERS_ON_DAY)
"""One assessment; reads facts and the given chart."""
PREVIEW_RELATIONS = (TIER_BORDERS, TIER_CHANGES)
"""What an assessment would change, and its borders; after ASSESSMENT_RELATIONS."""


def tier_parameters(
    policy: TierPolicy, *, assessed_on: date, previous_on: date | None, unit_minor: int
) -> dict[str, Value]:
    """Return the parameters of the relations above; ``unit_minor`` minor units make one unit of the currency."""
    borders = thresholds(policy, unit_minor=unit_minor)
    window_start = assessed_on - timedelta(days=policy.window_days)
    return {
        "assessed_on": assessed_on,
        "window_start": window_start,
        "last_on": assessed_on - timedelta(days=1),
        "net_start": window_start if policy.asks_net else assessed_on,
        "previous_on": previous_on,
        "policy": policy.version,
        "ranked_by": policy.ranked_by.value,
        "stay_after": stay_cutoff(policy, assessed_on=assessed_on),
        "dormant_after_days": borders.quiet_days,
        "dormant_keep_days": borders.quiet_days_keep,
        **_bound("core", borders.core),
        **_bound("core_keep", borders.core_keep),
        **_bound("potential", borders.potential),
        **_bound("potential_keep", borders.potential_keep),
    }


def _bound(name: str, asked: Threshold) -> dict[str, Value]:
    """Return one threshold as parameters."""
    return {
        f"{name}_parts": asked.share.numerator,
        f"{name}_of": asked.share.denominator,
        f"{name}_orders_min": asked.orders,
        f"{name}_revenue_min": asked.revenue_minor,
        f"{name}_net_min": asked.net_minor,
    }
