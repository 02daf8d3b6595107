"""policy.toml: what service work costs by time, and what delay does to a complaint."""

from fractions import Fraction

from fenhao.engine.service.costing import DelayClock, DelayPolicy, ServicePolicy, TimeEquation
from fenhao.profiles._section import Section

_MINUTES_MAX = 24 * 60
_OTHERWISE = "otherwise"
_TIMES_MAX = 1000
_BASE_MAX = 10**9


def service_policy(section: Section) -> ServicePolicy:
    """Return the policy on the cost of service."""
    minutes, more, teams = (section.section(key) for key in ("minutes", "more_minutes", "channel_teams"))
    otherwise = minutes.whole(_OTHERWISE, low=0, high=_MINUTES_MAX)
    policy = ServicePolicy(
        version="",
        categories=section.codes("categories"),
        practical_share=section.share("practical_share"),
        digital_channels=section.codes("digital_channels"),
        digital_goal=section.share("digital_goal"),
        repeat_days=section.whole("repeat_days", low=0, high=365),
        served_tolerance=section.share("served_tolerance"),
        minutes=TimeEquation(
            channels=tuple(
                (channel, minutes.whole(channel, low=0, high=_MINUTES_MAX))
                for channel in minutes.keys()  # noqa: SIM118 - a Section is not a mapping
                if channel != _OTHERWISE
            ),
            categories=tuple(
                (category, more.whole(category, low=-_MINUTES_MAX, high=_MINUTES_MAX))
                for category in more.keys()  # noqa: SIM118
            ),
            otherwise=otherwise,
        ),
        channel_teams=tuple((channel, teams.text(channel)) for channel in teams.keys()),  # noqa: SIM118
        delay=_delay(section.section("delay")),
    )
    for each in (minutes, more, teams, section):
        each.end()
    return policy


def _delay(section: Section) -> DelayPolicy:
    """Return what is assumed about delay; the three views of reputation do not cross."""
    low, mid, high = (section.share(f"reputation_{view}", high=_TIMES_MAX) for view in ("low", "mid", "high"))
    cap = section.share("growth_max", high=_TIMES_MAX)
    policy = DelayPolicy(
        clock=DelayClock(section.choice("clock", [each.value for each in DelayClock])),
        growth=1 + section.share("growth_daily", high=10),
        cap=cap,
        reputation_low=low,
        reputation_mid=mid,
        reputation_high=high,
        base=section.whole("base", low=0, high=_BASE_MAX) if section.has("base") else None,
    )
    section.end()
    if cap < Fraction(1):
        raise section.wrong("growth_max", allowed='≥ "100%"')
    if not low <= mid <= high:
        raise section.wrong("reputation_mid", allowed="reputation_low ≤ … ≤ reputation_high")
    return policy
