-- Whom customer_buying leaves out: who is or was under contract is valued by its renewals instead.
select count(distinct customer_id) as customers
from orders
where ordered_on <= $observed_on and revenue_minor >= 0 and customer_id in (select customer_id from contracts_begun)
