"""Writers of practice files: releases in, bytes out. Pure functions, one module a format.

``EXPORTERS`` maps the ending of an address or file name to its writer. JSON, CSV and XLSX carry
the whole record and come back identical through ``importers``; CSV, XLSX and JSON-LD carry the
computed rating beside it, which never comes back in. The others carry what a reference
manager, a repository or a search engine has a place for.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bothways.practices.exporters.bibtex_writer import write_bibtex
from bothways.practices.exporters.confidence import confidence_table
from bothways.practices.exporters.csl_writer import write_csl
from bothways.practices.exporters.csv_writer import write_csv
from bothways.practices.exporters.datacite_writer import write_datacite
from bothways.practices.exporters.json_writer import write_json
from bothways.practices.exporters.ris_writer import write_ris
from bothways.practices.exporters.schema_org import write_json_ld
from bothways.practices.queries import Released
from bothways.practices.record.document import Document
from bothways.practices.record.public import public_document


@dataclass(frozen=True)
class Exporter:
    """One format: how its files are called, what they are, how they are written.

    ``site`` of ``write`` is the address of this library, which references point at.
    """

    name: str
    ending: str
    content_type: str
    write: Callable[[Sequence[Released], str], bytes]
    is_text: bool = True


def _documents(
    write: Callable[[Sequence[Document]], bytes],
) -> Callable[[Sequence[Released], str], bytes]:
    def _write(releases: Sequence[Released], site: str) -> bytes:
        return write([release.document for release in releases])

    return _write


def _with_confidence(
    write: Callable[[Sequence[Document], Sequence[Sequence[str]]], bytes],
) -> Callable[[Sequence[Released], str], bytes]:
    def _write(releases: Sequence[Released], site: str) -> bytes:
        documents = [release.document for release in releases]
        return write(documents, confidence_table(releases))

    return _write


def write_xlsx(documents: Sequence[Document], beside: Sequence[Sequence[str]]) -> bytes:
    # Loading what writes spreadsheets takes long; a site that starts does without.
    from bothways.practices.exporters.xlsx_writer import write_xlsx as write

    return write(documents, beside)


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTERS: dict[str, Exporter] = {
    "json": Exporter("JSON", "json", "application/json", _documents(write_json)),
    "csv": Exporter("CSV", "csv", "text/csv; charset=utf-8", _with_confidence(write_csv)),
    "xlsx": Exporter("XLSX", "xlsx", XLSX_TYPE, _with_confidence(write_xlsx), is_text=False),
    "ris": Exporter("RIS", "ris", "application/x-research-info-systems; charset=utf-8", write_ris),
    "bibtex": Exporter("BibTeX", "bib", "application/x-bibtex; charset=utf-8", write_bibtex),
    "csl": Exporter("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", write_csl),
    "datacite": Exporter(
        "DataCite JSON", "datacite.json", "application/vnd.datacite.datacite+json", write_datacite
    ),
    "jsonld": Exporter("JSON-LD", "jsonld", "application/ld+json", write_json_ld),
}
BY_ENDING = {exporter.ending: exporter for exporter in EXPORTERS.values()}


def public_releases(releases: Iterable[Released]) -> list[Released]:
    """The releases as everybody may have them: see ``record/public.py``."""
    return [replace(release, document=public_document(release.document)) for release in releases]
