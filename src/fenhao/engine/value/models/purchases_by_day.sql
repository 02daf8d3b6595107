-- The same purchases as customer_buying counts, by day instead of by customer: whoever has no row there has none here.
with bought as (
    select distinct o.ordered_on, o.customer_id
    from orders as o
    join customer_buying as b on b.customer_id = o.customer_id
    where o.ordered_on <= $until_on and o.revenue_minor >= 0
)
select ordered_on as day, count(*) as purchases
from bought
group by ordered_on
