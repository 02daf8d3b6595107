"""What happens to people: joining, roles, departments, cover, tokens. Time and chance are arguments.

A ``key`` makes an act that is sent twice count once, also after others changed what it did; without one it is done again,
which changes nothing where nothing changed meanwhile. A password is set without a key: nothing is kept of it to compare. ``by`` None is the system itself, which also lets the
first person in; everybody else needs the right to manage people, or acts for himself where that is said.
"""

from fenhao.books.people._cover import CoverRow, covers, delegate, end_cover
from fenhao.books.people._departments import (
    DepartmentRow,
    add_department,
    departments,
    rename_department,
    set_head,
)
from fenhao.books.people._grants import Grant, grant_role, grants_at, revoke_role
from fenhao.books.people._personal import show_personal, take_personal
from fenhao.books.people._tokens import (
    SCOPES,
    SECRET_CHARACTERS_MIN,
    OpenedToken,
    Token,
    TokenAnswer,
    TokenVerdict,
    answer_token,
    issue_token,
    open_token,
    revoke_token,
    tokens,
)
from fenhao.books.people._users import (
    add_first,
    add_user,
    deactivate,
    move_user,
    reactivate,
    set_password,
    somebody_signs_in,
)
from fenhao.books.people._views import (
    NAME_MAX,
    QUERY_MAX,
    VIEW_PAGES,
    SavedView,
    keep_view,
    open_with,
    plain_query,
    remove_view,
    rename_view,
    restore_view,
    views_of,
)
from fenhao.books.people.models import Delegation

Cover = Delegation.Kind
"""Why somebody stands in: ``delegation`` (both may act) or ``out_of_office`` (only the stand-in is asked)."""

__all__ = [
    "NAME_MAX",
    "QUERY_MAX",
    "SCOPES",
    "SECRET_CHARACTERS_MIN",
    "VIEW_PAGES",
    "Cover",
    "CoverRow",
    "DepartmentRow",
    "Grant",
    "OpenedToken",
    "SavedView",
    "Token",
    "TokenAnswer",
    "TokenVerdict",
    "add_department",
    "add_first",
    "add_user",
    "answer_token",
    "covers",
    "deactivate",
    "delegate",
    "departments",
    "end_cover",
    "grant_role",
    "grants_at",
    "issue_token",
    "keep_view",
    "move_user",
    "open_token",
    "open_with",
    "plain_query",
    "reactivate",
    "remove_view",
    "rename_department",
    "rename_view",
    "restore_view",
    "revoke_role",
    "revoke_token",
    "set_head",
    "set_password",
    "show_personal",
    "somebody_signs_in",
    "take_personal",
    "tokens",
    "views_of",
]
