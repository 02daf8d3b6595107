SELECT
  campaign_id,
  occurred_on AS day,
  CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries,
  MAX(amount_minor) AS largest_minor
FROM ledger
WHERE
  NOT campaign_id IS NULL
GROUP BY
  1,
  2
