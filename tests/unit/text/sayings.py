"""Tickets made up from a seed, Chinese and English, of four kinds: what learning is tried on."""

import random

KINDS = {
    "refund": (
        ["退款", "退货", "退钱", "退回", "return", "refund", "money back"],
        [
            "什么时候到账",
            "已经申请三天了",
            "订单想取消",
            "how long does it take",
            "for my last order",
            "please advise",
        ],
    ),
    "delivery": (
        ["物流", "快递", "包裹", "送货", "parcel", "delivery", "shipment"],
        [
            "一直没有更新",
            "显示派送中",
            "地址写错了",
            "has not arrived",
            "tracking is stuck",
            "to a new address",
        ],
    ),
    "invoice": (
        ["发票", "开票", "抬头", "税号", "invoice", "receipt", "VAT"],
        [
            "需要重开",
            "电子版发到邮箱",
            "金额不对",
            "with the right name",
            "for accounting",
            "was not attached",
        ],
    ),
    "account": (
        ["登录", "密码", "账号", "验证码", "password", "login", "account"],
        ["收不到短信", "提示错误", "想更换手机号", "is locked", "cannot be reset", "shows an error"],
    ),
}


def sayings(count: int, *, seed: int, noise: float = 0.1) -> tuple[list[str], list[str]]:
    """Return texts and labels, kinds evenly; a share of them speaks of another kind than its label says."""
    chance = random.Random(seed)
    texts, labels = [], []
    for at in range(count):
        label = list(KINDS)[at % len(KINDS)]
        told = chance.choice(list(KINDS)) if chance.random() < noise else label
        nouns, details = KINDS[told]
        words = [chance.choice(nouns), chance.choice(details), chance.choice(details)]
        names = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(12))
        texts.append(" ".join([*words, names, str(chance.randrange(10**6))]))
        labels.append(label)
    return texts, labels
