-- What a customer buys on one day is one purchase: the models speak of purchase days. A return is none, but lowers
-- revenue and margin. Whoever first bought after the last day observed is not there yet.
with purchase_days as (
    select customer_id, ordered_on, count(*) as orders, sum(revenue_minor) as revenue_minor
    from orders
    where customer_id is not null and revenue_minor >= 0 and ordered_on <= $until_on
    group by customer_id, ordered_on
),
first_days as (
    select customer_id, min(ordered_on) as first_on
    from purchase_days
    group by customer_id
),
bought as (
    select d.customer_id, f.first_on,
           max(case when d.ordered_on <= $observed_on then d.ordered_on end) as last_on,
           count(case when d.ordered_on <= $observed_on then 1 end) - 1 as frequency,
           count(case when d.ordered_on > $observed_on then 1 end) as days_after,
           sum(case when d.ordered_on <= $observed_on then d.orders else 0 end) as orders,
           sum(case when d.ordered_on <= $observed_on then d.revenue_minor else 0 end) as spend_minor,
           sum(case when d.ordered_on > f.first_on and d.ordered_on <= $observed_on then d.revenue_minor else 0 end)
               as repeat_spend_minor
    from purchase_days as d
    join first_days as f on f.customer_id = d.customer_id
    where f.first_on <= $observed_on
    group by d.customer_id, f.first_on
),
earned as (
    select customer_id, sum(coalesce(margin_minor, revenue_minor)) as margin_minor
    from orders
    where customer_id is not null and ordered_on <= $observed_on
    group by customer_id
)
select b.customer_id, b.frequency, date_diff('day', b.first_on, b.last_on) as recency_days,
       date_diff('day', b.first_on, $observed_on) as age_days, b.days_after, cast(b.orders as bigint) as orders,
       cast(b.spend_minor as bigint) as spend_minor, cast(b.repeat_spend_minor as bigint) as repeat_spend_minor,
       cast(e.margin_minor as bigint) as margin_minor, coalesce(s.served_minor, 0) as served_minor
from bought as b
join earned as e on e.customer_id = b.customer_id
left join customer_served as s on s.customer_id = b.customer_id
