-- silence * pauses > usual pause * times, without a division: span is first to last order, pauses are one fewer than days with an order.
with bought as (
    select customer_id, count(distinct ordered_on) as orders, min(ordered_on) as first_on, max(ordered_on) as last_on
    from orders
    where customer_id is not null and revenue_minor > 0 and ordered_on <= $on
    group by customer_id
)
select b.customer_id, t.tier, b.orders, b.first_on, b.last_on
from bought as b
join care_tiers as t on t.customer_id = b.customer_id
join care_wanted as w on w.tier = t.tier
where b.orders >= $orders_min and b.orders > 1
  and date_diff('day', b.last_on, $on) * (b.orders - 1) * $times_of > date_diff('day', b.first_on, b.last_on) * $times_parts
