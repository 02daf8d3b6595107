select customer_id, min(ordered_on) as first_on
from orders
where customer_id is not null and revenue_minor >= 0 and ordered_on <= $as_of_on
group by customer_id
