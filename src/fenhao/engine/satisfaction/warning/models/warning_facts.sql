select c.cut_no, case when m.happened_on > c.on_day then 1 else 0 end as is_after, m.customer_id, m.sign,
       cast(sum(m.amount) as bigint) as amount, max(m.happened_on) as last_on
from warning_moments as m
join warning_cuts as c on m.happened_on > c.since_on and m.happened_on <= c.until_on
group by 1, 2, 3, 4
