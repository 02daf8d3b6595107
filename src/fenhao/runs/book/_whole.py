"""Files that are there whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fenhao.kernel import Trouble


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a draft to write beside the path; it takes the path's name at the end, and is removed when anything goes wrong.

    Trouble ``files.not_written`` when the folder is missing, full or not to be written in.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        draft.touch()
        yield draft
        draft.replace(path)
    except OSError as wrong:
        raise Trouble(
            "files.not_written", {"file": str(path), "reason": wrong.strerror or str(wrong)}
        ) from wrong
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
