-- A return lowers what a cohort brings but brings nobody back; one from before the first order belongs to no cohort.
select b.month_no as cohort_no, d.month_no - b.month_no as age,
       count(distinct case when o.revenue_minor >= 0 then o.customer_id end) as customers,
       count(case when o.revenue_minor >= 0 then 1 end) as orders,
       cast(sum(o.revenue_minor) as bigint) as revenue_minor,
       cast(sum(coalesce(o.margin_minor, o.revenue_minor)) as bigint) as margin_minor
from orders as o
join first_orders as f on f.customer_id = o.customer_id
join order_days as d on d.day = o.ordered_on
join order_days as b on b.day = f.first_on
where o.ordered_on >= f.first_on and o.ordered_on <= $as_of_on
group by 1, 2
