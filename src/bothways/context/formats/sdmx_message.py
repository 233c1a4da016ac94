"""SDMX-ML and SDMX-JSON, through the library sdmx1. Read only.

The library keeps state from one message to the next and then fails on messages that it reads well
by themselves, so each message is read by a fresh interpreter.
"""

import json
import subprocess
import sys
from typing import Any

from django.utils.translation import gettext as _

from bothways.context.columns import Observations
from bothways.context.formats.interpret import TextTable, interpret
from bothways.context.formats.message import Asked, Message, refused
from bothways.context.formats.packed import unpacked

PATIENCE_SECONDS = 300
READER = r"""
import io, json, logging, sys, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import sdmx

rows, about = [], ""
message = sdmx.read_sdmx(io.BytesIO(sys.stdin.buffer.read()))
for found in getattr(message, "data", None) or []:
    flow = getattr(found, "dataflow", None) or getattr(message, "dataflow", None)
    about = getattr(flow, "id", "") or getattr(found.structured_by, "id", "") or about
    for observation in found.obs:
        row = {}
        key = observation.key
        for held in (observation.attached_attribute, getattr(observation.series_key, "attrib", {}),
                     found.attrib):
            for name, attribute in (held or {}).items():
                row[str(name)] = str(getattr(attribute, "value", attribute))
        for name, value in key.values.items():
            row[str(name)] = str(value.value)
        value = observation.value
        value = getattr(value, "value", value)
        row["OBS_VALUE"] = "" if value is None else str(value)
        rows.append(row)
json.dump({"kind": type(message).__name__, "dataset": str(about or ""), "rows": rows}, sys.stdout)
"""


def read_sdmx_message(content: bytes, asked: Asked | None = None) -> Message:
    found, problems = unpacked(content)
    if problems:
        return Message(Observations.of({}, 0), problems)
    try:
        rows, dataset = rows_of(found)
    except UnreadableMessageError as error:
        return refused("not_sdmx", str(error))
    if not rows:
        message = _("The message holds no figures, only structures. Download the data itself.")
        return refused("no_figures", message)
    return interpret(_table(rows, dataset), asked or Asked())


class UnreadableMessageError(ValueError):
    """sdmx1 could not make sense of the message."""


def rows_of(content: bytes) -> tuple[list[dict[str, str]], str]:
    """Each observation with its dimensions and attributes as text, and the id of the dataset."""
    done = subprocess.run(
        [sys.executable, "-c", READER], input=content, capture_output=True,
        timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
        message = _("This is no SDMX-ML or SDMX-JSON that can be read (%(reason)s).")
        raise UnreadableMessageError(message % {"reason": reason})
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer["rows"], answer["dataset"]


def _table(rows: list[dict[str, str]], dataset: str) -> TextTable:
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {name: [row.get(name, "") for row in rows] for name in names}
    if dataset and "DATASET" not in texts:
        texts["DATASET"] = [dataset] * len(rows)
    return TextTable(texts, len(rows))
