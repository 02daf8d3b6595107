"""Object storage that speaks S3: CSV, Excel and Parquet files of a bucket, each taken once."""

from collections.abc import Iterator
from fnmatch import fnmatch
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from pyarrow import fs

from fenhao.connectors._address import is_allowed, number_of
from fenhao.connectors.pull import Asked, FileKind, Found
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_PORTS = {"https": 443, "http": 80}
_BLOCK = 1 << 20
_FILE_BYTES_MAX = 4 << 30


def _files(asked: Asked) -> Iterator[Found]:
    """Give the files that match and were not taken before, the oldest first."""
    bucket = asked.source.setting("bucket")
    pattern = f"{bucket}/{asked.feed.object.lstrip('/')}"
    storage = _opened(asked)
    folder = pattern[: min((pattern.find(sign) for sign in "*?[" if sign in pattern), default=len(pattern))]
    selector = fs.FileSelector(folder.rpartition("/")[0], allow_not_found=True, recursive=True)
    try:
        listed = [each for each in storage.get_file_info(selector) if each.type == fs.FileType.File]
    except OSError as wrong:
        raise _trouble(asked, wrong) from wrong
    for info in sorted(listed, key=lambda each: (each.mtime_ns or 0, each.path)):
        stamp = f"{info.size} {info.mtime_ns}"
        if fnmatch(info.path, pattern) and info.size and (info.path, stamp) not in asked.known:
            if info.size > _FILE_BYTES_MAX:
                told = {"file": info.path, "megabytes": f"{_FILE_BYTES_MAX >> 20:,}"}
                raise Trouble("sources.file_too_large", told)
            yield Found(info.path, stamp, partial(_fetch, asked, storage, info.path), _stay)


def _opened(asked: Asked) -> fs.S3FileSystem:
    """Return the storage, once it is known where its address leads."""
    source, held = asked.source, asked.secrets
    address = source.setting("address")
    parts = urlsplit(address or f"https://s3.{source.setting('region') or 'us-east-1'}.amazonaws.com")
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    if not host or parts.scheme not in _PORTS:
        raise Trouble("sources.bad_address", {"address": address[:200]})
    if parts.scheme == "http" and not is_allowed(host, port, asked.reach.allowed):
        raise Trouble("sources.not_https", {"host": host})
    number_of(host, port, allowed=asked.reach.allowed)
    return fs.S3FileSystem(
        access_key=held.text("access_key"),
        secret_key=held.text("secret_key"),
        session_token=held.text("session_token") or None,
        region=source.setting("region") or "us-east-1",
        scheme=parts.scheme,
        endpoint_override=parts.netloc if address else None,
        force_virtual_addressing=source.setting("style") == "virtual",
        connect_timeout=10,
        request_timeout=60,
        retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=asked.reach.tries),
    )


def _fetch(asked: Asked, storage: fs.S3FileSystem, path: str, folder: Path) -> Path:
    """Bring a file here, block by block."""
    target = folder / PurePosixPath(path).name
    try:
        with storage.open_input_stream(path) as stream, target.open("wb") as file:
            while block := stream.read(_BLOCK):
                file.write(block)
    except OSError as wrong:
        raise _trouble(asked, wrong) from wrong
    return target


def _stay(*, well: bool) -> None:
    """Leave the file where it is: the storage belongs to others. What became of it is remembered here."""
    assert isinstance(well, bool)


def _trouble(asked: Asked, wrong: OSError) -> Trouble:
    place = f"{asked.source.setting('bucket')}/{asked.feed.object}"
    told = {"source": asked.source.name, "place": place, "said": asked.secrets.hide(str(wrong))}
    return Trouble("sources.storage", told)


KIND = FileKind(
    SourceKeys(
        "s3",
        needed=("bucket",),
        optional=("address", "region", "style"),
        choices=(("style", ("path", "virtual")),),
        secrets=("access_key", "secret_key"),
        secrets_optional=("session_token",),
        is_files=True,
    ),
    note_en="files of an S3-compatible object storage",
    note_zh="S3 兼容对象存储中的文件",
    files=_files,
)
