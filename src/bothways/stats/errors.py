"""The one error tree of the statistics core.

Every error says what was wrong, where, and what to do. ``code`` and ``details`` stay machine
readable, so that a page or a command line can translate the sentence.
"""

from __future__ import annotations


class StatsError(ValueError):
    """Base of all errors raised by :mod:`bothways.stats`.

    Parameters
    ----------
    code : str
        Short stable name of the problem, for translation and tests.
    message : str
        One or two plain English sentences: what is wrong, where, what to do.
    **details : object
        The values inside the message (column, row, expected, found ...).
    """

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


class InputError(StatsError):
    """A column has the wrong length, type or value; ``details`` name the column and the row."""


class SpecificationError(StatsError):
    """The specification asks for something that does not exist or contradicts itself."""


class DesignError(StatsError):
    """The rows cannot carry this method: one arm, one cluster, no pre-period and the like."""


class NotEstimableError(StatsError):
    """The rows are fine one by one, but the quantity has no finite value on them."""
