-- A cost type that the chart does not know keeps empty words, so that its money stays visible.
select day, tier, category, nature, cast(sum(amount_minor) as bigint) as amount_minor
from (
    select c.day, case when t.nature = 'fixed' then '' else c.tier end as tier,
           coalesce(t.category, '') as category, coalesce(t.nature, '') as nature, c.amount_minor
    from daily_cost as c
    left join chart as t on t.cost_type = c.cost_type
) as lines
group by 1, 2, 3, 4
