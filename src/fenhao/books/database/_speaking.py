"""A migration step that speaks to the database alone."""

from collections.abc import Callable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Speaks(Operation):
    """Statements in the database's own words, forwards and backwards.

    Django's ``RunPython`` builds every model anew before each step, which was half of what making new books cost; statements
    that name tables need no models.
    """

    reversible = True

    def __init__(
        self,
        forwards: Callable[[BaseDatabaseSchemaEditor], None],
        backwards: Callable[[BaseDatabaseSchemaEditor], None],
    ) -> None:
        self.forwards, self.backwards = forwards, backwards

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know of triggers."""

    def database_forwards(
        self, _app: str, schema_editor: BaseDatabaseSchemaEditor, _old: ProjectState, _new: ProjectState
    ) -> None:
        """Say what is to be."""
        self.forwards(schema_editor)

    def database_backwards(
        self, _app: str, schema_editor: BaseDatabaseSchemaEditor, _old: ProjectState, _new: ProjectState
    ) -> None:
        """Take it back."""
        self.backwards(schema_editor)

    def describe(self) -> str:
        """Return what ``migrate`` prints at length."""
        return "Statements in the database's own words"
