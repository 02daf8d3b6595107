"""Which settings a person changes by form: the pages, their groups, and what each field holds.

The checker of the files decides what is right; a field only says how a value is typed and shown.
"""

import re
from dataclasses import dataclass
from enum import Enum

from fenhao.engine.allocation import DRIVERS
from fenhao.engine.value import TIERS
from fenhao.engine.waste import RULES, GateRule, Strictness
from fenhao.interfaces.words import LANGUAGES
from fenhao.kernel import Pattern, YearEnd, YearName, currency_codes
from fenhao.profiles import profile_names, reference_ranges
from fenhao.runs.book import POLICY_FILE, SETTINGS_FILE

_UNUSUAL = re.compile(r"[^\w.]")


def key_of(name: str) -> str:
    """Return the key of the field that a form calls so."""
    return re.sub(r"~([0-9a-f]+)~", lambda found: chr(int(found[1], 16)), name.replace("-", "."))


class Typed(Enum):
    """How a value is typed."""

    text = "text"
    whole = "whole"
    signed = "signed"  # a whole number that may be below nought
    share = "share"  # 80%, or 4/5; a plain 80 is a percentage
    choice = "choice"
    tiers = "tiers"  # a box for each tier
    rules = "rules"  # a box for each rule that is on; the file lists those that are off
    codes = "codes"  # names apart from each other by commas


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a file. ``choices`` are codes, whose words are ``{words}.{code}``; ``label`` is a code of words."""

    key: str
    typed: Typed
    label: str
    choices: tuple[str, ...] = ()
    words: str = ""
    optional: bool = False

    @property
    def name(self) -> str:
        """Return what the field is called in a form: dots become dashes, and what no id may hold stands as its number."""
        return _UNUSUAL.sub(lambda found: f"~{ord(found[0]):x}~", self.key).replace(".", "-")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together under one heading."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One page of settings: the file that it changes, and its groups."""

    name: str
    file: str
    groups: tuple[Group, ...]


def field_of(key: str, typed: Typed, *choices: str, words: str = "", optional: bool = False) -> Field:
    """Return a field whose label is that of its key."""
    return Field(key, typed, f"setting.{key}", choices, words, optional)


def _kinds(kind: str) -> tuple[str, ...]:
    """Return the stages or models of business, none said first."""
    return ("", *(each.code for each in reference_ranges("") if each.kind == kind))


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

COMPANY = Part(
    "company",
    SETTINGS_FILE,
    (
        Group(
            "company",
            (
                field_of("company.name", Typed.text),
                field_of("company.currency", Typed.choice, *sorted(currency_codes())),
                field_of("company.time_zone", Typed.text),
                field_of("company.language", Typed.choice, "zh", "en"),
            ),
        ),
        Group(
            "profile",
            (
                field_of("company.profile", Typed.choice, *profile_names(), words="setting.profile_of"),
                field_of("company.stage", Typed.choice, *_kinds("stage"), words="setting.stage_of"),
                field_of("company.model", Typed.choice, *_kinds("model"), words="setting.model_of"),
            ),
        ),
    ),
)
CALENDAR = Part(
    "calendar",
    SETTINGS_FILE,
    (
        Group(
            "calendar",
            (
                field_of(
                    "calendar.start_month",
                    Typed.whole,
                    *(str(month) for month in range(1, 13)),
                    words="setting.month_of",
                ),
                field_of(
                    "calendar.pattern",
                    Typed.choice,
                    *(each.value for each in Pattern),
                    words="setting.pattern_of",
                ),
                field_of("calendar.week_start", Typed.choice, *_WEEKDAYS, words="setting.weekday_of"),
                field_of(
                    "calendar.year_end",
                    Typed.choice,
                    *(each.value for each in YearEnd),
                    words="setting.year_end_of",
                ),
                field_of(
                    "calendar.named_by",
                    Typed.choice,
                    *(each.value for each in YearName),
                    words="setting.named_by_of",
                ),
            ),
        ),
    ),
)
BUDGET = Part(
    "budget",
    POLICY_FILE,
    (
        Group(
            "budget",
            tuple(
                field_of(f"budget.{name}", Typed.share)
                for name in ("warn_at", "reserve_share", "growth", "fixed_growth")
            ),
        ),
        Group(
            "tier_shares",
            tuple(Field(f"budget.tier_shares.{tier}", Typed.share, f"tier.{tier}") for tier in TIERS),
        ),
    ),
)
FINDINGS = Part(
    "findings",
    POLICY_FILE,
    (
        Group(
            "rules",
            (field_of("waste.rules_off", Typed.rules, *(rule.code for rule in RULES), words="rule"),),
        ),
        Group(
            "thresholds",
            (
                field_of("waste.wake_ups_unanswered_max", Typed.whole),
                field_of("waste.participation_min", Typed.share),
                field_of("waste.share_target", Typed.share),
            ),
        ),
    ),
)
_STRICTNESS = tuple(each.value for each in Strictness)
GATE = Part(
    "gate",
    POLICY_FILE,
    (
        Group(
            "strictness",
            tuple(
                Field(
                    f"waste.gates.{rule.value}",
                    Typed.choice,
                    f"web.policies.gate_rule.{rule.value}",
                    _STRICTNESS,
                    "web.policies.strictness_of",
                )
                for rule in GateRule
            ),
        ),
        Group("entitlements", ()),
        Group(
            "caps",
            tuple(
                Field(f"waste.benefit_caps.{tier}", Typed.share, f"tier.{tier}", optional=True)
                for tier in TIERS
            ),
        ),
        Group(
            "channels",
            tuple(
                Field(f"waste.cheap_channels.{tier}", Typed.codes, f"tier.{tier}", optional=True)
                for tier in TIERS
            ),
        ),
        Group(
            "checkpoint",
            (
                field_of("waste.gates.checkpoint_at", Typed.share),
                field_of("waste.gates.channel_purposes", Typed.codes),
            ),
        ),
    ),
)
ENTITLEMENTS = "waste.entitlements."
"""How the keys of benefits begin that are kept for some tiers; a company invents their names."""
POOLS = Part("pools", POLICY_FILE, ())
"""Cost pools: a group for each that the file or the defaults have, and one that a person adds."""
POOL = "pools."
POOL_VALUES = ("zh", "en", "driver", "seconds_per_unit", "capacity_hours_per_year")


def entitlement(code: str) -> Field:
    """Return the field of one benefit: the tiers that may receive it."""
    return Field(f"{ENTITLEMENTS}{code}", Typed.tiers, "", TIERS, "tier", optional=True)


def pool(code: str) -> Group:
    """Return the fields of one cost pool; its name is that of the group."""
    typed = {"driver": Typed.choice, "seconds_per_unit": Typed.whole, "capacity_hours_per_year": Typed.whole}
    drivers = tuple(each.name for each in DRIVERS)
    return Group(
        f"{POOL}{code}",
        tuple(
            Field(
                f"{POOL}{code}.{name}",
                typed.get(name, Typed.text),
                f"setting.pool.{f'name_{name}' if name in LANGUAGES else name}",
                drivers if name == "driver" else (),
                "driver" if name == "driver" else "",
            )
            for name in POOL_VALUES
        ),
    )
