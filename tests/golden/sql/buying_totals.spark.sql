SELECT
  COUNT(*) AS customers,
  CAST(COALESCE(SUM(orders), 0) AS BIGINT) AS orders,
  CAST(COALESCE(SUM(frequency + 1), 0) AS BIGINT) AS purchase_days,
  CAST(COALESCE(SUM(spend_minor), 0) AS BIGINT) AS spend_minor,
  CAST(COALESCE(SUM(margin_minor), 0) AS BIGINT) AS margin_minor,
  CAST(COALESCE(SUM(served_minor), 0) AS BIGINT) AS served_minor,
  CAST(COALESCE(SUM(treated_minor), 0) AS BIGINT) AS treated_minor,
  CAST(COALESCE(SUM(won_minor), 0) AS BIGINT) AS won_minor
FROM customer_buying
