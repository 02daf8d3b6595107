select s.pool_id, a.tier, cast(sum(s.amount_minor) as bigint) as amount_minor
from pool_shares as s
join customer_activity as a on a.customer_id = s.party_id
group by 1, 2
