"""Files of an object storage and of a watched folder: each taken once, unfinished ones left alone, bad ones with their rejects."""

import hashlib
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.faces.connectors.fetching import Bench, only, told

HEAD = "order_id,customer_id,ordered_on,revenue\n"
GOOD = HEAD + "1,K1,2026-03-05,0.10\n2,K2,2026-03-06,2.50\n"
LATER = HEAD + "3,K1,2026-03-07,7\n"
BAD = HEAD + "4,K1,yesterday,7\n5,K1,2026-03-08,8\n"

FOLDER = """
[inbox]
kind = "folder"
folder = "in"
afterwards = "{afterwards}"
[[inbox.feeds]]
fact = "orders"
object = "orders*.csv"
"""
STORAGE = """
[lake]
kind = "s3"
bucket = "exports"
address = "{url}"
[[lake.feeds]]
fact = "orders"
object = "sales/*.csv"
"""
KEYS = {"access_key": "AKIA", "secret_key": "hush-storage"}


@pytest.fixture
def inbox(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path / "book")
    bench.write(FOLDER.format(afterwards="keep"))
    (bench.root / "in").mkdir()
    return bench


def put(bench: Bench, name: str, text: str) -> Path:
    path = bench.root / "in" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_taken_once_and_again_when_it_changes(inbox: Bench) -> None:
    path = put(inbox, "orders-1.csv", GOOD)
    put(inbox, "other.csv", GOOD)
    put(inbox, "orders-2.csv.part", GOOD)
    put(inbox, ".orders-3.csv", GOOD)
    first = only(inbox.one("inbox", {}))
    assert (first.loaded, len(first.results)) == (2, 1)
    assert only(inbox.one("inbox", {})).results == (), "nothing is read again"
    path.write_text(GOOD + "9,K1,2026-03-09,9\n", encoding="utf-8")
    assert only(inbox.one("inbox", {})).loaded == 1
    assert inbox.rows("orders", "revenue_minor") == sorted([10, 250, 900], key=str)


def test_a_file_that_grows_has_its_turn_another_time(inbox: Bench) -> None:
    path = put(inbox, "orders-1.csv", GOOD)
    pauses = inbox.waits

    class Growing(list):  # type: ignore[type-arg]
        def append(self, _pause: object) -> None:
            pauses.append(2)
            path.write_text(GOOD + LATER, encoding="utf-8")

    inbox.waits = Growing()
    assert only(inbox.one("inbox", {})).results == ()
    inbox.waits = []
    assert only(inbox.one("inbox", {})).rows_read > 0


def test_an_undone_file_comes_again_and_the_others_do_not(inbox: Bench) -> None:
    put(inbox, "orders-1.csv", GOOD)
    put(inbox, "orders-2.csv", LATER)
    first = only(inbox.one("inbox", {}))
    inbox.undo(first.results[0].batch_id)
    again = only(inbox.one("inbox", {}))
    assert [each.loaded for each in again.results] == [first.results[0].loaded]


def test_files_are_put_away_by_what_became_of_them(inbox: Bench) -> None:
    inbox.write(FOLDER.format(afterwards="move"))
    put(inbox, "orders-1.csv", GOOD)
    put(inbox, "orders-2.csv", BAD)
    put(inbox, "orders-3.csv", "\0\1\2" * 99)
    fed = inbox.one("inbox", {})
    assert fed.trouble is not None and fed.trouble.code == "load.binary_file"
    assert (fed.loaded, fed.rejected) == (3, 1), "a file that cannot be read keeps no other out"
    assert {each.name for each in (inbox.root / "in" / "loaded").iterdir()} == {"orders-1.csv"}
    assert {each.name for each in (inbox.root / "in" / "rejected").iterdir()} == {
        "orders-2.csv",
        "orders-3.csv",
    }
    put(inbox, "orders-1.csv", GOOD)
    only(inbox.one("inbox", {}))
    assert len(list((inbox.root / "in" / "loaded").iterdir())) == 2, "a name that is taken gets a number"


