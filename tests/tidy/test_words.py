"""Every trouble that the code can raise is looked up in the catalogue, with the details that its sentence asks for."""

import ast
import re

from fenhao.interfaces.words import catalogue
from tests.tidy.tree import Code, dotted, files, told

ADDED_ON_THE_WAY = {"file", "column", "row"}
"""Details that whoever knows the place adds to a trouble that came from within a cell."""


def raised(code: Code) -> list[tuple[int, str, set[str] | None]]:
    """Return line, code and details' names of each Trouble made with a literal code; None: details not literal."""
    found = []
    for node in ast.walk(code.tree):
        if not isinstance(node, ast.Call) or dotted(node.func) != "Trouble" or not node.args:
            continue
        name, details = node.args[0], node.args[1] if len(node.args) > 1 else None
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            continue
        keys = None
        if isinstance(details, ast.Dict) and all(isinstance(key, ast.Constant) for key in details.keys):
            keys = {str(key.value) for key in details.keys if isinstance(key, ast.Constant)}
        found.append((node.lineno, name.value, keys))
    return found


def test_every_trouble_has_words_in_both_languages() -> None:
    known = catalogue()
    found = [
        f"{code.name}:{line} {name}"
        for code in files("src")
        for line, name, _ in raised(code)
        if name not in known
    ]
    assert not found, told(
        found,
        "Add the sentence to a TOML file of src/fenhao/interfaces/words: what happened, why, what to do; en and zh.",
    )


def test_every_trouble_brings_the_details_its_sentence_asks_for() -> None:
    known = catalogue()
    found = []
    for code in files("src"):
        for line, name, keys in raised(code):
            if name in known and keys is not None:
                asked = frozenset().union(*known[name].placeholders())
                missing = sorted(asked - keys - ADDED_ON_THE_WAY)
                found += [f"{code.name}:{line} {name} lacks {detail}" for detail in missing]
    assert not found, told(found, "Hand over every detail that the sentence names in braces.")


def test_no_message_doubles_its_blanks_or_marks() -> None:
    found = [
        f"{message.code}: {text}"
        for message in catalogue().values()
        for text in (message.en, message.zh)
        if re.search(r"\S {2,}\S|!!|\?\?|。。|，，|[\d}] %", text)
    ]
    assert not found, told(found, "One blank between words, none before a per cent, one mark at the end.")
