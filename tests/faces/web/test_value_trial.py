"""A trial brought through the page: the file, its columns, what is wrong with them, and the judged trial among the others."""

import re
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.faces.web.site import Site, ended, words_of

NEW = "/value/trials/new/"


def table() -> bytes:
    """Return six hundred customers by lot: a letter brings four more on average."""
    dice = Random(4)
    lines = ["customer_id,组别,orders_before,spend_after"]
    for number in range(600):
        letter = dice.random() < 0.5
        spend = max(0.0, dice.gauss(20 + 4 * letter, 6))
        lines.append(f"K{number},{'letter' if letter else 'nothing'},{dice.randint(0, 9)},{spend:.2f}")
    return "\n".join(lines).encode("gb18030")


def sent(site: Site) -> str:
    """Return the address of the page that asks about the columns of the file."""
    visitor = site.visitor("finance")
    answer = visitor.post(NEW, {"act": "send", "table": SimpleUploadedFile("试验.csv", table())})
    assert answer.status_code == 302, words_of(answer.content.decode())
    return NEW + answer["Location"]


def form_of(html: str) -> dict[str, str]:
    """Return what the second form would send if nothing were touched."""
    form = html.split('class="settings"')[1].split("</form>")[0]
    told = {"act": "keep"}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" and "name" in found:
            told[found["name"]] = found.get("value", "")
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        told[name] = chosen[1] if chosen else ""
    return told


def test_columns_are_guessed_and_the_trial_is_judged_and_listed(site: Site) -> None:
    visitor, address = site.visitor("finance"), sent(site)
    html = visitor.get(address).content.decode()
    told = form_of(html)
    assert (told["arm"], told["outcome"], told["customer"]) == ("组别", "spend_after", "customer_id")
    nothing = re.search(r'name="x-2"', html)
    assert nothing, "what was known before can be ticked"
    answer = visitor.post(NEW, told | {"control": "nothing"})
    assert answer.status_code == 422
    assert 'href="#f-name"' in answer.content.decode()
    named = told | {"control": "nothing", "name": "Winter letters", "x-2": "1", "cost-0": "1.20"}
    answer = visitor.post(NEW, named)
    assert answer.status_code == 302
    page = ended(visitor, answer["Location"])
    assert "Winter letters" in page
    assert "letter" in words_of(page)
    assert not list((site.root / "trials" / "coming").glob("*")), "the sent file is put away"


def test_a_column_means_one_thing_and_costs_are_amounts(site: Site) -> None:
    visitor, address = site.visitor("finance"), sent(site)
    told = form_of(visitor.get(address).content.decode()) | {"name": "n"}
    wrong = visitor.post(NEW, told | {"x-3": "1", "cost-0": "much"}).content.decode()
    assert 'href="#f-outcome"' in wrong
    assert 'href="#f-cost-0"' in wrong
    assert 'value="much"' in wrong


def test_nothing_sent_and_what_is_no_table_are_said(site: Site) -> None:
    visitor = site.visitor("finance")
    assert 'href="#f-table"' in visitor.post(NEW, {"act": "send"}).content.decode()
    answer = visitor.post(NEW, {"act": "send", "table": SimpleUploadedFile("x.xlsx", b"no workbook")})
    page = visitor.get(NEW + answer["Location"])
    assert 'role="alert"' in page.content.decode()


def test_who_works_nothing_out_has_no_such_page(site: Site) -> None:
    assert site.visitor("auditor").get(NEW).status_code == 404
