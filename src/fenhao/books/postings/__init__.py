"""Postings: what loads cost goes into the books, what the books spent goes to the warehouse, and both are held together.

``closing_conditions`` is what a month has to fulfil before it closes; operations are in ``postings.operations``.
"""

from fenhao.books.postings._closing import closing_conditions
from fenhao.books.postings._held import Condition
from fenhao.books.postings._tables import SEALED

__all__ = ["SEALED", "Condition", "closing_conditions"]
