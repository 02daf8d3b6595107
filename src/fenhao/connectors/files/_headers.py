"""The headers under which people keep our columns, in Chinese and English, and how one is recognised."""

import re
import unicodedata
from dataclasses import dataclass

from fenhao.connectors.files._service_headers import SERVICE
from fenhao.engine.relation import Column, Kind, Table

MINOR = "_minor"

_ANYWHERE: dict[str, str] = {
    "customer_id": "客户编号 客户 客户号 客户ID 客户代码 会员编号 会员号 会员ID 会员卡号 用户ID 用户编号 用户号 顾客编号 顾客号 买家ID "
    "customer customerno customernumber clientid memberid userid household_id",
    "campaign_id": "活动编号 活动ID 活动号 活动代码 campaign campaignno",
    "channel": "渠道 渠道名称 触点 channelname",
    "cost_type": "成本类型 成本科目 费用类型 费用科目 科目 科目代码 成本项目 costcategory expensetype account",
    "tier": "客户分层 分层 客户等级 层级 customertier segment",
    "department": "部门 所属部门 责任部门 dept",
    "team": "团队 班组 小组 客服组 组别 服务团队 agentteam group teamname",
    "agent": "坐席 客服 客服工号 坐席工号 受理人 处理人 工号 agentid staffid assignee",
    "note": "备注 说明 摘要 用途 remark memo description comment",
    "currency": "币种 货币 currencycode",
}

_IN_TABLE: dict[str, dict[str, str]] = {
    "customers": {
        "customer_id": "编号 id",
        "acquired_on": "获客日期 注册日期 入会日期 开卡日期 开户日期 成为客户日期 建档日期 signupdate registeredon createddate",
        "acquisition_channel": "获客渠道 来源渠道 来源 注册渠道 注册来源 客户来源 source acquisitionsource",
        "industry": "行业 所属行业 sector",
        "region": "地区 区域 省份 城市 所在地区 所在城市 province city area",
        "birthday": "生日 出生日期 会员生日 birthdate dateofbirth",
    },
    "orders": {
        "order_id": "订单号 订单编号 订单ID 单号 交易号 流水号 小票号 消费单号 交易单号 单据号 order orderno ordernumber transactionid",
        "ordered_on": "日期 下单日期 订单日期 交易日期 销售日期 购买日期 消费日期 成交日期 付款日期 支付日期 date orderdate saledate purchasedate",
        "ordered_at": "下单时间 订单时间 订单创建时间 交易时间 消费时间 支付时间 付款时间 ordertime orderedat timestamp createdat",
        "revenue": "金额 实付金额 实收金额 实付款 实收款 实付 实收 买家实际支付金额 成交金额 支付金额 付款金额 订单金额 销售额 销售金额 交易金额 消费金额 收入 营收 "
        "amountpaid amount total ordertotal sales turnover",
        "margin": "毛利 毛利额 毛利润 grossmargin grossprofit profit",
    },
    "cost_entries": {
        "entry_id": "凭证号 凭证编号 单号 费用编号 成本编号 流水号 编号 单据号 id voucher voucherno documentno costid",
        "occurred_on": "日期 发生日期 记账日期 入账日期 费用日期 业务日期 date postingdate costdate spentdate",
        "amount": "金额 成本金额 费用金额 支出 支出金额 cost total spend expense",
        "reverses": "冲销凭证 冲销凭证号 红冲凭证号 原凭证号 被冲销凭证 reversalof reversesentry",
    },
    "contacts": {
        "contact_id": "触达编号 联系编号 触达ID 记录编号 编号 流水号 id contact",
        "contacted_on": "日期 触达日期 联系日期 发送日期 date contactdate sentdate senton",
        "contacted_at": "触达时间 联系时间 发送时间 contacttime sentat",
        "purpose": "目的 触达目的 联系目的 用途 类型 reason",
        "responded_on": "响应日期 回复日期 首次响应日期 responsedate respondeddate",
        "cost": "成本 金额 触达成本 费用 单次成本 amount",
    },
    "benefits": {
        "benefit_id": "权益编号 权益ID 券号 优惠券号 优惠券编号 编号 流水号 id couponid couponno",
        "issued_on": "日期 发放日期 发券日期 赠送日期 date issuedate grantdate",
        "benefit_type": "权益类型 权益种类 权益 券类型 type",
        "face": "面值 面额 券面值 权益面值 facevalue value",
        "cost": "成本 权益成本 金额 核销成本 amount",
        "redeemed_on": "核销日期 使用日期 兑换日期 redemptiondate useddate redeemdate",
    },
    "campaigns": {
        "campaign_id": "编号 id",
        "name": "名称 活动名称 活动名 campaignname title",
        "kind": "类型 活动类型 活动形式 type campaigntype",
        "starts_on": "开始日期 起始日期 活动开始 开始时间 startdate start begins",
        "ends_on": "结束日期 截止日期 活动结束 结束时间 enddate end",
        "online": "是否线上 线上 isonline",
    },
    "campaign_members": {
        "invited_on": "邀请日期 日期 invitationdate inviteddate date",
        "participated_on": "参与日期 参加日期 报名日期 participationdate joineddate",
    },
    "contracts": {
        "contract_id": "合同号 合同编号 合同ID 订阅号 订阅编号 保单号 编号 id contract contractno subscriptionid",
        "started_on": "开始日期 起始日期 生效日期 签约日期 合同开始 startdate start begins effectivedate",
        "ended_on": "结束日期 终止日期 到期未续日期 退订日期 合同结束 enddate end cancelledon churndate",
        "period_months": "周期月数 续费周期 付费周期 合同周期 周期 period billingmonths termmonths term",
        "fee": "费用 每期费用 续费金额 合同金额 金额 amount price fee",
        "margin": "毛利 每期毛利 毛利额 grossmargin profit",
        "plan": "套餐 产品 方案 版本 product package",
    },
    **SERVICE,
}

