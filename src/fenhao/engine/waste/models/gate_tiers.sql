select customer_id, tier
from tier_assignments
where assessed_on = $assessed_on
