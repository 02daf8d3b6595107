"""What a company promises its customers: goals by priority, channel and tier, who is told when they are missed, queues, routes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from fenhao.kernel import BusinessHours

UNCHANGED = ("customer_replied", "agent_replied", "assigned", "escalated")
"""Events that leave a ticket's status as it is; that the customer replied ends a wait for him all the same."""
RESUMES = "customer_replied"
ANSWERED = "agent_replied"


class Clock(Enum):
    """What is promised, each by a clock of its own."""

    first_response = "first_response"  # from opening to the first answer by a person
    next_response = "next_response"  # from each later message of the customer to the answer
    resolution = "resolution"  # from opening until it is solved for good


@dataclass(frozen=True, slots=True)
class Calendar:
    """Hours by the clocks of a time zone."""

    name: str
    hours: BusinessHours
    time_zone: str


@dataclass(frozen=True, slots=True)
class Which:
    """Which tickets a rule is for; an empty list is for all. ``queue`` rules ask for kinds and categories too."""

    priorities: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def fits(self, *, priority: str, channel: str, tier: str, kind: str = "", category: str = "") -> bool:
        """Whether a ticket is meant."""
        asked = (
            (self.priorities, priority),
            (self.channels, channel),
            (self.tiers, tier),
            (self.kinds, kind),
            (self.categories, category),
        )
        return all(not allowed or has in allowed for allowed, has in asked)


@dataclass(frozen=True, slots=True)
class Promise:
    """Goals in whole working minutes of a calendar, 0 for none; for the tickets that ``which`` names."""

    which: Which
    first_response: int
    next_response: int
    resolution: int
    calendar: str

    def minutes(self, clock: Clock) -> int:
        """Return the goal of a clock; 0 where nothing is promised."""
        return {
            Clock.first_response: self.first_response,
            Clock.next_response: self.next_response,
            Clock.resolution: self.resolution,
        }[clock]


@dataclass(frozen=True, slots=True)
class PromiseVersion:
    """The promises in force from a day on. ``open_too``: tickets opened before that are not done go over to them as well."""

    since: date
    open_too: bool
    promises: tuple[Promise, ...]

    def of(self, *, priority: str, channel: str, tier: str) -> Promise | None:
        """Return the first promise that is for a ticket; None where there is none."""
        return next(
            (
                each
                for each in self.promises
                if each.which.fits(priority=priority, channel=channel, tier=tier)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """Who is told at which share of the goal, in hundredths (100 is the deadline), or so many working minutes after it."""

    code: str
    clocks: tuple[Clock, ...]
    which: Which
    percent: int
    after_minutes: int
    tell: tuple[str, ...]

    def at_seconds(self, allowed_seconds: int) -> int:
        """Return the working seconds after which the step is due."""
        return allowed_seconds * self.percent // 100 + self.after_minutes * 60


@dataclass(frozen=True, slots=True)
class Queue:
    """Where tickets wait: its skills, the team that works it, and how many open tickets it may hold (0: any number)."""

    code: str
    name_zh: str
    name_en: str
    team: str
    skills: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class RouteRule:
    """Where the tickets that ``which`` names go: to a queue, or to the least loaded of those with a skill."""

    which: Which
    queue: str
    skill: str


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """Everything written about service levels. ``versions`` are in the order of their days."""

    version: str
    pausing: tuple[str, ...]
    done: tuple[str, ...]
    calendars: tuple[Calendar, ...]
    versions: tuple[PromiseVersion, ...]
    steps: tuple[EscalationStep, ...]
    queues: tuple[Queue, ...]
    routes: tuple[RouteRule, ...]

    def calendar(self, name: str) -> Calendar:
        """Return a calendar by its name; KeyError for none."""
        return {each.name: each for each in self.calendars}[name]

    def in_force(self, on: date) -> PromiseVersion:
        """Return the promises in force on a day; before the first day, the first ones."""
        past = [each for each in self.versions if each.since <= on]
        return past[-1] if past else self.versions[0]


class RouteReason(Enum):
    """Why a ticket goes where it goes, in the order in which it is asked."""

    rule = "rule"  # a rule names the queue, and it has room
    skill = "skill"  # the least loaded queue with the skill that a rule asks for
    overflow = "overflow"  # the queue named is full; the least loaded with one of its skills has room
    full = "full"  # everything that would do is full; the queue named takes it all the same
    none = "none"  # no rule is for the ticket


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a ticket goes and why; no queue where no rule is for it."""

    queue: str
    reason: RouteReason


def route(
    policy: ServicePolicy,
    *,
    load: Sequence[tuple[str, int]],
    priority: str,
    channel: str,
    tier: str,
    kind: str,
    category: str,
) -> Routed:
    """Return where a ticket goes, given how many open tickets each queue holds; the first rule for it decides."""
    held = dict(load)
    for rule in policy.routes:
        if not rule.which.fits(priority=priority, channel=channel, tier=tier, kind=kind, category=category):
            continue
        if rule.skill:
            able = [each for each in policy.queues if rule.skill in each.skills]
            chosen = _least_loaded(able, held)
            return Routed(chosen or able[0].code, RouteReason.skill if chosen else RouteReason.full)
        named = next(each for each in policy.queues if each.code == rule.queue)
        if _has_room(named, held):
            return Routed(named.code, RouteReason.rule)
        able = [each for each in policy.queues if set(each.skills) & set(named.skills)]
        chosen = _least_loaded(able, held)
        return Routed(chosen or named.code, RouteReason.overflow if chosen else RouteReason.full)
    return Routed("", RouteReason.none)


def _has_room(queue: Queue, held: dict[str, int]) -> bool:
    """Whether a queue may take one more."""
    return not queue.capacity or held.get(queue.code, 0) < queue.capacity


def _least_loaded(queues: Sequence[Queue], held: dict[str, int]) -> str:
    """Return the queue with room that is filled least, share against share; the one written first of equals, '' of none."""
    best: Queue | None = None
    for each in queues:
        if not _has_room(each, held):
            continue
        if best is None or _filled(each, held, best.capacity) < _filled(best, held, each.capacity):
            best = each
    return best.code if best is not None else ""


def _filled(queue: Queue, held: dict[str, int], other_capacity: int) -> int:
    """Return a queue's load times the other's capacity: shares are compared crosswise, without dividing."""
    return held.get(queue.code, 0) * (other_capacity or 1)
