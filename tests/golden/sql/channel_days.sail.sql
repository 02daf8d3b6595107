/* What a watch over cost asks: which tier, type or channel has moved on which day. */
SELECT
  occurred_on AS day,
  tier,
  cost_type,
  COALESCE(channel, '') AS channel,
  CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger
GROUP BY
  1,
  2,
  3,
  4
