"""Everything that our own code raises on purpose.

BothwaysError          base; the message is safe and useful to show to the person
├── NotAllowed         the actor may not do this; views answer 403
├── Conflict           somebody else wrote first; views show both versions
└── Refused            the request breaks a rule of the house; the message names rule and remedy
"""

from collections.abc import Sequence

from bothways.core.problems import Problem


class BothwaysError(Exception):
    """Base of our errors."""


class NotAllowed(BothwaysError):
    """The actor lacks the role this action needs."""


class Conflict(BothwaysError):
    """The record changed after the actor had opened it."""


class Refused(BothwaysError):
    """A rule forbids it. ``problems`` lists each reason with its place."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
