/* The one scan of the ledger for roll-ups: months, budget days and campaigns are all summed from here. */
SELECT
  occurred_on AS day,
  tier,
  cost_type,
  COALESCE(campaign_id, '') AS campaign_id,
  COALESCE(channel, '') AS channel,
  COALESCE(department, '') AS department,
  CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6
