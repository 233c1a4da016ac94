"""The language that a place is read in, where it is none of the interface.

It stands in the address after the place: ``/ar/guide/lindbach.fa/`` is Lindbach in Persian with
the words around it in Arabic. While such a page is drawn it is active, as Django's own language
is, so that every link to the place keeps it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from django.utils.translation import get_language

_active: ContextVar[str] = ContextVar("reading", default="")


class Address(NamedTuple):
    """A place in an address, with the language of reading or nothing."""

    code: str
    tongue: str = ""

    def __str__(self) -> str:
        return f"{self.code}.{self.tongue}" if self.tongue else self.code


class AddressConverter:
    """For routes: ``<reading:place>``. A plain code gets the language that is active."""

    regex = r"[-a-zA-Z0-9_]+(?:\.[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?"

    def to_python(self, text: str) -> Address:
        code, _point, tongue = text.partition(".")
        return Address(code, tongue)

    def to_url(self, place: Address | str) -> str:
        return str(place if isinstance(place, Address) else Address(place, _active.get()))


@contextmanager
def read_in(tongue: str) -> Iterator[None]:
    before = _active.set(tongue)
    try:
        yield
    finally:
        _active.reset(before)


def reading() -> str:
    """The language of the texts; that of the interface where no other was asked for."""
    return _active.get() or get_language() or "en"
