"""The demonstration's books: what the people of the example company did in its year, through the books' own operations."""

from fenhao.interfaces.demo._books import make_books
from fenhao.interfaces.demo._cast import PASSWORD_FILE, Cast, people, sign_in
from fenhao.interfaces.demo._service import make_service
from fenhao.interfaces.demo._studies import make_studies
from fenhao.interfaces.demo._worth import make_worth

__all__ = [
    "PASSWORD_FILE",
    "Cast",
    "make_books",
    "make_service",
    "make_studies",
    "make_worth",
    "people",
    "sign_in",
]
