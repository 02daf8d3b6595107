"""The grammar of figures, one case a line: what is typed, and the address it means or the trouble it makes."""

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import Trouble
from fenhao.runs.report import SUBJECTS, figure
from tests.tables import rows

# typed                                   | address
READ = """
total                                     | total period=2026
total part=idle                           | total period=2026 part=idle
cost                                      | cost period=2026
cost tier=A month=2026-03                 | cost period=2026 month=2026-03 tier=A
cost month=2026-03 tier=A                 | cost period=2026 month=2026-03 tier=A
cost tier=                                | cost period=2026 tier=
cost period=2025 nature=fixed             | cost period=2025 nature=fixed
customer 900                              | customer period=2026 customer=900
customer customer=900                     | customer period=2026 customer=900
tier A                                    | tier period=2026 tier=A
pool campaign_team                        | pool period=2026 pool=campaign_team
campaign 18 period=2025-Q1                | campaign period=2025-Q1 campaign=18
waste rule=low_participation week=2026-03-02 | waste period=2026 rule=low_participation week=2026-03-02
budget month=2027-01 tier=B category=benefits | budget period=2026 month=2027-01 tier=B category=benefits
entry C=1                                 | explain.unknown_key
entry entry=C=1                           | entry period=2026 entry=C=1
cost tier=A tier=B                        | cost period=2026 tier=B
                                          | explain.unknown_subject
Total                                     | explain.unknown_subject
cost red                                  | explain.unknown_key
cost colour=red                           | explain.unknown_key
customer                                  | explain.needs_key
customer North Shop                       | customer period=2026 customer=North Shop
cost department=North America tier=A      | cost period=2026 tier=A department=North America
cost tier=A colour=red                    | explain.unknown_key
total part=half                           | explain.unknown_part
"""


@pytest.mark.parametrize(("typed", "means"), rows(READ))
def test_a_figure_is_read_as_it_is_typed(typed: str, means: str) -> None:
    try:
        said = figure([typed], period="2026").text()
    except Trouble as trouble:
        said = trouble.code
    assert said == means


def test_words_may_come_in_one_piece_or_many() -> None:
    whole = figure(["cost tier=A month=2026-03"], period="2026")
    assert figure(["cost", "tier=A", "month=2026-03"], period="2026") == whole


def test_without_any_period_a_figure_is_refused() -> None:
    with pytest.raises(Trouble) as caught:
        figure(["total"], period="")
    assert caught.value.code == "explain.needs_period"
    assert figure(["total period=2026"], period="").period == "2026"


VALUE = st.from_regex(r"[^\s=]{1,5}( [^\s=]{1,3})?", fullmatch=True)


@given(data=st.data(), subject=st.sampled_from(sorted(SUBJECTS)))
def test_an_address_reads_back_as_the_figure_it_was_made_from(data: st.DataObject, subject: str) -> None:
    own = {"customer", "tier", "pool", "campaign", "entry"} & {subject}
    keys = own | set(data.draw(st.lists(st.sampled_from(SUBJECTS[subject]))))
    values = {key: data.draw(st.just("idle") if key == "part" else VALUE) for key in sorted(keys)}
    made = figure([subject, *(f"{key}={value}" for key, value in values.items())], period="2026")
    assert figure([made.text()], period="1999") == made
    assert dict(made.only) == values
