"""Hypothesis draws small companies: few customers, few days, many collisions, returns, reversals and gaps."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from fenhao.engine.value import RankedBy, TierPolicy
from tests.oracle.case import Case, Rows

FIRST = date(2025, 12, 20)
CUSTOMERS = ("c1", "c10", "c2", "客户", "é")
CAMPAIGNS = ("k1", "k2", "k3")
ASSESSMENTS = (date(2026, 1, 8), date(2026, 1, 20))

day = st.integers(0, 45).map(lambda days: FIRST + timedelta(days=days))
customer = st.sampled_from(CUSTOMERS)
tier = st.sampled_from((None, None, "A", "B", "C", "D", ""))
campaign = st.sampled_from((None, *CAMPAIGNS, "k9"))
cost_type = st.sampled_from(("coupon", "mail", "crm", "shop", "gift", "stray"))
amount = st.integers(-500, 3000)
source = st.sampled_from(("s1", "s2"))
channel = st.sampled_from((None, "sms", "store"))


def facts(identity: str, size: int = 8, **columns: st.SearchStrategy) -> st.SearchStrategy[Rows]:
    """Return rows with unique ids in ``identity`` and the drawn columns."""
    rows = st.lists(st.fixed_dictionaries({"source": source, **columns}), max_size=size)
    return rows.map(lambda drawn: [row | {identity: f"{at:03}"} for at, row in enumerate(drawn)])


FACTS: st.SearchStrategy[dict[str, Rows]] = st.fixed_dictionaries(
    {
        "customers": st.lists(
            st.fixed_dictionaries(
                {"source": source, "customer_id": customer, "acquired_on": st.none() | day}
            ),
            max_size=5,
            unique_by=lambda row: (row["source"], row["customer_id"]),
        ),
        "orders": facts(
            "order_id",
            size=14,
            customer_id=st.none() | customer,
            ordered_on=day,
            revenue_minor=amount,
            margin_minor=st.none() | amount,
        ),
        "contracts": facts(
            "contract_id",
            size=3,
            customer_id=st.sampled_from((*CUSTOMERS, "bound")),
            started_on=day,
            ended_on=st.none() | day,
            period_months=st.sampled_from((0, 1, 12)),
            fee_minor=amount,
            margin_minor=st.none() | amount,
            plan=st.none(),
        ),
        "cost_entries": facts(
            "entry_id",
            occurred_on=day,
            cost_type=cost_type,
            amount_minor=amount,
            customer_id=st.none() | customer,
            campaign_id=campaign,
            channel=channel,
            department=st.sampled_from((None, "ops")),
            tier=tier,
        ),
        "contacts": facts(
            "contact_id",
            size=20,
            customer_id=st.sampled_from(CUSTOMERS[:2]),
            contacted_on=day,
            channel=st.just("sms"),
            purpose=st.sampled_from(("wake_up", "wake_up", "care")),
            campaign_id=campaign,
            responded_on=st.none() | st.none() | day,
            cost_type=st.sampled_from((None, "mail")),
            cost_minor=st.sampled_from((None, 0, 5, 7, -5)),
            tier=tier,
        ),
        "benefits": facts(
            "benefit_id",
            customer_id=customer,
            issued_on=day,
            benefit_type=st.sampled_from(("gift", "points", "open")),
            cost_type=cost_type,
            face_minor=amount,
            cost_minor=st.sampled_from((0, 20, 30, -20)),
            campaign_id=campaign,
            channel=channel,
            tier=tier,
        ),
        "campaigns": st.lists(
            st.fixed_dictionaries(
                {
                    "source": source,
                    "campaign_id": st.sampled_from(CAMPAIGNS),
                    "kind": st.sampled_from(("mail", "seminar")),
                    "starts_on": day,
                    "ends_on": day,
                }
            ),
            max_size=4,
            unique_by=lambda row: (row["source"], row["campaign_id"]),
        ),
        "campaign_members": st.lists(
            st.fixed_dictionaries(
                {
                    "source": source,
                    "campaign_id": st.sampled_from(CAMPAIGNS),
                    "customer_id": customer,
                    "invited_on": day,
                    "participated_on": st.none() | st.none() | day,
                }
            ),
            max_size=10,
            unique_by=lambda row: (row["source"], row["campaign_id"], row["customer_id"]),
        ),
        "tier_assignments": st.lists(
            st.fixed_dictionaries(
                {
                    "customer_id": customer,
                    "assessed_on": st.sampled_from(ASSESSMENTS),
                    "tier": st.sampled_from(("A", "B", "C", "D")),
                    "value_minor": amount,
                    "orders": st.integers(0, 3),
                    "policy": st.just("t1"),
                }
            ),
            max_size=8,
            unique_by=lambda row: (row["customer_id"], row["assessed_on"]),
        ),
    }
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Return a whole case over some weeks of January 2026."""
    start = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 10)))
    end = start + timedelta(days=draw(st.integers(1, 30)))
    share = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10))
    least = st.none() | st.integers(-20, 30)
    return Case(
        facts=draw(FACTS),
        start=start,
        end=end,
        assessments=draw(st.sampled_from(((), ASSESSMENTS[:1], ASSESSMENTS))),
        closing_on=draw(st.sampled_from((None, *ASSESSMENTS))),
        as_of=draw(st.none() | day),
        tier_policy=TierPolicy(
            version="t1",
            window_days=draw(st.integers(1, 40)),
            dormant_after_days=draw(st.integers(0, 40)),
            core_share=draw(share),
            core_orders_min=draw(st.integers(0, 3)),
            potential_share=draw(share),
            potential_orders_min=draw(st.integers(1, 4)),
            keep_margin=draw(share),
            ranked_by=draw(st.sampled_from(RankedBy)),
            core_revenue_min=draw(least),
            core_net_min=draw(least),
            potential_revenue_min=draw(least),
            potential_net_min=draw(least),
            keep_band=draw(share),
            stay_months_min=draw(st.integers(0, 2)),
        ),
        rows_max=draw(st.integers(0, 4)),
    )
