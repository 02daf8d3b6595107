"""What should move within a month, why, and what it would bring; whoever may propose transfers takes one up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.database import Session, read
from fenhao.books.journal import Month, PeriodState, months
from fenhao.books.monthend import operations as books
from fenhao.books.monthend.operations import Suggested, TakeVerdict
from fenhao.books.people import Right, require
from fenhao.engine.budget import Basis, Exchange
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.names import line_name
from fenhao.interfaces.web._acts import NOTHING_YET, acting, attempt, verdict
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as company_time
from fenhao.interfaces.web.pages.months import chosen_month, surrounding
from fenhao.interfaces.words import say

_SHOWN = frozenset({"open", "taken"})


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal as a reader sees it."""

    kept: Suggested
    giver: str
    taker: str
    sentence: str
    gain: str
    why: str


@for_readers(Right.see)
def month_transfers(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the proposals of a month, propose anew, or take one up."""
    outcome = NOTHING_YET
    if request.method == "POST":
        outcome = attempt(here, lambda: _acted(request, here))
        if outcome.done:
            return HttpResponseRedirect(request.get_full_path())

    def work(session: Session) -> tuple[tuple[Month, ...], Month | None, tuple[Suggested, ...]]:
        """Read the month's proposals beside where its lines stand."""
        known = months(session)
        chosen = chosen_month(request, here, known)
        found = books.suggested_within(session, chosen.label, at=here.at) if chosen else ()
        return known, chosen, found

    known, chosen, found = read(work)
    names = Names(here)
    if chosen is None:
        return shown(request, here, "web/month_empty.html", {})
    under_work = standing(here, _work(chosen.label))
    rows = [_row(names, each) for each in found if each.state in _SHOWN]
    still = [each.kept for each in rows if each.kept.fresh]
    facts = {
        "month": names.period(chosen.label),
        "count": str(len(still)),
        "amount": names.figures(0).exact(sum(each.proposal.amount_minor for each in still)),
        "gain": names.figures(0).exact(sum(each.proposal.gain_mid_minor for each in still)),
    }
    return shown(
        request,
        here,
        "web/month_transfers.html",
        {
            **surrounding(names, known, chosen, tab="month_transfers"),
            "title": say(f"web.month.{'proposals' if still else 'no_proposals'}", facts, names.lang),
            "rows": rows,
            "may_propose": here.reader.may(Right.propose_move)
            and under_work.errand is None
            and chosen.state in {PeriodState.open, PeriodState.reopened},
            "outcome": outcome,
            "why": request.POST.get("why", ""),
            "taking": request.POST.get("proposal", ""),
            "work": under_work,
            "may_stop": here.reader.may(Right.propose_move),
            "key": under_work.key,
        },
        status=outcome.status,
    )


def _acted(request: HttpRequest, here: Surroundings) -> Sequence[str]:
    """Take a proposal up, or propose anew; return why not."""
    if request.POST.get("act") == "take":
        return _taken(request, here)
    known = read(months)
    chosen = chosen_month(request, here, known)
    if chosen is None:
        return [verdict(here, "month_verdict", "unknown_period")]
    _propose_behind(here, chosen.label, request.POST.get("key", ""))
    return ()


def _propose_behind(here: Surroundings, label: str, key: str) -> None:
    """Propose anew behind the page: what tiers brought in the year so far is worked out first."""
    read(lambda session: require(session, acting(here), Right.propose_move, at=here.at))

    def work(errand: Errand) -> Told:
        """Work the returns out, then propose in one transaction."""
        at = company_time()
        told = books.propose_transfers(
            label,
            returns=books.average_returns(book=here.book, month=label, at=at, advance=errand.advance),
            absorbs={},
            on=here.book.today(at),
            key=key,
            by=acting(here),
            at=at,
        )
        return lambda names: _told(names, told)

    back = f"{reverse('web:month_transfers')}?month={label}"
    begin(here, _work(label), work, right=Right.propose_move, back=back, typed={"key": key})


def _told(names: Names, told: Exchange) -> Sequence[Said]:
    """Return what was proposed, and which lines are in no proposal."""
    write = names.figures(0)
    rates = {"before": write.percent(told.utilisation_before), "after": write.percent(told.utilisation_after)}
    said = [Said("success", say("cli.month.utilisation", rates, names.lang))]
    for why, count in Counter(why.value for _, why in told.excluded).most_common():
        details = {"count": str(count), "why": names.word("exclusion", why)}
        said.append(Said("info", say("web.month.excluded", details, names.lang)))
    return said


def _work(label: str) -> str:
    """Return what proposing within a month is called among long work."""
    return f"transfers-{label}"


def _taken(request: HttpRequest, here: Surroundings) -> Sequence[str]:
    """Ask for the transfer that a proposal suggests; return why that was refused."""
    number, why = request.POST.get("proposal", ""), request.POST.get("why", "").strip()
    if not number.isdecimal():
        return [verdict(here, "take_verdict", TakeVerdict.unknown_proposal.value)]
    if not why:
        return [say("web.month.reason_missing", {}, here.lang)]
    told = books.take(int(number), key=request.POST.get("key", ""), by=acting(here), at=here.at, why=why)
    move = told.move
    words = [
        verdict(here, "take_verdict", told.verdict.value, {"move": str(move.move or "") if move else ""})
    ]
    if move is not None:
        words.append(verdict(here, "move_verdict", move.verdict.value, {"case": str(move.case or "")}))
    if told.verdict is not TakeVerdict.taken:
        return words
    messages.success(request, ("" if here.lang == "zh" else " ").join(words))
    return ()


def _row(names: Names, kept: Suggested) -> Row:
    """Return a proposal in words: what moves, what it brings, and how that is known."""
    told, write = kept.proposal, names.figures(0)
    chart, lang = names.here.book.chart, names.lang
    giver = line_name("", told.giver.tier, told.giver.category, chart=chart, lang=lang)
    taker = line_name("", told.taker.tier, told.taker.category, chart=chart, lang=lang)
    amounts = {
        "giver": giver,
        "taker": taker,
        "amount": write.exact(told.amount_minor),
        "low": write.plain(told.gain_low_minor),
        "mid": write.exact(told.gain_mid_minor),
        "high": write.plain(told.gain_high_minor),
        "basis": names.word("basis", told.basis.value),
        "source": say("web.month.average", {"tier": names.tier(told.taker.tier)}, lang)
        if told.basis is Basis.average
        else told.source,
    }
    return Row(
        kept=kept,
        giver=giver,
        taker=taker,
        sentence=say("web.month.move", amounts, lang),
        gain=say("web.month.gain", amounts, lang),
        why=say("web.month.known_from", amounts, lang),
    )
