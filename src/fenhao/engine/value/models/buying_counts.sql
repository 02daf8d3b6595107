select frequency, recency_days, age_days, days_after, count(*) as customers
from customer_buying
group by frequency, recency_days, age_days, days_after
