"""Tiers in sentences: the written policy, why a customer has its tier, and the way to the next one."""

from collections.abc import Mapping

from fenhao.engine.value import Distance, Gap, Measure, RankedBy, TierPolicy
from fenhao.interfaces.names import tier_name, word
from fenhao.interfaces.report._figures import Figures
from fenhao.interfaces.words import say
from fenhao.runs.tiers import TierStanding


def tier_policy_sentences(policy: TierPolicy, write: Figures) -> tuple[str, ...]:
    """Return the policy as a reader would write it down, one rule a sentence, in the order in which they are asked."""
    lang = write.lang

    def told(code: str, details: Mapping[str, str]) -> str:
        return say(f"tier_policy.{code}", details, lang)

    said = [
        told("window", {"days": str(policy.window_days), "measure": _measure(policy.ranked_by, write)}),
        told("dormant", {"days": str(policy.dormant_after_days)}),
    ]
    for code, share, orders, least in (
        (
            "core",
            policy.core_share,
            policy.core_orders_min,
            ((RankedBy.revenue, policy.core_revenue_min), (RankedBy.net, policy.core_net_min)),
        ),
        (
            "potential",
            policy.potential_share,
            policy.potential_orders_min,
            ((RankedBy.revenue, policy.potential_revenue_min), (RankedBy.net, policy.potential_net_min)),
        ),
    ):
        said.append(told(code, {"share": write.percent_short(share), "orders": str(orders)}))
        said += [
            told(
                f"{code}_least",
                {"amount": write.spoken(units * 10**write.digits), "measure": _measure(measure, write)},
            )
            for measure, units in least
            if units is not None
        ]
    said.append(told("basic", {}))
    if policy.keep_margin:
        said.append(told("keep_margin", {"share": write.percent_short(policy.keep_margin)}))
    if policy.keep_band:
        said.append(told("keep_band", {"share": write.percent_short(policy.keep_band)}))
    if policy.stay_months_min:
        said.append(told("stay", {"months": str(policy.stay_months_min)}))
    return tuple(said)


def tier_reason_sentence(found: TierStanding, policy: TierPolicy, write: Figures) -> str:
    """Return why the customer has the tier, with the facts that decided and what the policy asks for."""
    standing = found.standing
    details = {
        "tier": tier_name(found.tier, lang=write.lang),
        "window": str(policy.window_days),
        "quiet": str(standing.quiet_days or 0),
        "dormant": str(policy.dormant_after_days),
        "place": write.count(standing.place),
        "awake": write.count(standing.awake),
        "orders": str(standing.orders),
        "value": write.exact(found.value_minor),
        "measure": _measure(policy.ranked_by, write),
        "core": write.percent_short(policy.core_share),
        "core_orders": str(policy.core_orders_min),
        "potential": write.percent_short(policy.potential_share),
        "potential_orders": str(policy.potential_orders_min),
        "months": str(policy.stay_months_min),
        "since": found.since.isoformat() if found.since else "",
    }
    return say(f"tier_reason.{found.reason.value}", details, write.lang)


def tier_distance_sentence(distance: Distance, write: Figures) -> str:
    """Return what is missing for the next tier: 再消费 320.00 元可升 B."""
    lang = write.lang
    if not distance.next_tier:
        return say("tier_distance.top", {}, lang)
    following = tier_name(distance.next_tier, lang=lang)
    if not distance.ways:
        return say("tier_distance.no_place", {"next": following}, lang)
    both, either = say("tier_distance.and", {}, lang), say("tier_distance.or", {}, lang)
    ways = either.join(both.join(_gap(gap, write) for gap in way) for way in distance.ways)
    return say("tier_distance.way", {"gaps": ways, "next": following}, lang)


def tier_sleep_sentence(distance: Distance, write: Figures) -> str:
    """Return after how many more days without an order the customer sleeps; '' when it sleeps already."""
    if distance.quiet_days_left is None:
        return ""
    return say("tier_distance.sleeps_in", {"days": str(distance.quiet_days_left)}, write.lang)


def _gap(gap: Gap, write: Figures) -> str:
    """Return one thing that is missing, in its unit."""
    if gap.measure is Measure.orders:
        return say("tier_distance.orders", {"count": str(gap.missing)}, write.lang)
    return say(f"tier_distance.{gap.measure.value}", {"amount": write.exact(gap.missing)}, write.lang)


def _measure(ranked_by: RankedBy, write: Figures) -> str:
    """Return what an amount counts."""
    return word("tier_measure", ranked_by.value, lang=write.lang)
