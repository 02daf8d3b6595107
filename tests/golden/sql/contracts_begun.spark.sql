SELECT
  source,
  contract_id,
  customer_id,
  started_on,
  ended_on,
  period_months,
  COALESCE(margin_minor, fee_minor) AS margin_minor,
  COALESCE(plan, '') AS plan
FROM contracts
WHERE
  started_on <= :observed_on
  AND period_months >= 1
  AND (
    ended_on IS NULL OR ended_on >= started_on
  )
