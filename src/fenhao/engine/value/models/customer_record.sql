select r.customer_id, r.tier, r.orders, r.revenue_minor, r.margin_minor, r.direct_minor, r.allocated_minor, r.profit_minor,
       r.direct_minor + r.allocated_minor as cost_minor, r.profit_rank, a.contacts, h.acquired_on, h.acquisition_channel,
       h.first_on, h.last_on, s.since_on, coalesce(s.tier_previous, '') as tier_previous
from customer_ranks as r
join customer_activity as a on a.customer_id = r.customer_id
left join customer_history as h on h.customer_id = r.customer_id
left join customer_standing as s on s.customer_id = r.customer_id
