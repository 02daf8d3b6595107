"""policy.toml: the written policies on tiers, ineffective spend, budget and pools."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from fenhao.engine.allocation import PoolRule
from fenhao.engine.budget import BudgetPolicy, TierShare
from fenhao.engine.ledger import Chart
from fenhao.engine.service.costing import ServicePolicy
from fenhao.engine.value import TIERS, DaySpan, RankedBy, Season, TierPolicy
from fenhao.engine.waste import (
    RULES,
    BenefitCap,
    CheapChannels,
    Entitlement,
    GatePolicy,
    GateRule,
    Strictness,
    WastePolicy,
)
from fenhao.kernel import Trouble
from fenhao.profiles._section import Section, merged, parse_toml
from fenhao.profiles._service import service_policy
from fenhao.profiles._texts import policy_values

_FILE = "policy.toml"
_HOUR_SECONDS = 3600
_COUNT_MAX = 10**9


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy in force; each names its own version, which changes with its content and with nothing else.

    ``seasons`` are what estimates of value know of days; no decision goes by them.
    """

    tiers: TierPolicy
    waste: WastePolicy
    gates: GatePolicy
    budget: BudgetPolicy
    pools: tuple[PoolRule, ...]
    service: ServicePolicy
    seasons: tuple[Season, ...]


def read_policies(text: str, *, profile: str = "") -> Policies:
    """Return the policies in the text of policy.toml over those of the ``profile`` over the default ones.

    A key ``version`` (optional) is put before each policy's content hash. Trouble names the key and what it may hold.
    """
    root = Section(merged(policy_values(profile), parse_toml(text, file=_FILE)), file=_FILE)
    named = root.optional_text("version")
    tiers = _tier_policy(root.section("tiers"))
    waste, gates = _waste_policy(root.section("waste"))
    budget = _budget_policy(root.section("budget"))
    pools = tuple(_pool(code, section) for code, section in root.section("pools").sections())
    service = service_policy(root.section("service_cost"))
    valued = root.section("value")
    seasons = _seasons(valued.section("seasons"))
    valued.end()
    root.end()
    return Policies(
        tiers=replace(tiers, version=_version(named, tiers)),
        waste=replace(waste, version=_version(named, waste)),
        gates=replace(gates, version=_version(named, gates)),
        budget=replace(budget, version=_version(named, budget)),
        pools=pools,
        service=replace(service, version=_version(named, service)),
        seasons=seasons,
    )


def check_fit(*, chart: Chart, policies: Policies, drivers: Collection[str]) -> None:
    """Refuse a chart whose leaves name pools that no policy has, and pools whose driver does not exist."""
    pools = [pool.pool_id for pool in policies.pools]
    for leaf in chart.cost_types:
        if leaf.pool_id and leaf.pool_id not in pools:
            details = {"cost_type": leaf.code, "pool": leaf.pool_id, "known": ", ".join(pools)}
            raise Trouble("profile.unknown_pool", details)
    for pool in policies.pools:
        if pool.driver not in drivers:
            details = {"pool": pool.pool_id, "driver": pool.driver, "known": ", ".join(drivers)}
            raise Trouble("profile.unknown_driver", details)


def _version(named: str, policy: TierPolicy | WastePolicy | GatePolicy | BudgetPolicy | ServicePolicy) -> str:
    """Return the name a policy gave itself, if any, and a short hash of what it says."""
    said = policy.content() if isinstance(policy, TierPolicy) else repr(policy)
    if isinstance(policy, WastePolicy) and policy.rules_off:
        said += f" off {policy.rules_off}"
    digest = sha256(said.encode()).hexdigest()[:8]
    return f"{named}+{digest}" if named else digest


def _tier_policy(section: Section) -> TierPolicy:
    """Return the tier policy; the core lies inside the potential share, dormancy inside the window."""
    window = section.whole("window_days", low=1, high=3660)
    potential_revenue, potential_net = (
        _least(section, f"potential_{each}_min", under=None) for each in ("revenue", "net")
    )
    policy = TierPolicy(
        version="",
        window_days=window,
        dormant_after_days=section.whole("dormant_after_days", low=1, high=window),
        core_share=section.share("core_share"),
        core_orders_min=section.whole("core_orders_min", low=0, high=_COUNT_MAX),
        potential_share=section.share("potential_share"),
        potential_orders_min=section.whole("potential_orders_min", low=0, high=_COUNT_MAX),
        keep_margin=section.share("keep_margin"),
        ranked_by=RankedBy(section.choice("ranked_by", [each.value for each in RankedBy])),
        core_revenue_min=_least(section, "core_revenue_min", under=potential_revenue),
        core_net_min=_least(section, "core_net_min", under=potential_net),
        potential_revenue_min=potential_revenue,
        potential_net_min=potential_net,
        keep_band=section.share("keep_band"),
        stay_months_min=section.whole("stay_months_min", low=0, high=120),
    )
    section.end()
    if policy.core_share > policy.potential_share:
        raise section.wrong("core_share", allowed=f"≤ {section.name_of('potential_share')}")
    return policy


