"""The pages of settings in their order, those of service and care among them: costing by time, delay, points, calls of care."""

from collections.abc import Mapping

from fenhao.engine.satisfaction.warning import Outcome
from fenhao.engine.service.costing import DelayClock
from fenhao.engine.value import TIERS
from fenhao.interfaces.web._settings_fields import (
    BUDGET,
    CALENDAR,
    COMPANY,
    FINDINGS,
    GATE,
    POOLS,
    Field,
    Group,
    Part,
    Typed,
    field_of,
)
from fenhao.profiles import Written
from fenhao.runs.book import CARE_FILE, POLICY_FILE

OTHERWISE = "otherwise"
MINUTES, MORE, TEAMS = (f"service_cost.{name}." for name in ("minutes", "more_minutes", "channel_teams"))
"""How the keys of channels and categories begin, whose names a company invents."""
_DELAY = "service_cost.delay"

SERVICE = Part(
    "service",
    POLICY_FILE,
    (
        Group(
            "service_base",
            (
                field_of("service_cost.categories", Typed.codes),
                field_of("service_cost.practical_share", Typed.share),
                field_of("service_cost.digital_channels", Typed.codes),
                field_of("service_cost.digital_goal", Typed.share),
                field_of("service_cost.repeat_days", Typed.whole),
                field_of("service_cost.served_tolerance", Typed.share),
            ),
        ),
        Group("service_minutes", ()),
        Group("service_more", ()),
        Group("service_teams", ()),
        Group(
            "service_delay",
            (
                field_of(
                    f"{_DELAY}.clock",
                    Typed.choice,
                    *(each.value for each in DelayClock),
                    words="service_costing.clock",
                ),
                *(field_of(f"{_DELAY}.{name}", Typed.share) for name in ("growth_daily", "growth_max")),
                *(field_of(f"{_DELAY}.reputation_{view}", Typed.share) for view in ("low", "mid", "high")),
                field_of(f"{_DELAY}.base", Typed.whole, optional=True),
            ),
        ),
    ),
)
CARE = Part(
    "care",
    CARE_FILE,
    (
        Group(
            "points",
            (field_of("points.life_months", Typed.whole), field_of("points.cost_of_100", Typed.text)),
        ),
        Group(
            "calls",
            (
                *(
                    field_of(f"care.{name}", Typed.whole)
                    for name in ("renewal_days", "birthday_days", "follow_up_days", "answers_days")
                ),
                field_of("care.quiet_times", Typed.text),
                field_of("care.orders_min", Typed.whole),
                field_of("care.tiers", Typed.tiers, *TIERS, words="tier"),
            ),
        ),
        Group(
            "calls_most",
            tuple(field_of(f"care.{name}", Typed.whole) for name in ("contacts_max", "contacts_days")),
        ),
        Group(
            "warnings",
            (
                field_of(
                    "warnings.about",
                    Typed.choice,
                    *(each.value for each in Outcome),
                    words="warning_outcome",
                ),
                *(
                    field_of(f"warnings.{name}", Typed.whole)
                    for name in ("back_days", "ahead_days", "repeat_days", "calls")
                ),
            ),
        ),
    ),
)
SEASON = "value.seasons."
"""How the keys of seasons begin, whose names a company invents."""
SEASONS = Part("seasons", POLICY_FILE, (Group("seasons", ()),))
PARTS = {
    part.name: part for part in (COMPANY, CALENDAR, BUDGET, POOLS, FINDINGS, GATE, SEASONS, SERVICE, CARE)
}
"""The pages of settings with a form of fields."""


def service_groups(values: Mapping[str, Written], *, new: str) -> tuple[Group, ...]:
    """Return the groups of service: a field for each channel and category that is written, and for a channel that is added."""
    channels = [key.removeprefix(MINUTES) for key in values if key.startswith(MINUTES)]
    channels = list(dict.fromkeys([*channels, *([new] if new else [])]))
    named = [each for each in channels if each != OTHERWISE]
    made = {
        "service_minutes": [_minutes(each) for each in [*named, OTHERWISE]],
        "service_more": [
            Field(key, Typed.signed, f"service_kind.{key.removeprefix(MORE)}")
            for key in values
            if key.startswith(MORE)
        ],
        "service_teams": [
            Field(f"{TEAMS}{each}", Typed.text, f"service_channel.{each}", optional=True) for each in named
        ],
    }
    return tuple(
        Group(group.name, tuple(made[group.name])) if group.name in made else group
        for group in SERVICE.groups
    )


def season_groups(values: Mapping[str, Written], *, new: str) -> tuple[Group, ...]:
    """Return the group of seasons: a field of days for each that is written, and for one that is added.

    A name with a dot is no key that a form could send; such a season stays as the file has it.
    """
    called = [key.removeprefix(SEASON) for key in values if key.startswith(SEASON)]
    called = [each for each in dict.fromkeys([*called, *([new] if new else [])]) if "." not in each]
    fields = tuple(Field(f"{SEASON}{each}", Typed.codes, f"{SEASON}{each}", optional=True) for each in called)
    return (Group("seasons", fields),)


def _minutes(channel: str) -> Field:
    """Return the field of a channel's minutes."""
    label = "setting.service_cost.otherwise" if channel == OTHERWISE else f"service_channel.{channel}"
    return Field(f"{MINUTES}{channel}", Typed.whole, label)
