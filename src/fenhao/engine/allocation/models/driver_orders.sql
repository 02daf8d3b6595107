select customer_id, orders as weight
from customer_activity
where orders > 0
