/* The floor changes nothing but the work: engines pass over every entry below it while they read the files. */
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
WHERE
  :floor_minor IS NULL OR amount_minor >= :floor_minor
ORDER BY
  counted_minor DESC,
  rule NULLS LAST,
  subledger NULLS LAST,
  source NULLS LAST,
  entry_id NULLS LAST
LIMIT :rows_max
