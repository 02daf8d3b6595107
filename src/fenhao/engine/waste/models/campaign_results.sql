-- participated * of < parts * invited is "participated / invited < parts / of" without a division.
-- The same campaign may come from several sources: its words are taken from the first of them.
select campaign_id, name, kind, starts_on, ends_on, invited, participated, cost_minor, entries,
       ends_on <= $as_of_on as judged,
       ends_on <= $as_of_on and participated * $participation_of < $participation_parts * invited as low
from (
    select c.campaign_id, c.name, c.kind, c.starts_on, c.ends_on, coalesce(m.invited, 0) as invited,
           coalesce(m.participated, 0) as participated, coalesce(s.cost_minor, 0) as cost_minor,
           coalesce(s.entries, 0) as entries
    from (
        select campaign_id, name, kind, starts_on, ends_on
        from campaigns
        qualify row_number() over (partition by campaign_id order by source) = 1
    ) as c
    left join (
        select campaign_id, count(distinct customer_id) as invited,
               count(distinct case when participated_on <= $as_of_on then customer_id end) as participated
        from campaign_members
        where invited_on <= $as_of_on
        group by campaign_id
    ) as m on m.campaign_id = c.campaign_id
    left join (
        select campaign_id, cast(sum(amount_minor) as bigint) as cost_minor, cast(sum(entries) as bigint) as entries
        from campaign_days
        group by campaign_id
    ) as s on s.campaign_id = c.campaign_id
    where (c.starts_on < $period_end and c.ends_on >= $period_start) or s.campaign_id is not null
) as known
