select d.tier as tier_then, c.tier as tier_now, cast(sum(d.amount_minor) as bigint) as amount_minor
from customer_direct as d
join customer_activity as c on c.customer_id = d.customer_id
group by 1, 2
