-- Per pool: the sum of base shares, and how many parties have a remainder in each bucket.
WITH pools AS (
  SELECT number, driver, CAST(size AS {wide}) AS size, CAST(total AS {wide}) AS total, CAST(step AS {wide}) AS step
  FROM VALUES {pools} AS listed (number, driver, size, total, step)
),
shares AS (
  SELECT
    number,
    CAST(((CAST(levels.weight AS {wide}) * size) % total) div step AS BIGINT) AS bucket,
    CAST((CAST(levels.weight AS {wide}) * size) div total AS BIGINT) AS base,
    levels.parties
  FROM {name}_levels AS levels
  JOIN pools ON pools.driver = levels.driver
)
SELECT number, bucket, sum(base * parties) AS base, sum(parties) AS parties
FROM shares
GROUP BY number, bucket
