select rule, cast(sum(findings) as bigint) as findings, cast(sum(found_minor) as bigint) as found_minor,
       cast(sum(counted_minor) as bigint) as counted_minor
from waste_days
group by rule
