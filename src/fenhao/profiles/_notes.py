"""notes.toml: what the company itself wants every reader of a report to know."""

from dataclasses import dataclass

from fenhao.profiles._section import Section, parse_toml

_FILE = "notes.toml"


@dataclass(frozen=True, slots=True)
class Note:
    """One statement in both languages: something assumed, or something left out of the figures."""

    assumed: bool
    zh: str
    en: str


def read_notes(text: str) -> tuple[Note, ...]:
    """Return the notes in the text of notes.toml, in the order written: tables [assumed.*] and [left_out.*].

    Trouble names the key and what it may hold.
    """
    root = Section(parse_toml(text, file=_FILE), file=_FILE)
    notes: list[Note] = []
    for kind in ("assumed", "left_out"):
        group = root.optional_section(kind)
        for _, note in group.sections():
            notes.append(Note(kind == "assumed", zh=note.text("zh"), en=note.text("en")))
            note.end()
    root.end()
    return tuple(notes)
