select channel, count(*) as customers
from customers_won
group by channel
