-- Ranks are first gathered into at most 200 steps; the step that holds the peak is cut at the peak.
select customers, cast(sum(gained_minor) over (order by customers rows between unbounded preceding and current row) as bigint)
           as profit_minor
from (
    select max(profit_rank) as customers, sum(profit_minor) as gained_minor
    from (
        select profit_rank, profit_minor, (profit_rank - 1) // ((customers + 199) // 200) as step,
               profit_minor > 0 as gains
        from customer_ranks
    ) as ranked
    group by step, gains
) as steps
