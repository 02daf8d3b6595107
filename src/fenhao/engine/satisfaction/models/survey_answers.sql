select concat(s.source, '/', s.survey_id) as survey_id, coalesce(s.customer_id, '') as customer_id,
       coalesce(s.ticket_id, '') as ticket_id, s.kind, coalesce(s.question, '') as question, s.score, s.answered_on,
       coalesce(s.text, '') as text, coalesce(s.channel, t.channel, '') as channel, coalesce(s.team, t.team, '') as team,
       coalesce(s.tier, '') as tier
from surveys as s
left join tickets as t on t.source = s.source and t.ticket_id = s.ticket_id
where s.kind in ('nps', 'csat', 'ces') and s.score is not null and s.answered_on >= $since_on and s.answered_on <= $until_on
