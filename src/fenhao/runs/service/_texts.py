"""What generated tickets say, in Chinese and English: sentences put together by category and kind.

One ticket of forty speaks of two matters, in either order, and is labelled by one of them: as in life nobody can be sure of those.
"""

CATEGORIES = ("delivery", "quality", "refund", "billing", "account", "membership", "product")
KINDS = (("question", 0.42), ("request", 0.28), ("complaint", 0.17), ("fault", 0.11), ("praise", 0.02))

_ABOUT = {
    "delivery": (
        ("快递三天没动了", "订单还没发货", "送货上门变成了自提", "包裹显示已签收但没收到"),
        (
            "my parcel has not moved for three days",
            "the order was never shipped",
            "it was left at a pick-up point",
            "it says delivered but nothing came",
        ),
    ),
    "quality": (
        ("收到的商品有破损", "牛奶已经过期", "尺码与描述不符", "用了一次就坏了"),
        (
            "the item arrived broken",
            "the milk was past its date",
            "the size is not as described",
            "it broke after one use",
        ),
    ),
    "refund": (
        ("退款一周还没到账", "退货运费谁承担", "退货申请被驳回", "只退了一部分钱"),
        (
            "the refund has not arrived after a week",
            "who pays for sending it back",
            "my return was refused",
            "only part of the money came back",
        ),
    ),
    "billing": (
        ("优惠券没有抵扣", "被重复扣款", "发票抬头开错了", "结账金额和标价不一致"),
        (
            "the coupon was not taken off",
            "I was charged twice",
            "the invoice has the wrong name",
            "the till price was not the shelf price",
        ),
    ),
    "account": (
        ("登录收不到验证码", "手机号换了怎么改", "账号被锁定", "想注销账号"),
        (
            "no code arrives when I sign in",
            "how do I change my number",
            "my account is locked",
            "I want to close my account",
        ),
    ),
    "membership": (
        ("积分少了两百", "会员等级没有升级", "生日礼券没收到", "积分快过期了怎么用"),
        (
            "two hundred points are missing",
            "my level did not go up",
            "the birthday voucher never came",
            "my points will lapse soon",
        ),
    ),
    "product": (
        ("这款还有货吗", "请问配料里有花生吗", "门店几点关门", "可以预订蛋糕吗"),
        (
            "is this still in stock",
            "does it contain peanuts",
            "when does the store close",
            "can I order a cake ahead",
        ),
    ),
}
_BEGIN = {
    "question": (("您好，想问一下，", "请问一下，"), ("Hello, a question: ", "Could you tell me: ")),
    "request": (
        ("麻烦帮我处理一下，", "请帮忙看看，"),
        ("Please look into this: ", "Could you sort this out: "),
    ),
    "complaint": (
        ("太失望了，", "我要投诉，", "已经第三次了，"),
        ("I am very disappointed: ", "I want to complain: ", "This is the third time: "),
    ),
    "fault": (("系统出问题了，", "报个故障，"), ("Something does not work: ", "A fault: ")),
    "praise": (
        ("客服很耐心，之前", "谢谢你们，之前"),
        ("Your colleague was very patient. Earlier ", "Thank you. Earlier "),
    ),
}
_END = {
    "question": (("谢谢。", "麻烦回复。"), (". Thanks.", ". Please reply.")),
    "request": (("请尽快。", "今天能处理吗？"), (". As soon as you can.", ". Can it be done today?")),
    "complaint": (
        ("再不解决我就退卡了。", "请给个说法，不然我去消协。"),
        (". If nothing happens I am leaving.", ". I expect an answer or I go to the consumer office."),
    ),
    "fault": (
        ("试了好几次都不行。", "页面一直转圈。"),
        (". I tried several times.", ". The page just spins."),
    ),
    "praise": (
        ("，很快就解决了。", "，处理得很好。"),
        (", and it was solved at once.", ", and it was handled well."),
    ),
}


_TWO_OF = 40
"""Of so many tickets one speaks of two matters."""


def text_of(category: str, kind: str, *, chinese: bool, draw: int) -> tuple[str, str]:
    """Return the title and the text of a ticket; the same for the same draw."""
    tongue = 0 if chinese else 1
    about, begin, end = _ABOUT[category][tongue], _BEGIN[kind][tongue], _END[kind][tongue]
    matter = about[draw % len(about)]
    said = matter
    if (draw >> 12) % _TWO_OF == 0 and kind != "praise":
        others = [each for each in CATEGORIES if each != category]
        other = _ABOUT[others[(draw >> 15) % len(others)]][tongue][(draw >> 18) % len(about)]
        first, second = (matter, other) if (draw >> 20) % 2 else (other, matter)
        matter, said = first, f"{first}，另外{second}" if chinese else f"{first}, and {second}"
    joint = "，" if chinese and kind != "praise" else ""
    text = begin[(draw >> 4) % len(begin)] + said + joint + end[(draw >> 8) % len(end)]
    return (matter if chinese else matter[0].upper() + matter[1:]), text
