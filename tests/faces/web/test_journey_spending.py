"""Operations asks for more than a line has: refused with the arithmetic and three ways out, the reserve drawn, the money spent."""

import re

from tests.faces.web.journeys import QUARTER, THIS_MONTH, Desk, Person, chromium, desk, pytestmark, site

__all__ = ["chromium", "desk", "pytestmark", "site"]
LINE = f"{THIS_MONTH}/A/activities"


def answers(person: Person, *, title: str) -> None:
    """Say yes to what waits under that title."""
    person.go("/inbox/").follow(f"main .tasks a:has-text('{title}')").press("approve")


def places(person: Person) -> list[str]:
    """Return where the ways out lead."""
    ways = person.page.locator("main .buttons a.button.second").all()
    return [re.sub(r"\?.*", "", str(way.get_attribute("href"))) for way in ways]


def test_fifty_thousand_on_a_line_with_forty_left(desk: Desk) -> None:
    operations, finance, boss = desk.sits("operations"), desk.sits("finance"), desk.sits("management")
    operations.go("/requests/new/").fill(why="Fair 茶博会", line=LINE, amount="20万").press("check")
    assert places(operations) == ["/requests/new/", "/moves/new/"], "what cannot work is not offered"
    operations.reads("160,000.00")  # missing: 100,000 less 60,000 are left
    all_of_it = operations.page.locator("main .buttons a.button.second").last
    assert "50,000.00" in all_of_it.inner_text(), "the reserve has less than is missing"
    assert "90,000.00" in all_of_it.inner_text()
    assert "amount=50000.00" in str(all_of_it.get_attribute("href"))

    operations.go("/requests/new/").fill(why="Fair 茶博会", line=LINE, amount="5万").press("check")
    operations.reads("50,000.00", "100,000.00", "60,000.00", "10,000.00")
    assert places(operations) == ["/requests/new/", "/moves/new/", "/moves/new/"]
    operations.press("submit").reads("10,000.00")
    assert "/requests/new/" in operations.page.url, "nothing was kept"

    operations.follow("main .buttons a.button.second >> nth=2")
    assert operations.page.locator("[name=amount]").input_value() == "10000.00"
    operations.fill(why="Fair is larger 展位加大", quarter=QUARTER, amount="2万").press("propose")
    answers(finance, title="Fair is larger")
    answers(boss, title="Fair is larger")

    operations.go("/requests/new/").fill(why="Fair 茶博会", line=LINE, amount="50,000").press("check")
    assert operations.page.locator("main h2.good").count() == 1
    operations.press("submit")
    place = operations.page.url.removeprefix(desk.address)
    answers(finance, title="Fair 茶博会")
    answers(boss, title="Fair 茶博会")
    operations.go(place)
    amount = operations.page.locator("main input[name^=amount-]")
    amount.fill("50000")
    operations.press("use")
    operations.go(f"/lines/?month={THIS_MONTH}&tier=A&category=activities")
    operations.reads("110,000.00", "120,000.00", "91.7%")
    assert warnings(desk) == {"warn": 1}, "the mark of 80 % is told of once"
    finance.go("/").reads(finance.word("alert.warn"))


def warnings(desk: Desk) -> dict[str, int]:
    """Return how often each mark of the line was told of."""
    from fenhao.books.budgets.operations import alerts

    told = [each.kind for each in alerts() if f"{THIS_MONTH}/A/activities" in each.balance]
    return {kind: told.count(kind) for kind in told}
