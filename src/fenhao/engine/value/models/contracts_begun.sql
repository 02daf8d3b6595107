select source, contract_id, customer_id, started_on, ended_on, period_months, coalesce(margin_minor, fee_minor) as margin_minor,
       coalesce(plan, '') as plan
from contracts
where started_on <= $observed_on and period_months >= 1 and (ended_on is null or ended_on >= started_on)
