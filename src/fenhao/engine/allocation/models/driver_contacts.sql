select customer_id, contacts as weight
from customer_activity
where contacts > 0
