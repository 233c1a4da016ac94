"""What of a released document is for everybody: sources keep the confidence they were given in."""

from collections.abc import Mapping
from typing import Any

from bothways.practices.record.document import Document

RESTRICTED_SHOWS = ("id", "title", "confidentiality")


def public_document(document: Document) -> Document:
    """The document without confidential sources and with only the titles of restricted ones.

    The quotes taken from such sources go with them. A document without such sources comes back
    as the same object.
    """
    marked = {
        source.get("id"): source["confidentiality"]
        for source in document.get("sources") or []
        if source.get("confidentiality") in ("restricted", "confidential")
    }
    if not marked:
        return document
    sources = [_shown(source) for source in document["sources"]]
    public = {**document, "sources": [source for source in sources if source]}
    if document.get("provenance"):
        public["provenance"] = [
            row for row in document["provenance"] if row.get("source") not in marked
        ]
    return public


def _shown(source: Mapping[str, Any]) -> Document:
    if source.get("confidentiality") == "confidential":
        return {}
    if source.get("confidentiality") == "restricted":
        return {key: source[key] for key in RESTRICTED_SHOWS if key in source}
    return dict(source)
