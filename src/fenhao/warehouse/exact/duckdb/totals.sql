-- The total weight of each driver; products and sums are 128 bit wide.
SELECT
  driver,
  CAST(sum(CAST(weight AS HUGEINT) * parties) AS VARCHAR) AS total,
  min(weight) AS lightest,
  max(weight) AS heaviest
FROM {name}_levels
GROUP BY driver
