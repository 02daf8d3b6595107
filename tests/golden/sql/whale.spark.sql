/* Ranks are first gathered into at most 200 steps; the step that holds the peak is cut at the peak. */
SELECT
  customers,
  CAST(SUM(gained_minor) OVER (ORDER BY customers NULLS LAST rows BETWEEN UNBOUNDED preceding AND CURRENT ROW) AS BIGINT) AS profit_minor
FROM (
  SELECT
    MAX(profit_rank) AS customers,
    SUM(profit_minor) AS gained_minor
  FROM (
    SELECT
      profit_rank,
      profit_minor,
      (
        profit_rank - 1
      ) DIV (
        (
          customers + 199
        ) DIV 200
      ) AS step,
      profit_minor > 0 AS gains
    FROM customer_ranks
  ) AS ranked
  GROUP BY
    step,
    gains
) AS steps
