-- The same campaign may come from several sources: its days are taken from the first of them.
select c.campaign_id, c.starts_on, c.ends_on, coalesce(m.invited, 0) as invited,
       coalesce(m.participated, 0) as participated
from (
    select campaign_id, starts_on, ends_on
    from campaigns
    where starts_on <= $as_of_on
    qualify row_number() over (partition by campaign_id order by source) = 1
) as c
left join (
    select campaign_id, count(distinct customer_id) as invited,
           count(distinct case when participated_on <= $as_of_on then customer_id end) as participated
    from campaign_members
    where invited_on <= $as_of_on
    group by campaign_id
) as m on m.campaign_id = c.campaign_id
