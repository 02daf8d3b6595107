"""Every keyboard shortcut, once: what the sheet of shortcuts shows and what the script listens to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys that do something. ``keys`` are pressed one after another; ``page`` is where they lead, if anywhere."""

    code: str
    keys: tuple[str, ...]
    page: str = ""
    place: str = "everywhere"


SHORTCUTS = (
    Shortcut("help", ("?",)),
    Shortcut("search", ("Ctrl+K",)),
    Shortcut("close", ("Esc",)),
    Shortcut("private", ("v", "p")),
    Shortcut("overview", ("g", "o"), page="overview"),
    Shortcut("inbox", ("g", "i"), page="inbox"),
    Shortcut("budget", ("g", "b"), page="budget"),
    Shortcut("lines", ("g", "l"), page="lines"),
    Shortcut("requests", ("g", "r"), page="requests"),
    Shortcut("move", ("←↑→↓",), place="sheet"),
    Shortcut("type", ("F2",), place="sheet"),
    Shortcut("paste", ("Ctrl+C", "Ctrl+V"), place="sheet"),
    Shortcut("undo", ("Ctrl+Z",), place="sheet"),
    Shortcut("hold", ("H",), place="sheet"),
    Shortcut("clear", ("Delete",), place="sheet"),
)
PLACES = ("everywhere", "sheet")
