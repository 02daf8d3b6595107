/* A correction takes back a unit as well as its amount, so that an entry and its reversal are nothing at all. */
SELECT
  tier,
  COALESCE(channel, '') AS channel,
  cost_type,
  CAST(SUM(amount_minor) AS BIGINT) AS amount_minor,
  CAST(SUM(CASE WHEN amount_minor > 0 THEN 1 WHEN amount_minor < 0 THEN -1 ELSE 0 END) AS BIGINT) AS units
FROM ledger
WHERE
  NOT customer_id IS NULL
GROUP BY
  1,
  2,
  3
