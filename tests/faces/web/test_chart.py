"""The chart in a browser: whoever may edit it takes it into the books, adds, renames, retires; a stale edit is told so."""

import re

import pytest

from tests.faces.web.site import Site


@pytest.fixture(scope="module")
def kept(site: Site) -> None:
    """The chart is in the books."""
    from fenhao.books.database import read
    from fenhao.books.journal import chart_nodes
    from tests.faces.web.conftest import return_to

    return_to(site.root)
    if not read(chart_nodes):
        assert site.visitor("finance").post("/chart/", {"act": "import"}).status_code == 302


def fields(html: str, **more: str) -> dict[str, str]:
    """Return what the first form of a page would send, and more."""
    form = html.split('name="act" value="edit"')[1].split("</form>")[0]
    sent = {
        name[1]: value[1] if (value := re.search(r'value="([^"]*)"', tag)) else ""
        for tag in re.findall(r"<input[^>]*>", form)
        if (name := re.search(r' name="([^"]+)"', tag))
    }
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', options)
        sent[name] = picked[1] if picked else ""
    return {"act": "edit"} | sent | more


def test_a_leaf_is_added_renamed_and_retired_and_each_version_counts(site: Site, kept: None) -> None:
    visitor = site.visitor("finance")
    tree = visitor.get("/chart/").content.decode()
    under = re.search(r"/chart/new/\?under=([a-z_]+)", tree)
    assert under
    page = visitor.get(f"/chart/new/?under={under[1]}").content.decode()
    new = fields(page, code="trial_leaf", name_zh="试验科目", name_en="Trial leaf", nature="variable")
    assert visitor.post("/chart/new/", new).status_code == 302
    page = visitor.get("/chart/trial_leaf/").content.decode()
    assert visitor.post("/chart/trial_leaf/", fields(page, name_en="Trial type")).status_code == 302
    stale = visitor.post("/chart/trial_leaf/", fields(page, name_en="Too late"))
    assert stale.status_code == 422
    assert "Somebody else has edited trial_leaf" in stale.content.decode()
    page = visitor.get("/chart/trial_leaf/").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert version[1] == "2"
    end = {"act": "retire", "version": "2", "retired_on": "2027-01-01", "key": "retire-trial"}
    assert visitor.post("/chart/trial_leaf/", end).status_code == 302
    assert re.search(r"Trial type.*retired 2027-01-01", visitor.get("/chart/").content.decode(), re.DOTALL)


def test_a_code_that_is_taken_is_told_and_what_was_typed_stays(site: Site, kept: None) -> None:
    visitor = site.visitor("admin")
    code = re.search(r'href="/chart/([a-z_]+)/"', visitor.get("/chart/").content.decode().split("<tbody>")[1])
    assert code
    page = visitor.get("/chart/new/").content.decode()
    answer = visitor.post("/chart/new/", fields(page, code=code[1], name_zh="甲", name_en="Typed name"))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert 'value="Typed name"' in answer.content.decode()


@pytest.mark.parametrize("name", ["operations", "service", "management", "auditor"])
def test_whoever_may_not_edit_the_chart_sees_it_and_is_offered_nothing(site: Site, name: str) -> None:
    visitor = site.visitor(name)
    html = visitor.get("/chart/").content.decode().split("<main")[1]
    assert "<form" not in html
    assert "/chart/new/" not in html
    assert visitor.post("/chart/", {"act": "import"}).status_code == 404
    assert visitor.get("/chart/new/").status_code == visitor.post("/chart/new/").status_code == 404
