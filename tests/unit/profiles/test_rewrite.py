"""Single values change in a written file; whatever else its author wrote stays byte for byte."""

import pytest

from fenhao.kernel import Trouble
from fenhao.profiles import Written, own_keys, read_policies, rewritten, starting_policy, written_values

TEXT = """\
# ours
[waste]
share_target = "5%"    # agreed in June

[waste.gates]
customer_unknown = "warn"
"""


def test_a_value_changes_and_its_remark_stays() -> None:
    told = rewritten(TEXT, {"waste.share_target": "4%"}, file="policy.toml")
    assert told == TEXT.replace('"5%" ', '"4%" ')


def test_missing_tables_are_made_and_none_takes_a_key_away() -> None:
    changes: dict[str, Written] = {
        "budget.tier_shares.A": "35%",
        "waste.entitlements.seminars": ("A", "B"),
        "waste.gates.customer_unknown": None,
    }
    told = rewritten(TEXT, changes, file="policy.toml")
    assert written_values(told, file="policy.toml")["budget.tier_shares.A"] == "35%"
    assert own_keys(told, file="policy.toml") == {
        "waste.share_target",
        "budget.tier_shares.A",
        "waste.entitlements.seminars",
    }


@pytest.mark.parametrize("profile", ["retail", "finance"])
def test_a_new_companys_policy_survives_a_change_of_every_value_to_itself(profile: str) -> None:
    text = starting_policy(profile)
    values = written_values(text, file="policy.toml", profile=profile)
    told = rewritten(text, values, file="policy.toml")
    assert read_policies(told, profile=profile) == read_policies(text, profile=profile)
    assert [line.partition("#")[2] for line in told.splitlines() if "#" in line] == [
        line.partition("#")[2] for line in text.splitlines() if "#" in line
    ]


def test_a_table_of_days_is_written_in_order() -> None:
    told = rewritten("", {"holidays": {"2026-10-01": "国庆", "2026-01-01": "元旦"}}, file="hours.toml")
    assert told.index("2026-01-01") < told.index("2026-10-01")
    assert written_values(told, file="hours.toml")["holidays"] == {"2026-01-01": "元旦", "2026-10-01": "国庆"}


def test_a_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Trouble) as wrong:
        rewritten("[waste", {}, file="policy.toml")
    assert wrong.value.code == "profile.bad_toml"
