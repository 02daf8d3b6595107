"""A believable year of an invented retailer: every sum of a real report holds in it, to the cent."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from fenhao.engine.budget import Alert, BudgetCell, BudgetStep, QuarterReserve
from fenhao.kernel import Period, split
from fenhao.runs.report import (
    Budget,
    CampaignCost,
    CategoryName,
    CostCell,
    CustomerCost,
    Finding,
    PoolCost,
    Remark,
    Report,
    RuleWaste,
    TableVersion,
    TierMove,
    TierResult,
    Totals,
    TypeCost,
    Waste,
    WeekWaste,
    WhalePoint,
)

TIERS = ("A", "B", "C", "D")
MONTHS = tuple(f"2017-{month:02d}" for month in range(1, 13))
SEASON = (80, 74, 88, 90, 96, 99, 97, 101, 104, 110, 132, 129)

# cost_type, category, zh, en, nature, purpose, stage, year in minor units
TYPES = (
    (
        "loyalty_discount",
        "benefits",
        "会员折扣",
        "Loyalty discount",
        "variable",
        "retention",
        "keep",
        70_861_743,
    ),
    ("coupon_match", "benefits", "优惠券补贴", "Coupon match", "variable", "retention", "grow", 4_112_986),
    ("points", "benefits", "积分", "Points", "variable", "retention", "keep", 4_644_600),
    ("mailing", "campaigns", "活动邮寄", "Campaign mailing", "variable", "retention", "grow", 463_125),
    ("wake_up_mailing", "wake_up", "唤醒邮寄", "Wake-up mailing", "variable", "churn", "win_back", 121_940),
    ("sms", "campaigns", "短信", "SMS", "variable", "retention", "all", 88_231),
    ("crm_annual_fee", "system", "CRM 系统年费", "CRM annual fee", "fixed", "tools", "all", 9_600_000),
    ("crm_upgrade", "system", "系统升级", "System upgrades", "fixed", "tools", "all", 1_450_000),
    ("backup", "system", "硬件与备份", "Hardware and backup", "fixed", "tools", "all", 1_180_000),
    ("team_pay", "team", "核心团队薪酬", "Core team pay", "fixed", "retention", "all", 21_600_000),
    (
        "campaign_team_pay",
        "team",
        "活动团队薪酬",
        "Campaign team pay",
        "fixed",
        "retention",
        "grow",
        7_800_000,
    ),
    ("training", "team", "培训", "Training", "fixed", "service", "all", 640_000),
    ("service_staff", "service", "客服人员", "Service staff", "fixed", "service", "keep", 4_980_000),
    ("data_governance", "data", "数据治理", "Data governance", "fixed", "data", "all", 757_213),
)
CATEGORIES = (
    CategoryName("benefits", "权益", "Benefits"),
    CategoryName("campaigns", "活动", "Campaigns"),
    CategoryName("wake_up", "唤醒", "Wake-up"),
    CategoryName("system", "系统", "Systems"),
    CategoryName("team", "团队", "Team"),
    CategoryName("service", "客户服务", "Service"),
    CategoryName("data", "数据资产", "Data"),
)
POOLS = (
    ("campaign_team", "活动团队", "Campaign team", "contacts", 7_800_000, 1_204_330, 0, 7125, 1584),
    ("core_team", "核心团队", "Core team", "orders", 22_240_000, 0, 0, 155_848, 2469),
    ("systems", "系统与数据", "Systems and data", "equal", 12_230_000, 0, 0, 2469, 2469),
    ("service", "客户服务", "Customer service", "revenue", 4_980_000, 0, 0, 459_314_267, 2469),
    ("seminars", "线下沙龙", "Seminars", "contacts", 0, 0, 0, 0, 0),
)


def sample_report() -> Report:
    """Return the report."""
    types, cells = _ledger()
    totals = _totals(types)
    tiers = _tiers(totals)
    waste = _waste(totals)
    return Report(
        company="示例零售 Example Retailer",
        currency="USD",
        label="2017",
        period=Period(date(2017, 1, 1), date(2018, 1, 1)),
        time_zone="America/New_York",
        made_from=(
            TableVersion("benefits", 3, 312_884),
            TableVersion("contacts", 1, 7_125),
            TableVersion("cost_entries", 2, 168),
            TableVersion("orders", 1, 155_848),
        ),
        policies=("tiers 3f9a1c", "waste 77d0e2", "budget 1b22c4", "pools 90aa41"),
        totals=totals,
        cells=cells,
        types=types,
        campaigns=_campaigns(),
        pools=_pools(),
        tiers=tiers,
        tier_moves=_moves(totals),
        whale=_whale(sum(tier.profit_minor for tier in tiers)),
        best=_customers(sign=1),
        worst=_customers(sign=-1),
        waste=waste,
        budget=_budget(cells, types),
        assumptions=(
            Remark("assumed.civil_days", (("time_zone", "America/New_York"),)),
            Remark("assumed.tier_then", ()),
        ),
        left_out=(Remark("left_out.anonymous_orders", (("amount_minor", "2516418"), ("count", "12"))),),
        categories=CATEGORIES,
    )


def _ledger() -> tuple[tuple[TypeCost, ...], tuple[CostCell, ...]]:
    types, cells = [], []
    for code, category, zh, en, nature, purpose, stage, year in TYPES:
        entries = 0
        for month, amount in zip(
            MONTHS, split(year, SEASON if nature == "variable" else (1,) * 12), strict=True
        ):
            shares = (
                (("A", 44), ("B", 31), ("C", 17), ("D", 6), ("", 2)) if nature == "variable" else (("", 1),)
            )
            for (tier, _), part in zip(shares, split(amount, [weight for _, weight in shares]), strict=True):
                count = max(part // 260, 1) if nature == "variable" else 1
                entries += count
                cells.append(CostCell(month, tier, code, part, count))
        types.append(TypeCost(code, category, zh, en, nature, purpose, stage, year, entries))
    return tuple(types), tuple(cells)


def _totals(types: tuple[TypeCost, ...]) -> Totals:
    fixed = sum(each.amount_minor for each in types if each.nature == "fixed")
    variable = sum(each.amount_minor for each in types if each.nature == "variable")
    idle = sum(pool[5] for pool in POOLS)
    allocated = sum(pool[4] for pool in POOLS) - idle
    unallocated = fixed - allocated - idle
    return Totals(
        total_minor=fixed + variable,
        fixed_minor=fixed,
        variable_minor=variable,
        direct_minor=variable,
        allocated_minor=allocated,
        unallocated_minor=unallocated,
        idle_minor=idle,
        entries=sum(each.entries for each in types),
        customers=2469,
    )


def _pools() -> tuple[PoolCost, ...]:
    return tuple(
        PoolCost(
            pool_id=code,
            name_zh=zh,
            name_en=en,
            driver=driver,
            amount_minor=amount,
            allocated_minor=amount - idle - unallocated,
            idle_minor=idle,
            unallocated_minor=unallocated,
            units=units,
            customers=customers,
            used_seconds=units * 900 if idle else 0,
            capacity_seconds=7_582_000 if idle else 0,
        )
        for code, zh, en, driver, amount, idle, unallocated, units, customers in POOLS
    )


def _tiers(totals: Totals) -> tuple[TierResult, ...]:
    shape = (("A", 371, 45), ("B", 741, 33), ("C", 906, 17), ("D", 451, 5))
    weights = [weight for _, _, weight in shape]
    direct = split(totals.direct_minor, weights)
    allocated = split(totals.allocated_minor, [30, 30, 26, 14])
    revenue = split(459_314_267, weights)
    margin = split(169_946_279, weights)
    orders = split(155_848, [40, 33, 21, 6])
    return tuple(
        TierResult(
            tier,
            count,
            orders[i],
            revenue[i],
            margin[i],
            direct[i],
            allocated[i],
            margin[i] - direct[i] - allocated[i],
        )
        for i, (tier, count, _) in enumerate(shape)
    )


def _moves(totals: Totals) -> tuple[TierMove, ...]:
    pairs = [(then, now) for then in ("A", "B", "C", "D", "") for now in TIERS]
    weights = [40 if then == now else 3 if then else 1 for then, now in pairs]
    parts = split(totals.direct_minor, weights)
    return tuple(TierMove(then, now, part) for (then, now), part in zip(pairs, parts, strict=True))


def _whale(profit: int) -> tuple[WhalePoint, ...]:
    points = []
    for step in range(1, 101):
        customers = 2469 * step // 100
        rise = 1_000_000 - (100 - step) ** 3 if step < 100 else 1_000_000
        fall = max(step - 62, 0) ** 2 * 190
        points.append((customers, rise - fall))
    last = points[-1][1]
    return tuple(WhalePoint(customers, value * profit // last) for customers, value in points)


def _customers(*, sign: int) -> tuple[CustomerCost, ...]:
    rows = []
    for i in range(10):
        margin = 480_000 - i * 21_000 if sign > 0 else 12_000 + i * 900
        direct = 92_000 - i * 3_100 if sign > 0 else 61_000 - i * 2_700
        allocated = 31_000 if sign > 0 else 22_500
        rows.append(
            CustomerCost(
                str(1000 + i * 37 * (1 if sign > 0 else 2)),
                "A" if sign > 0 else "DC"[i % 2],
                300 - i * 9 if sign > 0 else 9 + i,
                margin * 100 // 37,
                margin,
                direct,
                allocated,
                margin - direct - allocated,
            )
        )
    return tuple(rows)


def _campaigns() -> tuple[CampaignCost, ...]:
    rows = []
    for i in range(27):
        start = date(2017, 1, 10) + timedelta(days=13 * i)
        invited = 1_100 if i in (7, 12, 17) else 120 + i * 61 % 400
        took = invited * (i * 7 % 23 + 3) // 100
        rows.append(
            CampaignCost(
                campaign_id=str(i + 1),
                name=f"Type {'ABC'[i % 3]} {i + 1}",
                kind=f"Type {'ABC'[i % 3]}",
                starts_on=start,
                ends_on=start + timedelta(days=32),
                invited=invited,
                participated=took,
                cost_minor=invited * 65 + took * 240,
                entries=invited + took * 2,
                judged=start + timedelta(days=32) <= date(2018, 1, 1),
            )
        )
    return tuple(rows)


def _waste(totals: Totals) -> Waste:
    rules = (
        RuleWaste("unanswered_wake_up", 1210, 78_650, 78_650),
        RuleWaste("low_participation", 6120, 4_618_337, 4_590_112),
        RuleWaste("benefit_outside_tier", 40_417, 5_230_918, 4_998_806),
    )
    counted = sum(rule.counted_minor for rule in rules)
    mondays = [date(2017, 1, 2) + timedelta(days=7 * week) for week in range(52)]
    weeks = []
    for rule in rules:
        weights = [(week * 37 + len(rule.rule) * 11) % 29 + 1 for week in range(52)]
        amounts = split(rule.counted_minor, weights)
        counts = split(rule.findings, weights)
        weeks += [WeekWaste(on, rule.rule, counts[i], amounts[i]) for i, on in enumerate(mondays)]
    findings = tuple(
        Finding(
            rule=rules[i % 3].rule,
            subledger=("contacts", "benefits", "benefits")[i % 3],
            entry_id=f"{31198570149 + i * 7}/loyalty_discount" if i % 3 else f"{i}-{1000 + i}",
            found_on=date(2017, 3, 1) + timedelta(days=i * 5),
            customer_id=str(100 + i * 31),
            campaign_id=str(i % 27 + 1) if i % 3 < 2 else "",
            tier=TIERS[(i * 3 + 2) % 4],
            counted_minor=91_250 - i * 1_377,
            evidence=("unanswered=4", "participated=41 invited=1100", "benefit=loyalty_discount tier=D")[
                i % 3
            ],
        )
        for i in range(40)
    )
    return Waste(
        counted_minor=counted,
        share=Fraction(counted, totals.total_minor),
        target=Fraction(5, 100),
        rules=rules,
        weeks=tuple(weeks),
        findings=findings,
        findings_total=sum(rule.findings for rule in rules),
        participation_min=Fraction(10, 100),
    )


def _budget(cells: tuple[CostCell, ...], types: tuple[TypeCost, ...]) -> Budget:
    category = {each.cost_type: each.category for each in types}
    nature = {each.cost_type: each.nature for each in types}
    actual: dict[tuple[str, str, str], int] = {}
    for cell in cells:
        tier = cell.tier or ("" if nature[cell.cost_type] == "fixed" else "D")
        key = (cell.month.replace("2017", "2018"), tier, category[cell.cost_type])
        actual[key] = actual.get(key, 0) + cell.amount_minor
    lines, alerts = [], []
    for i, ((month, tier, branch), spent) in enumerate(sorted(actual.items())):
        budget = spent * (104 if not tier else 88 + i * 13 % 27) // 100
        start = date.fromisoformat(f"{month}-01")
        warned = start + timedelta(days=21) if spent * 5 >= budget * 4 else None
        over = start + timedelta(days=26) if spent > budget else None
        lines.append(BudgetCell(month, tier, branch, budget, spent, warned, over))
        if warned:
            alerts.append(Alert(warned, month, tier, branch, "warn", budget * 81 // 100, budget))
        if over:
            alerts.append(Alert(over, month, tier, branch, "over", budget + 1_733, budget))
    variable = sum(line.budget_minor for line in lines if line.tier)
    reserves = split(variable // 9, (1, 1, 1, 1))
    total = sum(line.budget_minor for line in lines) + sum(reserves)
    fixed = total - variable - sum(reserves)
    fixed_actual = sum(line.actual_minor for line in lines if not line.tier)
    variable_actual = sum(line.actual_minor for line in lines if line.tier)
    return Budget(
        label="2018",
        total_minor=total,
        steps=(
            BudgetStep("fixed_actual", fixed_actual, ""),
            BudgetStep("fixed_growth", fixed - fixed_actual, "4%"),
            BudgetStep("fixed_budget", fixed, ""),
            BudgetStep("variable_actual", variable_actual, ""),
            BudgetStep("variable_growth", variable + sum(reserves) - variable_actual, "3%"),
            BudgetStep("variable_budget", variable + sum(reserves), ""),
            BudgetStep("reserve", sum(reserves), "10%"),
            *(
                BudgetStep(
                    "tier", sum(line.budget_minor for line in lines if line.tier == tier), f"{tier} {part}%"
                )
                for tier, part in zip(TIERS, (40, 30, 20, 10), strict=True)
            ),
            BudgetStep("without_tier", 0, ""),
            BudgetStep("total", total, ""),
        ),
        cells=tuple(lines),
        reserves=tuple(QuarterReserve(f"2018-Q{i + 1}", part) for i, part in enumerate(reserves)),
        alerts=tuple(sorted(alerts, key=lambda alert: (alert.on, alert.month, alert.tier, alert.category))),
        warn_at=Fraction(80, 100),
    )


def empty_report() -> Report:
    """Return a period in which nothing happened: no entry, no customer, no budget."""
    return replace(
        sample_report(),
        totals=Totals(0, 0, 0, 0, 0, 0, 0, 0, 0),
        cells=(),
        types=(),
        campaigns=(),
        pools=(),
        tiers=(),
        tier_moves=(),
        whale=(),
        best=(),
        worst=(),
        waste=Waste(0, Fraction(0), Fraction(5, 100), (), (), (), 0),
        budget=None,
        assumptions=(),
        left_out=(),
        made_from=(),
        categories=(),
    )
