SELECT
  COALESCE(l.channel, '') AS channel,
  CAST(SUM(l.amount_minor) AS BIGINT) AS amount_minor
FROM ledger AS l
JOIN chart AS c
  ON c.cost_type = l.cost_type
WHERE
  c.purpose = 'acquisition'
GROUP BY
  1
