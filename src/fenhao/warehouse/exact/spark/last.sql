-- Of the parties at one pool's boundary remainder, the last in id order that still gets a unit: {given} of {parties}.
SELECT {number} AS number, party_id AS last
FROM (
  SELECT party_id, row_number() OVER (ORDER BY party_id) AS rank_in_tie
  FROM {weights}
  WHERE driver = {driver} AND weight > 0 AND (CAST(weight AS {wide}) * {size}) % {total} = {remainder}
) AS tied
WHERE rank_in_tie = {given}
