select tier_before as tier_then, tier as tier_now, count(*) as customers,
       cast(sum(value_minor) as bigint) as value_minor
from tier_decisions
group by tier_before, tier
