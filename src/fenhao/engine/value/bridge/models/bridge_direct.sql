-- A correction takes back a unit as well as its amount, so that an entry and its reversal are nothing at all.
select tier, coalesce(channel, '') as channel, cost_type, cast(sum(amount_minor) as bigint) as amount_minor,
       cast(sum(case when amount_minor > 0 then 1 when amount_minor < 0 then -1 else 0 end) as bigint) as units
from ledger
where customer_id is not null
group by 1, 2, 3
