select cast(date_trunc('week', found_on) as date) as week_on, rule, cast(sum(findings) as bigint) as findings,
       cast(sum(counted_minor) as bigint) as counted_minor
from waste_days
group by 1, 2
