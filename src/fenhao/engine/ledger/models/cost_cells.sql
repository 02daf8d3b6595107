select d.month, c.tier, c.cost_type, cast(sum(c.amount_minor) as bigint) as amount_minor,
       cast(sum(c.entries) as bigint) as entries
from daily_cost as c
join days as d on d.day = c.day
group by 1, 2, 3
