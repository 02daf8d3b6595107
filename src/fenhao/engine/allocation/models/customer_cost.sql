select c.customer_id, c.tier, c.orders, c.revenue_minor, c.margin_minor, c.direct_minor,
       coalesce(s.amount_minor, 0) as allocated_minor,
       c.margin_minor - c.direct_minor - coalesce(s.amount_minor, 0) as profit_minor
from customer_activity as c
left join pool_shares_by_party as s on s.party_id = c.customer_id