def _seasons(section: Section) -> tuple[Season, ...]:
    """Return the seasons written down; days are "11-01..11-11" in every year, "2026-03-01..2026-03-14" once, or a single day."""
    made = []
    for name in section.keys():  # noqa: SIM118 - a Section is not a mapping
        spans = []
        for written in section.any_texts(name):
            first, _, last = (each.strip() for each in written.partition(".."))
            try:
                spans.append(DaySpan(first, last or first))
            except ValueError:
                allowed = '["11-01..11-11", "2026-03-01..2026-03-14", "2026-06-18"]'
                raise section.wrong(name, allowed=allowed) from None
        made.append(Season(name, tuple(spans)))
    return tuple(made)


def _least(section: Section, key: str, *, under: int | None) -> int | None:
    """Return a least amount in whole units of the currency, None where nothing is asked for.

    ``under`` is what the tier below asks for: the better one asks for no less, and for as much where it says nothing.
    """
    if not section.has(key):
        return under
    return section.whole(key, low=-_COUNT_MAX if under is None else under, high=_COUNT_MAX)


def _waste_policy(section: Section) -> tuple[WastePolicy, GatePolicy]:
    """Return the policy on ineffective spend, and that of the gate which asks before the money is gone."""
    entitlements = section.section("entitlements")
    policy = WastePolicy(
        version="",
        wake_ups_unanswered_max=section.whole("wake_ups_unanswered_max", low=1, high=1000),
        participation_min=section.share("participation_min"),
        entitlements=tuple(
            Entitlement(tier=tier, benefit_type=benefit)
            for benefit in entitlements.keys()  # noqa: SIM118 - a Section is not a mapping
            for tier in TIERS
            if tier in entitlements.texts(benefit, TIERS)
        ),
        share_target=section.share("share_target"),
        rules_off=section.texts("rules_off", [rule.code for rule in RULES]),
    )
    gates = _gate_policy(section, policy)
    section.end()
    return policy, gates


def _gate_policy(section: Section, waste: WastePolicy) -> GatePolicy:
    """Return the policy of the gate; entitlements, pause and participation are those that findings are judged by."""
    caps, cheap, gates = (section.section(key) for key in ("benefit_caps", "cheap_channels", "gates"))
    policy = GatePolicy(
        version="",
        wake_ups_unanswered_max=waste.wake_ups_unanswered_max,
        participation_min=waste.participation_min,
        entitlements=waste.entitlements,
        benefit_caps=tuple(
            BenefitCap(tier, caps.share(tier, high=10))
            for tier in TIERS
            if tier in caps.keys()  # noqa: SIM118
        ),
        cheap_channels=tuple(
            CheapChannels(tier, cheap.codes(tier))
            for tier in TIERS
            if tier in cheap.keys()  # noqa: SIM118
        ),
        channel_purposes=gates.codes("channel_purposes"),
        checkpoint_at=gates.share("checkpoint_at"),
        strictness=tuple(
            (rule, Strictness(gates.choice(rule.value, [each.value for each in Strictness])))
            for rule in GateRule
        ),
    )
    for each in (caps, cheap, gates):
        each.end()
    return policy


def _budget_policy(section: Section) -> BudgetPolicy:
    """Return the budget policy; every tier has a share and the shares total exactly 100 %."""
    shares = section.section("tier_shares")
    tier_shares = tuple(TierShare(tier=tier, share=shares.share(tier)) for tier in TIERS)
    shares.end()
    total = sum(tier.share for tier in tier_shares)
    if total != 1:
        details = {"file": _FILE, "key": section.name_of("tier_shares"), "total": f"{100 * total}"}
        raise Trouble("profile.shares_total", details)
    policy = BudgetPolicy(
        version="",
        growth=section.share("growth", low=-1, high=10),
        fixed_growth=section.share("fixed_growth", low=-1, high=10),
        tier_shares=tier_shares,
        reserve_share=section.share("reserve_share"),
        warn_at=section.share("warn_at"),
    )
    section.end()
    return policy


def _pool(code: str, section: Section) -> PoolRule:
    """Return one pool; time-driven pools need both the seconds and the capacity."""
    rule = PoolRule(
        pool_id=code,
        name_zh=section.text("zh"),
        name_en=section.text("en"),
        driver=section.code("driver"),
        seconds_per_unit=section.whole("seconds_per_unit", low=0, high=_COUNT_MAX),
        capacity_seconds_per_year=section.whole("capacity_hours_per_year", low=0, high=_COUNT_MAX)
        * _HOUR_SECONDS,
    )
    section.end()
    if (rule.seconds_per_unit == 0) != (rule.capacity_seconds_per_year == 0):
        half = "capacity_hours_per_year" if rule.seconds_per_unit else "seconds_per_unit"
        raise section.wrong(half, allowed="> 0")
    return rule
