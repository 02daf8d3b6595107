select customer_id, cast(1 as bigint) as weight
from customer_activity
