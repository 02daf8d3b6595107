WITH held AS (
  SELECT
    COUNT(*) AS contracts,
    COUNT(DISTINCT customer_id) AS customers,
    CAST(COALESCE(SUM(is_lost), 0) AS BIGINT) AS lost,
    CAST(COALESCE(SUM((
      renewals + 1 - is_lost
    ) * period_months), 0) AS BIGINT) AS months
  FROM contract_history
), given AS (
  SELECT
    COUNT(*) AS begun
  FROM contracts
  WHERE
    started_on <= :observed_on
), served AS (
  SELECT
    CAST(COALESCE(SUM(s.served_minor), 0) AS BIGINT) AS served_minor
  FROM customer_served AS s
  WHERE
    s.customer_id IN (
      SELECT
        customer_id
      FROM contract_history
    )
)
SELECT
  h.contracts,
  g.begun - h.contracts AS passed_over,
  h.customers,
  h.lost,
  h.months,
  s.served_minor
FROM held AS h
CROSS JOIN given AS g
CROSS JOIN served AS s
