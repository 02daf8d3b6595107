"""Every tool there is: its name, the right that it takes, its fields, and what it does. None of them decides anything."""

from collections.abc import Callable
from dataclasses import dataclass

from fenhao.books.people import Right
from fenhao.engine.planning.studies import StudyKind
from fenhao.engine.waste import CaseState
from fenhao.interfaces.agents._asked import PAGE, Asked, Field, Kind
from fenhao.interfaces.agents._budget import check, lines, waiting
from fenhao.interfaces.agents._figures import customer, customers, explain, figures_of_period
from fenhao.interfaces.agents._proposing import (
    proposals,
    propose_spend,
    propose_study,
    propose_transfer,
    propose_verdict,
)
from fenhao.interfaces.agents._told import Seat, Told
from fenhao.interfaces.agents._watching import forecast, goals, waste, watched
from fenhao.runs.mart import Segment

Work = Callable[[Seat, Asked], Told]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool; its words are ``agents.tool.<name>``. ``right`` is asked of the token and of its person at every call."""

    name: str
    right: Right
    fields: tuple[Field, ...]
    work: Work
    proposes: bool = False


_WHY = Field("why", needed=True)
_AMOUNT = Field("amount_minor", Kind.whole, needed=True, least=1)
_SPEND = (
    _AMOUNT,
    Field("category"),
    Field("cost_type"),
    Field("tier"),
    Field("ref"),
    Field("campaign"),
    Field("on", Kind.day),
)
_ALL = Field("state", choices=("open", "all"))

TOOLS: tuple[Tool, ...] = (
    Tool("figures", Right.see, (Field("period"), Field("tier"), Field("category")), figures_of_period),
    Tool("explain", Right.see, (Field("figure", needed=True), Field("period"), *PAGE), explain),
    Tool("lines", Right.see, (Field("month"), Field("tier"), Field("category"), *PAGE), lines),
    Tool(
        "ineffective_spend",
        Right.see,
        (
            Field("year"),
            Field("rule"),
            Field("tier"),
            Field("state", choices=tuple(each.value for each in CaseState)),
            *PAGE,
        ),
        waste,
    ),
    Tool(
        "customers",
        Right.see,
        (
            Field("tier"),
            Field("segment", choices=tuple(each.value for each in Segment)),
            Field("order", choices=("best", "worst")),
            *PAGE,
        ),
        customers,
    ),
    Tool("customer", Right.see, (Field("ref", needed=True), *PAGE), customer),
    Tool("goals", Right.see, (_ALL, *PAGE), goals),
    Tool("forecast", Right.see, (Field("step", choices=("month", "week")), *PAGE), forecast),
    Tool("alerts", Right.see, (_ALL, *PAGE), watched),
    Tool("check", Right.spend, _SPEND, check),
    Tool("inbox", Right.answer_approval, PAGE, waiting),
    Tool("proposals", Right.see, (_ALL, *PAGE), proposals),
    Tool("propose_spend", Right.spend, (*_SPEND, _WHY), propose_spend, proposes=True),
    Tool(
        "propose_transfer",
        Right.propose_move,
        (Field("from_line", needed=True), Field("to_line", needed=True), _AMOUNT, _WHY),
        propose_transfer,
        proposes=True,
    ),
    Tool(
        "propose_verdict",
        Right.answer_finding,
        (
            Field("case", Kind.whole, needed=True, least=1),
            Field("verdict", needed=True, choices=("accept", "dismiss", "appeal")),
            _WHY,
        ),
        propose_verdict,
        proposes=True,
    ),
    Tool(
        "propose_study",
        Right.prepare_budget,
        (
            Field("study", needed=True, choices=tuple(each.value for each in StudyKind)),
            Field("name", needed=True),
            Field("answers", Kind.answers, needed=True),
            _WHY,
        ),
        propose_study,
        proposes=True,
    ),
)
