-- Several sources may know a customer: the earliest day counts, and a channel where any of them names one.
with known as (
    select customer_id, min(acquired_on) as acquired_on, min(acquisition_channel) as channel
    from customers
    group by customer_id
)
select coalesce(k.customer_id, f.customer_id) as customer_id, coalesce(k.acquired_on, f.first_on) as won_on,
       coalesce(k.channel, '') as channel
from known as k
full join first_orders as f on f.customer_id = k.customer_id
where coalesce(k.acquired_on, f.first_on) >= $won_from and coalesce(k.acquired_on, f.first_on) < $won_until
