"""What a change would have changed, worked out behind the page: what rules of ineffective spend found, what seasons let expect."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.urls import reverse

from fenhao.books.people import Right
from fenhao.engine.waste import RULES
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.names import season_sentences, trial_sentence
from fenhao.interfaces.web._forms import Form, kept_key
from fenhao.interfaces.web._long_work import Told, begin
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say
from fenhao.kernel import Grain, Trouble
from fenhao.profiles import Written, rewritten
from fenhao.runs.book import POLICY_FILE, Book, open_book, written_text
from fenhao.runs.mart import VALUE_RULES
from fenhao.runs.report import FoundEntry, found_in_year, newest_month
from fenhao.runs.value import Apart, Valuation, seasons_told, value_customers
from fenhao.warehouse import Engine

PREVIEWS = {"findings": "preview", "seasons": "preview-seasons"}
"""Which parts of the settings can be looked at before they are changed, and what that is called among long work."""
_DRAWS = 20
Found = tuple[int, int]
"""How many entries a rule found and what of them counts, in minor units."""


def send_preview(form: Form, part: str, changes: Mapping[str, Written]) -> bool:
    """Send the comparison of a part off; False when one is under way. Trouble when the checker refuses the change."""
    book = form.here.book
    text = rewritten(written_text(book, POLICY_FILE), changes, file=POLICY_FILE)
    other = open_book(root=book.root, instead={POLICY_FILE: text})
    month = newest_month(book)
    if not month:
        raise Trouble("settings.no_facts", {})

    def work(errand: Errand) -> Told:
        """Find twice, under the policy in force and under the one that was typed."""
        if part == "seasons":
            expected = _expected(book, errand), _expected(other, errand)
            return lambda names: _seasons_told(names, *expected)
        before = _found(book, month, errand)
        after = _found(other, month, errand)
        return lambda names: _told(names, month, before, after)

    return begin(
        form.here,
        PREVIEWS[part],
        work,
        right=Right.set_policy,
        back=reverse("web:settings_part", kwargs={"part": part}),
        typed={"key": kept_key(form)},
    )


def _expected(book: Book, errand: Errand) -> Valuation:
    """Return what customers are expected to do, with few futures: their ranges are not shown."""
    rules = replace(
        VALUE_RULES, outlook=replace(VALUE_RULES.outlook, draws=_DRAWS), apart=Apart(names=(), file=None)
    )
    return value_customers(
        book=book,
        rules=rules,
        at=book.moment(datetime.now(UTC)),
        engine=Engine.duckdb,
        advance=errand.advance,
        write=lambda _rows: None,
    )


def _seasons_told(names: Names, before: Valuation, after: Valuation) -> tuple[Said, ...]:
    """Return what was expected and what would be, how each was off on days held back, and what each season does."""
    lines = []
    for code, each in (("before", before), ("after", after)):
        if not each.fit.is_found:
            reason = names.word("fit_state", each.fit.state.value)
            lines.append(say("web.settings.preview_no_fit", {"reason": reason}, names.lang))
            continue
        details = {
            "days": f"{each.rules.outlook.span_days:,}",
            "orders": f"{each.orders_expected:,.0f}",
            "trial": trial_sentence(each.trial, lang=names.lang),
        }
        lines.append(say(f"web.settings.preview_seasons_{code}", details, names.lang))
    told = seasons_told(after.seasons)
    lines += season_sentences(told, lang=names.lang) if told is not None else []
    return tuple(Said("info", each) for each in dict.fromkeys(lines))


def _found(book: Book, month: str, errand: Errand) -> dict[str, Found]:
    """Return what each rule finds in a month: of the whole year, because a campaign is judged at its end."""
    start = book.calendar.period(month).period.start
    year = book.calendar.containing(start, Grain.year).label
    found = found_in_year(
        book=book, label=year, at=book.moment(datetime.now(UTC)), engine=Engine.duckdb, advance=errand.advance
    )
    return counted([each for each in found.entries if each.found_month == month])


def counted(entries: Sequence[FoundEntry]) -> dict[str, Found]:
    """Return how many entries each rule found and what of them counts."""
    many = Counter(each.rule for each in entries)
    money = Counter[str]()
    for each in entries:
        money[each.rule] += each.counted_minor
    return {rule: (many[rule], money[rule]) for rule in many}


def _told(
    names: Names, month: str, before: Mapping[str, Found], after: Mapping[str, Found]
) -> tuple[Said, ...]:
    """Return the comparison in sentences: all rules together, then each that finds something."""
    write = names.figures(0)

    def sentence(code: str, called: str, old: Found, new: Found) -> Said:
        """Return one line of it."""
        details = {
            "name": called,
            "month": names.period(month),
            "before": f"{old[0]:,}",
            "after": f"{new[0]:,}",
            "before_amount": write.plain(old[1]),
            "after_amount": write.plain(new[1]),
            "unit": write.unit,
        }
        return Said("info", say(code, details, names.lang))

    rules = [rule.code for rule in RULES if rule.code in before or rule.code in after]
    nothing: Found = (0, 0)
    whole = [
        (sum(each[0] for each in found.values()), sum(each[1] for each in found.values()))
        for found in (before, after)
    ]
    return (
        sentence("web.settings.preview_all", "", whole[0], whole[1]),
        *(
            sentence(
                "web.settings.preview_rule",
                names.word("rule", rule),
                before.get(rule, nothing),
                after.get(rule, nothing),
            )
            for rule in rules
        ),
    )
