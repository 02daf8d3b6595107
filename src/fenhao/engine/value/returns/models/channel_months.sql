select w.channel, d.month_no - b.month_no as age,
       cast(sum(coalesce(o.margin_minor, o.revenue_minor)) as bigint) as margin_minor
from customers_won as w
join orders as o on o.customer_id = w.customer_id
join order_days as d on d.day = o.ordered_on
join order_days as b on b.day = w.won_on
where o.ordered_on >= w.won_on and o.ordered_on <= $as_of_on
group by 1, 2
