"""Service pages: what is open, what was kept, the list and one ticket, for those who may see words and those who may not."""

import re

from tests.faces.web.site import Site
from tests.faces.web.tickets import LATE, OPEN


def test_the_overview_tells_what_is_overdue_and_what_was_kept(site: Site) -> None:
    page = site.visitor("service", lang="zh").get("/service/").content.decode()
    assert "解决达标率" in page
    assert "已逾期" in page
    assert f"/service/tickets/{LATE}/" in page
    assert "电话组" in page
    assert "没有节假日数据" in page


def test_a_phone_gets_a_course_of_the_months_of_its_own_width(site: Site) -> None:
    page = site.visitor("service").get("/service/").content.decode()
    drawn = re.findall(r'<div class="(desk|phone)"><svg[^>]*viewBox="0 0 (\d+) ', page)
    assert drawn == [("desk", "860"), ("phone", "340")], "a picture scaled down has letters that nobody reads"


def test_a_list_keeps_to_its_filters(site: Site) -> None:
    client = site.visitor("service", lang="zh")
    late = client.get("/service/tickets/?state=late").content.decode()
    assert (f">{LATE}<" in late, f">{OPEN}<" in late) == (True, False)
    paused = client.get("/service/tickets/?state=paused&text=h1").content.decode()
    assert (f">{LATE}<" in paused, f">{OPEN}<" in paused) == (False, True)
    assert "没有符合条件的工单" in client.get("/service/tickets/?text=nobody").content.decode()
    assert client.get("/service/tickets/?channel=pigeon&skip=x").status_code == 200


def test_a_ticket_tells_its_clocks_in_words(site: Site) -> None:
    client = site.visitor("service", lang="zh")
    page = client.get(f"/service/tickets/{OPEN}/").content.decode()
    assert "待客户回复" in page
    assert "已用 60 分钟，承诺 18 小时，恢复后剩余 17 小时" in page
    assert "已经第三次了" in page
    late = client.get(f"/service/tickets/{LATE}/").content.decode()
    assert "已过仍未完成" in late
    assert "严重逾期" in late
    assert client.get("/service/tickets/none/").status_code == 404


def test_the_customers_words_are_for_those_who_may_see_what_is_personal(site: Site) -> None:
    page = site.visitor("auditor", lang="zh").get(f"/service/tickets/{OPEN}/").content.decode()
    assert "已经第三次了" not in page
    assert "包裹未收到" not in page
    assert "个人信息" in page


def test_whatever_tickets_are_filtered_by_has_words() -> None:
    from fenhao.interfaces.web.pages.service_tickets import COLUMNS
    from fenhao.interfaces.words import knows

    assert [each for each in COLUMNS if not knows(f"service_column.{each}")] == []
