"""Cells that must be one word of a short list: cost types, purposes, survey kinds, the currency."""

from collections.abc import Mapping
from difflib import get_close_matches

import pyarrow as pa

from fenhao.connectors.files._cells import Cells, as_text, distinct_cells
from fenhao.connectors.files._headers import plain
from fenhao.connectors.files._settings import ReadSettings
from fenhao.engine.facts import STAMPED
from fenhao.kernel import Trouble

_PURPOSES = {
    "wake_up": "唤醒 召回 激活 wakeup winback reactivation",
    "care": "关怀 客户关怀 回访 生日关怀",
    "marketing": "营销 推广 促销 市场 promotion campaign",
    "service": "服务 客服 售后 support",
    "survey": "调研 问卷 满意度调查 满意度",
}
_SURVEY_KINDS = {"csat": "满意度", "nps": "净推荐值 推荐意愿", "ces": "费力度 客户费力度"}
_MOVEMENTS = {
    "earned": "获得 获取 累积 累计 发放 赠送 增加 earn accrual",
    "redeemed": "兑换 使用 消耗 抵扣 核销 redeem spent",
    "expired": "过期 失效 作废 expire lapsed",
    "adjusted": "调整 更正 adjust adjustment correction",
}
_CURRENCIES = {
    "CNY": "人民币 rmb 元",
    "USD": "美元",
    "EUR": "欧元",
    "JPY": "日元",
    "HKD": "港币 港元",
    "GBP": "英镑",
}

_TIERS = {
    "A": "核心 核心客户 core",
    "B": "潜力 潜力客户 potential",
    "C": "基础 基础客户 basic",
    "D": "沉睡 沉睡客户 dormant",
}

_LISTS = {
    ("contacts", "purpose"): _PURPOSES,
    ("surveys", "kind"): _SURVEY_KINDS,
    ("points", "movement"): _MOVEMENTS,
    **{(table, "tier"): _TIERS for table in STAMPED},
}


_CHANNELS = {
    "phone": "电话 热线 呼入 语音 call voice telephone hotline",
    "chat": "在线 在线客服 即时通讯 在线聊天 webchat livechat im",
    "mail": "邮件 邮箱 电子邮件 email",
    "self_service": "自助 自助服务 帮助中心 selfservice portal",
    "bot": "机器人 智能客服 智能机器人 chatbot robot",
    "wecom": "企业微信 企微",
    "store": "门店 到店 柜台",
}
_TICKET_KINDS = {
    "question": "咨询 询问 问题 enquiry inquiry",
    "request": "请求 服务请求 需求 申请 办理",
    "complaint": "投诉 抱怨 客诉",
    "fault": "报修 故障 报障 incident",
    "praise": "表扬 compliment",
}
_PRIORITIES = {
    "urgent": "紧急 特急 p0 p1 critical",
    "high": "高 重要 p2",
    "normal": "中 普通 一般 正常 p3 medium",
    "low": "低 p4",
}
_EVENTS = {
    "open": "新建 待处理 已创建 待受理 new created opened",
    "in_progress": "处理中 受理中 进行中 inprogress started",
    "waiting_customer": "待客户 待客户回复 等待客户 waitingcustomer pending pendingcustomer waitingforcustomer",
    "on_hold": "挂起 暂停 onhold paused hold",
    "waiting_third_party": "待第三方 等待第三方 待供应商 waitingthirdparty",
    "resolved": "已解决 解决 办结 solved",
    "closed": "已关闭 关闭 完结 close",
    "reopened": "重新打开 重开 重启 reopen",
    "customer_replied": "客户回复 客户追问 customerreply customermessage",
    "agent_replied": "客服回复 坐席回复 首次回复 agentreply reply",
    "assigned": "分配 转派 指派 assign transferred",
    "escalated": "升级 已升级 escalate",
}
_OUTCOMES = {
    "solved": "已解决 解决 完成 resolved",
    "handed_over": "转人工 转接 handover handedover transferred bounced",
    "abandoned": "放弃 客户放弃 未接通 abandon",
    "follow_up": "待跟进 需跟进 followup",
}
_KNOWN = {
    ("tickets", "channel"): _CHANNELS,
    ("tickets", "kind"): _TICKET_KINDS,
    ("tickets", "priority"): _PRIORITIES,
    ("ticket_events", "event"): _EVENTS,
    ("service_contacts", "channel"): _CHANNELS,
    ("service_contacts", "outcome"): _OUTCOMES,
    ("surveys", "channel"): _CHANNELS,
    ("staff_time", "channel"): _CHANNELS | {"all": "全部 合计 不分"},
    ("tool_usage", "channel"): _CHANNELS,
}
"""Columns whose usual words are one code in every language; any other word is the company's own and stays."""


