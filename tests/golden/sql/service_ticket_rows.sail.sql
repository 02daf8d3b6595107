WITH told AS (
  SELECT
    source,
    ticket_id,
    MIN(CASE WHEN event = 'agent_replied' THEN happened_at END) AS first_response_at,
    MAX(CASE WHEN event IN ('resolved', 'closed') THEN happened_at END) AS ended_at,
    MAX(CASE WHEN event = 'resolved' THEN happened_at END) AS resolved_at,
    MAX(CASE WHEN event = 'reopened' THEN happened_at END) AS reopened_at,
    CAST(SUM(CAST(CASE WHEN event = 'reopened' THEN 1 ELSE 0 END AS DECIMAL(38, 0))) AS BIGINT) AS reopened,
    MAX(CASE WHEN event = 'escalated' THEN 1 ELSE 0 END) AS escalated
  FROM ticket_events
  GROUP BY
    1,
    2
)
SELECT
  t.source,
  t.ticket_id,
  COALESCE(t.customer_id, '') AS customer_id,
  t.opened_on,
  t.opened_at,
  t.channel,
  t.kind,
  COALESCE(t.category, '') AS category,
  COALESCE(t.team, '') AS team,
  COALESCE(t.tier, '') AS tier,
  COALESCE(e.first_response_at, t.first_response_at) AS first_response_at,
  CASE
    WHEN NOT e.reopened_at IS NULL
    AND (
      e.ended_at IS NULL OR e.ended_at < e.reopened_at
    )
    THEN NULL
    WHEN NOT e.resolved_at IS NULL
    AND (
      e.reopened_at IS NULL OR e.resolved_at >= e.reopened_at
    )
    THEN e.resolved_at
    ELSE COALESCE(e.ended_at, t.resolved_at)
  END AS resolved_at,
  CASE
    WHEN COALESCE(e.reopened, 0) > 0
    THEN e.reopened
    ELSE COALESCE(t.reopened, 0)
  END AS reopened,
  CASE WHEN COALESCE(e.escalated, 0) = 1 OR t.escalated THEN 1 ELSE 0 END AS escalated
FROM tickets AS t
LEFT JOIN told AS e
  ON e.source = t.source AND e.ticket_id = t.ticket_id
WHERE
  t.opened_on < :period_end
  AND (
    t.opened_on >= :period_start OR t.kind = 'complaint'
  )
