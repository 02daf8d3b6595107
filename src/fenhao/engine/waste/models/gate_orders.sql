-- A return lowers the spend but is no order, as in the assessment of tiers.
select customer_id, cast(sum(revenue_minor) as bigint) as spend_minor,
       count(case when revenue_minor >= 0 then 1 end) as orders,
       max(case when revenue_minor >= 0 then ordered_on end) as last_order_on
from orders
where customer_id is not null and ordered_on >= $window_start and ordered_on <= $as_of_on
group by customer_id
