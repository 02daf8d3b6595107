select tier, count(*) as customers, cast(sum(orders) as bigint) as orders,
       cast(sum(revenue_minor) as bigint) as revenue_minor, cast(sum(margin_minor) as bigint) as margin_minor,
       cast(sum(direct_minor) as bigint) as direct_minor, cast(sum(allocated_minor) as bigint) as allocated_minor,
       cast(sum(profit_minor) as bigint) as profit_minor
from customer_cost
group by tier
