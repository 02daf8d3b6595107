"""sla.toml: what is promised to customers, by which calendar, who is told when it is not kept, and where tickets go."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fenhao.engine.service import (
    Calendar,
    Clock,
    EscalationStep,
    Promise,
    PromiseVersion,
    Queue,
    RouteRule,
    ServicePolicy,
    Which,
)
from fenhao.kernel import BusinessHours, Trouble
from fenhao.profiles._hours import hours_of
from fenhao.profiles._section import Section, Values, merged, parse_toml
from fenhao.profiles._texts import default_text

_FILE = "sla.toml"
_MINUTES_MAX = 5_000_000
_COMPANY = "company"
_MATCHED = ("priorities", "channels", "tiers", "kinds", "categories")


def read_sla(text: str, *, hours: BusinessHours, time_zone: str) -> ServicePolicy:
    """Return the policy in the text of sla.toml over the default one; ``hours`` and zone are the company's own calendar.

    Trouble names the key and what it may hold: a calendar, queue or skill that there is not, promises out of order.
    """
    root = Section(_values(text), file=_FILE)
    named = root.optional_text("version")
    calendars = (
        Calendar(_COMPANY, hours, time_zone),
        *(_calendar(name, each, hours, time_zone) for name, each in root.section("calendars").sections()),
    )
    names = [each.name for each in calendars]
    queues = tuple(_queue(code, each) for code, each in root.section("queues").sections())
    policy = ServicePolicy(
        version="",
        pausing=root.any_texts("pausing"),
        done=root.any_texts("done"),
        calendars=calendars,
        versions=tuple(_version(each, names) for each in root.rows("policy")),
        steps=tuple(_step(each) for each in root.rows("escalation")),
        queues=queues,
        routes=tuple(_route(each, queues) for each in root.rows("routes")),
    )
    days = [each.since for each in policy.versions]
    if not days or sorted(set(days)) != days:
        raise root.wrong("policy", allowed="from = 2026-01-01 < from = 2026-07-01 < …")
    root.end()
    digest = sha256(repr(policy).encode()).hexdigest()[:8]
    return replace(policy, version=f"{named}+{digest}" if named else digest)


def _values(text: str) -> Values:
    """Return the default policy with what is written in place of it; queues of one's own leave no default queue or route."""
    given = parse_toml(text, file=_FILE)
    whole = merged(parse_toml(default_text("sla"), file=_FILE), given)
    if "queues" in given:
        whole |= {"queues": given["queues"], "routes": given.get("routes", [])}
    return whole


def _calendar(name: str, section: Section, company: BusinessHours, time_zone: str) -> Calendar:
    """Return a calendar; it keeps the company's holidays unless ``holidays = false``."""
    zone = section.optional_text("time_zone") or time_zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise section.wrong("time_zone", allowed='"Asia/Shanghai"') from wrong
    keeps = section.flag("holidays") if section.has("holidays") else bool(_weekly(section))
    hours = hours_of(
        section, holidays=company.holidays if keeps else (), workdays=company.workdays if keeps else ()
    )
    section.end()
    return Calendar(name, hours, zone)


def _weekly(section: Section) -> bool:
    """Whether a calendar has a week with days off, so that holidays mean something to it."""
    return section.has("opens")


def _version(section: Section, calendars: list[str]) -> PromiseVersion:
    """Return the promises from a day on."""
    since = section.optional_day("from") or date(2000, 1, 1)
    open_too = section.flag("open_too") if section.has("open_too") else False
    made = PromiseVersion(since, open_too, tuple(_promise(each, calendars) for each in section.rows("goals")))
    section.end()
    return made


def _promise(section: Section, calendars: list[str]) -> Promise:
    """Return one row of goals."""

    def minutes(key: str) -> int:
        """Return a goal; nothing is promised where it is not written."""
        return section.whole(key, low=0, high=_MINUTES_MAX) if section.has(key) else 0

    made = Promise(
        _which(section),
        minutes("first_response"),
        minutes("next_response"),
        minutes("resolution"),
        section.choice("calendar", calendars) if section.has("calendar") else _COMPANY,
    )
    section.end()
    return made


def _which(section: Section) -> Which:
    """Return which tickets a row is for."""
    lists = {key: section.any_texts(key) if section.has(key) else () for key in _MATCHED}
    return Which(**lists)


def _step(section: Section) -> EscalationStep:
    """Return one step of the path of escalation."""
    step = EscalationStep(
        code=section.code("code"),
        clocks=tuple(Clock(each) for each in section.texts("clocks", [each.value for each in Clock])),
        which=_which(section),
        percent=section.whole("percent", low=1, high=1000),
        after_minutes=section.whole("after_minutes", low=0, high=_MINUTES_MAX)
        if section.has("after_minutes")
        else 0,
        tell=section.any_texts("tell"),
    )
    section.end()
    return step


def _queue(code: str, section: Section) -> Queue:
    """Return one queue."""
    queue = Queue(
        code=code,
        name_zh=section.text("zh"),
        name_en=section.text("en"),
        team=section.optional_text("team"),
        skills=section.any_texts("skills"),
        capacity=section.whole("capacity", low=0, high=10**9),
    )
    section.end()
    return queue


def _route(section: Section, queues: tuple[Queue, ...]) -> RouteRule:
    """Return one route: to a queue or to a skill, not both."""
    skills = sorted({skill for each in queues for skill in each.skills})
    which = _which(section)
    queue = section.choice("queue", [each.code for each in queues]) if section.has("queue") else ""
    skill = section.choice("skill", skills) if section.has("skill") else ""
    section.end()
    if bool(queue) == bool(skill):
        raise Trouble(
            "profile.wrong_value",
            {"file": _FILE, "key": section.name_of("queue"), "value": queue, "allowed": "queue | skill"},
        )
    return RouteRule(which, queue, skill)
