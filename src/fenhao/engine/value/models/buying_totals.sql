select count(*) as customers, cast(coalesce(sum(orders), 0) as bigint) as orders,
       cast(coalesce(sum(frequency + 1), 0) as bigint) as purchase_days,
       cast(coalesce(sum(spend_minor), 0) as bigint) as spend_minor,
       cast(coalesce(sum(margin_minor), 0) as bigint) as margin_minor,
       cast(coalesce(sum(served_minor), 0) as bigint) as served_minor,
       cast(coalesce(sum(treated_minor), 0) as bigint) as treated_minor,
       cast(coalesce(sum(won_minor), 0) as bigint) as won_minor
from customer_buying
