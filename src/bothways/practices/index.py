"""Keeps the search index in step with the releases."""

from collections.abc import Sequence


def index_refresh(slugs: Sequence[str]) -> None:
    """Bring these practices in the index up to date once the transaction commits."""
