"""How a command ends that moves no money: the verdicts of the budgets and the rules of the gate."""

from fenhao.engine.budget import Verdict, is_passed
from fenhao.engine.waste import GateRule

REFUSING = tuple(
    sorted([each.name for each in Verdict if not is_passed(each)] + [each.value for each in GateRule])
)
"""Their names, in the order in which the index of what was refused has them."""
