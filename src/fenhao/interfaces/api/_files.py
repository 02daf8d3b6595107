"""Files as people keep them, workbooks and tables of text: sent whole and loaded as a job, their columns found as on the page."""

import json
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Annotated

from pydantic import StringConstraints

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import read, write
from fenhao.books.people import Right, require
from fenhao.interfaces.api._carried import BINARY, BYTES, Carried, Sent
from fenhao.interfaces.api._facts import Source
from fenhao.interfaces.api._fields import Asked, Name, NeededName
from fenhao.interfaces.api._here import Here, moment
from fenhao.interfaces.api._offers import Offer
from fenhao.interfaces.api._work import JobShown, Task, begun
from fenhao.interfaces.jobs import Said, State, Told
from fenhao.interfaces.words import Language, say
from fenhao.runs.book import Voice, say_nothing
from fenhao.runs.loading import LoadResult, load_file, loadable

FILE_BYTES_MAX = 256 << 20
FileName = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[\w()-][\w.() -]*$")]


class AboutFile(Asked):
    """What a file is brought with: how it is called, what its rows are, where they come from, and which sheet of a workbook."""

    name: FileName
    table: NeededName
    source: Source = "files"
    sheet: Name = ""


def _begun(sent: Sent, here: Here, asked: AboutFile, key: str) -> JobShown:
    """Keep the file until it is loaded, and begin to load it."""
    table = loadable(asked.table)
    called = sha256(key.encode()).hexdigest()[:16]
    posted = here.book.root / "posted"
    posted.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".receiving-", dir=posted) as folder:
        draft = Path(folder) / "file"
        digest = sent.keep(draft)
        # Sent again while it is read, the same content takes the same place in one step.
        place = posted / f"{called}-{digest[:16]}"
        place.mkdir(exist_ok=True)
        path = draft.replace(place / asked.name)
    read(lambda session: require(session, here.by, Right.load, at=here.at))

    def work(task: Task) -> Told:
        """Load it; the commit of the warehouse is the one moment at which anything changes."""
        voice = Voice(task.advance, lambda code, details: say(code, dict(details), here.lang))
        try:
            result = load_file(
                book=here.book,
                path=path,
                table=table,
                source=asked.source,
                sheet=asked.sheet,
                strict=False,
                at=moment(),
                voice=voice,
            )
        finally:
            rmtree(place, ignore_errors=True)
        if result.loaded:
            after: Facts = {"file": asked.name, "rows": result.loaded, "rejected": result.rejected}
            act = Act(moment(), here.by, "load_file", f"load/{result.batch_id}", {}, after)
            write(lambda session: record(session, act))
        return _counted(result, asked.name)

    under_way = False
    try:
        job = begun(
            Task(here, say_nothing, key),
            f"import-{called}",
            Right.load,
            work,
            asked=json.dumps({**asked.model_dump(), "content": digest}, sort_keys=True),
            page="imports",
        )
        under_way = job.state is State.under_way
        return job
    finally:
        if not under_way:
            rmtree(place, ignore_errors=True)


def _counted(result: LoadResult, name: str) -> Told:
    """Return what a load did, in words; no row that was read goes unmentioned."""
    counts = {
        "file": name,
        "batch": result.batch_id,
        "read": f"{result.rows_read:,}",
        "loaded": f"{result.loaded:,}",
        "already": f"{result.already_there:,}",
        "rejected": f"{result.rejected:,}",
    }
    code = "cli.load.unchanged" if result.unchanged else "cli.load.counted"
    tone = "warning" if result.rejected else "success"

    def said(lang: Language) -> tuple[Said, ...]:
        """Tell it."""
        told = Said(tone, say(code, {**counts, "table": say(f"table.{result.table}", {}, lang)}, lang))
        if not result.minutes:
            return (told,)
        return (told, Said("warning", say("load.minutes", {"columns": ", ".join(result.minutes)}, lang)))

    return said


FILES: tuple[Offer, ...] = (
    Carried(
        "runs/import",
        Right.load,
        "Load a workbook, CSV or Parquet file of at most 256 MiB as one batch",
        AboutFile,
        JobShown,
        _begun,
        bytes_max=FILE_BYTES_MAX,
        content={BINARY: BYTES},
    ),
)
