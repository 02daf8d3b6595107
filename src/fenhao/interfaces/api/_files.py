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
from fenhao.interfaces.api._fields import Asked, Name, NeededName, Nothing
from fenhao.interfaces.api._here import Here, moment
from fenhao.interfaces.api._offers import File, Handed, Offer
from fenhao.interfaces.api._work import JobShown, Task, begun, shown
from fenhao.interfaces.jobs import Said, State, Told
from fenhao.interfaces.words import Language, say
from fenhao.runs.book import Book, Voice, say_nothing
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
    job_name = f"import-{called}"
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
        if result.rejects_file:
            _kept_at(here.book, job_name).write_text(Path(result.rejects_file).name, encoding="utf-8")
        return _counted(result, asked.name, job=job_name)

    under_way = False
    try:
        job = begun(
            Task(here, say_nothing, key),
            job_name,
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


def _kept_at(book: Book, job: str) -> Path:
    """Return where it is kept which file of rejects a job has left."""
    return book.root / "posted" / f"{job}.rejects"


def _rejects(here: Here, _: Nothing) -> Handed | None:
    """Return the rows that a file of this person's did not bring in; None for another's, or where all were taken."""
    last = shown(here, here.named)
    if last is None or last[0].by_name != here.name:
        return None
    place = _kept_at(here.book, last[0].name)
    path = here.book.rejects / place.read_text(encoding="utf-8") if place.is_file() else None
    return Handed(path.name, path.read_bytes()) if path is not None and path.is_file() else None


def _counted(result: LoadResult, name: str, *, job: str) -> Told:
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
        besides = []
        if result.rejects_file:
            besides.append(Said("info", say("api.rejects", {"job": job}, lang)))
        if result.minutes:
            columns = ", ".join(result.minutes)
            besides.append(Said("warning", say("load.minutes", {"columns": columns}, lang)))
        return (told, *besides)

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
    File(
        "jobs/{name}/rejects",
        Right.load,
        "The rows that a file did not bring in: a CSV file with line and reason before each, to be mended and loaded in its turn",
        "text/csv",
        _rejects,
        Nothing,
    ),
)
