SELECT
  e.batch_id,
  d.month,
  e.tier,
  e.cost_type,
  COALESCE(e.campaign_id, '') AS campaign_id,
  MAX(e.occurred_on) AS last_on,
  CAST(SUM(e.amount_minor) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger AS e
JOIN days AS d
  ON d.day = e.occurred_on
GROUP BY
  1,
  2,
  3,
  4,
  5
