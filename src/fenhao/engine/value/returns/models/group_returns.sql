with entries as (
    select 'tier' as dimension, tier as name, customer_id, amount_minor
    from ledger
    where customer_id is not null

    union all

    select 'benefit_type', benefit_type, customer_id, amount_minor
    from ledger
    where benefit_type is not null

    union all

    select 'campaign', campaign_id, customer_id, amount_minor
    from ledger
    where campaign_id is not null

    union all

    select 'channel', channel, customer_id, amount_minor
    from ledger
    where channel is not null
),
spent as (
    select dimension, name, customer_id, sum(amount_minor) as amount_minor
    from entries
    group by 1, 2, 3
)
select s.dimension, s.name, count(s.customer_id) as customers, cast(sum(s.amount_minor) as bigint) as cost_minor,
       cast(sum(coalesce(m.before_minor, 0)) as bigint) as before_minor,
       cast(sum(coalesce(m.after_minor, 0)) as bigint) as after_minor
from spent as s
left join margin_around as m on m.customer_id = s.customer_id
group by 1, 2
