-- Only what happened before the assessment day is looked at. A return lowers the value but is no order.
with known as (
    select distinct customer_id
    from customers
    where acquired_on is null or acquired_on < $assessed_on
),
before as (
    select customer_id, tier
    from tier_assignments
    where assessed_on = $previous_on
),
ordered as (
    select customer_id,
           cast(sum(case when ordered_on >= $window_start then revenue_minor else 0 end) as bigint) as value_minor,
           count(case when ordered_on >= $window_start and revenue_minor >= 0 then 1 end) as orders,
           max(case when revenue_minor >= 0 then ordered_on end) as last_on
    from orders
    where customer_id is not null and ordered_on < $assessed_on
    group by customer_id
),
assessed as (
    select coalesce(k.customer_id, b.customer_id) as customer_id, b.tier as tier_before
    from known as k
    full join before as b on b.customer_id = k.customer_id
)
select coalesce(a.customer_id, o.customer_id) as customer_id, coalesce(o.value_minor, 0) as value_minor,
       coalesce(o.orders, 0) as orders, date_diff('day', o.last_on, $assessed_on) as quiet_days,
       coalesce(a.tier_before, '') as tier_before
from assessed as a
full join ordered as o on o.customer_id = a.customer_id
