SELECT
  rule,
  subledger,
  source,
  entry_id,
  found_on,
  customer_id,
  campaign_id,
  tier,
  amount_minor,
  counted_minor,
  evidence
FROM findings
ORDER BY
  counted_minor DESC,
  rule NULLS LAST,
  subledger NULLS LAST,
  source NULLS LAST,
  entry_id NULLS LAST
LIMIT :rows_max
