select tier, count(*) as customers
from customer_direct
group by tier
