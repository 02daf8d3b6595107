SELECT
  c.source,
  COALESCE(c.ticket_id, '') AS ticket_id,
  c.contact_id,
  COALESCE(c.customer_id, t.customer_id, '') AS customer_id,
  c.happened_on,
  c.happened_at,
  c.channel,
  c.handle_seconds,
  c.wait_seconds,
  COALESCE(c.outcome, '') AS outcome,
  COALESCE(c.category, t.category, '') AS category,
  COALESCE(t.kind, '') AS kind,
  COALESCE(c.team, '') AS team,
  COALESCE(c.tier, '') AS tier
FROM service_contacts AS c
LEFT JOIN tickets AS t
  ON t.source = c.source AND t.ticket_id = c.ticket_id
WHERE
  c.happened_on >= :period_start AND c.happened_on < :period_end
UNION ALL
/* A help desk that records no contacts may still tell the staff time of a ticket. */
SELECT
  t.source,
  t.ticket_id,
  '',
  COALESCE(t.customer_id, ''),
  t.opened_on,
  t.opened_at,
  t.channel,
  t.handle_seconds,
  CAST(NULL AS BIGINT),
  CASE WHEN t.handed_over THEN 'handed_over' ELSE '' END,
  COALESCE(t.category, ''),
  t.kind,
  COALESCE(t.team, ''),
  COALESCE(t.tier, '')
FROM tickets AS t
LEFT JOIN (
  SELECT
    source,
    ticket_id
  FROM service_contacts
  WHERE
    NOT ticket_id IS NULL
  GROUP BY
    1,
    2
) AS c
  ON c.source = t.source AND c.ticket_id = t.ticket_id
WHERE
  t.opened_on >= :period_start
  AND t.opened_on < :period_end
  AND c.ticket_id IS NULL
  AND NOT t.handle_seconds IS NULL
