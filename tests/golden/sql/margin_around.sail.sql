SELECT
  customer_id,
  CAST(SUM(
    CAST(CASE
      WHEN ordered_on < :period_start
      THEN COALESCE(margin_minor, revenue_minor)
      ELSE 0
    END AS DECIMAL(38, 0))
  ) AS BIGINT) AS before_minor,
  CAST(SUM(
    CAST(CASE
      WHEN ordered_on >= :period_start
      THEN COALESCE(margin_minor, revenue_minor)
      ELSE 0
    END AS DECIMAL(38, 0))
  ) AS BIGINT) AS after_minor
FROM orders
WHERE
  NOT customer_id IS NULL
  AND ordered_on >= :before_start
  AND ordered_on < :period_end
GROUP BY
  customer_id
