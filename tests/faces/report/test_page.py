"""Reads the page as a browser would: its tags, its links and its words, in both languages."""

import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from fenhao.interfaces.report import html
from fenhao.interfaces.words import LANGUAGES, Language
from tests.faces.report.sample import empty_report, sample_report

VOID = {"meta", "link", "br", "img", "input", "hr", "rect", "line", "path", "circle"}
HAN = re.compile("[\u4e00-\u9fff]")


class Page(HTMLParser):
    """Collects what the tests ask about, and holds every tag to its end."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.titles: list[str] = []
        self.text: list[str] = []
        self.feed(source)
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        held = {name: value or "" for name, value in attrs}
        self.ids += [held["id"]] if "id" in held else []
        self.links += [held[name] for name in ("href", "src") if name in held]
        self.titles += [held["title"]] if "title" in held else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> ends nothing"
        assert self.open.pop() == tag, f"</{tag}> ends another tag"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.titles.append(data)
        elif data.strip() and "style" not in self.open:
            self.text.append(data.strip())


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest) -> Page:
    return Page(html(sample_report(), request.param))


def test_the_page_needs_nothing_from_outside_and_runs_nothing(page: Page) -> None:
    assert page.tags["script"] == page.tags["link"] == page.tags["img"] == page.tags["iframe"] == 0
    assert [link for link in page.links if not link.startswith("#")] == []


def test_every_link_leads_to_rows_on_the_page(page: Page) -> None:
    repeated = [name for name, count in Counter(page.ids).items() if count > 1]
    lost = sorted({link for link in page.links if link[1:] not in page.ids})
    assert (repeated, lost) == ([], [])


def test_no_code_of_a_message_is_left_without_words(page: Page) -> None:
    told = [*page.text, *page.titles]
    codes = [
        text
        for text in told
        if re.search(r"\b(report|evidence|budget_step|nature|tier|rule|driver|alert)\.[a-z_]+", text)
    ]
    holes = [text for text in told if re.search(r"\{[a-z_]+\}", text)]
    assert (codes, holes) == ([], [])


def test_the_english_page_holds_no_chinese_but_the_names_of_the_data() -> None:
    english = Page(html(replace(sample_report(), company="Example Retailer"), "en"))
    assert [text for text in (*english.text, *english.titles) if HAN.search(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_carry_their_exact_amount_and_the_command_that_opens_them(lang: Language) -> None:
    page, report = Page(html(sample_report(), lang)), sample_report()
    told = "\n".join(page.titles)
    for amount, command in (
        (report.totals.total_minor, "fenhao explain total --period 2017"),
        (report.pools[0].idle_minor, "fenhao explain pool pool=campaign_team --period 2017"),
        (report.types[0].amount_minor, "fenhao explain cost cost_type=loyalty_discount --period 2017"),
        (report.waste.rules[1].counted_minor, "fenhao explain waste rule=low_participation --period 2017"),
        (report.tiers[3].profit_minor, "fenhao explain tier tier=D --period 2017"),
        (report.worst[0].profit_minor, "fenhao explain customer customer=1000 --period 2017"),
    ):
        digits = f"{abs(amount) // 100:,}.{abs(amount) % 100:02d}"
        assert any(digits in title and command in title for title in told.split("\n\n") + page.titles), (
            command
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_report_gives_the_same_page(lang: Language) -> None:
    assert html(sample_report(), lang) == html(sample_report(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_period_without_anything_is_a_page_that_says_so(lang: Language) -> None:
    page = Page(html(empty_report(), lang))
    assert ("2017 年没有成本入账" if lang == "zh" else "No cost was booked in 2017") in page.text


def test_names_from_the_data_cannot_become_markup() -> None:
    report = sample_report()
    evil = '<script>alert("x")</script>&\'"'
    campaigns = (replace(report.campaigns[0], name=evil, campaign_id=evil), *report.campaigns[1:])
    worst = (replace(report.worst[0], customer_id=evil), *report.worst[1:])
    page = Page(html(replace(report, company=evil, campaigns=campaigns, worst=worst), "en"))
    assert page.tags["script"] == 0
    assert evil in page.text


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_theme_and_a_pair_of_colours_can_be_asked_for(theme: str) -> None:
    page = html(sample_report(), "en", theme=theme, variance="blue_orange")  # type: ignore[arg-type]
    head = page[: page.index("<head>")]
    assert 'data-variance="blue_orange"' in head
    assert ("data-theme" in head) == (theme != "auto")


@pytest.mark.parametrize(
    ("share", "en", "zh"),
    [
        (Fraction(49, 1000), "within the target of 5%", "在 5% 的目标以内"),
        (Fraction(5, 100), "within the target of 5%", "在 5% 的目标以内"),
        (Fraction(51, 1000), "above the target of 5%", "高于 5% 的目标"),
    ],
)
def test_the_headline_says_how_the_share_stands_to_its_target(share: Fraction, en: str, zh: str) -> None:
    report = sample_report()
    told = replace(report, waste=replace(report.waste, share=share))
    assert en in html(told, "en")
    assert zh in html(told, "zh")
