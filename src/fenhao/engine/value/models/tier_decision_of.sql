select customer_id, tier, reason, value_minor, revenue_minor, net_minor, orders, quiet_days, place, awake, tier_before,
       since_before, stays
from tier_decisions
where customer_id = $customer_id
