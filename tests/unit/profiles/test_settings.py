"""fenhao.toml, chart.toml and policy.toml: what is read, and that every mistake is told with its key."""

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import FiscalCalendar, Pattern, Trouble, YearEnd, YearName, currency_codes
from fenhao.profiles import Settings, profile_names, read_settings, settings_text

SMALL = '[company]\nname = "分毫小店"\n'


def test_a_company_needs_only_a_name() -> None:
    settings = read_settings(SMALL)
    assert settings == Settings(
        company="分毫小店",
        currency="CNY",
        time_zone="Asia/Shanghai",
        language="zh",
        profile="retail",
        calendar=FiscalCalendar(),
    )
    assert settings.digits == 2


def test_a_fiscal_calendar_of_weeks_is_read() -> None:
    settings = read_settings(
        SMALL
        + "[calendar]\nstart_month = 2\n"
        + 'pattern = "4-5-4"\nweek_start = "sunday"\nyear_end = "nearest"\nnamed_by = "starts"\n'
    )
    assert settings.calendar == FiscalCalendar(
        start_month=2,
        pattern=Pattern.weeks_454,
        week_start=7,
        year_end=YearEnd.nearest,
        named_by=YearName.starts,
    )


@given(
    settings=st.builds(
        Settings,
        company=st.text(min_size=1, max_size=20, alphabet=st.characters(exclude_categories=["Cs"]))
        .map(str.strip)
        .filter(bool),
        currency=st.sampled_from(sorted(currency_codes())),
        time_zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"]),
        language=st.sampled_from(["zh", "en"]),
        profile=st.sampled_from(profile_names()),
        calendar=st.builds(
            FiscalCalendar,
            start_month=st.integers(1, 12),
            pattern=st.sampled_from(Pattern),
            week_start=st.integers(1, 7),
            year_end=st.sampled_from(YearEnd),
            named_by=st.sampled_from(YearName),
        ),
    )
)
def test_settings_read_back_as_they_were_written(settings: Settings) -> None:
    assert read_settings(settings_text(settings)) == settings


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "profile.missing_key", "company.name"),
        ('[company]\nname = " "\n', "profile.wrong_value", "company.name"),
        ("[company]\nname = 7\n", "profile.wrong_value", "company.name"),
        ('[company\nname = "x"', "profile.bad_toml", "line 1"),
        (SMALL + 'currency = "RMB"\n', "currency.unknown", "RMB"),
        (SMALL + 'time_zone = "Peking"\n', "profile.unknown_time_zone", "Peking"),
        (SMALL + 'time_zone = "../etc/passwd"\n', "profile.unknown_time_zone", "../etc/passwd"),
        (SMALL + 'language = "fr"\n', "profile.wrong_value", "zh, en"),
        (SMALL + 'profile = "mining"\n', "profile.wrong_value", "retail"),
        (SMALL + 'curency = "CNY"\n', "profile.unknown_key", "company.curency"),
        (SMALL + "[calender]\nstart_month = 1\n", "profile.unknown_key", "calender"),
        (SMALL + "[calendar]\nstart_month = 13\n", "profile.wrong_value", "1 … 12"),
        (SMALL + "[calendar]\nstart_month = true\n", "profile.wrong_value", "1 … 12"),
        (SMALL + '[calendar]\npattern = "4-4-4"\n', "profile.wrong_value", "4-4-5"),
        ("calendar = 3\n" + SMALL, "profile.wrong_value", "[calendar]"),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_key(text: str, code: str, told: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_settings(text)
    assert trouble.value.code == code
    assert told in " ".join(trouble.value.details.values())


def test_a_file_saved_by_windows_with_a_byte_order_mark_is_read() -> None:
    assert read_settings("\ufeff" + SMALL) == read_settings(SMALL)
