/* Months and the days of a budget are summed from here; what a report never asks by day is not kept by day. */
SELECT
  occurred_on AS day,
  tier,
  cost_type,
  CAST(SUM(amount_minor) AS BIGINT) AS amount_minor,
  COUNT(*) AS entries
FROM ledger
GROUP BY
  1,
  2,
  3
