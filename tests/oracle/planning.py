"""What studies see of benefits, in plain Python."""

from tests.oracle.case import Case, Rows
from tests.oracle.ledger import day_of, tier_on, whole


def benefit_use(case: Case) -> Rows:
    """Return the benefits of the period by tier, cost type, kind and face value."""
    held: dict[tuple[str, str, str, int], list[int]] = {}
    for fact in case.facts["benefits"]:
        issued = day_of(fact["issued_on"])
        if not case.start <= issued < case.end:
            continue
        tier = fact["tier"] if fact["tier"] is not None else tier_on(case, fact["customer_id"], issued)
        key = (str(tier), str(fact["cost_type"]), str(fact["benefit_type"]), whole(fact["face_minor"]))
        sums = held.setdefault(key, [0, 0, 0, 0])
        sums[0] += 1
        sums[1] += fact["redeemed_on"] is not None
        sums[2] += whole(fact["face_minor"])
        sums[3] += whole(fact["cost_minor"])
    names = (
        "tier", "cost_type", "benefit_type", "face_each_minor", "issued", "redeemed", "face_minor", "cost_minor",
    )  # fmt: skip
    return [dict(zip(names, (*key, *sums), strict=True)) for key, sums in held.items()]
