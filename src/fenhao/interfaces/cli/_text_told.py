"""How ``fenhao text`` tells of models and judgements: sentences and tables for people, plain facts for machines."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from fenhao.engine.text import Judgement, Kind, likely_range
from fenhao.interfaces.cli._books import say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import knows, say
from fenhao.runs.text import Sorted, TextTold

_LABELS_SHOWN = 30
_PAIRS_SHOWN = 3


def label_name(frame: Frame, label: str) -> str:
    """Return a label in the user's language where it is one of ours; the company's own as they are."""
    code = f"text_label.{label}"
    return say(code, {}, frame.lang) if knows(code) else label


def told_json(told: TextTold) -> dict[str, object]:
    """Return what is said of a model as plain facts; shares as numbers from 0 to 1."""
    figures = told.figures
    low, high = likely_range(figures.right, figures.held)
    return {
        "kind": told.kind.value,
        "version": told.version,
        "made_at": told.made_at,
        "origin": told.origin,
        "texts_digest": told.texts_digest,
        "taught": figures.taught,
        "corrections": told.corrections,
        "labels": list(told.labels),
        "held": figures.held,
        "accuracy": figures.accuracy,
        "accuracy_low": low,
        "accuracy_high": high,
        "target": told.limit.target,
        "target_reached": told.limit.reached,
        "coverage": figures.coverage,
        "answered_accuracy": figures.answered_accuracy,
        "calibration_error": figures.off,
        "examined_by": figures.examined_by,
        "limit_judged_by": figures.judged_by,
        "reads_meaning": told.reads_meaning,
        "helps_most": figures.helps_most,
        "curve": [[each.taught, each.accuracy] for each in figures.curve],
    }


def show_model(frame: Frame, told: TextTold) -> None:
    """Print what a model has learnt, how good it is held out, and what would help."""
    figures = told.figures
    low, high = likely_range(figures.right, figures.held)
    frame.print("cli.text.learnt", {
        "kind": frame.word(f"text_kind.{told.kind.value}"),
        "version": str(told.version),
        "taught": f"{figures.taught:,}",
        "origin": told.origin,
        "corrections": str(told.corrections),
    }, style="bold")  # fmt: skip
    frame.print("cli.text.accuracy", {
        "right": f"{figures.right:,}",
        "held": f"{figures.held:,}",
        "share": f"{figures.accuracy:.1%}",
        "low": f"{low:.1%}",
        "high": f"{high:.1%}",
        "top": f"{figures.top_right / max(1, figures.held):.1%}",
    })  # fmt: skip
    if told.limit.reached:
        frame.print("cli.text.limit", {
            "target": f"{told.limit.target:.1%}",
            "coverage": f"{figures.coverage:.1%}",
            "answered": f"{figures.answered_accuracy:.1%}",
            "off": f"{figures.off * 100:.1f}",
        })  # fmt: skip
    else:
        code = "cli.text.not_shown" if told.limit.is_luck else "cli.text.not_reached"
        frame.print(code, {
            "target": f"{told.limit.target:.1%}", "best": f"{told.limit.best:.1%}",
        }, style="yellow")  # fmt: skip
        for lower in [each for each in told.ladder if each.reached and each.target < told.limit.target][-1:]:
            frame.print("cli.text.lower", {
                "target": f"{lower.target:.1%}", "coverage": f"{lower.coverage:.1%}",
            })  # fmt: skip
    frame.print(f"text_examined.{figures.examined_by}")
    frame.print(f"text_judged.{figures.judged_by}")
    _show_labels(frame, told)
    for pair in figures.confusions[:_PAIRS_SHOWN]:
        frame.print("cli.text.taken_for", {
            "label": label_name(frame, pair.label),
            "other": label_name(frame, pair.taken_for),
            "texts": str(pair.texts),
        })  # fmt: skip
    for step in figures.curve[:-1]:
        frame.print("cli.text.curve", {"taught": f"{step.taught:,}", "share": f"{step.accuracy:.1%}"})
    if figures.helps_most:
        frame.print("cli.text.helps", {"label": label_name(frame, figures.helps_most)})
    if figures.twins or figures.torn or figures.left_out:
        frame.print("cli.text.left_out", {
            "twins": f"{figures.twins:,}",
            "torn": f"{figures.torn:,}",
            "labels": ", ".join(f"{label} {count}" for label, count in figures.left_out) or "–",
        }, style="dim")  # fmt: skip


def _show_labels(frame: Frame, told: TextTold) -> None:
    """Print each label's figures, the ones with most texts first."""
    table = Table(box=None, header_style="bold")
    for name in ("label", "texts", "of_label", "found", "right"):
        table.add_column(frame.word(f"cli.text.{name}"), justify="left" if name == "label" else "right")
    for each in sorted(told.figures.labels, key=lambda each: (-each.taught, each.label))[:_LABELS_SHOWN]:
        table.add_row(
            escape(label_name(frame, each.label)),
            f"{each.taught:,}",
            f"{each.held:,}",
            f"{each.right / each.held:.1%}" if each.held else "–",
            f"{each.right / each.given:.1%}" if each.given else "–",
        )
    frame.out.print(table)


