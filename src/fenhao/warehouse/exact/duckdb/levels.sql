-- How many parties have each weight, per driver.
SELECT driver, weight, count(*) AS parties
FROM {weights}
WHERE weight <> 0
GROUP BY driver, weight
