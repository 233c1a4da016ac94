"""The folder of the index: one generation of records, a store of vectors, one writer at a time.

current.json                 names the generation that readers open
g-<name>/shelf.sqlite        records: id, facets, spans, vector; append-only, with tombstones
g-<name>/text/               the Tantivy index of their words
vectors.sqlite               vectors by text, so that indexing anew does not encode anew
writer.lock                  held by the one process that writes
"""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bothways.core.search.documents import SearchBroken, SearchBusy, SearchDocument
from bothways.core.search.meaning import Vectors

EDITION = 1
_TABLES = """
CREATE TABLE shelf (slot INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, title TEXT NOT NULL,
    hash TEXT NOT NULL, marks BLOB NOT NULL, numbers TEXT NOT NULL, text_key BLOB NOT NULL,
    passages TEXT NOT NULL);
CREATE TABLE mark (place INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL);
CREATE INDEX shelf_id ON shelf (id);
CREATE TABLE gone (number INTEGER PRIMARY KEY AUTOINCREMENT, slot INTEGER NOT NULL UNIQUE);
"""
_VECTORS = "CREATE TABLE IF NOT EXISTS vector (text_key BLOB PRIMARY KEY, value BLOB NOT NULL)"


@dataclass(frozen=True)
class Row:
    """A record on the shelf. `marks` are the places of its facet values, 32 bits each: reading
    100,000 records must not mean parsing as many texts."""

    slot: int
    id: str
    title: str
    marks: bytes
    numbers: dict[str, float]
    text_key: bytes


