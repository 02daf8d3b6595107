SELECT
  driver,
  CAST(SUM(weight) AS BIGINT) AS units,
  COUNT(*) AS customers
FROM driver_weights
GROUP BY
  driver
