SELECT
  'benefit_outside_tier' AS rule,
  e.subledger,
  e.source,
  e.entry_id,
  e.occurred_on AS found_on,
  e.customer_id,
  COALESCE(e.campaign_id, '') AS campaign_id,
  e.tier,
  e.amount_minor,
  'benefit=' || e.benefit_type || ' tier=' || e.tier AS evidence
FROM ledger AS e
JOIN (
  SELECT DISTINCT
    benefit_type
  FROM entitlements
) AS ruled
  ON ruled.benefit_type = e.benefit_type
LEFT JOIN entitlements AS allowed
  ON allowed.benefit_type = e.benefit_type AND allowed.tier = e.tier
WHERE
  e.subledger = 'benefits' AND e.tier <> '' AND allowed.tier IS NULL
