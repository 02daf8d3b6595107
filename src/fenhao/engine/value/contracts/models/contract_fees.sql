-- A fee falls due on the first day of each period begun; what ended has none after its last day. The orders of customers
-- under contract are looked at once: those that are such fees, loaded before, carry the fee's id.
with begun as (
    select concat(replace(b.source, '/', '%2F'), '/', b.contract_id) as fee_id, b.customer_id, b.started_on, b.period_months,
           c.fee_minor, c.margin_minor,
           case when b.ended_on < $observed_on then b.ended_on else $observed_on end as seen_on,
           case when b.ended_on < $before_on then b.ended_on else $before_on end as seen_before_on
    from contracts_begun as b
    join contracts as c on c.source = b.source and c.contract_id = b.contract_id
    where c.fee_minor > 0
),
counted as (
    select fee_id, customer_id, started_on, period_months, fee_minor, margin_minor,
           1 + ((year(seen_on) - year(started_on)) * 12 + month(seen_on) - month(started_on)
               - case when day(seen_on) < day(started_on) then 1 else 0 end) // period_months as fees,
           case when started_on > $before_on then 0
                else 1 + ((year(seen_before_on) - year(started_on)) * 12 + month(seen_before_on) - month(started_on)
                    - case when day(seen_before_on) < day(started_on) then 1 else 0 end) // period_months
           end as fees_before
    from begun
),
bought as (
    select o.source, o.order_id, o.customer_id, o.ordered_on, max(case when b.fee_id is null then 0 else 1 end) as is_fee
    from orders as o
    left join begun as b
        on b.customer_id = o.customer_id and substr(o.order_id, 1, length(b.fee_id) + 1) = concat(b.fee_id, '/')
    where o.ordered_on <= $observed_on and o.customer_id in (select customer_id from begun)
    group by o.source, o.order_id, o.customer_id, o.ordered_on
),
seen as (
    select customer_id, count(case when is_fee = 0 then 1 end) as own_orders,
           count(case when ordered_on > $before_on then 1 end) as orders_after
    from bought
    group by customer_id
)
select c.fee_id, c.customer_id, c.started_on, c.period_months, c.fee_minor, c.margin_minor, c.fees, c.fees_before,
       coalesce(s.own_orders, 0) as own_orders, coalesce(s.orders_after, 0) as orders_after
from counted as c
left join seen as s on s.customer_id = c.customer_id
