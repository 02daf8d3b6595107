WITH entries AS (
  SELECT
    'tier' AS dimension,
    tier AS name,
    customer_id,
    amount_minor
  FROM ledger
  WHERE
    NOT customer_id IS NULL
  UNION ALL
  SELECT
    'benefit_type',
    benefit_type,
    customer_id,
    amount_minor
  FROM ledger
  WHERE
    NOT benefit_type IS NULL
  UNION ALL
  SELECT
    'campaign',
    campaign_id,
    customer_id,
    amount_minor
  FROM ledger
  WHERE
    NOT campaign_id IS NULL
  UNION ALL
  SELECT
    'channel',
    channel,
    customer_id,
    amount_minor
  FROM ledger
  WHERE
    NOT channel IS NULL
), spent AS (
  SELECT
    dimension,
    name,
    customer_id,
    SUM(amount_minor) AS amount_minor
  FROM entries
  GROUP BY
    1,
    2,
    3
)
SELECT
  s.dimension,
  s.name,
  COUNT(s.customer_id) AS customers,
  CAST(SUM(s.amount_minor) AS BIGINT) AS cost_minor,
  CAST(SUM(COALESCE(m.before_minor, 0)) AS BIGINT) AS before_minor,
  CAST(SUM(COALESCE(m.after_minor, 0)) AS BIGINT) AS after_minor
FROM spent AS s
LEFT JOIN margin_around AS m
  ON m.customer_id = s.customer_id
GROUP BY
  1,
  2
