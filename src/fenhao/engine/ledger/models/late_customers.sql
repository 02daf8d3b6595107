select distinct customer_id
from (
    select customer_id
    from cost_entries
    where tier is null and customer_id is not null and occurred_on >= $period_start and occurred_on < $period_end

    union all

    select customer_id
    from benefits
    where tier is null and issued_on >= $period_start and issued_on < $period_end

    union all

    select customer_id
    from contacts
    where tier is null and contacted_on >= $period_start and contacted_on < $period_end
) as late
