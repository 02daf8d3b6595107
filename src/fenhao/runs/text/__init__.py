"""What tickets say: models taught from the company's own labels, kept by version, asked in bulk."""

from fenhao.runs.text._kept import TextTold, kept_text_models, open_text_model, read_text_model, text_folder
from fenhao.runs.text._labelled import CALM, COMPLAINT, Labelled, labelled_file, labelled_tickets
from fenhao.runs.text._meaning import can_read_meaning, meanings, need_meaning, prototypes
from fenhao.runs.text._teach import (
    Sorted,
    Suggestion,
    Waiting,
    judge_texts,
    kept_sorting,
    sort_tickets,
    suggestions,
    train_text,
)

__all__ = [
    "CALM",
    "COMPLAINT",
    "Labelled",
    "Sorted",
    "Suggestion",
    "TextTold",
    "Waiting",
    "can_read_meaning",
    "judge_texts",
    "kept_sorting",
    "kept_text_models",
    "labelled_file",
    "labelled_tickets",
    "meanings",
    "need_meaning",
    "open_text_model",
    "prototypes",
    "read_text_model",
    "sort_tickets",
    "suggestions",
    "text_folder",
    "train_text",
]
