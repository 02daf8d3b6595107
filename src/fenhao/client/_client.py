"""The client: every call of the API, and the upload of facts on top."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

from fenhao.client import _types as types
from fenhao.client._calls import Calls
from fenhao.client._facts import ROWS_A_BATCH, Progress, RejectedRow, Row, Upload, post_rows
from fenhao.client._transport import Transport, new_key

FILE = "application/octet-stream"


class Client(Calls):
    """Calls to one company's API with one token.

    ``attempts`` is how often a request is made before it counts as failed; a key makes that harmless. ``language`` is that of the
    sentences in ``Problem``.
    """

    def __init__(
        self, address: str, *, token: str, language: str = "en", timeout: float = 60.0, attempts: int = 6
    ) -> None:
        super().__init__(Transport(address.rstrip("/"), token, language, timeout, attempts))

    def post_facts(
        self,
        table: str,
        rows: Iterable[Row],
        *,
        upload: str,
        source: str = "api",
        batch_rows: int = ROWS_A_BATCH,
        progress: Progress | None = None,
        on_reject: Callable[[RejectedRow], None] = lambda _: None,
    ) -> Upload:
        """Post a stream of facts and return what became of it.

        ``upload`` names the stream: posted again under that name, with the same rows in the same order and the same
        ``batch_rows``, it goes on where it was cut off. ``on_reject`` is told every row that was not taken.
        """
        return post_rows(
            self.transport,
            table,
            rows,
            upload=upload,
            source=source,
            batch_rows=batch_rows,
            progress=progress,
            on_reject=on_reject,
        )

    def post_file(
        self, path: Path, *, table: str, source: str = "files", sheet: str = "", key: str = ""
    ) -> types.ApiJobShown:
        """Send a workbook, CSV or Parquet file to be loaded as one batch, and return the job that does it."""
        query = {"name": path.name, "table": table, "source": source, "sheet": sheet}
        given = key or new_key()
        answer = self.transport.send("POST", "runs/import", query, path.read_bytes(), media=FILE, key=given)
        return cast("types.ApiJobShown", answer)

    def post_budget_workbook(
        self, number: int, content: bytes, *, preview: bool = False, key: str = ""
    ) -> types.PlansSaveAnswer:
        """Bring a version's workbook (or CSV) back; with ``preview``, only see what it would change."""
        path, query, given = f"budgets/{number}/workbook", {"preview": preview}, key or new_key()
        answer = self.transport.send("POST", path, query, content, media=FILE, key=given)
        return cast("types.PlansSaveAnswer", answer)

    def post_study_workbook(
        self, number: int, content: bytes, *, preview: bool = False, name: str = "", key: str = ""
    ) -> types.StudyFilesStudyBack:
        """Bring a proposal's workbook back as a study called ``name``; with ``preview``, only see what it would change."""
        path = f"studies/{number}/workbook"
        query: dict[str, str | bool] = {"preview": preview, "name": name}
        answer = self.transport.send("POST", path, query, content, media=FILE, key=key or new_key())
        return cast("types.StudyFilesStudyBack", answer)

    def post_trial_file(self, path: Path, *, key: str = "") -> types.TrialsTrialFile:
        """Send a trial's table and see what it holds; ``post_trials`` says what its columns mean."""
        query, given = {"name": path.name}, key or new_key()
        answer = self.transport.send("POST", "trials/files", query, path.read_bytes(), media=FILE, key=given)
        return cast("types.TrialsTrialFile", answer)
