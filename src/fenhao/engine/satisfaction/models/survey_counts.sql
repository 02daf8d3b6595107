-- A score on a scale of another length than the kind's own says nothing on it: it is an answer, and no figure.
with asked as (
    select s.kind, coalesce(s.question, '') as question, d.month_no, coalesce(s.tier, '') as tier,
           coalesce(s.channel, t.channel, '') as channel, coalesce(s.team, t.team, '') as team, s.score,
           case when s.score is null then 0
                when s.kind = 'nps' then case when coalesce(s.scale_low, 0) = 0 and coalesce(s.scale_high, 10) = 10 then 1 else 2 end
                when s.kind = 'csat' then case when coalesce(s.scale_low, 1) = 1 and coalesce(s.scale_high, 5) = 5 then 1 else 2 end
                else case when coalesce(s.scale_low, 1) = 1 and coalesce(s.scale_high, 7) = 7 then 1 else 2 end
           end as answer
    from surveys as s
    join service_days as d on d.day_on = s.asked_on
    left join tickets as t on t.source = s.source and t.ticket_id = s.ticket_id
    where s.kind in ('nps', 'csat', 'ces')
)
select kind, question, month_no, tier, channel, team, answer, case when answer = 1 then score else 0 end as score,
       count(*) as surveys
from asked
group by kind, question, month_no, tier, channel, team, answer, case when answer = 1 then score else 0 end
