select o.ordered_on as day, coalesce(a.tier, '') as tier,
       cast(sum(coalesce(o.margin_minor, o.revenue_minor)) as bigint) as margin_minor
from orders as o
join days as d on d.day = o.ordered_on
left join tier_assignments as a on a.customer_id = o.customer_id and a.assessed_on = d.assessed_on
where o.customer_id is not null and o.ordered_on >= $period_start and o.ordered_on < $period_end
group by 1, 2
