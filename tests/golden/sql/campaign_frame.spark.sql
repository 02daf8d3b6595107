/* Everybody who had ordered before the campaign began, invited or not, with what was known on the day before. */
WITH invited AS (
  SELECT DISTINCT
    customer_id
  FROM campaign_members
  WHERE
    campaign_id = :campaign_id
), bought AS (
  SELECT
    customer_id,
    MIN(ordered_on) AS first_on,
    MAX(CASE WHEN ordered_on < :starts_on AND revenue_minor >= 0 THEN ordered_on END) AS last_on,
    COUNT(
      CASE
        WHEN ordered_on < :starts_on AND ordered_on >= :before_start AND revenue_minor >= 0
        THEN 1
      END
    ) AS orders_before,
    CAST(SUM(
      CASE
        WHEN ordered_on < :starts_on AND ordered_on >= :before_start
        THEN COALESCE(margin_minor, revenue_minor)
        ELSE 0
      END
    ) AS BIGINT) AS margin_before_minor,
    CAST(SUM(
      CASE
        WHEN ordered_on < :starts_on AND ordered_on >= :span_before
        THEN COALESCE(margin_minor, revenue_minor)
        ELSE 0
      END
    ) AS BIGINT) AS margin_span_minor,
    CAST(SUM(
      CASE
        WHEN ordered_on >= :starts_on AND ordered_on <= :ends_on
        THEN COALESCE(margin_minor, revenue_minor)
        ELSE 0
      END
    ) AS BIGINT) AS margin_minor
  FROM orders
  WHERE
    NOT customer_id IS NULL
  GROUP BY
    customer_id
)
SELECT
  b.customer_id,
  NOT i.customer_id IS NULL AS invited,
  DATEDIFF(DAY, b.first_on, :starts_on) AS known_days,
  DATEDIFF(DAY, b.last_on, :starts_on) AS quiet_days,
  b.orders_before,
  b.margin_before_minor,
  b.margin_span_minor,
  b.margin_minor
FROM bought AS b
LEFT JOIN invited AS i
  ON i.customer_id = b.customer_id
WHERE
  NOT b.last_on IS NULL
