select p.customer_id, p.happened_on, concat(p.source, '/', p.entry_id) as entry_id, p.movement, p.points, p.expires_on
from points as p
where p.happened_on <= $on and p.points <> 0
