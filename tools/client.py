"""Write docs/openapi.json and the client made from it anew: ``python -m tools.client``.

The document is what the application says of itself; the calls and types of ``fenhao.client`` are made from the document alone, so
that they show what anybody can make of it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "openapi.json"
CALLS, TYPES = (ROOT / "src" / "fenhao" / "client" / name for name in ("_calls.py", "_types.py"))
MADE = "Made from docs/openapi.json by tools/client.py"
Json = Mapping[str, object]
JSON = "application/json"
_PLAIN = {"integer": "int", "number": "float", "string": "str", "boolean": "bool", "null": "None"}


def document_text(document: Json) -> str:
    """Return the document as it is kept: an address and a schema a line, so that a change shows where it is."""
    lines = ["{"]
    for name, held in document.items():
        if name == "components":
            inner = [
                f" {_line(each)}: {_entries(cast('Json', of))}" for each, of in cast("Json", held).items()
            ]
            lines.append(f'"{name}": {{\n' + ",\n".join(inner) + "\n},")
        elif name == "paths":
            lines.append(f'"{name}": {_entries(cast("Json", held))},')
        else:
            lines.append(f'"{name}": {_line(held)},')
    lines[-1] = lines[-1].removesuffix(",")
    return "\n".join([*lines, "}", ""])


def _entries(held: Json) -> str:
    """Return an object with an entry a line."""
    return "{\n" + ",\n".join(f"  {_line(name)}: {_line(each)}" for name, each in held.items()) + "\n }"


def _line(held: object) -> str:
    """Return a value in one line."""
    return json.dumps(held, ensure_ascii=False)


def hint(schema: Json) -> str:
    """Return the Python type of a value that a schema describes."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            kinds = dict.fromkeys(hint(each) for each in cast("list[Json]", schema[word]))
            return " | ".join(sorted(kinds, key=lambda kind: kind == "None"))
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(each) for each in cast('list[object]', schema['enum']))}]"
    kind = schema.get("type")
    if kind == "array":
        return f"list[{hint(cast('Json', schema.get('items', {})))}]"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"dict[str, {hint(cast('Json', schema['additionalProperties']))}]"
    return _PLAIN.get(str(kind), "object")


def types_text(document: Json) -> str:
    """Return the types of everything that travels."""
    parts = cast("dict[str, dict[str, Json]]", document["components"])["schemas"]
    text = [f'"""What travels between client and API. {MADE}."""', "", IMPORTS_OF_TYPES]
    for name in sorted(parts):
        text.extend(_type(name, parts[name]))
    return formatted("\n".join(text))


IMPORTS_OF_TYPES = "from typing import Literal, NotRequired, TypedDict"


def _type(name: str, schema: Json) -> Iterator[str]:
    """Yield the lines of one type."""
    said = str(schema.get("description") or name).partition("\n")[0].rstrip()
    yield from ("", "", f"class {name}(TypedDict):" if "enum" not in schema else f"{name} = {hint(schema)}")
    if "enum" in schema:
        return
    yield f'    """{_sentence(said)}"""'
    yield ""
    needed = set(cast("list[str]", schema.get("required", [])))
    for field, each in cast("dict[str, Json]", schema.get("properties", {})).items():
        kind = _quoted(hint(each))
        yield f"    {field}: {kind if field in needed else f'NotRequired[{kind}]'}"


def _quoted(kind: str) -> str:
    """Return a type in quotation marks, since it may be declared further down."""
    return json.dumps(kind)


def _sentence(text: str) -> str:
    """Return a docstring's line."""
    clean = text.replace("\\", "\\\\").replace('"', "'")
    return clean if clean.endswith((".", "?", "!", "。")) else f"{clean}."


def calls_text(document: Json) -> str:
    """Return the calls, a method an operation."""
    text: list[str] = []
    for path, methods in cast("dict[str, dict[str, Json]]", document["paths"]).items():
        for method, operation in methods.items():
            if _takes_json(operation):
                text.extend(_call(document, path.lstrip("/"), method, operation))
    names = sorted(name for name in _named(document) if any(f"types.{name}" in line for line in text))
    assert names, "the document speaks of something"
    head = [
        f'"""A method for every call of the API. {MADE}."""',
        "",
        "from collections.abc import Iterator",
        "from typing import Literal, cast",
        "",
        "from fenhao.client import _types as types",
        "from fenhao.client._transport import Transport, new_key, part",
        "",
        "",
        "class Calls:",
        '    """Every call of the API; a list is read page by page while one goes through it."""',
        "",
        "    def __init__(self, transport: Transport) -> None:",
        "        self.transport = transport",
    ]
    return formatted("\n".join([*head, *text]))


def _named(document: Json) -> list[str]:
    """Return the names of all types."""
    return list(cast("dict[str, dict[str, Json]]", document["components"])["schemas"])


