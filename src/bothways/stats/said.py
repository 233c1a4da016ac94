"""A sentence that can still be translated: a constant message and its named values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """Mark a message for the catalogues of `scripts/messages.py`; it comes back as it went in."""
    return message


def as_it_is(message: str) -> str:
    """The translation into English."""
    return message


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence kept as template and values.

    Parameters
    ----------
    message : str
        English sentence with named placeholders such as ``%(clusters)s``, marked with :func:`N_`.
    values : tuple of (str, object)
        What stands in the placeholders. Numbers are written with three digits that matter; a value
        that is itself ``Said`` is translated too.

    Examples
    --------
    >>> said = Said(N_("Only %(clusters)s clusters."), (("clusters", 6),))
    >>> str(said), said.filled(lambda message: "Nur %(clusters)s Gruppen.")
    ('Only 6 clusters.', 'Nur 6 Gruppen.')
    """

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def filled(self, translate: Callable[[str], str] = as_it_is) -> str:
        """Translate the message, then put the values in; a sentence without values stays whole."""
        if not self.message:
            return ""
        words = {name: _words(value, translate) for name, value in self.values}
        message = translate(self.message)
        return message % words if words else message

    def __str__(self) -> str:
        return self.filled()


def _words(value: object, translate: Callable[[str], str]) -> str:
    if isinstance(value, Said):
        return value.filled(translate)
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)
