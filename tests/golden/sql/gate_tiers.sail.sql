SELECT
  customer_id,
  tier
FROM tier_assignments
WHERE
  assessed_on = :assessed_on
