-- Only what happened before the assessment day is looked at. A return lowers the revenue but is no order. Whoever is under
-- contract on the last of these days asks for service and will pay again: that stands for an order of the day, which brings nothing.
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
another as (
    select t.customer_id, max(t.assessed_on) as last_on
    from tier_assignments as t
    join before as b on b.customer_id = t.customer_id
    where t.assessed_on < $previous_on and t.tier <> b.tier
    group by t.customer_id
),
begun as (
    select t.customer_id, min(t.assessed_on) as since_on
    from tier_assignments as t
    left join another as n on n.customer_id = t.customer_id
    where t.assessed_on <= $previous_on and (n.last_on is null or t.assessed_on > n.last_on)
    group by t.customer_id
),
bought as (
    select customer_id, ordered_on, revenue_minor
    from orders
    where customer_id is not null and ordered_on < $assessed_on
    union all
    select distinct customer_id, $last_on, 0
    from contracts
    where started_on <= $last_on and period_months >= 1 and (ended_on is null or ended_on > $last_on)
),
ordered as (
    select customer_id,
           cast(sum(case when ordered_on >= $window_start then revenue_minor else 0 end) as bigint) as revenue_minor,
           count(case when ordered_on >= $window_start and revenue_minor >= 0 then 1 end) as orders,
           max(case when revenue_minor >= 0 then ordered_on end) as last_on
    from bought
    group by customer_id
),
held as (
    select b.customer_id, b.tier, g.since_on
    from before as b
    join begun as g on g.customer_id = b.customer_id
),
assessed as (
    select coalesce(k.customer_id, h.customer_id) as customer_id, h.tier as tier_before, h.since_on
    from known as k
    full join held as h on h.customer_id = k.customer_id
),
everybody as (
    select coalesce(a.customer_id, o.customer_id) as customer_id, o.revenue_minor, o.orders, o.last_on,
           a.tier_before, a.since_on
    from assessed as a
    full join ordered as o on o.customer_id = a.customer_id
)
select e.customer_id, coalesce(e.revenue_minor, 0) as revenue_minor, coalesce(n.net_minor, 0) as net_minor,
       coalesce(e.orders, 0) as orders, date_diff('day', e.last_on, $assessed_on) as quiet_days,
       coalesce(e.tier_before, '') as tier_before, e.since_on as since_before
from everybody as e
left join tier_net as n on n.customer_id = e.customer_id
