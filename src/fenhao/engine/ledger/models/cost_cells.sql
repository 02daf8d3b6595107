select month, tier, cost_type, cast(sum(amount_minor) as bigint) as amount_minor, cast(sum(entries) as bigint) as entries
from cost_rollup
group by 1, 2, 3
