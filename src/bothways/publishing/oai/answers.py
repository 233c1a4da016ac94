"""Answers of OAI-PMH 2.0 as XML."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from bothways.practices.exporters.reference import PUBLISHER, reference
from bothways.practices.importers.raw import CONTROL
from bothways.practices.queries import Released
from bothways.publishing.oai.harvest import Entry, set_names, sets_of
from bothways.publishing.oai.protocol import PREFIX, Harvest, ProtocolError, stamp, write_token

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_XSD = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC_XSD = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
for short, space in (("", OAI), ("oai_dc", OAI_DC), ("dc", DC), ("xsi", XSI)):
    ET.register_namespace(short, space)


def envelope(base: str, attributes: Mapping[str, str]) -> ET.Element:
    """The root with the time and the request it answers."""
    root = ET.Element(_oai("OAI-PMH"), {f"{{{XSI}}}schemaLocation": OAI_XSD})
    _add(root, "responseDate", stamp(datetime.now(UTC)))
    _add(root, "request", base, **attributes)
    return root


def written(root: ET.Element) -> bytes:
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def add_error(root: ET.Element, error: ProtocolError) -> None:
    _add(root, "error", str(error), code=error.code)


def add_identify(root: ET.Element, base: str, earliest: datetime | None, contact: str) -> None:
    node = _add(root, "Identify")
    _add(node, "repositoryName", "Bothways")
    _add(node, "baseURL", base)
    _add(node, "protocolVersion", "2.0")
    _add(node, "adminEmail", contact)
    _add(node, "earliestDatestamp", stamp(earliest or datetime.now(UTC)))
    _add(node, "deletedRecord", "persistent")
    _add(node, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def add_formats(root: ET.Element) -> None:
    node = _add(_add(root, "ListMetadataFormats"), "metadataFormat")
    _add(node, "metadataPrefix", PREFIX)
    _add(node, "schema", DC_XSD)
    _add(node, "metadataNamespace", OAI_DC)


def add_sets(root: ET.Element) -> None:
    node = _add(root, "ListSets")
    for spec, name in set_names().items():
        one = _add(node, "set")
        _add(one, "setSpec", spec)
        _add(one, "setName", name)


def add_list(
    root: ET.Element, verb: str, entries: Iterable[Entry], now: Harvest, then: Harvest | None,
    site: str,
) -> None:  # fmt: skip
    """ListIdentifiers or ListRecords, with the token to go on. An empty one ends a list."""
    node = _add(root, verb)
    for entry in entries:
        if verb == "ListIdentifiers":
            _add_header(node, entry)
        else:
            add_record(node, entry, site)
    if then is not None:
        _add(node, "resumptionToken", write_token(then),
             completeListSize=str(then.size), cursor=str(now.cursor))  # fmt: skip
    elif now.cursor:
        _add(node, "resumptionToken", "",
             completeListSize=str(now.size), cursor=str(now.cursor))  # fmt: skip


def verb_node(root: ET.Element, verb: str) -> ET.Element:
    return _add(root, verb)


def add_record(node: ET.Element, entry: Entry, site: str) -> None:
    record = _add(node, "record")
    _add_header(record, entry)
    if not entry.is_deleted:
        _add_dublin_core(_add(record, "metadata"), entry.release, site)


def _add_header(node: ET.Element, entry: Entry) -> None:
    header = _add(node, "header", **({"status": "deleted"} if entry.is_deleted else {}))
    _add(header, "identifier", entry.identifier)
    _add(header, "datestamp", stamp(entry.changed_at))
    for spec in sets_of(entry.release.document):
        _add(header, "setSpec", spec)


def _add_dublin_core(metadata: ET.Element, release: Released, site: str) -> None:
    location = {f"{{{XSI}}}schemaLocation": f"{OAI_DC} {DC_XSD}"}
    node = ET.SubElement(metadata, f"{{{OAI_DC}}}dc", location)
    for name, text in _dublin_core(release, site):
        if text:
            ET.SubElement(node, f"{{{DC}}}{name}").text = _clean(text)


def _dublin_core(release: Released, site: str) -> Iterable[tuple[str, str]]:
    ref = reference(release, site)
    yield "title", ref.title
    yield "creator", PUBLISHER
    yield from (("subject", subject.name) for subject in ref.subjects)
    yield "description", ref.abstract
    yield "publisher", PUBLISHER
    yield "date", ref.day
    yield "type", "Text"
    yield "format", "text/html"
    yield "identifier", ref.url
    yield from (("source", f"{s.title} {s.url}".strip()) for s in ref.sources)
    yield "language", ref.language
    yield from (("coverage", country.name) for country in ref.countries)
    yield "coverage", ref.coverage


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, _oai(name), {k: _clean(v) for k, v in attributes.items()})
    node.text = _clean(text) or None
    return node


def _clean(text: str) -> str:
    """Control characters cannot stand in XML, not even escaped; a request may bring some."""
    return CONTROL.sub("\ufffd", text)


def _oai(name: str) -> str:
    return f"{{{OAI}}}{name}"
