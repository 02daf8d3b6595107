SELECT
  'low_participation' AS rule,
  e.subledger,
  e.source,
  e.entry_id,
  CASE WHEN e.occurred_on > c.ends_on THEN e.occurred_on ELSE c.ends_on END AS found_on,
  COALESCE(e.customer_id, '') AS customer_id,
  e.campaign_id,
  e.tier,
  e.amount_minor,
  'participated=' || CAST(c.participated AS STRING) || ' invited=' || CAST(c.invited AS STRING) AS evidence
FROM ledger AS e
JOIN campaign_results AS c
  ON c.campaign_id = e.campaign_id
WHERE
  c.low
