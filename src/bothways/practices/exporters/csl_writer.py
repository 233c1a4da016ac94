"""Writes CSL-JSON, the input of citation processors."""

import json
from collections.abc import Sequence
from typing import Any

from bothways.practices.exporters.reference import PUBLISHER, Reference, reference
from bothways.practices.queries import Released


def write_csl(releases: Sequence[Released], site: str) -> bytes:
    entries = [_entry(reference(release, site)) for release in releases]
    return (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _entry(ref: Reference) -> dict[str, Any]:
    day = ref.released_at
    entry = {
        "id": ref.key,
        "type": "webpage",
        "title": ref.title,
        "author": [{"literal": PUBLISHER}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": PUBLISHER,
        "version": str(ref.number),
        "abstract": ref.abstract,
        "keyword": ", ".join(subject.name for subject in ref.subjects),
        "language": ref.language,
        "URL": ref.url,
    }
    return {name: value for name, value in entry.items() if value}
