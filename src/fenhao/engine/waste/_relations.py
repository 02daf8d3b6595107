"""Campaigns and their participation, the findings of all rules, and their sums."""

from fenhao.engine.ledger import ENTRIES, PERIOD_END, PERIOD_START
from fenhao.engine.relation import Kind, Model, Parameter, Table, Value, column, model
from fenhao.engine.waste._policy import WastePolicy
from fenhao.engine.waste._rule import FOUND, FOUND_KEY
from fenhao.engine.waste.rules import RULES

_PACKAGE = "fenhao.engine.waste"

ENTITLEMENTS = Table(
    "entitlements",
    "Given: which tier may receive which benefit.",
    ("tier", "benefit_type"),
    (
        column("tier", Kind.text, "the tier"),
        column("benefit_type", Kind.text, "the benefit it is entitled to"),
    ),
)

CAMPAIGN_RESULTS = model(
    package=_PACKAGE,
    name="campaign_results",
    note="Campaigns that overlap the period or have cost in it. A campaign id that stands in no campaign row has "
    "no result; its cost stays in the ledger.",
    key=("campaign_id",),
    columns=(
        column("campaign_id", Kind.text, "the campaign"),
        column("name", Kind.text, "its name", needed=False),
        column("kind", Kind.text, "what sort of campaign"),
        column("starts_on", Kind.day, "its first day"),
        column("ends_on", Kind.day, "its last day, included"),
        column("invited", Kind.count, "customers invited up to the day the report looks at"),
        column("participated", Kind.count, "of these, who had taken part by that day"),
        column("cost_minor", Kind.money, "its ledger cost in the period"),
        ENTRIES,
        column("judged", Kind.flag, "whether it has ended by that day"),
        column("low", Kind.flag, "whether it is judged and too few took part"),
    ),
    parameters=(
        PERIOD_START,
        PERIOD_END,
        Parameter("as_of_on", Kind.day, "the last day that the report looks at"),
        Parameter("participation_parts", Kind.count, "least participation, numerator"),
        Parameter("participation_of", Kind.count, "least participation, denominator"),
    ),
    reads=("campaigns", "campaign_members", "campaign_days"),
    keep=True,
)

_COUNTED = column("counted_minor", Kind.money, "the amount, or 0 when an earlier rule has counted the entry")

FINDINGS_COLUMNS = (*FOUND, _COUNTED)

FINDINGS = model(
    package=_PACKAGE,
    name="findings",
    note="What all rules found, one row per rule and entry; an entry's amount is counted by the first rule in order "
    "of precedence.",
    key=("rule", *FOUND_KEY),
    columns=FINDINGS_COLUMNS,
    reads=(*(rule.relation.name for rule in RULES), "campaign_results"),
)

_SUMS = (
    column("findings", Kind.count, "entries found"),
    column("found_minor", Kind.money, "their amounts"),
    column("counted_minor", Kind.money, "their amounts less what an earlier rule has counted"),
)

WASTE_DAYS = model(
    package=_PACKAGE,
    name="waste_days",
    note="Findings summed by rule and day, without building each of them.",
    key=("rule", "found_on"),
    columns=(FOUND[0], FOUND[4], *_SUMS),
    reads=("found_unanswered_wake_up", "found_benefit_outside_tier", "campaign_days", "campaign_results"),
    keep=True,
)

WASTE_WEEKS = model(
    package=_PACKAGE,
    name="waste_weeks",
    note="Findings by the week in which they became known.",
    key=("week_on", "rule"),
    columns=(column("week_on", Kind.day, "Monday of the week"), FOUND[0], _SUMS[0], _SUMS[2]),
    reads=("waste_days",),
)

WASTE_RULES = model(
    package=_PACKAGE,
    name="waste_rules",
    note="Findings by rule; a rule that found nothing has no row.",
    key=("rule",),
    columns=(FOUND[0], *_SUMS),
    reads=("waste_days",),
)

_ROWS_MAX = Parameter("rows_max", Kind.count, "how many are wanted")

LARGEST_FLOOR = model(
    package=_PACKAGE,
    name="largest_floor",
    note="One row: an amount that as many findings as are wanted reach, known without building them.",
    key=(),
    columns=(
        column(
            "floor_minor",
            Kind.money,
            "empty when too few days and wake-ups tell of one above 0",
            needed=False,
        ),
    ),
    parameters=(_ROWS_MAX,),
    reads=("campaign_days", "campaign_results", "found_unanswered_wake_up"),
)

LARGEST_FINDINGS = model(
    package=_PACKAGE,
    name="largest_findings",
    note="The findings that count most; ties by rule, subledger, source and entry id.",
    key=("rule", *FOUND_KEY),
    columns=FINDINGS_COLUMNS,
    parameters=(
        _ROWS_MAX,
        Parameter("floor_minor", Kind.money, "what largest_floor holds; empty lets everything through"),
    ),
    reads=("findings",),
)

BEFORE_LARGEST: tuple[Model, ...] = (
    CAMPAIGN_RESULTS,
    *(rule.relation for rule in RULES),
    FINDINGS,
    WASTE_DAYS,
    WASTE_WEEKS,
    WASTE_RULES,
    LARGEST_FLOOR,
)
"""In dependency order, after the ledger's relations; the given ENTITLEMENTS comes before them."""

RELATIONS: tuple[Model, ...] = (*BEFORE_LARGEST, LARGEST_FINDINGS)
"""LARGEST_FINDINGS is bound to what LARGEST_FLOOR holds: an engine skips rows by a number, not by a query."""


_NEVER = 10**9
"""More wake-ups than anybody sends to a customer."""


def entitlement_rows(policy: WastePolicy) -> tuple[tuple[str, str], ...]:
    """Return the rows of the given ``entitlements``; none when the rule that reads them is off."""
    if "benefit_outside_tier" in policy.rules_off:
        return ()
    return tuple((allowed.tier, allowed.benefit_type) for allowed in policy.entitlements)


def waste_parameters(policy: WastePolicy) -> dict[str, Value]:
    """Return the parameters that come from the policy; a rule that is off gets a threshold that nothing crosses."""
    wakes, takes_part = (code not in policy.rules_off for code in ("unanswered_wake_up", "low_participation"))
    return {
        "wake_ups_unanswered_max": policy.wake_ups_unanswered_max if wakes else _NEVER,
        "participation_parts": policy.participation_min.numerator if takes_part else 0,
        "participation_of": policy.participation_min.denominator,
    }
