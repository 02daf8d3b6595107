"""Tools about the budget: lines and balances, what may be spent, what waits for the person."""

from collections.abc import Mapping
from fractions import Fraction

from fenhao.books.approvals import Case
from fenhao.books.budgets import Act, Answer, Leg, Request, operations as budgets
from fenhao.books.budgets.operations import LineStanding, control_at, month_standing
from fenhao.books.database import Session, read
from fenhao.books.gates import operations as gates
from fenhao.books.inbox import operations as inbox
from fenhao.books.journal import months
from fenhao.books.people import usernames
from fenhao.engine.budget import standing
from fenhao.engine.ledger import Nature
from fenhao.interfaces.agents._asked import Asked
from fenhao.interfaces.agents._told import Seat, Told, paged, quote
from fenhao.interfaces.names import balance_name, case_title, gate_voice
from fenhao.kernel import Trouble
from fenhao.runs.mart import open_mart


def lines(seat: Seat, asked: Asked) -> Told:
    """Return the budget lines of a month as they stand now: funded, held, spent, left."""
    label = asked.text("month")

    def work(session: Session) -> tuple[str, tuple[LineStanding, ...]]:
        """Find the month, then its lines."""
        known = months(session)
        today = seat.book.today(seat.at)
        wanted = label or next((each.label for each in known if today in each.days), "")
        if wanted not in {each.label for each in known}:
            raise Trouble("control.unknown_month", {"month": wanted or "–"})
        return wanted, month_standing(session, [wanted], at=seat.at)

    month, found = read(work)
    warn_at = control_at(seat.at).warn_at
    tier, category = asked.text("tier"), asked.text("category")
    wanted = [each for each in found if tier in ("", each.key.tier) and category in ("", each.key.category)]

    def tell(each: LineStanding) -> Told:
        """Return one line."""
        used = each.reserved_minor + each.actual_minor
        at = standing(used_minor=used, budget_minor=each.funded_minor, warn_at=warn_at)
        return seat.line(*each.key) | {
            "number": each.id,
            "funded": seat.money(each.funded_minor),
            "held": seat.money(each.reserved_minor),
            "spent": seat.money(each.actual_minor),
            "left": seat.money(each.available_minor),
            "used_share": seat.share(Fraction(used, each.funded_minor) if each.funded_minor else None),
            "standing": at.name,
        }

    sums = {
        name: seat.money(sum(getattr(each, f"{field}_minor") for each in wanted))
        for name, field in (
            ("funded", "funded"),
            ("held", "reserved"),
            ("spent", "actual"),
            ("left", "available"),
        )
    }
    return {"month": month, "sums": sums} | paged(wanted, skip=asked.skip, limit=asked.limit, tell=tell)


def customer_of(seat: Seat, ref: str) -> str:
    """Return the id of a customer that a tool names by its ref; Trouble when nobody has it."""
    if not ref:
        return ""
    mart = open_mart(seat.book)
    found = mart.customer(ref) if mart is not None else None
    if found is None:
        raise Trouble("agents.unknown_customer", {})
    return found.listed.customer_id


def leg_of(seat: Seat, asked: Asked) -> Leg:
    """Return what is asked about as a leg: a cost type of the chart decides its category and whether it is fixed."""
    category, cost_type, on = (
        asked.text("category"),
        asked.text("cost_type"),
        asked.day("on", seat.book.today(seat.at)),
    )
    fixed = False
    if cost_type:
        leaf = next((each for each in seat.book.chart.cost_types if each.code == cost_type), None)
        if leaf is None:
            raise Trouble("gates.unknown_cost_type", {"cost_type": cost_type})
        category, fixed = leaf.category, leaf.nature is Nature.fixed
    if not category:
        raise Trouble("gates.category_missing", {})
    customer = customer_of(seat, asked.text("ref"))
    tier = asked.text("tier")
    if customer and not tier and not fixed:
        known = gates.customer(customer, on=on, at=seat.at)
        tier = known.tier.tier if known.tier else ""
    return Leg(
        occurred_on=on,
        tier=tier,
        category=category,
        amount_minor=asked.whole("amount_minor"),
        cost_type=cost_type,
        customer=customer,
        campaign=asked.text("campaign"),
        fixed=fixed,
    )


def check(seat: Seat, asked: Asked) -> Told:
    """Return whether an amount may be spent now, why not, and what would let it pass; nothing is held."""
    leg = leg_of(seat, asked)
    answer = budgets.check(Request(Act.spend, "", (leg,), seat.book.settings.currency), at=seat.at)
    return answer_told(seat, answer) | {"asked": seat.money(leg.amount_minor)}


def answer_told(seat: Seat, answer: Answer) -> Told:
    """Return what control and gates said."""
    warned = bool(answer.gates) or answer.verdict.value != "committed"
    voice = gate_voice(seat.book.chart, lang=seat.lang, amount=lambda minor: str(seat.money(minor)["text"]))
    return {
        "answer": "refuse" if not answer.passed else "warn" if warned else "allow",
        "verdict": answer.verdict.value,
        "why": voice.answer(answer),
        "detail": quote(answer.detail),
        "levels": [
            {
                "balance": balance_name(each.balance, chart=seat.book.chart, lang=seat.lang),
                "funded": seat.money(each.funded_minor),
                "held": seat.money(each.reserved_minor),
                "spent": seat.money(each.actual_minor),
                "left_after": seat.money(each.available_minor),
                "missing": seat.money(each.shortfall_minor),
                "verdict": each.verdict,
            }
            for each in answer.levels
        ],
        "gates": [
            {
                "verdict": said.verdict,
                "why": voice.gate(said),
                "policy": said.policy,
                "evidence": {name: quote(value) for name, value in said.evidence},
                "passes_with": [
                    {"kind": each.kind, "value": each.value, "text": voice.remedy(each)}
                    for each in said.remedies
                ],
            }
            for said in answer.gates
        ],
    }


def waiting(seat: Seat, asked: Asked) -> Told:
    """Return what waits for the person's own answer. No tool answers it: that is done on the page, signed in."""
    cases = inbox.waiting(user=seat.by, at=seat.at)
    known: Mapping[int, str] = read(usernames)

    def tell(each: Case) -> Told:
        """Return one case."""
        return {
            "case": each.id,
            "kind": seat.word("case_kind", each.kind),
            "title": quote(case_title(each.kind, each.title, chart=seat.book.chart, lang=seat.lang)),
            "amount": seat.money(each.amount_minor),
            "asked_by": quote(known.get(each.opened_by or 0, "–")),
            "asked_at": each.opened_at.isoformat(),
            "due_at": each.due_at.isoformat(),
            "page": f"/inbox/{each.id}/",
        }

    return paged(cases, skip=asked.skip, limit=asked.limit, tell=tell)
