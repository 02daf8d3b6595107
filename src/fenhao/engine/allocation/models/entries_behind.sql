-- The entries behind a figure: every filter that is null lets everything through.
select
    l.subledger,
    l.source,
    l.entry_id,
    l.occurred_on,
    l.cost_type,
    l.amount_minor,
    l.customer_id,
    l.campaign_id,
    l.channel,
    l.department,
    l.tier,
    l.batch_id,
    l.row_no
from ledger as l
inner join days as d on d.day = l.occurred_on
left join chart as c on c.cost_type = l.cost_type
left join customer_activity as a on a.customer_id = l.customer_id
where ($only_month is null or d.month = $only_month)
    and ($only_tier is null or l.tier = $only_tier)
    and ($only_tier_now is null or (l.customer_id is not null and a.tier = $only_tier_now))
    and ($only_cost_type is null or l.cost_type = $only_cost_type)
    and ($only_category is null or c.category = $only_category)
    and ($only_nature is null or c.nature = $only_nature)
    and ($only_purpose is null or c.purpose = $only_purpose)
    and ($only_stage is null or c.stage = $only_stage)
    and ($only_pool is null or (l.customer_id is null and coalesce(c.pool_id, '') = $only_pool))
    and ($only_traced is null or (l.customer_id is not null) = ($only_traced = 'yes'))
    and ($only_subledger is null or l.subledger = $only_subledger)
    and ($only_entry is null or l.entry_id = $only_entry)
    and ($only_customer is null or l.customer_id = $only_customer)
    and ($only_campaign is null or coalesce(l.campaign_id, '') = $only_campaign)
    and ($only_channel is null or coalesce(l.channel, '') = $only_channel)
    and ($only_department is null or coalesce(l.department, '') = $only_department)
