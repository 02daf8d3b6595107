"""Reads files under mappings found, kept, edited and wrong, and looks at the mapping file as a person would see it."""

from pathlib import Path

import pytest

from fenhao.connectors.files import FieldWish, look_at, wished_mapping, with_words, write_mapping
from fenhao.connectors.files._headers import recognised
from fenhao.engine import facts
from fenhao.runs.loading import guess_tables
from tests.faces.connectors.desk import Desk, cases

FILE = "单号,记账日期,支出（元）,科目,说明\nA1,2026-10-01,5,sms,短信\n"

# header | table | the field that it is taken for
HEADERS = cases("""
  客户编号         | orders        | customer_id
  会员号           | orders        | customer_id
  Customer ID      | orders        | customer_id
  customer-id      | orders        | customer_id
  CUSTOMER_ID      | orders        | customer_id
  *客户编号        | orders        | customer_id
  订单号           | orders        | order_id
  Order No         | orders        | order_id
  交易日期         | orders        | ordered_on
  销售额（元）     | orders        | revenue
  销售额(分)       | orders        | revenue_minor
  revenue_minor    | orders        | revenue_minor
  实付金额         | orders        | revenue
  买家实际支付金额 | orders        | revenue
  消费日期         | orders        | ordered_on
  入会日期         | customers     | acquired_on
  毛利             | orders        | margin
  凭证号           | cost_entries  | entry_id
  金额             | cost_entries  | amount
  成本科目         | cost_entries  | cost_type
  部门             | cost_entries  | department
  发券日期         | benefits      | issued_on
  核销日期         | benefits      | redeemed_on
  面值             | benefits      | face
  触达编号         | contacts      | contact_id
  活动名称         | campaigns     | name
  工号             | work_logs     | employee_id
  工单编号         | tickets       | ticket_id
  创建时间         | tickets       | opened_at
  首响时间         | tickets       | first_response_at
  技能组           | tickets       | queue
  Priority         | tickets       | priority
  处理时长（分钟） | tickets       | handle_seconds
  变更后状态       | ticket_events | event
  通话编号         | service_contacts | contact_id
  转人工           | tickets       | handed_over
  客户工时         | staff_time    | customer_seconds
  paperwork_hours  | staff_time    | paperwork_seconds
  发送时间         | surveys       | asked_at
  得分             | surveys       | score
  积分             | points        | points
  会员等级         | memberships   | level
  生日             | customers     | birthday
""")


@pytest.mark.parametrize(("header", "table", "field"), HEADERS)
def test_a_header_in_either_language_is_recognised(
    tmp_path: Path, header: str, table: str, field: str
) -> None:
    desk = Desk(tmp_path)
    refusal = desk.refusal(desk.file(f"{header},x\n1,2\n"), table)
    assert refusal.code == "load.missing_column"
    written = (desk.mappings / f"{table}-erp.toml").read_text(encoding="utf-8")
    assert f'{field} = "{header}"\n' in written


# the headers of a file | the table that it most likely fills | the column of the revenue or amount
FILES = cases("""
  会员编号,姓名,手机,注册日期,来源渠道               | customers        | -
  单号,会员编号,下单日期,实收金额,毛利               | orders           | 实收金额
  订单号,会员号,下单时间,订单金额,优惠金额,实付金额  | orders           | 实付金额
  单号,会员编号,成交日期,货款,毛利                   | orders           | -
  日期,科目,金额,会员编号,凭证号,摘要                | cost_entries     | 金额
  券号,会员编号,券类型,发券日期,面值,核销日期        | benefits         | -
  会员编号,活动编号,邀请日期,参与日期                | campaign_members | -
  Order No,Customer ID,Order Date,Total,Gross profit | orders           | Total
  工单编号,客户编号,创建时间,首响时间,技能组,类别    | tickets          | -
  id,name,kind,start date,end date                   | campaigns        | -
""")


