"""hours.toml: business hours, holidays and make-up working days; and a year's list of them as people paste it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from fenhao.kernel import DAY_MINUTES, BusinessHours, NamedDay, Shift, Trouble
from fenhao.profiles._section import Section, merged, parse_toml
from fenhao.profiles._settings import WEEKDAYS
from fenhao.profiles._texts import default_text

_FILE = "hours.toml"
_DAYS_MAX = 60
"""A holiday longer than this is a slip of the pen."""
_DAY = r"(?:(\d{4})\s*[-/年.])?\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})\s*日?"
_REMARK = re.compile(r"[（(][^）)]*[）)]")
_RANGE = re.compile(rf"{_DAY}(?:\s*(?:至|到|~|–|—|\bto\b)\s*(?:(?:(\d{{4}})\s*[-/年.])?\s*(\d{{1,2}})\s*[-/月.])?\s*(\d{{1,2}})\s*日?)?")  # fmt: skip
_WORKED = re.compile(r"上班|补班|调班|workday|work day|make-up", re.IGNORECASE)
_FREE = re.compile(r"放假|休息|休|holiday|day off", re.IGNORECASE)
_WINDOW = re.compile(r"(\d{1,2}):([0-5]\d)\s*[-–~至]\s*(\d{1,2}):([0-5]\d)", re.ASCII)
_ALLOWED = '["09:00-12:00", "13:00-18:00"]'
_NUMBERED = re.compile(r"^\s*(?:[一二三四五六七八九十]+|\d+)\s*[、．)]\s*")


@dataclass(frozen=True, slots=True)
class PastedDays:
    """What a pasted list says: days off, days worked, and the lines in which no day was found."""

    holidays: tuple[NamedDay, ...]
    workdays: tuple[NamedDay, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HolidayList:
    """A year's list that comes with Fenhao, with its source."""

    code: str
    year: int
    name_zh: str
    name_en: str
    source: str
    text: str


def read_hours(text: str) -> BusinessHours:
    """Return the business hours in the text of hours.toml; what it leaves out is as by default.

    Trouble names the key and what it may hold.
    """
    given = parse_toml(text, file=_FILE)
    root = Section(merged(parse_toml(default_text("hours"), file=_FILE), given), file=_FILE)
    holidays, workdays = _days(root, "holidays"), _days(root, "workdays")
    hours = hours_of(root, holidays=holidays, workdays=workdays)
    root.end()
    return hours


def hours_of(
    root: Section, *, holidays: tuple[NamedDay, ...], workdays: tuple[NamedDay, ...]
) -> BusinessHours:
    """Return the hours in a table: weekdays, opening and closing, breaks, windows by weekday and by single day."""
    opens = _time(root, "opens") if root.has("opens") else time(9)
    closes = _time(root, "closes") if root.has("closes") else time(18)
    weekdays = root.texts("weekdays", WEEKDAYS)
    breaks = _shifts(root, "breaks") if root.has("breaks") else ()
    windows = root.optional_section("windows")
    own = [(number, _shifts(windows, name)) for number, name in enumerate(WEEKDAYS, 1) if windows.has(name)]
    special = root.optional_section("special")
    days = [(_day(said), _shifts(special, said)) for said in special.keys()]  # noqa: SIM118 - a Section is no mapping
    for each in (windows, special):
        each.end()
    if not weekdays and not any(shifts for _, shifts in own):
        raise root.wrong("weekdays", allowed=", ".join(f'"{each}"' for each in WEEKDAYS))
    if opens >= closes:
        raise root.wrong("closes", allowed=f"> {opens:%H:%M}")
    try:
        return BusinessHours(
            weekdays=frozenset(WEEKDAYS.index(each) + 1 for each in weekdays),
            opens=opens,
            closes=closes,
            holidays=holidays,
            workdays=workdays,
            breaks=breaks,
            windows=tuple(own),
            special=tuple(sorted(days)),
        )
    except ValueError as wrong:
        raise root.wrong("weekdays", allowed=_ALLOWED) from wrong


