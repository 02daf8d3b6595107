"""The thread that a served company sends its messages from: it goes round, outlives what fails, and ends with the server."""

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fenhao.kernel import Trouble

PATIENCE = 60


def test_rounds_go_on_while_the_company_is_served_and_end_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.site import _rounds

    went: list[tuple[Path, datetime]] = []
    three = threading.Event()

    def counted(root: Path, at: datetime) -> None:
        went.append((root, at))
        if len(went) == 3:
            three.set()

    monkeypatch.setattr(_rounds, "SECONDS", 0.001)
    monkeypatch.setattr(_rounds, "round_at", counted)
    with _rounds.rounds(tmp_path):
        assert three.wait(PATIENCE)
        (thread,) = [each for each in threading.enumerate() if each.name == "messages"]
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert {root for root, _ in went} == {tmp_path}
    assert [at for _, at in went] == sorted(at for _, at in went)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Trouble("profile.wrong_value", {}), "no round: profile.wrong_value"),
        (OSError("gone"), "a round failed"),
    ],
)
def test_a_round_that_fails_is_noted_and_the_next_one_comes(
    wrong: Exception,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from fenhao.site import _rounds

    def fails(**_: object) -> None:
        raise wrong

    monkeypatch.setattr(_rounds, "open_book", fails)
    with caplog.at_level(logging.WARNING, logger="fenhao.messages"):
        _rounds.round_at(tmp_path, datetime.now(UTC))
    assert told in caplog.text
