"""Writes JSON: the documents as they are, in the shape that the reader takes."""

import json
from collections.abc import Sequence

from bothways.practices.record.document import Document
from bothways.practices.record.fields import EDITION


def write_json(documents: Sequence[Document]) -> bytes:
    whole = {"edition": EDITION, "practices": list(documents)}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
