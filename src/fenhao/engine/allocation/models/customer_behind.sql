-- One customer's row of customer_cost.
select
    customer_id,
    tier,
    orders,
    revenue_minor,
    margin_minor,
    direct_minor,
    allocated_minor,
    profit_minor
from customer_cost
where customer_id = $only_customer
