/* participated * of < parts * invited is "participated / invited < parts / of" without a division. */
/* The same campaign may come from several sources: its words are taken from the first of them. */
SELECT
  campaign_id,
  name,
  kind,
  starts_on,
  ends_on,
  invited,
  participated,
  cost_minor,
  entries,
  ends_on <= :as_of_on AS judged,
  ends_on <= :as_of_on
  AND participated * :participation_of < :participation_parts * invited AS low
FROM (
  SELECT
    c.campaign_id,
    c.name,
    c.kind,
    c.starts_on,
    c.ends_on,
    COALESCE(m.invited, 0) AS invited,
    COALESCE(m.participated, 0) AS participated,
    COALESCE(s.cost_minor, 0) AS cost_minor,
    COALESCE(s.entries, 0) AS entries
  FROM (
    SELECT
      campaign_id,
      name,
      kind,
      starts_on,
      ends_on
    FROM (
      SELECT
        campaign_id,
        name,
        kind,
        starts_on,
        ends_on,
        ROW_NUMBER() OVER (PARTITION BY campaign_id ORDER BY source NULLS LAST) AS _w
      FROM campaigns
    ) AS _t
    WHERE
      _w = 1
  ) AS c
  LEFT JOIN (
    SELECT
      campaign_id,
      COUNT(DISTINCT customer_id) AS invited,
      COUNT(DISTINCT CASE WHEN participated_on <= :as_of_on THEN customer_id END) AS participated
    FROM campaign_members
    WHERE
      invited_on <= :as_of_on
    GROUP BY
      campaign_id
  ) AS m
    ON m.campaign_id = c.campaign_id
  LEFT JOIN (
    SELECT
      campaign_id,
      CAST(SUM(CAST(amount_minor AS DECIMAL(38, 0))) AS BIGINT) AS cost_minor,
      CAST(SUM(CAST(entries AS DECIMAL(38, 0))) AS BIGINT) AS entries
    FROM campaign_days
    GROUP BY
      campaign_id
  ) AS s
    ON s.campaign_id = c.campaign_id
  WHERE
    (
      c.starts_on < :period_end AND c.ends_on >= :period_start
    )
    OR NOT s.campaign_id IS NULL
) AS known
