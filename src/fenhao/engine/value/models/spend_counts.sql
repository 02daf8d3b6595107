select frequency, repeat_spend_minor, count(*) as customers
from customer_buying
where frequency > 0 and repeat_spend_minor > 0
group by frequency, repeat_spend_minor
