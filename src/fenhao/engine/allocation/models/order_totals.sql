select count(*) filter (where revenue_minor >= 0) as orders,
       cast(coalesce(sum(revenue_minor), 0) as bigint) as revenue_minor,
       cast(coalesce(sum(coalesce(margin_minor, revenue_minor)), 0) as bigint) as margin_minor,
       count(*) filter (where margin_minor is null) as without_margin,
       count(*) filter (where customer_id is null) as anonymous_orders,
       cast(coalesce(sum(case when customer_id is null then revenue_minor end), 0) as bigint) as anonymous_revenue_minor
from orders
where ordered_on >= $period_start and ordered_on < $period_end