def judged_json(each: Judgement) -> dict[str, object]:
    """Return one judgement as plain facts."""
    return {
        "label": each.label,
        "confidence": round(each.confidence, 4),
        "sureness": each.sureness.value,
        "top": [[label, round(chance, 4)] for label, chance in zip(each.labels, each.chances, strict=True)],
    }


def show_judged(frame: Frame, kind: Kind, texts: Sequence[str], judged: Sequence[Judgement], by: str) -> None:
    """Print judgements as a table."""
    frame.out.print(f"{frame.word(f'text_kind.{kind.value}')} · {frame.word(f'text_by.{by}')}", style="bold")
    table = Table(box=None, header_style="bold")
    for name in ("label", "chance", "state", "others", "words"):
        table.add_column(frame.word(f"cli.text.{name}"), overflow="fold")
    for text, each in zip(texts, judged, strict=True):
        table.add_row(
            escape(label_name(frame, each.label)),
            f"{each.confidence:.1%}",
            frame.word(f"text_sureness.{each.sureness.value}"),
            escape(_others(frame, each.labels, each.chances)),
            escape(text[:80]),
        )
    frame.out.print(table)


def show_sorted(frame: Frame, found: Sorted, *, show: int, as_json: bool) -> None:
    """Print how many tickets are sure of each label, and which a person should label first."""
    sure = sum(count for _, count in found.sure)
    if as_json:
        say_json({
            "kind": found.kind.value, "version": found.version, "tickets": found.tickets, "sure": dict(found.sure),
            "unsure": found.unsure, "unlike": found.unlike, "drifted": found.has_drifted,
            "newest": found.newest, "newest_unlike": found.newest_unlike, "usual": found.usual,
        })  # fmt: skip
        for each in found.waiting[:show]:
            told = Judgement(each.labels, each.chances, each.sureness)
            say_json({"ticket": each.ticket, "text": each.text, **judged_json(told)})
        return
    frame.print("cli.text.sorted", {
        "tickets": f"{found.tickets:,}",
        "sure": f"{sure:,}",
        "unsure": f"{found.unsure:,}",
        "unlike": f"{found.unlike:,}",
    }, style="bold")  # fmt: skip
    if found.has_drifted:
        frame.print("cli.text.drifted", {
            "newest": f"{found.newest:,}", "unlike": f"{found.newest_unlike:,}", "usual": f"{found.usual:,}",
        }, style="yellow")  # fmt: skip
    for label, count in sorted(found.sure, key=lambda each: -each[1]):
        frame.out.print(f"  {escape(label_name(frame, label))}: {count:,}")
    table = Table(box=None, header_style="bold")
    for name in ("ticket", "state", "others", "words"):
        table.add_column(frame.word(f"cli.text.{name}"), overflow="fold")
    for each in found.waiting[:show]:
        options = _others(frame, ("", *each.labels), (0.0, *each.chances))
        state = frame.word(f"text_sureness.{each.sureness.value}")
        table.add_row(escape(each.ticket), state, escape(options), escape(each.text[:80]))
    frame.out.print(table)


def _others(frame: Frame, labels: Sequence[str], chances: Sequence[float]) -> str:
    """Return the labels after the first with their chances."""
    pairs = zip(labels[1:], chances[1:], strict=True)
    return ", ".join(f"{label_name(frame, label)} {chance:.0%}" for label, chance in pairs)
