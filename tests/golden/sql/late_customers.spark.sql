SELECT DISTINCT
  customer_id
FROM (
  SELECT
    customer_id
  FROM cost_entries
  WHERE
    tier IS NULL
    AND NOT customer_id IS NULL
    AND occurred_on >= :period_start
    AND occurred_on < :period_end
  UNION ALL
  SELECT
    customer_id
  FROM benefits
  WHERE
    tier IS NULL AND issued_on >= :period_start AND issued_on < :period_end
  UNION ALL
  SELECT
    customer_id
  FROM contacts
  WHERE
    tier IS NULL AND contacted_on >= :period_start AND contacted_on < :period_end
) AS late