_BRACKET = re.compile(r"[(\[（【]\s*([^()（）\[\]【】]*?)\s*[)\]）】]\s*$")
_UNITS = ("百万", "千万", "亿", "万", "千", "百")
_DURATION = "_seconds"
_LENGTHS = (
    (1, re.compile(r"秒|(?:seconds?|secs?)\b")),
    (60, re.compile(r"分|(?:minutes?|mins?)\b")),
    (3600, re.compile(r"小时|工时|(?:hours?|hrs?)\b")),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a header may be mapped to.

    A money column has two: ``revenue`` for amounts in major units (1,234.50) and ``revenue_minor`` for whole
    minor units. ``column`` is what the field fills.
    """

    field: str
    column: Column


def targets(table: Table) -> tuple[Target, ...]:
    """Return every field of a table, money in both units."""
    found: list[Target] = []
    for column in table.columns:
        if column.kind is Kind.money:
            found.append(Target(column.name.removesuffix(MINOR), column))
        found.append(Target(column.name, column))
    return tuple(found)


def friendly(column: Column) -> str:
    """Return the name under which a column is asked for: money without its unit."""
    return column.name.removesuffix(MINOR) if column.kind is Kind.money else column.name


def accepted(table: Table, field: str) -> tuple[str, ...]:
    """Return the headers that stand for a field, its own name first."""
    words = " ".join((_IN_TABLE.get(table.name, {}).get(field, ""), _ANYWHERE.get(field, "")))
    return (field, *words.split())


def plain(header: str) -> str:
    """Return a header without case, spaces, underscores, width and unit, for comparison."""
    shown = _BRACKET.sub("", unicodedata.normalize("NFKC", header).strip())
    return re.sub(r"[\s_\-*:：]+", "", shown).casefold()


def unit(header: str) -> str:
    """Return the unit word of a header such as 金额（万元）: 万. Empty when it names none."""
    inside = _BRACKET.search(unicodedata.normalize("NFKC", header))
    word = str(inside[1]).removesuffix("元").removesuffix("人民币") if inside else ""
    return word if word in _UNITS else ""


def is_duration(column: Column) -> bool:
    """Return whether a column holds a length of time, in whole seconds."""
    return column.kind is Kind.count and column.name.endswith(_DURATION)


def seconds_a_unit(header: str) -> int:
    """Return the seconds of one unit of a length of time under that header: 处理时长(小时), talk_seconds; minutes if unsaid."""
    return _seconds_told(header) or 60


def names_length(header: str) -> bool:
    """Return whether a header names the unit of its lengths of time."""
    return bool(_seconds_told(header))


def _seconds_told(header: str) -> int:
    told = unicodedata.normalize("NFKC", header).casefold().replace("_", " ")
    return next((seconds for seconds, word in _LENGTHS if word.search(told)), 0)


def in_minor_units(header: str) -> bool:
    """Return whether a header says that its amounts are in minor units: 金额(分), amount (cents)."""
    inside = _BRACKET.search(unicodedata.normalize("NFKC", header))
    return inside is not None and inside[1].casefold() in ("分", "cent", "cents", "minor")


def recognised(headers: tuple[str, ...], table: Table) -> dict[str, str]:
    """Return field -> header for every field that a header stands for, the first header of each.

    The column's own name goes before its synonyms; a header serves one field.
    """
    by_word: dict[str, str] = {}
    for header in headers:
        if plain(header):
            by_word.setdefault(plain(header), header)
    found: dict[str, str] = {}
    taken: set[str] = set()
    fields = [target.field for target in targets(table)] + ["currency"]
    wordings = {name: [plain(word) for word in accepted(table, name)] for name in fields}
    for place in range(max(len(words) for words in wordings.values())):
        for name, words in wordings.items():
            known = by_word.get(words[place]) if place < len(words) else None
            filled = name in found or name + MINOR in found or name.removesuffix(MINOR) in found
            if known is None or known in taken or filled:
                continue
            minor = in_minor_units(known) and any(target.field == name + MINOR for target in targets(table))
            found[name + MINOR if minor else name] = known
            taken.add(known)
    return found
