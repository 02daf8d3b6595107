"""What a ticket's text is taken for, as its page shows it: an answer of each kind, how sure, and who says so."""

from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import knows
from fenhao.runs.text import suggestions


def label_shown(names: Names, label: str) -> str:
    """Return a label in the reader's language where it is one of ours; the company's own as they are."""
    for subject in ("text_label", "service_category"):
        if knows(f"{subject}.{label}"):
            return names.word(subject, label)
    return label


def suggested(names: Names, text: str) -> list[dict[str, object]]:
    """Return what a text is taken for, of each kind that something is known of; nothing for no text."""
    if not text:
        return []
    return [
        {
            "kind": names.word("text_kind", each.kind.value),
            "code": each.kind.value,
            "label": label_shown(names, each.judgement.label),
            "chance": f"{each.judgement.confidence * 100:.0f}%",
            "sureness": names.word("text_sureness", each.judgement.sureness.value),
            "by": names.word("text_by", each.by),
        }
        for each in suggestions(book=names.here.book, text=text)
    ]
