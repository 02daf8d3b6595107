"""Industries, default policies and the chart of cost types as data, and the one checker that reads them."""

from fenhao.profiles._care import Loyalty, PointsRules, read_care
from fenhao.profiles._chart import chart_text, read_chart
from fenhao.profiles._goals import StartingGoal, starting_goals
from fenhao.profiles._hours import HolidayList, PastedDays, holiday_lists, pasted_days, read_hours
from fenhao.profiles._notes import Note, read_notes
from fenhao.profiles._policies import Policies, check_fit, read_policies
from fenhao.profiles._ranges import ReferenceRange, reference_ranges
from fenhao.profiles._rewrite import Written, own_keys, rewritten, written_values
from fenhao.profiles._settings import Settings, read_settings, settings_text
from fenhao.profiles._sla import read_sla
from fenhao.profiles._sla_rewrite import with_promises, with_routes, with_steps
from fenhao.profiles._sources import Feed, Overlap, Source, SourceKeys, read_sources
from fenhao.profiles._sources_rewrite import FeedWritten, SourceWritten, with_source, written_source
from fenhao.profiles._starting import starting_chart, starting_policy
from fenhao.profiles._texts import default_text, profile_names

__all__ = [
    "Feed",
    "FeedWritten",
    "HolidayList",
    "Loyalty",
    "Note",
    "Overlap",
    "PastedDays",
    "PointsRules",
    "Policies",
    "ReferenceRange",
    "Settings",
    "Source",
    "SourceKeys",
    "SourceWritten",
    "StartingGoal",
    "Written",
    "chart_text",
    "check_fit",
    "default_text",
    "holiday_lists",
    "own_keys",
    "pasted_days",
    "profile_names",
    "read_care",
    "read_chart",
    "read_hours",
    "read_notes",
    "read_policies",
    "read_settings",
    "read_sla",
    "read_sources",
    "reference_ranges",
    "rewritten",
    "settings_text",
    "starting_chart",
    "starting_goals",
    "starting_policy",
    "with_promises",
    "with_routes",
    "with_source",
    "with_steps",
    "written_source",
    "written_values",
]
