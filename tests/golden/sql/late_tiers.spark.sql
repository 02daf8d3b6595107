/* Asked once, so that a company whose rows are all stamped never joins an assessment, however often the ledger is read. */
SELECT
  customer_id,
  assessed_on,
  tier
FROM tier_assignments
WHERE
  assessed_on IN (
    SELECT
      assessed_on
    FROM days
    WHERE
      NOT assessed_on IS NULL
  )
  AND customer_id IN (
    SELECT
      customer_id
    FROM late_customers
  )
