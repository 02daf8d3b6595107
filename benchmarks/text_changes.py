"""What is done to the texts of a public set, by a stated seed, to make them as untidy as tickets are."""

import random
from typing import TypeVar

import numpy as np

Pairs = list[tuple[str, str]]
Row = TypeVar("Row")


def some(rows: list[Row], count: int, *, seed: int) -> list[Row]:
    """Return so many of the rows, drawn by chance."""
    order = np.random.default_rng(seed).permutation(len(rows))[:count]
    return [rows[at] for at in order.tolist()]


def mislabelled(pairs: Pairs, share: float, *, seed: int) -> Pairs:
    """Return texts of which such a share has another label than its own."""
    chance = random.Random(seed)
    labels = sorted({label for _, label in pairs})
    return [
        (
            text,
            chance.choice([each for each in labels if each != label]) if chance.random() < share else label,
        )
        for text, label in pairs
    ]


def mistyped(pairs: Pairs, share: float, *, seed: int) -> Pairs:
    """Return texts in which so many letters are left out, doubled, swapped with the next, or another one."""
    chance = random.Random(seed)
    found = []
    for text, label in pairs:
        letters = list(text)
        for at in range(len(letters)):
            if chance.random() >= share:
                continue
            way = chance.randrange(4)
            if way == 0:
                letters[at] = ""
            elif way == 1:
                letters[at] *= 2
            elif way == 2 and at + 1 < len(letters):
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            else:
                letters[at] = chance.choice(text)
        found.append(("".join(letters), label))
    return found


_NAMES = ("Maria Lopez", "Tom Becker", "Wei Chen", "Anna Nowak", "John Smith")
_FIRMS = ("Northwind Trading Ltd", "Lakeside Foods", "Blue Harbour Logistics", "Acme Retail Group")
_NAMES_CHINESE = ("王小明", "李华", "陈静", "赵磊")


def lettered(pairs: Pairs, *, seed: int, chinese: bool = False) -> Pairs:
    """Return texts as mails: a greeting before, a signature, a notice and an answer to some earlier mail behind."""
    chance = random.Random(seed)
    found = []
    for text, label in pairs:
        other = chance.choice(pairs)[0]
        phone = f"{chance.randrange(10**9, 10**10)}"
        if chinese:
            name = chance.choice(_NAMES_CHINESE)
            letter = (
                f"您好，\n\n{text}\n\n此致\n敬礼\n{name}\n华东贸易有限公司 采购部\n电话：{phone}\n"
                f"地址：上海市浦东新区世纪大道 {chance.randrange(1, 900)} 号\n"
                "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人。如果您错收了本邮件，请您立即删除。\n\n"
                f"在 2025年3月{chance.randrange(1, 29)}日，客服中心 <help@shop.example> 写道：\n> 您好，关于“{other}”，我们已经收到。\n"
            )
        else:
            name, firm = chance.choice(_NAMES), chance.choice(_FIRMS)
            letter = (
                f"Dear support team,\n\n{text}\n\nKind regards,\n{name}\n{firm}\nTel: +44 {phone}\n"
                f"{chance.randrange(1, 200)} High Street, London\n\n"
                "This e-mail and any attachments are confidential and intended solely for the addressee."
                " If you have received it in error please notify the sender and delete it.\n\n"
                f"On {chance.randrange(1, 29)} March 2025, Help Desk <help@bank.example> wrote:\n"
                f"> Hello, thank you for your message about: {other}\n> We will come back to you shortly.\n"
            )
        found.append((letter, label))
    return found
