"""What money, time and chance may not meet, read off the syntax tree of every room below the interfaces."""

import ast

import pytest

from tests.tidy.tree import Code, dotted, files, functions, told

MONEY_ROOMS = (
    "kernel/",
    "engine/relation/",
    "engine/facts/",
    "engine/ledger/",
    "engine/allocation/",
    "engine/budget/",
    "engine/waste/",
    "engine/value/",
    "engine/metrics/",
)
ESTIMATE_ROOMS = (
    "engine/value/lifetime/",
    "engine/value/choice/",
    "engine/value/churn/",
    "engine/value/spending/",
)
"""Rooms of statistics: their floats are estimates, never money, and are added to none."""
CLOCKS = {
    "datetime.now": "datetime",
    "datetime.utcnow": "datetime",
    "datetime.today": "datetime",
    "date.today": "date",
    "time.time": "time",
    "time.time_ns": "time",
    "time.localtime": "time",
    "time.gmtime": "time",
}
CHANCE = (
    "random.",
    "secrets.",
    "uuid.uuid1",
    "uuid.uuid4",
    "os.urandom",
    "uuid4",
    "numpy.random.",
    "np.random.",
)


def money_files() -> list[Code]:
    """Return the files in which money is worked out."""
    return [
        code
        for code in files("src")
        if code.room.startswith(MONEY_ROOMS) and not code.room.startswith(ESTIMATE_ROOMS)
    ]


def below_interfaces() -> list[Code]:
    """Return the files that get time and chance as arguments."""
    return [code for code in files("src") if not code.room.startswith(("interfaces/", "site/", "client/"))]


def inexact(node: ast.AST) -> str:
    """Return what is inexact about one node, with what to write instead; empty when nothing is."""
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return f"the literal {node.value}: write Fraction or whole minor units"
    if isinstance(node, ast.Name) and node.id == "float":
        return "float: write int minor units, Fraction or Decimal"
    if isinstance(node, ast.Call) and dotted(node.func) == "round":
        return "round: write kernel.split, which gives every unit away"
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        return "/: write Fraction(a, b) for a share, kernel.split for parts, joinpath for a path"
    return ""


def refused_types(code: Code) -> set[ast.AST]:
    """Return the types named in isinstance: code that refuses a float has to name it."""
    return {
        part
        for node in ast.walk(code.tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "isinstance"
        for part in ast.walk(node.args[1])
    }


def test_money_meets_no_float_no_round_and_no_division() -> None:
    found = [
        f"{code.name}:{getattr(node, 'lineno', 0)} {reason}"
        for code in money_files()
        for refused in (refused_types(code),)
        for node in ast.walk(code.tree)
        if node not in refused and (reason := inexact(node))
    ]
    assert not found, told(
        found, "Money is a whole number of minor units; rates stay exact until they meet split."
    )


@pytest.mark.parametrize("line", ["x = .5", "x = float('1')", "x = round(7, 2)", "x = 7 / 2", "x /= 2"])
def test_the_search_for_inexact_money_finds_what_it_should(line: str) -> None:
    assert any(inexact(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["x = 7 // 2", "x = Fraction(1, 2)", "x = '1/2'", "x = background"])
def test_the_search_for_inexact_money_leaves_exact_code_alone(line: str) -> None:
    assert not any(inexact(node) for node in ast.walk(ast.parse(line)))


def test_time_is_an_argument_below_the_interfaces() -> None:
    found = [
        f"{code.name}:{node.lineno} {dotted(node.func)}"
        for code in below_interfaces()
        for node in ast.walk(code.tree)
        if isinstance(node, ast.Call) and any(dotted(node.func).endswith(clock) for clock in CLOCKS)
    ]
    assert not found, told(
        found, "Only interfaces read a clock: take `at: datetime` (aware, UTC) or `on: date` as an argument."
    )


def test_chance_is_an_argument_below_the_interfaces() -> None:
    found = [
        f"{code.name}:{node.lineno} {dotted(node.func)}"
        for code in below_interfaces()
        for node in ast.walk(code.tree)
        if isinstance(node, ast.Call) and dotted(node.func).startswith(CHANCE)
    ]
    assert not found, told(
        found, "Only interfaces choose chance: take `seed: int`, or the id itself, as an argument."
    )


def test_public_values_are_frozen() -> None:
    found = []
    for code in files("src"):
        for node in ast.walk(code.tree):
            if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
                continue
            for mark in node.decorator_list:
                name = dotted(mark.func if isinstance(mark, ast.Call) else mark)
                settings = {
                    keyword.arg
                    for keyword in (mark.keywords if isinstance(mark, ast.Call) else [])
                    if isinstance(keyword.value, ast.Constant) and keyword.value.value is True
                }
                if name.endswith("dataclass") and not {"frozen", "slots"} <= settings:
                    found.append(f"{code.name}:{node.lineno} {node.name}")
    assert not found, told(found, "Write @dataclass(frozen=True, slots=True), tuples and frozensets inside.")


HANDED_OVER = {
    "view",
    "_signed_in",
    "_write",
    "fragment",
    "go",
    "guarded",
    "heroicon_outline",
    "say",
    "told",
    "wrong",
}
"""What passes on the names that an address, a signal, a template or a sentence carries."""


def test_signatures_say_what_they_take() -> None:
    found = []
    for code in files("src"):
        for function in functions(code):
            arguments = function.args
            named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            hints = [argument.annotation for argument in named] + [function.returns]
            hint = arguments.kwarg.annotation if arguments.kwarg else None
            typed = isinstance(hint, ast.Attribute) and hint.attr == "kwargs"  # by a ParamSpec
            if (
                arguments.kwarg
                and not typed
                and not (
                    code.room.startswith(("interfaces/web/", "interfaces/api"))
                    and function.name in HANDED_OVER
                )
            ):
                found.append(f"{code.name}:{function.lineno} {function.name} takes **{arguments.kwarg.arg}")
            if any(
                hint and "Any" in {dotted(part) for part in ast.walk(hint) if isinstance(part, ast.expr)}
                for hint in hints
            ):
                found.append(f"{code.name}:{function.lineno} {function.name} says Any")
    assert not found, told(
        found, "Name every argument and its type: no **kwargs, no Any; object where all is welcome."
    )


def refilled(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the arguments whose default None is replaced inside the function."""
    arguments = function.args
    last = len(arguments.args) - len(arguments.defaults)
    pairs = [
        *zip(arguments.args[last:], arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    empty = {
        argument.arg for argument, value in pairs if isinstance(value, ast.Constant) and value.value is None
    }
    assigned = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return sorted(empty & assigned)


def test_no_default_of_none_is_filled_in_later() -> None:
    found = [
        f"{code.name}:{function.lineno} {function.name}({name}=None)"
        for code in files("src")
        for function in functions(code)
        for name in refilled(function)
    ]
    assert not found, told(found, "Ask for the value, or give the real default in the signature.")
