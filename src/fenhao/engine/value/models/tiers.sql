select customer_id, $assessed_on as assessed_on, tier, value_minor, orders, quiet_days, $policy as policy
from tier_decisions
