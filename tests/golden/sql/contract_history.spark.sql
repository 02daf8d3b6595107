/* What ended after the last day observed was still there on it. A contract that ended within a period is not renewed */
/* at the end of that period; months are whole ones of the calendar, so that one begun on the 31st is renewed on the 1st after a */
/* shorter month. */
WITH seen AS (
  SELECT
    source,
    contract_id,
    customer_id,
    plan,
    period_months,
    started_on,
    ended_on,
    margin_minor,
    CASE WHEN ended_on <= :observed_on THEN 1 ELSE 0 END AS is_lost,
    CASE WHEN ended_on <= :observed_on THEN ended_on ELSE :observed_on END AS seen_on,
    CASE WHEN ended_on < :until_on THEN ended_on ELSE :until_on END AS known_on
  FROM contracts_begun
), aged AS (
  SELECT
    source,
    contract_id,
    customer_id,
    plan,
    started_on,
    period_months,
    margin_minor,
    is_lost,
    (
      (
        YEAR(seen_on) - YEAR(started_on)
      ) * 12 + MONTH(seen_on) - MONTH(started_on) - CASE WHEN DAY(seen_on) < DAY(started_on) THEN 1 ELSE 0 END
    ) DIV period_months AS behind,
    (
      (
        YEAR(:until_on) - YEAR(started_on)
      ) * 12 + MONTH(:until_on) - MONTH(started_on) - CASE WHEN DAY(:until_on) < DAY(started_on) THEN 1 ELSE 0 END
    ) DIV period_months AS due,
    (
      (
        YEAR(known_on) - YEAR(started_on)
      ) * 12 + MONTH(known_on) - MONTH(started_on) - CASE WHEN DAY(known_on) < DAY(started_on) THEN 1 ELSE 0 END
    ) DIV period_months AS came
  FROM seen
)
SELECT
  CONCAT(COALESCE(a.source, ''), '/', COALESCE(a.contract_id, '')) AS contract_id,
  a.customer_id,
  a.plan,
  COALESCE(c.channel, '') AS channel,
  a.started_on,
  a.period_months,
  a.is_lost,
  a.behind + a.is_lost AS renewals,
  CASE WHEN a.is_lost = 1 THEN 0 ELSE a.due - a.behind END AS due_after,
  CASE WHEN a.is_lost = 1 THEN 0 ELSE a.came - a.behind END AS renewed_after,
  a.margin_minor
FROM aged AS a
LEFT JOIN customer_channels AS c
  ON c.customer_id = a.customer_id
