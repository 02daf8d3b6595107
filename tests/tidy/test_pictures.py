"""The application's addresses are read off its registry, and each page is looked for among the pictures."""

import re

from tests.tidy.tree import SOURCE, told
from tools.pictures import LIST, NOT_PAGES, PICTURES

BYTES_MAX = 6_000_000


def addresses() -> dict[str, str]:
    """Return every address of the application by its name, as the registry's text has them."""
    text = (SOURCE / "interfaces" / "web" / "urls.py").read_text(encoding="utf-8")
    pages = re.findall(r'Page\(\s*"(\w+)",\s*"([^"]*)"', text)
    paths = [
        (name, route) for route, name in re.findall(r'path\(\s*"([^"]+)",.*?name="(\w+)"', text, re.DOTALL)
    ]
    return dict([*pages, *paths])


def test_every_page_of_the_application_has_its_picture() -> None:
    places = addresses()
    assert len(places) > 30
    wanted = {name for name, route in places.items() if not route or route.endswith("/")} - NOT_PAGES
    there = {path.stem for path in PICTURES.glob("*.webp")}
    listed = LIST.read_text(encoding="utf-8") if LIST.exists() else ""
    found = [f"docs/pictures/{name}.webp is missing" for name in sorted(wanted - there)]
    found += [
        f"docs/pictures.md does not show {name}"
        for name in sorted(there)
        if f"pictures/{name}.webp" not in listed
    ]
    found += [
        f"docs/pictures/{name}.webp is of no page"
        for name in sorted(there)
        if name.partition("-")[0] not in wanted | {"login"}
    ]
    found += [
        f"tools/pictures.py names {name}, which is no address" for name in sorted(NOT_PAGES - set(places))
    ]
    assert not found, told(
        found,
        "Run ./run pictures; an address that is no page of its own goes to NOT_PAGES in tools/pictures.py.",
    )


def test_the_pictures_stay_small_together() -> None:
    assert sum(path.stat().st_size for path in PICTURES.glob("*.webp")) < BYTES_MAX
