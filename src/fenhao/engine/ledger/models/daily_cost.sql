-- Months and the days of a budget are summed from here; what a report never asks by day is not kept by day.
select occurred_on as day, tier, cost_type, cast(sum(amount_minor) as bigint) as amount_minor, count(*) as entries
from ledger
group by 1, 2, 3
