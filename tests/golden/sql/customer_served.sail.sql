/* Winning a customer is not serving it: cost types whose purpose is acquisition are kept apart. Benefits and contacts are what */
/* the company does to move a customer; they are part of the cost to serve. */
SELECT
  k.customer_id,
  CAST(SUM(
    CAST(CASE WHEN COALESCE(c.purpose, '') <> 'acquisition' THEN k.amount_minor ELSE 0 END AS DECIMAL(38, 0))
  ) AS BIGINT) AS served_minor,
  CAST(SUM(
    CAST(CASE
      WHEN k.treats AND COALESCE(c.purpose, '') <> 'acquisition'
      THEN k.amount_minor
      ELSE 0
    END AS DECIMAL(38, 0))
  ) AS BIGINT) AS treated_minor,
  CAST(SUM(
    CAST(CASE WHEN c.purpose = 'acquisition' THEN k.amount_minor ELSE 0 END AS DECIMAL(38, 0))
  ) AS BIGINT) AS won_minor
FROM (
  SELECT
    customer_id,
    cost_type,
    amount_minor,
    FALSE AS treats
  FROM cost_entries
  WHERE
    NOT customer_id IS NULL AND occurred_on <= :observed_on
  UNION ALL
  SELECT
    customer_id,
    cost_type,
    cost_minor,
    TRUE
  FROM benefits
  WHERE
    issued_on <= :observed_on
  UNION ALL
  SELECT
    customer_id,
    cost_type,
    cost_minor,
    TRUE
  FROM contacts
  WHERE
    contacted_on <= :observed_on AND NOT cost_minor IS NULL
) AS k
LEFT JOIN chart AS c
  ON c.cost_type = k.cost_type
GROUP BY
  k.customer_id