def _call(document: Json, path: str, method: str, operation: Json) -> Iterator[str]:
    """Yield the lines of one method."""
    parameters = cast("list[Json]", operation.get("parameters", []))
    inside = [each for each in parameters if each["in"] == "path"]
    query = [each for each in parameters if each["in"] == "query" and each["name"] != "cursor"]
    keyed = any(each["in"] == "header" for each in parameters)
    answers = cast("dict[str, Json]", operation["responses"])
    if not _gives_json(answers["200"]):
        yield from _file_call(path, operation)
        return
    answer = _name_of(answers["200"])
    body = _body_of(operation)
    takes = _places(inside)
    takes += [f"body: types.{body}"] if body else []
    options = [_option(each) for each in query] + (['key: str = ""'] if keyed else [])
    signature = ", ".join(["self", *takes, *(["*", *options] if options else [])])
    row = _row_of(document, answer)
    address = "f" + json.dumps(_filled(path)) if inside else json.dumps(path)
    asked = _asked(query)
    gives = f"Iterator[types.{row}]" if row else f"types.{answer}"
    yield ""
    yield f"    def {operation['operationId']}({signature}) -> {gives}:"
    yield f'        """{_sentence(str(operation["summary"]))}"""'
    if row:
        yield f"        for each in self.transport.rows({address}, {{{asked}}}):"
        yield f'            yield cast("types.{row}", each)'
    elif method == "get":
        yield f'        return cast("types.{answer}", self.transport.get({address}, {{{asked}}}))'
    else:
        key = "key or new_key()" if keyed else '""'
        given = "body" if body else "{}"
        yield f"        answer = self.transport.post({address}, {{{asked}}}, {given}, key={key})"
        yield f'        return cast("types.{answer}", answer)'


def _file_call(path: str, operation: Json) -> Iterator[str]:
    """Yield the lines of a method that returns a file's content."""
    parameters = cast("list[Json]", operation.get("parameters", []))
    inside, query = ([each for each in parameters if each["in"] == place] for place in ("path", "query"))
    options = [_option(each) for each in query]
    signature = ", ".join(["self", *_places(inside), *(["*", *options] if options else [])])
    address = "f" + json.dumps(_filled(path)) if inside else json.dumps(path)
    yield ""
    yield f"    def {operation['operationId']}({signature}) -> bytes:"
    yield f'        """{_sentence(str(operation["summary"]))}"""'
    yield f"        return self.transport.file({address}, {{{_asked(query)}}})"


def _places(inside: list[Json]) -> list[str]:
    """Return what an address takes, with types."""
    return [f"{each['name']}: {hint(cast('Json', each['schema']))}" for each in inside]


def _asked(query: list[Json]) -> str:
    """Return what a query carries."""
    return ", ".join(f'"{each["name"]}": {_given(str(each["name"]))}' for each in query)


def _gives_json(answer: Json) -> bool:
    """Whether an answer is JSON: others are files."""
    return JSON in cast("Json", answer["content"])


def _option(parameter: Json) -> str:
    """Return a parameter of a query with what it is when nobody says anything."""
    name, schema = _given(str(parameter["name"])), cast("Json", parameter["schema"])
    kind = " | ".join(
        f"types.{each}" if each[:1].isupper() and not each.startswith(("Literal", "None")) else each
        for each in hint(schema).split(" | ")
    )
    if parameter.get("required"):
        return f"{name}: {kind}"
    default = schema.get("default")
    if default is None and "None" not in kind:
        kind = f"{kind} | None"
    return f"{name}: {kind} = {default!r}"


def _given(name: str) -> str:
    """Return a parameter's name in Python."""
    return name.replace("-", "_")


def _filled(path: str) -> str:
    """Return an address with its places filled in."""
    return path.replace("{number}", "{part(number)}").replace("{name}", "{part(name)}")


def _name_of(answer: Json) -> str:
    """Return the type of an answer."""
    content = cast("dict[str, dict[str, Json]]", answer["content"])
    return hint(content["application/json"]["schema"])


def _takes_json(operation: Json) -> bool:
    """Whether a request is JSON or has no body: the others are posted by methods of their own."""
    return "requestBody" not in operation or JSON in cast(
        "dict[str, Json]", cast("Json", operation["requestBody"])["content"]
    )


def _body_of(operation: Json) -> str:
    """Return the type of a body; empty where there is none."""
    if "requestBody" not in operation:
        return ""
    content = cast("dict[str, dict[str, Json]]", cast("Json", operation["requestBody"])["content"])
    return hint(content["application/json"]["schema"])


def _row_of(document: Json, answer: str) -> str:
    """Return the type of a page's rows; empty where the answer is no page."""
    parts = cast("dict[str, dict[str, Json]]", document["components"])["schemas"]
    fields = cast("dict[str, Json]", parts[answer].get("properties", {}))
    if set(fields) != {"rows", "next"}:
        return ""
    return hint(cast("Json", fields["rows"]["items"]))


def formatted(text: str) -> str:
    """Return Python text in the house's form."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-", "--stdin-filename", str(CALLS)],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return done.stdout


def made(document: Json) -> dict[Path, str]:
    """Return the files that are made from the document."""
    return {CALLS: calls_text(document), TYPES: types_text(document)}


def main() -> int:
    """Write what has changed."""
    from fenhao.site import configure

    with tempfile.TemporaryDirectory() as folder:
        configure(Path(folder))
        from fenhao.interfaces.api import schema

        document = schema()
    for path, text in {DOCUMENT: document_text(document), **made(document)}.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
