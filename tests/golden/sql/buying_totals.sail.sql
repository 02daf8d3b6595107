SELECT
  COUNT(*) AS customers,
  CAST(COALESCE(SUM(CAST(orders AS DECIMAL(38, 0))), 0) AS BIGINT) AS orders,
  CAST(COALESCE(SUM(CAST(frequency + 1 AS DECIMAL(38, 0))), 0) AS BIGINT) AS purchase_days,
  CAST(COALESCE(SUM(CAST(spend_minor AS DECIMAL(38, 0))), 0) AS BIGINT) AS spend_minor,
  CAST(COALESCE(SUM(CAST(margin_minor AS DECIMAL(38, 0))), 0) AS BIGINT) AS margin_minor,
  CAST(COALESCE(SUM(CAST(served_minor AS DECIMAL(38, 0))), 0) AS BIGINT) AS served_minor,
  CAST(COALESCE(SUM(CAST(treated_minor AS DECIMAL(38, 0))), 0) AS BIGINT) AS treated_minor,
  CAST(COALESCE(SUM(CAST(won_minor AS DECIMAL(38, 0))), 0) AS BIGINT) AS won_minor
FROM customer_buying
