select cost_type, cast(sum(amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger
where customer_id is null
group by 1
