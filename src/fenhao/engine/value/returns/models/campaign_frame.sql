-- Everybody who had ordered before the campaign began, invited or not, with what was known on the day before.
with invited as (
    select distinct customer_id
    from campaign_members
    where campaign_id = $campaign_id
),
bought as (
    select customer_id, min(ordered_on) as first_on,
           max(case when ordered_on < $starts_on and revenue_minor >= 0 then ordered_on end) as last_on,
           count(case when ordered_on < $starts_on and ordered_on >= $before_start and revenue_minor >= 0 then 1 end)
               as orders_before,
           cast(sum(case when ordered_on < $starts_on and ordered_on >= $before_start
               then coalesce(margin_minor, revenue_minor) else 0 end) as bigint) as margin_before_minor,
           cast(sum(case when ordered_on < $starts_on and ordered_on >= $span_before
               then coalesce(margin_minor, revenue_minor) else 0 end) as bigint) as margin_span_minor,
           cast(sum(case when ordered_on >= $starts_on and ordered_on <= $ends_on
               then coalesce(margin_minor, revenue_minor) else 0 end) as bigint) as margin_minor
    from orders
    where customer_id is not null
    group by customer_id
)
select b.customer_id, i.customer_id is not null as invited, date_diff('day', b.first_on, $starts_on) as known_days,
       date_diff('day', b.last_on, $starts_on) as quiet_days, b.orders_before, b.margin_before_minor, b.margin_span_minor,
       b.margin_minor
from bought as b
left join invited as i on i.customer_id = b.customer_id
where b.last_on is not null
