"""The page of forecasts: the year beside its budget, a line's interval and what came, and who may have one worked out."""

import pytest

from tests.faces.web.foretold import fill_forecast
from tests.faces.web.site import Site, ended, words_of


@pytest.fixture(autouse=True)
def kept(site: Site) -> None:
    """A forecast is there, whatever the tests before have worked out."""
    fill_forecast(site.root)


def test_the_year_stands_beside_its_budget_with_the_chance_of_an_overrun(site: Site) -> None:
    said = words_of(site.visitor("finance").get("/plan/forecast/").content.decode())
    assert "2026 will end at" in said
    assert "Chance of overrun" in said
    assert "9 forecasts of earlier moments set the intervals" in said
    assert "Forecasts made before" in said
    assert "−3.0%" in said


def test_a_line_shows_its_own_interval_and_where_what_came_lies(site: Site) -> None:
    visitor = site.visitor("finance")
    line = words_of(visitor.get("/plan/forecast/?tier=A&category=benefits").content.decode())
    assert "298.00 – 302.00" in line
    assert "inside 80%" in line
    fixed = words_of(visitor.get("/plan/forecast/?tier=-&category=team").content.decode())
    assert "outside" in fixed


def test_weeks_that_nobody_worked_out_say_what_to_do(site: Site) -> None:
    said = words_of(site.visitor("finance").get("/plan/forecast/?step=week").content.decode())
    assert "Import customers, orders and costs; then it is worked out here" in said


def test_whoever_prepares_the_budget_has_a_forecast_worked_out_and_others_cannot(site: Site) -> None:
    assert site.visitor("auditor").post("/plan/forecast/work/", {"step": "week"}).status_code == 404
    visitor = site.visitor("finance")
    answer = visitor.post("/plan/forecast/work/", {"step": "week", "growth": "5", "key": "forecast-1"})
    assert answer["Location"] == "/plan/forecast/?step=week&until="
    said = words_of(ended(visitor, "/plan/forecast/?step=week"))
    assert "has been worked out" in said or "Worked out" in said


def test_an_address_that_names_no_month_shows_that_there_is_nothing(site: Site) -> None:
    answer = site.visitor("finance").get("/plan/forecast/?until=../../etc&step=year&tier=Z&category=x")
    assert answer.status_code == 200
