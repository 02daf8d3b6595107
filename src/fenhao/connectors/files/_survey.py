"""What kind of file is this? Looked at once, from end to end, before anything is made of it."""

import codecs
import hashlib
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from io import BufferedReader
from pathlib import Path

from fenhao.connectors.files._encodings import GB18030, UTF8, Encodings, encodings
from fenhao.kernel import Trouble

_BLOCK = 1 << 20
_HEAD = 8192

_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_BINARY = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", "ELF"),
)
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


class Form(Enum):
    """The forms of file that are read."""

    text = "text"
    workbook = "workbook"
    parquet = "parquet"


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. ``encoding`` is empty unless the form is text; ``mark`` is the length of a byte order mark.

    ``other`` is the encoding of lines that are not in the file's own; empty unless there are any.
    """

    form: Form
    content_hash: str
    size: int
    encoding: str
    mark: int
    other: str = ""


def survey(path: Path) -> Survey:
    """Return what a file is; Trouble for a missing, empty, unreadable or binary one and for a directory."""
    if path.is_dir():
        raise Trouble("load.is_directory", {"file": str(path)})
    if not path.is_file():
        raise Trouble("load.file_missing", {"file": str(path)})
    try:
        with path.open("rb") as stream:
            return _surveyed(path, stream)
    except PermissionError as error:
        raise Trouble("load.not_readable", {"file": str(path)}) from error


def content_hash(path: Path) -> str:
    """Return sha256 in hex over the bytes of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _surveyed(path: Path, stream: BufferedReader) -> Survey:
    head = stream.read(_HEAD)
    size = path.stat().st_size
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n") and size <= _HEAD:
        raise Trouble("load.empty_file", {"file": path.name})
    form = _form(path, head)
    stream.seek(0)
    if form is not Form.text:
        return Survey(form, hashlib.file_digest(stream, "sha256").hexdigest(), size, "", 0)
    digest = hashlib.sha256()
    marked = [(mark, encoding) for mark, encoding in _MARKS if head.startswith(mark)]
    if marked and marked[0][1] != UTF8:
        digest.update(head)
        stream.seek(len(head))
        while block := stream.read(_BLOCK):
            digest.update(block)
        return Survey(form, digest.hexdigest(), size, marked[0][1], len(marked[0][0]))
    if wide := _wide(head):
        return Survey(form, hashlib.file_digest(stream, "sha256").hexdigest(), size, wide, 0)
    found = encodings(_lines(stream, digest))
    if marked:
        found = Encodings(UTF8, GB18030 if GB18030 in (found.most, found.some) else "")
    return Survey(form, digest.hexdigest(), size, found.most, len(marked[0][0]) if marked else 0, found.some)


def _form(path: Path, head: bytes) -> Form:
    if head.startswith(b"PAR1"):
        return Form.parquet
    if head.startswith(b"\xd0\xcf\x11\xe0") or (head.startswith(b"PK\x03\x04") and _is_workbook(path)):
        return Form.workbook
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _wide(head):
        return Form.text
    known = [name for mark, name in _BINARY if head.startswith(mark)]
    controls = sum(byte in _CONTROLS for byte in head)
    if known or b"\0" in head[:1024] or controls * 20 > len(head):
        raise Trouble("load.binary_file", {"file": path.name, "form": known[0] if known else "binary"})
    return Form.text


def _wide(head: bytes) -> str:
    """Return the encoding of text in two bytes a sign that says so by no mark: it reads as lines of known signs; else empty."""
    if b"\0" not in head:
        return ""
    for encoding in _WIDE:
        text = head[: len(head) // 2 * 2].decode(encoding, errors="replace")[:-1]
        strange = any(unicodedata.category(sign)[0] == "C" and sign not in "\t\r\n" for sign in text)
        if "\n" in text and "\ufffd" not in text and not strange:
            return encoding
    return ""


def _is_workbook(path: Path) -> bool:
    """Return whether a zip file holds a workbook, whatever its name says."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:1000]
    except (zipfile.BadZipFile, OSError, ValueError):
        return path.suffix.casefold() in {".xlsx", ".xlsm", ".xlsb", ".ods"}
    return any(name.startswith("xl/") or name == "content.xml" for name in names)


def _lines(stream: BufferedReader, digest: "hashlib._Hash") -> Iterator[bytes]:
    """Give the file in blocks that end at a line's end, and feed the digest on the way."""
    tail = b""
    while block := stream.read(_BLOCK):
        digest.update(block)
        cut = block.rfind(b"\n") + 1
        if cut:
            yield tail + block[:cut]
            tail = block[cut:]
        else:
            tail = (tail + block)[
                -_BLOCK:
            ]  # an endless line is refused later; here it must not fill the memory
    yield tail
