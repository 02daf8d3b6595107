"""Every sentence that a user reads, in Chinese and English side by side.

The words live in TOML files of this folder, a file a subject. A table that holds ``en`` and ``zh`` is one
message, and the path to it is its code::

    [load.missing_column]
    en = "{file} has no column for {column}. Add it, or name it in {mapping}."
    zh = "{file} 中没有对应“{column}”的列。请补上该列，或在 {mapping} 中指定。"

``en_one`` may stand beside ``en`` for sentences that count: it is used when the detail ``count`` is 1.
Where several numbers are told, or a number is not called ``count``, its form stands in the sentence itself:
``{lines} {lines:line is|lines are} over``.
"""

from fenhao.interfaces.words._catalogue import (
    LANGUAGES,
    Language,
    Message,
    catalogue,
    explain_trouble,
    knows,
    language,
    say,
)

__all__ = ["LANGUAGES", "Language", "Message", "catalogue", "explain_trouble", "knows", "language", "say"]