def test_a_link_out_of_the_folder_is_not_followed(inbox: Bench, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(GOOD, encoding="utf-8")
    (inbox.root / "in" / "orders-1.csv").symlink_to(tmp_path / "secret.csv")
    assert only(inbox.one("inbox", {})).results == ()


class Bucket:
    """A bucket on loopback: lists with continuation, hands out ranges, looks at who signed."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.changed: dict[str, datetime] = {}
        self.broken = 0
        self.signed: set[str] = set()

    def put(self, name: str, text: str, minute: int) -> None:
        self.files[name] = text.encode()
        self.changed[name] = datetime(2026, 4, 1, 10, minute, tzinfo=UTC)

    def listed(self, query: dict[str, str]) -> bytes:
        names = sorted(each for each in self.files if each.startswith(query.get("prefix", "")))
        begin = int(query.get("continuation-token", "0"))
        some, more = names[begin : begin + 1], len(names) > begin + 1
        parts = "".join(
            f"<Contents><Key>{name}</Key><Size>{len(self.files[name])}</Size>"
            f"<LastModified>{self.changed[name]:%Y-%m-%dT%H:%M:%S}.000Z</LastModified><ETag>{self.tag(name)}</ETag></Contents>"
            for name in some
        )
        after = f"<NextContinuationToken>{begin + 1}</NextContinuationToken>" if more else ""
        told = (
            f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>{after}<KeyCount>{len(some)}</KeyCount>"
        )
        return f'<?xml version="1.0"?><ListBucketResult><Name>exports</Name>{told}{parts}</ListBucketResult>'.encode()

    def tag(self, name: str) -> str:
        return hashlib.md5(self.files[name]).hexdigest()


@pytest.fixture
def bucket() -> Iterator[tuple[Bucket, str]]:
    held = Bucket()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _take(self) -> None:
            parts = urlsplit(self.path)
            query = {
                name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()
            }
            found = re.search(r"AWS4-HMAC-SHA256 Credential=([^/]+)/", self.headers.get("Authorization", ""))
            held.signed.add(found[1] if found else "")
            name = unquote(parts.path).removeprefix("/exports").lstrip("/")
            status, body, headers = 200, b"", {}
            if held.broken:
                held.broken -= 1
                status, body = 503, b"<Error><Code>SlowDown</Code></Error>"
            elif "list-type" in query:
                body = held.listed(query)
            elif name in held.files:
                body = held.files[name]
                headers = {"ETag": f'"{held.tag(name)}"', "Accept-Ranges": "bytes"}
                headers["Last-Modified"] = f"{held.changed[name]:%a, %d %b %Y %H:%M:%S GMT}"
                if wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
                    whole = len(body)
                    body, status = body[int(wanted[1]) : int(wanted[2]) + 1], 206
                    headers["Content-Range"] = f"bytes {wanted[1]}-{wanted[2]}/{whole}"
            elif name:
                status, body = 404, b"<Error><Code>NoSuchKey</Code></Error>"
            self.send_response(status)
            for each, value in headers.items():
                self.send_header(each, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def __getattr__(self, name: str) -> object:
            if name in ("do_GET", "do_HEAD"):
                return self._take
            raise AttributeError(name)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield held, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_files_of_a_bucket_are_taken_once_each(bucket: tuple[Bucket, str], tmp_path: Path) -> None:
    held, url = bucket
    bench = Bench(tmp_path / "book")
    bench.write(STORAGE.format(url=url))
    held.put("sales/b.csv", LATER, 2)
    held.put("sales/a.csv", GOOD, 1)
    held.put("sales/readme.txt", "no", 3)
    held.put("other/c.csv", LATER, 1)
    held.broken = 1
    first = only(bench.one("lake", KEYS))
    assert [each.loaded for each in first.results] == [2, 1], "the oldest first, after a slow moment"
    assert held.signed == {"AKIA"}, "every call is signed"
    assert only(bench.one("lake", KEYS)).results == ()
    held.put("sales/a.csv", BAD, 9)
    again = bench.one("lake", KEYS)
    assert (again.loaded, again.rejected) == (1, 1)


def test_a_storage_in_the_own_network_is_entered_only_when_it_is_named(
    bucket: tuple[Bucket, str], tmp_path: Path
) -> None:
    held, url = bucket
    bench = Bench(tmp_path / "book", allowed=())
    bench.write(STORAGE.format(url=url))
    trouble = bench.one("lake", KEYS).trouble
    assert trouble is not None and trouble.code == "sources.not_https"
    assert not held.signed and "hush" not in told(trouble)
