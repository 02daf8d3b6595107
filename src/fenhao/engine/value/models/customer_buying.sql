-- What a customer buys on one day is one purchase: the models speak of purchase days. A return is none, but lowers
-- the margin. Whoever first bought after the last day observed is not there yet; whoever is or was under contract by then is
-- known to have left or not, which these models guess.
with order_days as (
    select customer_id, ordered_on, count(case when revenue_minor >= 0 then 1 end) as orders,
           cast(sum(case when revenue_minor >= 0 then revenue_minor end) as bigint) as revenue_minor,
           cast(sum(coalesce(margin_minor, revenue_minor)) as bigint) as margin_minor
    from orders
    where customer_id is not null and ordered_on <= $until_on
          and customer_id not in (select customer_id from contracts_begun)
    group by customer_id, ordered_on
),
bought as (
    select customer_id, min(case when orders > 0 then ordered_on end) as first_on,
           max(case when orders > 0 and ordered_on <= $observed_on then ordered_on end) as last_on,
           count(case when orders > 0 and ordered_on <= $observed_on then 1 end) - 1 as frequency,
           count(case when orders > 0 and ordered_on > $observed_on then 1 end) as days_after,
           sum(case when ordered_on <= $observed_on then orders else 0 end) as orders,
           sum(case when orders > 0 and ordered_on <= $observed_on then revenue_minor else 0 end) as spend_minor,
           min_by(revenue_minor, case when orders > 0 then ordered_on end) as first_minor,
           sum(case when ordered_on <= $observed_on then margin_minor else 0 end) as margin_minor
    from order_days
    group by customer_id
)
select b.customer_id, b.frequency, date_diff('day', b.first_on, b.last_on) as recency_days,
       date_diff('day', b.first_on, $observed_on) as age_days, b.days_after, cast(b.orders as bigint) as orders,
       cast(b.spend_minor as bigint) as spend_minor,
       cast(b.spend_minor - b.first_minor as bigint) as repeat_spend_minor,
       cast(b.margin_minor as bigint) as margin_minor, coalesce(s.served_minor, 0) as served_minor,
       coalesce(s.treated_minor, 0) as treated_minor, coalesce(s.won_minor, 0) as won_minor
from bought as b
left join customer_served as s on s.customer_id = b.customer_id
where b.first_on <= $observed_on