def current_generation(folder: Path) -> Path:
    """The generation that readers open; SearchBroken where there is none that can be read."""
    try:
        named = json.loads((folder / "current.json").read_text("utf-8"))
        generation = folder / str(named["generation"])
        edition = named["edition"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SearchBroken(f"No search index in {folder}: rebuild it.") from error
    if edition != EDITION or not (generation / "shelf.sqlite").is_file():
        raise SearchBroken(f"The search index in {folder} is of another edition: rebuild it.")
    return generation


def _named_now(folder: Path) -> Path | None:
    try:
        return current_generation(folder)
    except SearchBroken:
        return None


def new_generation(folder: Path) -> Path:
    generation = folder / f"g-{secrets.token_hex(6)}"
    (generation / "text").mkdir(parents=True)
    with closing(_open(generation / "shelf.sqlite")) as shelf:
        shelf.executescript(_TABLES)
    return generation


def publish_generation(folder: Path, generation: Path) -> None:
    """Point readers to a finished generation in one step, then clear the older ones away.

    The one before stays: a reader may just have read its name and be about to open it.
    """
    keep = {generation, _named_now(folder)}
    draft = folder / "current.json.new"
    draft.write_text(json.dumps({"generation": generation.name, "edition": EDITION}), "utf-8")
    draft.replace(folder / "current.json")
    for old in folder.glob("g-*"):
        if old not in keep:
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def writing(folder: Path, patience: float) -> Iterator[None]:
    """Hold the writer's lock, waiting up to `patience` seconds for another writer to finish."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writer.lock").open("w") as lock:
        deadline = time.monotonic() + patience
        while not _locked(lock.fileno()):
            if time.monotonic() > deadline:
                raise SearchBusy(f"Another process is writing the search index in {folder}.")
            time.sleep(0.05)
        yield


def _locked(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


class Shelf:
    """The records of one generation on disk."""

    def __init__(self, generation: Path) -> None:
        try:
            self._db = _open(generation / "shelf.sqlite")
            self._places = {(facet, value): place for place, facet, value in self.marks(0)}
        except sqlite3.DatabaseError as error:
            message = f"The search index in {generation} is damaged ({error}): rebuild it."
            raise SearchBroken(message) from error

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction: readers see all of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def version(self) -> tuple[int, int]:
        """(last slot, last tombstone): grows with every change."""
        slots, gone = self._db.execute(
            "SELECT (SELECT coalesce(max(slot), 0) FROM shelf), "
            "(SELECT coalesce(max(number), 0) FROM gone)"
        ).fetchone()
        return int(slots), int(gone)

    def marks(self, after: int) -> list[tuple[int, str, str]]:
        """(place, facet, value) of every facet value from this place on, in order."""
        return self._db.execute(
            "SELECT place, facet, value FROM mark WHERE place >= ? ORDER BY place", (after,)
        ).fetchall()

    def _place(self, facet: str, value: str) -> int:
        place = self._places.get((facet, value))
        if place is None:
            place = self._places[facet, value] = len(self._places)
            self._db.execute("INSERT INTO mark VALUES (?, ?, ?)", (place, facet, value))
        return place

    def _marks_of(self, document: SearchDocument) -> bytes:
        pairs = [(facet, v) for facet, values in document.facets.items() for v in values]
        return np.array([self._place(*pair) for pair in pairs], np.int32).tobytes()

    def add(self, document: SearchDocument, key: bytes, passages: Sequence[str]) -> int:
        values = (document.id, document.title, document.hash, self._marks_of(document),
                  _json(document.numbers), key, _json(passages))  # fmt: skip
        done = self._db.execute(
            "INSERT INTO shelf (id, title, hash, marks, numbers, text_key, passages) "
            "VALUES (?,?,?,?,?,?,?)",
            values,
        )
        return int(done.lastrowid or 0)

    def retire(self, identifiers: Iterable[str]) -> list[int]:
        """Mark the live rows of these records as gone; their slots."""
        slots = [slot for each in identifiers if (slot := self.live(each)[0])]
        self._db.executemany("INSERT INTO gone (slot) VALUES (?)", [(slot,) for slot in slots])
        return slots

    def live(self, identifier: str) -> tuple[int, str]:
        """(slot, hash) of a record, (0, "") when it is not there."""
        found = self._db.execute(
            "SELECT slot, hash FROM shelf WHERE id = ? AND slot NOT IN (SELECT slot FROM gone) "
            "ORDER BY slot DESC LIMIT 1",
            (identifier,),
        ).fetchone()
        return (int(found[0]), str(found[1])) if found else (0, "")

    def rows(self, after: int) -> Iterator[Row]:
        for slot, name, title, marks, numbers, key in self._db.execute(
            "SELECT slot, id, title, marks, numbers, text_key FROM shelf WHERE slot > ? "
            "ORDER BY slot",
            (after,),
        ):
            yield Row(slot, name, title, marks, json.loads(numbers), key)

    def texts(self) -> Iterator[tuple[bytes, list[str]]]:
        """The passages of all rows by the key of their vector."""
        for key, passages in self._db.execute("SELECT text_key, passages FROM shelf"):
            yield bytes(key), json.loads(passages)

    def gone(self, after: int) -> list[int]:
        found = self._db.execute("SELECT slot FROM gone WHERE number > ?", (after,))
        return [int(slot) for (slot,) in found]


class VectorStore:
    """Vectors by the text they were made from."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "vectors.sqlite"
        try:
            self._db = _open(path)
            self._db.execute(_VECTORS)
        except sqlite3.DatabaseError:
            # Vectors can be made again; a damaged store must not stop the search.
            path.unlink(missing_ok=True)
            self._db = _open(path)
            self._db.execute(_VECTORS)

    def close(self) -> None:
        self._db.close()

    def missing(self, keys: Iterable[bytes]) -> list[bytes]:
        return [key for key in keys if self._value(key) is None]

    def _value(self, key: bytes) -> bytes | None:
        found = self._db.execute("SELECT value FROM vector WHERE text_key = ?", (key,)).fetchone()
        return bytes(found[0]) if found else None

    def keep(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        small = vectors.astype(np.float16)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO vector VALUES (?, ?)",
            [(key, row.tobytes()) for key, row in zip(keys, small, strict=True)],
        )
        self._db.execute("COMMIT")

    def fill(self, keys: Sequence[bytes], into: Vectors) -> list[int]:
        """Write the vector of each key into the row of the same place; the places left empty."""
        empty = []
        for place, key in enumerate(keys):
            value = self._value(key)
            if value is None or len(value) != 2 * into.shape[1]:
                empty.append(place)
            else:
                into[place] = np.frombuffer(value, np.float16)
        return empty

    def plant(self, seed: Path) -> None:
        """Take over vectors that were made before and shipped (`keys`, `vectors` in an .npz)."""
        with np.load(seed, allow_pickle=False) as shipped:
            keys = [row.tobytes() for row in shipped["keys"]]
            new = set(self.missing(keys))
            places = [place for place, key in enumerate(keys) if key in new]
            if places:
                self.keep([keys[place] for place in places], shipped["vectors"][places])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=dict, separators=(",", ":"))
