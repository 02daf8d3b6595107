-- The total weight of each driver; products and sums are 38 digits wide.
SELECT
  driver,
  CAST(sum(CAST(weight AS DECIMAL(38, 0)) * CAST(parties AS DECIMAL(38, 0))) AS STRING) AS total,
  min(weight) AS lightest,
  max(weight) AS heaviest
FROM {name}_levels
GROUP BY driver
