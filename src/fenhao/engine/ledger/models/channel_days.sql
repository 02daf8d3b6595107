-- What a watch over cost asks: which tier, type or channel has moved on which day.
select occurred_on as day, tier, cost_type, coalesce(channel, '') as channel,
       cast(sum(amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger
group by 1, 2, 3, 4
