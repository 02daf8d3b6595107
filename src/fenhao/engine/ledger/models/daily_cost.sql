-- The one scan of the ledger for roll-ups: months, budget days and campaigns are all summed from here.
select occurred_on as day, tier, cost_type, coalesce(campaign_id, '') as campaign_id, coalesce(channel, '') as channel,
       coalesce(department, '') as department, cast(sum(amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger
group by 1, 2, 3, 4, 5, 6
