"""Writes many observations into the table at once, by the quickest way the database has."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import connection

from bothways.context.models import Observation
from bothways.context.observation import COLUMNS

Progress = Callable[[int, int], None]
Row = tuple[Any, ...]
CHUNK = 50_000
CACHE_KILOBYTES = 256_000
TABLE = Observation._meta.db_table
NAMES = ("dataset_id", *COLUMNS)


def write_rows(rows: Iterable[Row], total: int, progress: Progress | None = None) -> None:
    """Insert rows of (dataset id, *COLUMNS). The caller holds the transaction."""
    write = _copy if connection.vendor == "postgresql" else _insert
    left, done = iter(rows), 0
    if connection.vendor == "sqlite":
        # The index of a million rows does not fit the usual 2 MB of pages held in memory.
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    while chunk := list(islice(left, CHUNK)):
        write(chunk)
        done += len(chunk)
        if progress:
            progress(done, total)


def _insert(chunk: list[Row]) -> None:
    marks = ", ".join(["%s"] * len(NAMES))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} ({_columns()}) VALUES ({marks})", chunk)  # noqa: S608


def _copy(chunk: list[Row]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {TABLE} ({_columns()}) FROM STDIN") as to,
    ):
        for row in chunk:
            to.write_row(row)


def _columns() -> str:
    return ", ".join(f'"{name}"' for name in NAMES)
