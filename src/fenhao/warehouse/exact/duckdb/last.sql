-- Of the parties at one pool's boundary remainder, the last in id order that still gets a unit: {given} of {parties}.
-- The rank lies in the middle between two steps of the fraction, so that no rounding can move it to a neighbour.
SELECT {number} AS number, quantile_disc(party_id, (2 * {given} - 1) / (2 * {parties})) AS last
FROM {weights}
WHERE driver = {driver} AND weight > 0 AND (CAST(weight AS {wide}) * {size}) % {total} = {remainder}
