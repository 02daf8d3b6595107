-- Each fact is first brought to the grain of a customer, then all of them are added up once.
select customer_id, max(tier) as tier, cast(sum(orders) as bigint) as orders,
       cast(sum(revenue_minor) as bigint) as revenue_minor, cast(sum(margin_minor) as bigint) as margin_minor,
       cast(sum(contacts) as bigint) as contacts, cast(sum(direct_minor) as bigint) as direct_minor
from (
    select customer_id, '' as tier, 0 as orders, 0 as revenue_minor, 0 as margin_minor, 0 as contacts, 0 as direct_minor
    from customers
    where acquired_on is null or acquired_on < $period_end

    union all

    select customer_id, tier, 0, 0, 0, 0, 0
    from tier_assignments
    where assessed_on = $closing_on

    union all

    select customer_id, '', count(*) filter (where revenue_minor >= 0), cast(sum(revenue_minor) as bigint),
           cast(sum(coalesce(margin_minor, revenue_minor)) as bigint), 0, 0
    from orders
    where customer_id is not null and ordered_on >= $period_start and ordered_on < $period_end
    group by customer_id

    union all

    select customer_id, '', 0, 0, 0, count(*), 0
    from contacts
    where contacted_on >= $period_start and contacted_on < $period_end
    group by customer_id

    union all

    select customer_id, '', 0, 0, 0, 0, amount_minor
    from customer_direct
) as known
group by customer_id
