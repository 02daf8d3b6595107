/* The same campaign may come from several sources: its days are taken from the first of them. */
SELECT
  c.campaign_id,
  c.starts_on,
  c.ends_on,
  COALESCE(m.invited, 0) AS invited,
  COALESCE(m.participated, 0) AS participated
FROM (
  SELECT
    campaign_id,
    starts_on,
    ends_on
  FROM (
    SELECT
      campaign_id,
      starts_on,
      ends_on,
      ROW_NUMBER() OVER (PARTITION BY campaign_id ORDER BY source NULLS LAST) AS _w
    FROM campaigns
    WHERE
      starts_on <= :as_of_on
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
