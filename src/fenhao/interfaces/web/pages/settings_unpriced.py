"""Cost that nobody knows yet: by category, whether it is refused without an upper bound, held at a default, or asked about."""

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.budgets import operations as books
from fenhao.books.people import NotAllowed, Right
from fenhao.engine.budget import ANY, ControlPolicy, Unpriced, UnpricedRule
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble

AS_EVERY = "as_every"
"""The choice of a category that has no rule of its own."""


@for_readers(Right.see)
def settings_unpriced(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what becomes of unknown cost by category; take other rules."""
    may_edit = here.reader.may(Right.set_policy)
    form, policy = posted(request, here), books.control_at(here.at)
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if (version := _saved(form, policy)) is not None:
            told(request, here, "web.unpriced.done", version=version)
            return go("settings_unpriced")
    return shown(
        request,
        here,
        "web/settings_unpriced.html",
        {
            "tab": "unpriced",
            "may_message": here.reader.may(Right.manage_messages),
            "may_source": here.reader.may(Right.manage_sources),
            "may_edit": may_edit,
            "problems": form.problems,
            "typed": form.typed,
            "key": new_key(),
            "version": policy.version,
            "rows": _rows(form, policy),
        },
        status=422 if form.problems else 200,
    )


def _categories(names: Names, policy: ControlPolicy) -> list[tuple[str, str, str]]:
    """Return what stands for all categories, then those of the chart and of the rules: its field, its code, its name."""
    codes = [each.code for each in names.here.book.chart.categories]
    codes += [rule.category for rule in policy.unpriced if rule.category not in {ANY, *codes}]
    return [
        ("every", ANY, say("web.unpriced.every", {}, names.lang)),
        *((code, code, names.category(code)) for code in codes),
    ]


def _rows(form: Form, policy: ControlPolicy) -> list[dict[str, object]]:
    """Return a row for each category: what it is called, what it does now or what was typed, the default amount."""
    names = Names(form.here)
    write = names.figures(0)
    own = {rule.category: rule for rule in policy.unpriced}
    rows: list[dict[str, object]] = []
    for field, category, called in _categories(names, policy):
        rule = own.get(category)
        kept = Unpriced.refuse.value if category == ANY else AS_EVERY
        now = rule.policy.value if rule else kept
        amount = write.exact(rule.amount_minor) if rule and rule.amount_minor else ""
        codes = [each.value for each in Unpriced]
        chosen = form.typed.get(f"policy-{field}", now)
        rows.append(
            {
                "field": field,
                "called": called,
                "chosen": chosen,
                "said": names.word("unpriced_policy", chosen if chosen in (*codes, AS_EVERY) else now),
                "amount": form.typed.get(f"amount-{field}", amount),
                "choices": [
                    (code, names.word("unpriced_policy", code))
                    for code in (codes if category == ANY else [AS_EVERY, *codes])
                ],
            }
        )
    return rows


def _saved(form: Form, policy: ControlPolicy) -> str | None:
    """Save what was typed; None when the form says why not."""
    here = form.here
    rules = _rules(form, policy)
    why = form.needed("why", "settings.reason_missing")
    if form.problems:
        return None
    try:
        return books.set_unpriced(
            rules, seen=form.text("version"), key=kept_key(form), by=here.reader.id, at=here.at, why=why
        )
    except NotAllowed as wrong:
        raise Http404 from wrong
    except Trouble as wrong:
        form.trouble(wrong)
        return None


def _rules(form: Form, policy: ControlPolicy) -> tuple[UnpricedRule, ...]:
    """Return the rules that were typed; what nobody chose is no rule."""
    names = Names(form.here)
    rules = []
    for field, category, called in _categories(names, policy):
        chosen, amount = form.text(f"policy-{field}"), 0
        if chosen in {"", AS_EVERY}:
            continue
        if chosen not in Unpriced.__members__:
            raise Http404
        if chosen != Unpriced.refuse.value and form.text(f"amount-{field}"):
            amount = form.amount(f"amount-{field}")
        if amount < 0 or (chosen == Unpriced.hold_default.value and not amount):
            form.wrong("web.unpriced.no_amount", f"amount-{field}", category=called)
            continue
        if (category, chosen) != (ANY, Unpriced.refuse.value):
            rules.append(UnpricedRule(category, Unpriced(chosen), amount))
    return tuple(rules)
