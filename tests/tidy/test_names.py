"""Names are read off the tree: a name says what a thing is about, never that somebody needed a drawer."""

import ast
import re

from tests.tidy.tree import ROOT, SOURCE, files, functions, told

DRAWERS = {
    "utils": "the subject the functions are about (amounts, spans, headers)",
    "util": "the subject the functions are about",
    "helpers": "what is helped with",
    "helper": "what is helped with",
    "common": "the thing that is shared",
    "base": "the role the class plays (Source, Step, Page)",
    "manager": "what it does (Warehouse, Session, Calendar)",
    "misc": "two files with a subject each",
}
EMPTY_VERBS = {"process", "handle", "do"}
PLUGIN_FOLDERS = {
    "engine/waste/rules",
    "engine/allocation/drivers",
    "engine/metrics/catalogue",
    "engine/value/lifetime",
    "connectors/systems",
    "interfaces/api/groups",
    "interfaces/cli",
    "interfaces/web/pages",
    "interfaces/web/templatetags",
}
DJANGO_ASKS = {"apps.py", "models.py", "settings.py", "urls.py"}
"""Names under which Django looks for things."""
BOOKS_OFFER = {"operations.py", "roles.py"}
"""What an app of the books offers beside its door: an app's package is imported before its tables may be."""


def words(name: str) -> list[str]:
    """Return the words of a snake_case or CamelCase name, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def test_no_file_or_class_is_named_after_a_drawer() -> None:
    found = []
    for code in files("src", "tests", "tools", "benchmarks"):
        names = [(0, part) for part in code.path.relative_to(ROOT).with_suffix("").parts]
        names += [(node.lineno, node.name) for node in ast.walk(code.tree) if isinstance(node, ast.ClassDef)]
        found += [
            f"{code.name}:{line} {name}: write {DRAWERS[word]}"
            for line, name in names
            for word in words(name)
            if word in DRAWERS
        ]
    assert not found, told(found, "Name a thing after its subject.")


def test_functions_that_act_carry_a_verb_of_the_trade() -> None:
    found = [
        f"{code.name}:{function.lineno} {function.name}"
        for code in files("src")
        for function in functions(code)
        if words(function.name)[:1] and words(function.name)[0] in EMPTY_VERBS
    ]
    assert not found, told(
        found,
        "process, handle and do say nothing: write what happens (post, allocate, commit, release, find, load).",
    )


def test_modules_stand_behind_the_front_door_of_their_package() -> None:
    found = [
        f"{code.name}: rename to _{code.path.name}, or name the folder in PLUGIN_FOLDERS when its files are plugins"
        for code in files("src")
        if not code.path.name.startswith("_")
        and code.path.parent.relative_to(SOURCE).as_posix() not in PLUGIN_FOLDERS
        and not (
            code.room.startswith(("books/", "site/", "interfaces/web/"))
            and code.path.name in DJANGO_ASKS | BOOKS_OFFER
        )
        and code.path.parent.name != "migrations"
    ]
    assert not found, told(
        found, "A package is a front door: __init__ with __all__; modules inside start with _."
    )


def test_a_front_door_lists_what_it_offers() -> None:
    found = [
        code.name
        for code in files("src")
        if code.path.name == "__init__.py"
        and any(isinstance(node, ast.ImportFrom | ast.FunctionDef | ast.ClassDef) for node in code.tree.body)
        and "__all__" not in code.text
    ]
    assert not found, told(found, "An __init__ that offers something says so in __all__.")


def test_a_private_module_is_entered_through_its_front_door() -> None:
    found = []
    for code in files("src"):
        package = ".".join(("fenhao", *code.path.parent.relative_to(SOURCE).parts))
        for node in ast.walk(code.tree):
            if not isinstance(node, ast.ImportFrom):
                continue
            module = node.module or ""
            owner, private, _ = module.partition("._")
            if private and module.startswith("fenhao") and not f"{package}.".startswith(f"{owner}."):
                found.append(f"{code.name}:{node.lineno} imports {module}: import it from {owner}")
    assert not found, told(
        found, "Modules that start with _ belong to their package: use what its __init__ offers."
    )
