select customer_id, tier, orders, revenue_minor, margin_minor, direct_minor, allocated_minor, profit_minor, profit_rank
from customer_ranks
where profit_rank > customers - $rows_max
