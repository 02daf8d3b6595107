"""Mails and scripts: what is read of them is what the customer says, in whatever frame it comes."""

import numpy as np
import pytest

from fenhao.engine.text import Kind, LearnRules, examine, learn, plain
from tests.unit.text.sayings import sayings

SAID = "The parcel has not arrived, where is it?"
FRAMES = {
    "greeting": "Dear Sir or Madam,\n\n{}",
    "sign-off": "{}\n\nKind regards,\nMaria Lopez\nNorthwind Ltd\n+44 20 5555 0101",
    "phone": "{}\n\nSent from my iPhone",
    "dashes": "{}\n-- \nMaria Lopez\nHead of Purchasing",
    "notice": "{}\n\nThis e-mail is confidential and intended solely for the addressee. Please delete it.",
    "answer": "{}\n\nOn 3 March 2026, Help Desk <help@shop.example> wrote:\n> Your invoice is attached.\n> Bye",
    "forward": "{}\n\n-----Original Message-----\nFrom: Help Desk\nYour invoice is attached.",
    "outlook": "{}\n\nFrom: Help Desk\nSent: Monday\nTo: Maria\nSubject: invoice\n\nYour invoice is attached.",
    "returns": "Hello,\r\n\r\n{}\r\n\r\nThanks,\r\nTom",
}
SAID_CHINESE = "包裹一直没有收到，麻烦查一下"
FRAMES_CHINESE = {
    "greeting": "您好，\n{}",
    "sign-off": "客服您好：\n{}\n\n此致\n敬礼\n王小明\n华东贸易有限公司",
    "phone": "{}\n发自我的 iPhone",
    "notice": "{}\n\n本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人。",
    "answer": "{}\n\n在 2026年3月3日，客服中心 <help@shop.example> 写道：\n> 发票已经寄出",
    "forward": "{}\n\n------------------ 原始邮件 ------------------\n发件人: 客服\n发票已经寄出",
}


@pytest.mark.parametrize("name", FRAMES)
def test_of_a_mail_only_what_its_writer_says_is_read(name: str) -> None:
    assert plain(FRAMES[name].format(SAID)) == plain(SAID)


@pytest.mark.parametrize("name", FRAMES_CHINESE)
def test_of_a_chinese_mail_only_what_its_writer_says_is_read(name: str) -> None:
    assert plain(FRAMES_CHINESE[name].format(SAID_CHINESE)) == plain(SAID_CHINESE)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks",
        "Thanks\nfor nothing, the parcel is broken",
        "您好\n谢谢",
        "> only a quotation",
        "On Monday I wrote:\nthe invoice is wrong",
        "发件人: 王小明\n主题: 退款\n请处理",
        "Dear team, the fee is wrong\nplease return it",
    ],
)
def test_what_is_no_frame_stays(text: str) -> None:
    assert plain(text) == " ".join(text.lower().split())


def test_a_long_text_behind_a_word_of_thanks_is_no_signature() -> None:
    text = "I asked for a refund.\nThanks\n" + "The parcel is broken and nobody answers. " * 30
    assert "nobody answers" in plain(text)


def test_either_script_is_known_by_what_the_other_taught() -> None:
    assert plain("退貨後發票還沒開，請處理") == plain("退货后发票还没开，请处理")


def test_mails_are_told_as_well_as_what_they_say() -> None:
    texts, labels = sayings(600, seed=41, noise=0.05)
    model = learn(texts, labels, kind=Kind.category, rules=LearnRules(target=0.9))
    fresh, truth = sayings(300, seed=42, noise=0.05)
    known = {label: at for at, label in enumerate(model.labels)}
    places = np.array([known[label] for label in truth])
    bare = examine(model, fresh, places)
    frames = [FRAMES["sign-off"], FRAMES["answer"], FRAMES["forward"]]
    framed = [frames[at % 3].format(text) for at, text in enumerate(fresh)]
    assert examine(model, framed, places).right == bare.right > 260
