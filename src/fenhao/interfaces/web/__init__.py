"""The web application: pages over the books, translation only. Django finds it as an app; the site wires it."""

from fenhao.interfaces.web._frame import frame
from fenhao.interfaces.web._limits import LimitMiddleware
from fenhao.interfaces.web._surroundings import SurroundingsMiddleware

__all__ = ["LimitMiddleware", "SurroundingsMiddleware", "frame"]
