SELECT
  driver,
  CAST(SUM(CAST(weight AS DECIMAL(38, 0))) AS BIGINT) AS units,
  COUNT(*) AS customers
FROM driver_weights
GROUP BY
  driver
