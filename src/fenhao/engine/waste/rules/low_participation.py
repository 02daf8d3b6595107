"""Rule ``low_participation``: everything spent on a campaign in which too few took part.

A campaign is judged once its last day is not later than the day the report looks at. Taking part is the first
participation of an invited customer up to that day; a campaign that invited nobody is not judged. Found are all
ledger entries of the campaign in the period, credits included, on the campaign's last day or, posted later, on
their own day.
"""

from fenhao.engine.relation import model
from fenhao.engine.waste._rule import FOUND, FOUND_KEY, Rule

LOW_PARTICIPATION = Rule(
    code="low_participation",
    name_zh="活动参与率过低",
    name_en="Campaign with low participation",
    says_zh="活动结束后参与率低于门槛（默认 10%），该活动在本期的全部支出计为无效成本。",
    says_en="All spend on a campaign that has ended with participants / invited below 10 % (the policy's share).",
    relation=model(
        package="fenhao.engine.waste",
        name="found_low_participation",
        note="Ledger entries of campaigns that ended with too few participants. "
        "evidence: participated=<customers> invited=<customers>.",
        key=FOUND_KEY,
        columns=FOUND,
        reads=("ledger", "campaign_results"),
    ),
)
