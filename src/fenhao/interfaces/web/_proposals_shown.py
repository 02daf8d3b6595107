"""What agents have proposed, in words, to whoever may file it or whose agent it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from fenhao.books.database import read
from fenhao.books.proposals import NEEDS, Proposal, SpendWish, StudyWish, TransferWish, listed
from fenhao.books.proposals.operations import may_file
from fenhao.interfaces.period import day_of
from fenhao.interfaces.web._lines_shown import line_called
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say

SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal in the list; ``file`` and ``aside`` say which one a button is about."""

    number: int
    kind: str
    about: str
    amount_minor: int | None
    why: str
    by: str
    may_file: bool
    file: str
    aside: str


def proposals_shown(names: Names, known: Mapping[int, str]) -> list[Row]:
    """Return the proposals that wait and are this reader's business, oldest first; ``known`` says who people are."""
    reader = names.here.reader
    found = read(lambda session: listed(session, open_only=True, limit=SHOWN_MAX))
    return [
        _row(names, each, known) for each in found if each.by == reader.id or reader.may(NEEDS[each.kind])
    ]


def _row(names: Names, each: Proposal, known: Mapping[int, str]) -> Row:
    reader = names.here.reader

    def called(act: str) -> str:
        """Return what a button does to which proposal."""
        word = say(f"web.proposals.{act}", {}, names.lang)
        return say("web.proposals.act_of", {"act": word, "number": str(each.id)}, names.lang)

    by = {"agent": each.agent, "who": known.get(each.by, "–"), "day": day_of(names.here, each.at)}
    return Row(
        number=each.id,
        kind=names.word("proposal_kind", each.kind.value),
        about=_about(names, each),
        amount_minor=each.wish.amount_minor if isinstance(each.wish, (SpendWish, TransferWish)) else None,
        why=each.why,
        by=say("web.proposals.by", by, names.lang),
        may_file=reader.may(NEEDS[each.kind]) and may_file(each, by=reader.id),
        file=called("file"),
        aside=called("aside"),
    )


def _about(names: Names, each: Proposal) -> str:
    wish = each.wish
    if isinstance(wish, SpendWish):
        parts = (
            wish.on.isoformat(),
            names.tier(wish.tier) if wish.tier else "",
            names.category(wish.category),
        )
        return " · ".join(part for part in parts if part)
    if isinstance(wish, TransferWish):
        lines = {"giver": line_called(names, wish.giver), "taker": line_called(names, wish.taker)}
        return say("web.proposals.transfer_of", lines, names.lang)
    if isinstance(wish, StudyWish):
        return wish.name
    told = {"case": str(wish.case), "verdict": say(f"web.proposals.{wish.act.value}", {}, names.lang)}
    return say("web.proposals.verdict_of", told, names.lang)
