"""The end of a month: execution, proposals, closing, what is carried and what lapses."""
