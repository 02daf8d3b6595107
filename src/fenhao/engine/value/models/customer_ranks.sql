select customer_id, tier, orders, revenue_minor, margin_minor, direct_minor, allocated_minor, profit_minor,
       row_number() over (order by profit_minor desc, customer_id) as profit_rank, count(*) over () as customers
from customer_cost