@pytest.mark.parametrize(("headers", "table", "money"), FILES)
def test_a_file_is_taken_for_the_table_that_its_headers_name_best(
    tmp_path: Path, headers: str, table: str, money: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{headers}\n{',' * headers.count(',')}\n", encoding="utf-8")
    likeliest = guess_tables(path)[0]
    assert likeliest.name == table
    found = recognised(tuple(headers.split(",")), likeliest)
    assert found.get("revenue", found.get("amount", "-")) == money


def test_the_mapping_is_written_once_and_used_ever_after(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.seen(desk.file(FILE), "cost_entries")
    kept = desk.mappings / "cost_entries-erp.toml"
    text = kept.read_text(encoding="utf-8")
    assert 'amount = "支出（元）"' in text
    kept.write_text(
        text.replace('note = "说明"', "").replace("[constants]", '[constants]\nchannel = "办公室"')
    )
    seen = desk.seen(desk.file(FILE), "cost_entries")
    assert (seen.column("note"), seen.column("channel")) == ([None], ["办公室"])


def test_each_source_keeps_a_mapping_of_its_own_under_a_safe_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path, source="../总账 2026")
    desk.seen(desk.file(FILE), "cost_entries")
    assert [path.name for path in desk.mappings.iterdir()] == ["cost_entries-.._总账_2026.toml"]


def test_a_missing_column_names_what_would_do_and_leaves_a_mapping_to_fill_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.file("编码,日期,金额,成本类型\nA1,2026-10-01,5,sms\n")
    refusal = desk.refusal(path, "cost_entries")
    kept = desk.mappings / "cost_entries-erp.toml"
    assert refusal.code == "load.missing_column"
    assert refusal.details["column"] == "entry_id"
    assert "凭证号" in refusal.details["accepted"]
    assert refusal.details["found"] == "编码, 日期, 金额, 成本类型"
    assert refusal.details["mapping"] == str(kept)
    text = kept.read_text(encoding="utf-8")
    kept.write_text(text.replace('entry_id = ""', 'entry_id = "编码"'), encoding="utf-8")
    assert desk.seen(path, "cost_entries").column("entry_id") == ["A1"]


def test_renaming_the_header_mends_a_missing_column_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.refusal(desk.file("编码,日期,金额,成本类型\nA1,2026-10-01,5,sms\n"), "cost_entries")
    seen = desk.seen(desk.file("凭证号,日期,金额,成本类型\nA1,2026-10-01,5,sms\n"), "cost_entries")
    assert seen.column("entry_id") == ["A1"]


def test_constants_defaults_and_the_order_of_dates_come_from_the_mapping(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.mappings.mkdir()
    (desk.mappings / "cost_entries-erp.toml").write_text(
        """
[columns]
entry_id = "no"
occurred_on = "when"
amount = "how much"
[constants]
cost_type = "coupons"
[defaults]
amount = "1.50"
department = "CRM"
[file]
date_order = "dmy"
delimiter = ";"
""",
        encoding="utf-8",
    )
    seen = desk.seen(
        desk.file("no;when;how much\nA1;03/04/2026;\nA2;31/12/2026;2\nA3;12/31/2026;2\n"), "cost_entries"
    )
    assert [str(day) for day in seen.column("occurred_on")] == ["2026-04-03", "2026-12-31"]
    assert seen.column("amount_minor") == [150, 200]
    assert seen.column("cost_type") == ["coupons", "coupons"]
    assert seen.column("department") == ["CRM", "CRM"]
    assert seen.reasons == [(4, "load.date_impossible")]


# what the mapping says | the refusal
WRONG = [
    ("[columns\n", "load.mapping_unreadable"),
    ("[colums]\n", "load.mapping_wrong"),
    ('[columns]\nenrty_id = "单号"\n', "load.mapping_wrong"),
    ("[columns]\nentry_id = 3\n", "load.mapping_wrong"),
    ('[file]\ndate_order = "dym"\n', "load.mapping_wrong"),
    ('[file]\nencoding = "utf-9"\n', "load.unknown_encoding"),
    ('[columns]\nentry_id = "编号"\n', "load.mapped_column_missing"),
    ('[constants]\ncost_type = "nothing"\n', "load.constant_wrong"),
    ('[defaults]\namount = "many"\n', "load.constant_wrong"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_a_wrong_mapping_is_refused_with_what_it_may_hold(tmp_path: Path, text: str, code: str) -> None:
    desk = Desk(tmp_path)
    desk.mappings.mkdir()
    (desk.mappings / "cost_entries-erp.toml").write_text(text, encoding="utf-8")
    assert desk.refusal(desk.file(FILE), "cost_entries").code == code


def test_headers_cannot_write_anything_but_themselves_into_the_mapping(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    nasty = '"x\n[constants]\namount = ""1"""'
    seen = desk.seen(desk.file(f"凭证号,日期,金额,成本类型,{nasty}\nA1,2026-10-01,5,sms,z\n"), "cost_entries")
    again = desk.seen(
        desk.file(f"凭证号,日期,金额,成本类型,{nasty}\nA1,2026-10-01,5,sms,z\n"), "cost_entries"
    )
    assert seen.rows == again.rows
    assert seen.column("amount_minor") == [500]


WORDS = """
[words.cost_type]
"短信费" = "sms"
"优惠 券" = "Coupons"
"""
STRANGE = "单号,记账日期,支出,科目\nA1,2026-10-01,5,短信费\nA2,2026-10-02,6,优惠 券\nA3,2026-10-03,7,短信费\nA4,2026-10-03,8,sms\n"


def test_words_of_the_file_stand_for_what_the_mapping_says(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.file(STRANGE)
    with desk.read(path, "cost_entries") as reading:
        assert [(each.word, each.rows) for each in reading.strange] == [("短信费", 2), ("优惠 券", 1)]
        before = reading.content_hash
    kept = desk.mappings / "cost_entries-erp.toml"
    kept.write_text(kept.read_text(encoding="utf-8") + WORDS, encoding="utf-8")
    seen = desk.seen(path, "cost_entries")
    assert seen.column("cost_type") == ["sms", "coupons", "sms", "sms"]
    assert seen.content_hash != before, "the same file gives other rows now"


def test_words_survive_another_choice_of_columns(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    look = look_at(desk.file(STRANGE), table=facts.table("cost_entries"), settings=desk.settings())
    mapping = with_words(look.mapping, "cost_type", {"短信费": "team_pay", "优惠 券": "coupons"})
    mapping = with_words(mapping, "cost_type", {"短信费": "sms"})
    wishes = {name: FieldWish(header, "") for name, header in look.mapping.columns}
    wishes["amount_minor"] = wishes["amount"]
    chosen = wished_mapping(facts.table("cost_entries"), wishes, shape=look.mapping.shape, before=mapping)
    write_mapping(
        desk.mappings, chosen, table=facts.table("cost_entries"), source="erp", headers=look.headers
    )
    assert desk.seen(desk.file(STRANGE), "cost_entries").column("cost_type") == [
        "sms",
        "coupons",
        "sms",
        "sms",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[words.cost_type]\n"短信费" = "nothing"', "load.constant_wrong"),
        ('[words.note]\n"短信费" = "sms"', "load.mapping_wrong"),
        ('[words]\n"短信费" = "sms"', "load.mapping_wrong"),
        ('[words.cost_type]\n"短信费" = 3', "load.mapping_wrong"),
        ('words = "sms"', "load.mapping_wrong"),
    ],
)
def test_words_that_stand_for_nothing_are_refused(tmp_path: Path, text: str, code: str) -> None:
    desk = Desk(tmp_path)
    desk.mappings.mkdir()
    (desk.mappings / "cost_entries-erp.toml").write_text(text, encoding="utf-8")
    assert desk.refusal(desk.file(STRANGE), "cost_entries").code == code
