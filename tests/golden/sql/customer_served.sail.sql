/* Winning a customer is not serving it: cost types whose purpose is acquisition are left out. */
SELECT
  k.customer_id,
  CAST(SUM(CAST(k.amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS served_minor
FROM (
  SELECT
    customer_id,
    cost_type,
    amount_minor
  FROM cost_entries
  WHERE
    NOT customer_id IS NULL AND occurred_on <= :observed_on
  UNION ALL
  SELECT
    customer_id,
    cost_type,
    cost_minor
  FROM benefits
  WHERE
    issued_on <= :observed_on
  UNION ALL
  SELECT
    customer_id,
    cost_type,
    cost_minor
  FROM contacts
  WHERE
    contacted_on <= :observed_on AND NOT cost_minor IS NULL
) AS k
LEFT JOIN chart AS c
  ON c.cost_type = k.cost_type
WHERE
  COALESCE(c.purpose, '') <> 'acquisition'
GROUP BY
  k.customer_id
