"""What people teach about tickets: a label that a person gave stands above what was taken for granted or guessed."""

from fenhao.books.lessons._rows import LessonRow, corrections, lessons

__all__ = ["LessonRow", "corrections", "lessons"]