def pasted_days(text: str, *, year: int) -> PastedDays:
    """Return the days that a pasted list names; a day without its year is of ``year``.

    It reads a public notice as it is written (``春节：2月15日至23日放假，2月14日上班``) and plain lines
    (``2026-02-15 to 2026-02-23 holiday Spring Festival``). What says neither is a day off.
    """
    holidays: dict[date, str] = {}
    workdays: dict[date, str] = {}
    unread: list[str] = []
    for line in text.splitlines():
        plain = _NUMBERED.sub("", _REMARK.sub("", line)).strip()
        if not plain:
            continue
        name, colon, rest = plain.replace(":", "：").partition("：")
        found = False
        for part in re.split(r"[。；;]", rest if colon else plain):
            days = list(_named_days(part, year=year))
            found = found or bool(days)
            called = name.strip() if colon else _called(part)
            (workdays if _WORKED.search(part) else holidays).update(dict.fromkeys(days, called))
        if not found:
            unread.append(line.strip())
    return PastedDays(_sorted(holidays), _sorted(workdays), tuple(unread))


def holiday_lists() -> tuple[HolidayList, ...]:
    """Return the lists that come with Fenhao."""
    root = Section(parse_toml(default_text("holidays"), file="holidays.toml"), file="holidays.toml")
    rows = root.rows("list")
    root.end()
    return tuple(
        HolidayList(
            code=row.code("code"),
            year=row.whole("year", low=2000, high=2999),
            name_zh=row.text("zh"),
            name_en=row.text("en"),
            source=row.text("source"),
            text=row.text("text"),
        )
        for row in rows
    )


def _named_days(part: str, *, year: int) -> Iterator[date]:
    """Yield the days that a sentence names one by one or as a range; Trouble for a day that there is not."""
    for found in _RANGE.finditer(part):
        first_year, first_month, first_day, last_year, last_month, last_day = found.groups()
        start = _date(first_year or year, first_month, first_day, said=found[0])
        if last_day is None:
            yield start
            continue
        end = _date(last_year or start.year, last_month or start.month, last_day, said=found[0])
        if not 0 <= (end - start).days < _DAYS_MAX:
            raise Trouble("profile.bad_day", {"text": found[0].strip()})
        yield from (start + timedelta(days=each) for each in range((end - start).days + 1))


def _date(year: str | int, month: str | int, day: str | int, *, said: str) -> date:
    """Return a day; Trouble ``profile.bad_day`` when there is none."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError as wrong:
        raise Trouble("profile.bad_day", {"text": said.strip()}) from wrong


def _called(part: str) -> str:
    """Return what is left of a plain line once its days and its kind are taken out."""
    return re.sub(r"[\s,，、]+", " ", _FREE.sub("", _WORKED.sub("", _RANGE.sub("", part)))).strip()


def _sorted(days: dict[date, str]) -> tuple[NamedDay, ...]:
    """Return the days in order."""
    return tuple(NamedDay(on, name) for on, name in sorted(days.items()))


def _days(root: Section, key: str) -> tuple[NamedDay, ...]:
    """Return a table of days, in order."""
    table = root.section(key)
    days = [
        NamedDay(_day(said), table.text(said, empty=True))
        for said in table.keys()  # noqa: SIM118 - a Section is not a mapping
    ]
    table.end()
    return tuple(sorted(days, key=lambda each: each.on))


def _day(said: str) -> date:
    """Return a day written 2026-02-17."""
    try:
        return date.fromisoformat(said)
    except ValueError as wrong:
        raise Trouble("profile.bad_day", {"text": said}) from wrong


def _shifts(root: Section, key: str) -> tuple[Shift, ...]:
    """Return windows written ``"09:00-12:00"``; the end of a day is 24:00."""
    found = []
    for said in root.any_texts(key):
        told = _WINDOW.fullmatch(said)
        begins, ends = (
            (int(told[1]) * 60 + int(told[2]), int(told[3]) * 60 + int(told[4])) if told else (1, 0)
        )
        if not begins < ends <= DAY_MINUTES:
            raise root.wrong(key, allowed=_ALLOWED)
        found.append(Shift(begins, ends))
    if any(one.ends > other.begins for one, other in pairwise(found)):
        raise root.wrong(key, allowed=_ALLOWED)
    return tuple(found)


def _time(root: Section, key: str) -> time:
    """Return a time of day written ``"09:00"``."""
    try:
        return time.fromisoformat(root.text(key))
    except ValueError as wrong:
        raise root.wrong(key, allowed='"09:00"') from wrong
