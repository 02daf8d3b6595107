select customer_id, coalesce(min(acquisition_channel), '') as channel
from customers
group by customer_id
