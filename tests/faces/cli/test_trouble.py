"""What a person gets wrong with a file or a command, one case a line, in both languages: told, exit code 2, no traceback."""

import re

import pytest

from tests.faces.cli.shop import Answer, Shop, typed
from tests.tables import rows

HEADER = "entry_id,occurred_on,cost_type,amount"

# what is wrong        | the row                            | said in English            | said in Chinese
ROWS = """
a wrong date           | C1,2024-02-30,coupons,5            | does not exist             | 这一天不存在
no date at all         | C1,soon,coupons,5                  | is not a date              | 不是日期
two ways to read a day | C1,03/04/2024,coupons,5            | in two ways                | 两种读法
too many decimals      | C1,2024-02-01,coupons,5.001        | more decimals              | 小数
not a number           | C1,2024-02-01,coupons,five         | five                       | five
an unknown cost type   | C1,2024-02-01,cupons,5             | oupons                     | oupons
a blank amount         | C1,2024-02-01,coupons,             | blank                      | 为空
too few cells          | C1,2024-02-01                      | cells                      | 单元格
"""


@pytest.mark.parametrize(("wrong", "row", "en", "zh"), rows(ROWS), ids=[case[0] for case in rows(ROWS)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bad_row_is_named_with_its_reason(
    shop: Shop, lang: str, wrong: str, row: str, en: str, zh: str
) -> None:
    speaking = Shop(shop.desk, lang)
    answer = speaking.load(f"{HEADER}\nC0,2024-02-01,coupons,1\n{row}\n", "costs")
    assert answer.code == 2
    (found,) = speaking.rejects()
    titles = {"en": ("Line", "Reason"), "zh": ("行号", "原因")}[lang]
    assert list(found)[:2] == list(titles)
    assert found[titles[0]] == "3"
    assert {"en": en, "zh": zh}[lang] in found[titles[1]]
    assert len(speaking.rows("cost_entries")) == 1


# amount in the file | in fen
AMOUNTS = """
1,234.50   | 123450
￥70       | 7000
¥ 70.5     | 7050
(30)       | -3000
-30        | -3000
（30.01）  | -3001
７０       | 7000
1.2万      | 1200000
"""


@pytest.mark.parametrize(("written", "minor"), rows(AMOUNTS))
def test_an_amount_is_understood_as_people_write_it(shop: Shop, written: str, minor: str) -> None:
    answer = shop.load(f'{HEADER}\nC1,2024-02-01,coupons,"{written}"\n', "costs")
    assert answer.code == 0, answer.all
    assert shop.rows("cost_entries")[0][3] == int(minor)


def a_directory(shop: Shop) -> str:
    folder = shop.desk / "files"
    folder.mkdir()
    return str(folder)


def no_such_file(shop: Shop) -> str:
    return str(shop.desk / "absent file.csv")


def empty_file(shop: Shop) -> str:
    return str(shop.file(b"", name="empty.csv"))


def only_headers(shop: Shop) -> str:
    return str(shop.file(f"{HEADER}\n", name="headers.csv"))


def binary_file(shop: Shop) -> str:
    return str(shop.file(bytes(range(256)) * 40, name="picture.csv"))


def zip_archive(shop: Shop) -> str:
    return str(shop.file(b"PK\x03\x04" + b"\0" * 60, name="archive.xlsx"))


def broken_parquet(shop: Shop) -> str:
    return str(shop.file(b"PAR1" + b"\0" * 60, name="cut.parquet"))


def missing_column(shop: Shop) -> str:
    return str(shop.file("entry_id,occurred_on,cost_type\nC1,2024-02-01,coupons\n", name="narrow.csv"))


def open_quotation(shop: Shop) -> str:
    return str(shop.file(f'{HEADER}\nC1,2024-02-01,coupons,"5\n', name="quote.csv"))


# what is loaded    | said in English         | said in Chinese
FILES = """
a_directory         | is a folder             | 是文件夹
no_such_file        | There is no file        | 找不到文件
empty_file          | is empty                | 空文件
only_headers        | no rows                 | 没有数据行
binary_file         | is not a table          | 不是表格
zip_archive         | archive.xlsx            | archive.xlsx
broken_parquet      | damaged                 | 损坏
missing_column      | amount                  | amount
open_quotation      | quotation mark          | 引号
"""


@pytest.mark.parametrize(("made", "en", "zh"), rows(FILES), ids=[case[0] for case in rows(FILES)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_file_that_cannot_be_read_is_told(shop: Shop, lang: str, made: str, en: str, zh: str) -> None:
    path = globals()[made](shop)
    answer = Shop(shop.desk, lang).run("load", path, "--as", "costs")
    assert answer.code == 2
    assert {"en": en, "zh": zh}[lang] in answer.err
    assert path.rpartition("/")[2] in answer.err
    assert answer.out == ""
    assert shop.batches() == {}


# what is typed                          | said in English               | said in Chinese
TYPED = """
load                                     | FILE is missing               | 缺少参数 FILE
load a.csv                               | --as is missing               | 缺少参数 --as
load a.csv --as nonsense                 | no kind of rows               | 没有名为 nonsense
report                                   | --period is missing           | 缺少参数 --period
report --period 2024-Q7                  | 2024-Q7                       | 2024-Q7
report --period soon                     | does not name a period        | soon
report --period 2024 --engine abacus     | abacus                        | abacus
explain                                  | FIGURE is missing             | 缺少参数 FIGURE
explain nonsense                         | nonsense                      | nonsense
explain cost colour=red --period 2024    | colour=red                    | colour=red
explain customer --period 2024           | add customer=                 | customer=
explain total                            | Nothing has been loaded       | 还没有加载数据
explain total part=half --period 2024    | half                          | half
undo                                     | BATCH is missing              | 缺少参数 BATCH
tiers --until tomorrow                   | tomorrow                      | tomorrow
verify --everything                      | --everything                  | --everything
dance                                    | dance                         | dance
"""


@pytest.mark.parametrize(("words", "en", "zh"), rows(TYPED), ids=[case[0] for case in rows(TYPED)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_mistake_on_the_command_line_is_told(shop: Shop, lang: str, words: str, en: str, zh: str) -> None:
    answer = Shop(shop.desk, lang).run(*words.split())
    assert answer.code == 2
    assert {"en": en, "zh": zh}[lang] in answer.err, answer.err
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) == 1
    if lang == "zh":
        assert not re.search(r"\b(is|not|the|such|does)\b", answer.err), answer.err


@pytest.mark.parametrize(("lang", "usage"), [("en", "Usage:"), ("zh", "用法：")])
@pytest.mark.parametrize("group", ["watch", "care", "text"])
def test_a_command_that_needs_another_shows_which_there_are(
    shop: Shop, lang: str, usage: str, group: str
) -> None:
    answer = Shop(shop.desk, lang).run(group)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"{usage} fenhao {group}"), answer.err
    if group == "watch":
        assert "look" in answer.err


@pytest.mark.parametrize("name", ["fenhao.toml", "chart.toml", "policy.toml"])
@pytest.mark.parametrize("spoilt", ["gone", "torn", "gbk"])
def test_a_settings_file_that_cannot_be_understood_is_named(shop: Shop, name: str, spoilt: str) -> None:
    path = shop.folder / name
    if spoilt == "gone":
        path.unlink()
    else:
        path.write_bytes("[公司\n".encode("utf-8" if spoilt == "torn" else "gb18030"))
    answer = shop.run("loads")
    assert answer.code == 2
    assert ("fenhao init" if (name, spoilt) == ("fenhao.toml", "gone") else name) in answer.err


def test_a_wrong_language_is_told_before_anything_else(shop: Shop) -> None:
    answer = typed("--lang", "latin", "--book", str(shop.folder), "loads")
    assert (answer.code, "latin" in answer.err) == (2, True)


def test_a_flag_without_its_value_is_told(shop: Shop) -> None:
    told: list[Answer] = [typed("--book"), typed("--lang"), shop.run("report", "--period")]
    assert [answer.code for answer in told] == [2, 2, 2]
    assert "--period" in told[2].err
