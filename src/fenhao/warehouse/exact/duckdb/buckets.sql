-- Per pool: the sum of base shares, and how many parties have a remainder in each bucket.
WITH pools AS (
  SELECT number, driver, CAST(size AS {wide}) AS size, CAST(total AS {wide}) AS total, CAST(step AS {wide}) AS step
  FROM (VALUES {pools}) AS listed (number, driver, size, total, step)
)
SELECT
  number,
  CAST(((levels.weight * size) % total) // step AS BIGINT) AS bucket,
  CAST(sum(((levels.weight * size) // total) * levels.parties) AS BIGINT) AS base,
  CAST(sum(levels.parties) AS BIGINT) AS parties
FROM {name}_levels AS levels
JOIN pools ON pools.driver = levels.driver
GROUP BY ALL
