-- What one customer bears of each pool.
select pool_id, party_id as customer_id, amount_minor
from pool_shares
where party_id = $only_customer
