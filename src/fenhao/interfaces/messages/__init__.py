"""Messages: what happened in the books, in words, carried to people and rooms by senders of our own."""

from fenhao.connectors import is_public
from fenhao.interfaces.messages._apprise import service_of
from fenhao.interfaces.messages._net import place_of
from fenhao.interfaces.messages._round import Round, after_quiet, one_round, send_test
from fenhao.interfaces.messages._seal import seal, unseal
from fenhao.interfaces.messages._senders import Answer, carry, dingtalk_sign, feishu_sign, webhook_sign
from fenhao.interfaces.messages._words import Words, in_words, test_words

__all__ = [
    "Answer",
    "Round",
    "Words",
    "after_quiet",
    "carry",
    "dingtalk_sign",
    "feishu_sign",
    "in_words",
    "is_public",
    "one_round",
    "place_of",
    "seal",
    "send_test",
    "service_of",
    "test_words",
    "unseal",
    "webhook_sign",
]
