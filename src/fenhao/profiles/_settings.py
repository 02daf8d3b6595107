"""fenhao.toml: who the company is, what it counts in, and its fiscal calendar."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fenhao.kernel import FiscalCalendar, Pattern, Trouble, YearEnd, YearName, minor_digits
from fenhao.profiles._ranges import reference_ranges
from fenhao.profiles._section import Section, merged, parse_toml
from fenhao.profiles._texts import default_text, profile_names

_FILE = "fenhao.toml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Settings:
    """A company's settings. ``profile`` names its industry; ``language`` is zh or en.

    ``stage`` and ``model`` name the stage of the company and its model of business, empty when it does not say.
    ``message_hosts`` are the hosts (``name`` or ``name:port``) inside the company's own network that messages may go to;
    ``source_hosts`` are those that facts may be fetched from.
    ``message_address`` is where people open the pages, empty when messages link nowhere.
    ``database`` is the URL of the books, empty when they are a file in the company's folder.
    """

    company: str
    currency: str
    time_zone: str
    language: str
    profile: str
    calendar: FiscalCalendar
    database: str = ""
    stage: str = ""
    model: str = ""
    message_hosts: tuple[str, ...] = ()
    message_address: str = ""
    source_hosts: tuple[str, ...] = ()

    @property
    def digits(self) -> int:
        """How many decimals the currency is counted in."""
        return minor_digits(self.currency)


def read_settings(text: str) -> Settings:
    """Return the settings in the text of fenhao.toml; what it leaves out is as in ``default_text("settings")``.

    Trouble names the key and what it may hold.
    """
    given = parse_toml(text, file=_FILE)
    root = Section(merged(parse_toml(default_text("settings"), file=_FILE), given), file=_FILE)
    company, calendar, books = root.section("company"), root.section("calendar"), root.section("books")
    messages, sources = root.section("messages"), root.section("sources")
    root.end()
    settings = Settings(
        company=company.text("name"),
        currency=_currency(company),
        time_zone=_time_zone(company),
        language=company.choice("language", _LANGUAGES),
        profile=company.choice("profile", profile_names()),
        calendar=FiscalCalendar(
            start_month=calendar.whole("start_month", low=1, high=12),
            pattern=Pattern(calendar.choice("pattern", [pattern.value for pattern in Pattern])),
            week_start=WEEKDAYS.index(calendar.choice("week_start", WEEKDAYS)) + 1,
            year_end=YearEnd(calendar.choice("year_end", [end.value for end in YearEnd])),
            named_by=YearName(calendar.choice("named_by", [name.value for name in YearName])),
        ),
        database=books.text("database", empty=True),
        stage=_kind_of(company, "stage"),
        model=_kind_of(company, "model"),
        message_hosts=messages.any_texts("allowed_hosts"),
        message_address=messages.text("address", empty=True),
        source_hosts=sources.any_texts("allowed_hosts"),
    )
    company.end()
    calendar.end()
    books.end()
    messages.end()
    sources.end()
    return settings


def settings_text(settings: Settings) -> str:
    """Return the text of fenhao.toml that reads back as these settings."""
    calendar = settings.calendar
    return f"""\
[company]
name = {quoted(settings.company)}
currency = "{settings.currency}"
time_zone = "{settings.time_zone}"
language = "{settings.language}"
profile = "{settings.profile}"
stage = "{settings.stage}"
model = "{settings.model}"

# pattern: months, 4-4-5, 4-5-4, 5-4-4 or 13. A year of weeks ends on the last weekday before its month's end
# (year_end = "last") or the nearest to it ("nearest"), and is named by the calendar year that it "ends" or "starts" in.
[calendar]
start_month = {calendar.start_month}
pattern = "{calendar.pattern.value}"
week_start = "{WEEKDAYS[calendar.week_start - 1]}"
year_end = "{calendar.year_end.value}"
named_by = "{calendar.named_by.value}"

# Messages go to hosts on the internet alone; hosts inside the own network are named here, "mail.company" or "10.1.2.3:25".
# address is where people open the pages, https://fenhao.company: messages link to it.
[messages]
address = {quoted(settings.message_address)}
allowed_hosts = [{", ".join(quoted(host) for host in settings.message_hosts)}]

# Facts are fetched from systems on the internet; those inside the own network are named here, "db.company:5432".
[sources]
allowed_hosts = [{", ".join(quoted(host) for host in settings.source_hosts)}]

# Where budgets, approvals and postings are kept: empty for a file in this folder, or a team's PostgreSQL,
# postgresql://user@host:5432/name (the password in PGPASSWORD or ~/.pgpass, not here).
[books]
database = {quoted(settings.database)}
"""


def quoted(text: str) -> str:
    """Return the text as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in escaped) + '"'


def _kind_of(company: Section, kind: str) -> str:
    """Return the stage or model of business, one of those that a usual range is published for, or the empty text."""
    known = [each.code for each in reference_ranges("") if each.kind == kind]
    return company.choice(kind, ["", *known])


def _currency(company: Section) -> str:
    """Return the currency code once it is known to exist."""
    code = company.text("currency")
    minor_digits(code)
    return code


def _time_zone(company: Section) -> str:
    """Return the time zone's name once it is known to exist."""
    name = company.text("time_zone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Trouble("profile.unknown_time_zone", {"file": _FILE, "time_zone": name}) from error
    return name
