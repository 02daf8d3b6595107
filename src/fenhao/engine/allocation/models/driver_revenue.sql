select customer_id, revenue_minor as weight
from customer_activity
where revenue_minor > 0
