"""Formats of observations: each a pair of pure functions, bytes to a message and back.

``read_observations`` finds out by itself what a file is. ``interpret`` turns the columns of any
table into observations, ``layout`` learns how a file was laid out.
"""

from collections.abc import Callable

from bothways.context.columns import Observations
from bothways.context.formats.json_stat import read_json_stat, write_json_stat
from bothways.context.formats.message import Asked, Message
from bothways.context.formats.packed import unpacked
from bothways.context.formats.plain_csv import read_plain_csv, write_plain_csv
from bothways.context.formats.sdmx_csv import read_sdmx_csv, write_sdmx_csv
from bothways.context.formats.sdmx_message import read_sdmx_message
from bothways.core.collector import collector_at_rest

Reader = Callable[[bytes, Asked | None], Message]
READERS: dict[str, Reader] = {
    "sdmx-csv": read_sdmx_csv,
    "json-stat": read_json_stat,
    "sdmx": read_sdmx_message,
    "csv": read_plain_csv,
}
WRITERS: dict[str, Callable[[Observations], bytes]] = {
    "sdmx-csv": write_sdmx_csv,
    "json-stat": write_json_stat,
    "csv": write_plain_csv,
}
# Name ending and media type of what we write.
ENDINGS = {
    "sdmx-csv": (".sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0"),
    "json-stat": (".json", "application/json"),
    "csv": (".csv", "text/csv"),
}


def read_observations(content: bytes, asked: Asked | None = None) -> Message:
    with collector_at_rest():
        return READERS[format_of(content)](content, asked)


def format_of(content: bytes) -> str:
    """What a file is, by how it begins."""
    found, _problems = unpacked(content)
    start = found[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return "sdmx"
    if start.startswith((b"{", b"[")):
        return "sdmx" if _is_sdmx_json(start) else "json-stat"
    first = start.split(b"\n")[0].strip(b'"').upper()
    return "sdmx-csv" if first.startswith((b"DATAFLOW", b"STRUCTURE")) else "csv"


def _is_sdmx_json(start: bytes) -> bool:
    return b'"dataSets"' in start or b'"header"' in start or b"sdmx-json" in start


__all__ = [
    "ENDINGS", "READERS", "WRITERS", "Asked", "Message", "format_of", "read_json_stat",
    "read_observations", "read_plain_csv", "read_sdmx_csv", "read_sdmx_message",
    "write_json_stat", "write_plain_csv", "write_sdmx_csv",
]  # fmt: skip
