select campaign_id, occurred_on as day, cast(sum(amount_minor) as bigint) as amount_minor, count(*) as entries,
       max(amount_minor) as largest_minor
from ledger
where campaign_id is not null
group by 1, 2