def speaks_codes(table: str, column: str) -> bool:
    """Return whether the words of a column stand for codes, so that a mapping may say what a file's own words mean."""
    return is_listed(table, column) or is_known(table, column) or column == "benefit_type"


def meant(texts: pa.Array, own: Mapping[str, str]) -> pa.Array:
    """Return the texts, the file's own words for codes replaced by what a mapping says they stand for."""
    return distinct_cells("", as_text(texts), lambda text: own.get(plain(text), text), pa.string()).values


def choices(table: str, column: str) -> tuple[tuple[str, str], ...]:
    """Return the codes of a short list with the Chinese word of each; none where the chart or the company says them."""
    return tuple((code, words.split()[0]) for code, words in _LISTS.get((table, column), {}).items())


def is_known(table: str, column: str) -> bool:
    """Return whether some words of a column are read as codes."""
    return (table, column) in _KNOWN


def read_known(table: str, column: str, texts: Cells) -> Cells:
    """Return the texts, those that are usual words as their codes."""
    words = _words(_KNOWN[table, column])
    named = distinct_cells("", texts.values, lambda text: words.get(plain(text), text), pa.string())
    return Cells(named.values, texts.problems)


def is_listed(table: str, column: str) -> bool:
    """Return whether the cells of a column come from a short list."""
    return column == "cost_type" or (table, column) in _LISTS


def read_listed(table: str, column: str, cells: pa.Array, settings: ReadSettings) -> Cells:
    """Return the codes that the cells mean, by code or by name in either language."""
    if column == "cost_type":
        words = {plain(code): (code, code) for code in sorted(settings.cost_types)}
        words |= {plain(name): (code, name) for name, code in settings.cost_type_names}
        refusal = "load.unknown_cost_type"
    else:
        words = {word: (code, code) for word, code in _words(_LISTS[table, column]).items()}
        refusal = "load.unknown_code"
    return distinct_cells(column, as_text(cells), _Reader(words, refusal), pa.string())


def with_codes(texts: pa.Array, settings: ReadSettings) -> pa.Array:
    """Return benefit types, those that are named like a cost type by its code: 专属服务 is dedicated_service.

    Policies speak of codes. Any other word is the company's own and stays.
    """
    words = {plain(name): code for name, code in settings.cost_type_names}
    named = distinct_cells("", texts, lambda text: words.get(plain(text), text), pa.string())
    return named.values


def read_currency(cells: pa.Array, currency: str) -> Cells:
    """Return the book's currency for each cell; any other is a problem."""
    words = _words(_CURRENCIES) | {currency.casefold(): currency}

    def read(text: str) -> str:
        code = words.get(plain(text), text.strip().upper())
        if code != currency:
            raise Trouble("load.other_currency", {"value": text, "currency": currency})
        return code

    return distinct_cells("currency", as_text(cells), read, pa.string())


def _words(codes: dict[str, str]) -> dict[str, str]:
    return {plain(word): code for code, words in codes.items() for word in (code, *words.split())}


class _Reader:
    """Looks a cell up among the words -> (code, the word as it is shown), or refuses it with the nearest ones."""

    def __init__(self, words: dict[str, tuple[str, str]], refusal: str) -> None:
        self._words, self._refusal = words, refusal

    def __call__(self, text: str) -> str:
        known = self._words.get(plain(text))
        if known is not None:
            return known[0]
        near = get_close_matches(plain(text)[:60], list(self._words), n=3, cutoff=0.5)
        close = [self._words[word][1] for word in near] or sorted({code for code, _ in self._words.values()})
        told = ", ".join(close[:12]) + (", …" if len(close) > 12 else "")
        raise Trouble(self._refusal, {"value": text, "close": told})
