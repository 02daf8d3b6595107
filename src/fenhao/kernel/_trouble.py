"""The one exception whose words a user reads."""

from collections.abc import Mapping


class Trouble(Exception):
    """Something the user can mend: a code that names a message, and the details that fill it in.

    ``code`` is ``subject.reason`` (``load.missing_column``); the interfaces hold the sentence for it in
    every language: what happened, why, and what to do. ``details`` carries plain text only.
    """

    def __init__(self, code: str, details: Mapping[str, str]) -> None:
        self.code = code
        self.details = dict(details)
        super().__init__(f"{code} {self.details}")
