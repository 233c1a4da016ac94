"""A book of steps in the terms of CPSV-AP 3.2, as JSON-LD. Pure."""

from typing import Any

from bothways.core.vocabularies import LANGUAGES
from bothways.directory.steps.book import Book, Step, Texts

Node = dict[str, Any]
CONTEXT = {
    "cpsv": "http://purl.org/vocab/cpsv#", "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
TONGUE = "http://publications.europa.eu/resource/authority/language/"
THREE_LETTERS = {"en": "ENG", "fr": "FRA", "de": "DEU", "es": "SPA", "ar": "ARA", "uk": "UKR"}


def cpsv_document(book: Book, place: str, place_names: Texts, address: str) -> Node:
    """Life events, services, evidence and outputs, each with an address below ``address``."""
    authority = f"{address}#authority"
    where = f"{address}#place"
    graph: list[Node] = [
        {"@id": where, "@type": "dct:Location"},
        {"@id": authority, "@type": "cv:PublicOrganisation", "dct:spatial": {"@id": where},
         "dct:identifier": place, "skos:prefLabel": _said(place_names)},
        *({"@id": TONGUE + THREE_LETTERS[code], "@type": "dct:LinguisticSystem"}
          for code in LANGUAGES),
        *(_event(address, code, texts) for code, texts in book.events.items()),
        *(_evidence(address, code, texts) for code, texts in book.papers.items()),
        *(_output(address, code, texts) for code, texts in book.papers.items()
          if code in book.givers),
        *(_service(address, step, authority, where) for step in book.steps),
    ]  # fmt: skip
    return {"@context": CONTEXT, "@graph": graph}


def _said(texts: Texts) -> list[Node]:
    return [{"@value": text, "@language": language} for language, text in sorted(texts.items())]


def _event(address: str, code: str, texts: Texts) -> Node:
    return {"@id": f"{address}#event-{code}", "@type": ["cv:LifeEvent", "cv:Event"],
            "dct:identifier": code, "dct:title": _said(texts)}  # fmt: skip


def _evidence(address: str, code: str, texts: Texts) -> Node:
    return {"@id": f"{address}#paper-{code}", "@type": "cv:EvidenceType", "dct:identifier": code,
            "dct:title": _said(texts)}  # fmt: skip


def _output(address: str, code: str, texts: Texts) -> Node:
    return {"@id": f"{address}#output-{code}", "@type": "cv:Output", "dct:identifier": code,
            "dct:title": _said(texts)}  # fmt: skip


def _service(address: str, step: Step, authority: str, where: str) -> Node:
    node: Node = {
        "@id": f"{address}#step-{step.code}", "@type": "cpsv:PublicService",
        "dct:identifier": step.code, "dct:title": _said(step.title),
        "dct:description": _said(step.how), "cv:hasCompetentAuthority": {"@id": authority},
        "dct:spatial": {"@id": where},
        "dct:language": [{"@id": TONGUE + THREE_LETTERS[code]} for code in LANGUAGES],
        "cv:hasInputType": [{"@id": f"{address}#paper-{code}"} for code in step.needs],
        "cpsv:produces": [{"@id": f"{address}#output-{code}"} for code in step.gives],
        "dct:requires": [{"@id": f"{address}#step-{code}"} for code in step.after],
    }  # fmt: skip
    if step.event:
        node["cv:isGroupedBy"] = {"@id": f"{address}#event-{step.event}"}
    if step.takes:
        node["cv:processingTime"] = {"@value": f"P{step.takes}D", "@type": "xsd:duration"}
    return {name: value for name, value in node.items() if value != []}
