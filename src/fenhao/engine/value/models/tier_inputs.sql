-- Only what happened before the assessment day is looked at. A return lowers the value but is no order.
select customer_id, cast(sum(value_minor) as bigint) as value_minor, cast(sum(orders) as bigint) as orders,
       date_diff('day', max(last_on), $assessed_on) as quiet_days, max(tier_before) as tier_before
from (
    select customer_id, 0 as value_minor, 0 as orders, cast(null as date) as last_on, '' as tier_before
    from customers
    where acquired_on is null or acquired_on < $assessed_on

    union all

    select customer_id, cast(sum(case when ordered_on >= $window_start then revenue_minor else 0 end) as bigint),
           count(*) filter (where ordered_on >= $window_start and revenue_minor >= 0),
           max(case when revenue_minor >= 0 then ordered_on end), ''
    from orders
    where customer_id is not null and ordered_on < $assessed_on
    group by customer_id

    union all

    select customer_id, 0, 0, cast(null as date), tier
    from tier_assignments
    where assessed_on = $previous_on
) as known
group by customer_id
