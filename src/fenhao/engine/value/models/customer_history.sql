-- Two sources may both know a customer: the earliest day of being won counts.
with known as (
    select customer_id, min(acquired_on) as acquired_on, min(acquisition_channel) as acquisition_channel
    from customers
    group by customer_id
),
bought as (
    select customer_id, min(case when revenue_minor >= 0 then ordered_on end) as first_on,
           max(case when revenue_minor >= 0 then ordered_on end) as last_on
    from orders
    where customer_id is not null and ordered_on < $period_end
    group by customer_id
)
select coalesce(k.customer_id, b.customer_id) as customer_id, k.acquired_on, k.acquisition_channel, b.first_on, b.last_on
from known as k
full join bought as b on b.customer_id = k.customer_id
