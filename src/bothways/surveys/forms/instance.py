"""A filled form as XML, the way phones send it: read into answers, and written from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bothways.surveys.forms.definition import Definition, Part

MOST_BYTES = 5 * 1024 * 1024
MOST_ID = 200


class UnreadableInstance(Exception):
    """The XML cannot be read safely, or is no filled form. ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Instance:
    """Which form, which version, which filled sheet; the answers are still markup."""

    form_id: str
    version: str
    instance_id: str
    root: Element


def read_instance(content: bytes) -> Instance:
    """Raises UnreadableInstance. DTDs and entities are refused before anything is expanded."""
    if len(content) > MOST_BYTES:
        raise UnreadableInstance("too_large")
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnreadableInstance("unsafe_xml") from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableInstance("broken_xml") from error
    form_id = root.get("id", "")
    instance_id = (root.get("instanceID") or _found(root, "instanceID")).strip()
    if not form_id or root.get("encrypted"):
        raise UnreadableInstance("no_form")
    if not instance_id or len(instance_id) > MOST_ID:
        raise UnreadableInstance("no_instance_id")
    return Instance(form_id, root.get("version", ""), instance_id, root)


def _found(root: Element, name: str) -> str:
    """In the block ``meta``, whatever namespace it is written in."""
    for block in root:
        if _local(block) == "meta":
            for entry in block:
                if _local(entry) == name:
                    return entry.text or ""
    return ""


def answers_in(instance: Instance, definition: Definition) -> dict[str, Any]:
    """By the paths of the form. What the form does not know is listed by ``strangers_in``."""
    return _answers(instance.root, definition.root, "")


def _answers(element: Element, part: Part, base: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = {child.name: child for child in part.children}
    for entry in element:
        child = known.get(_local(entry))
        if child is None:
            continue
        key = child.path.removeprefix(f"{base}/") if base else child.path
        if child.kind == "repeat":
            found.setdefault(key, []).append(_answers(entry, child, child.path))
        elif child.kind == "group":
            found.update(_answers(entry, child, base))
        elif text := (entry.text or "").strip():
            found[key] = text
    return found


def strangers_in(instance: Instance, definition: Definition) -> list[str]:
    """Paths that hold something in the sheet but do not stand in the form."""
    return sorted(set(_strangers(instance.root, definition.root)))


def _strangers(element: Element, part: Part) -> Iterator[str]:
    known = {child.name: child for child in part.children}
    for entry in element:
        child = known.get(_local(entry))
        if child is not None:
            yield from _strangers(entry, child)
        elif _local(entry) != "meta" and ((entry.text or "").strip() or len(entry)):
            yield f"{part.path}/{_local(entry)}".lstrip("/")


def write_instance(definition: Definition, answers: Mapping[str, Any], instance_id: str) -> bytes:
    """The sheet that a phone would send for these answers."""
    root = Element("data", {"id": definition.form_id, "version": definition.version})
    _write(root, definition.root, answers, "")
    meta = SubElement(root, "meta")
    SubElement(meta, "instanceID").text = instance_id
    return bytes(tostring(root, encoding="utf-8"))


def _write(element: Element, part: Part, answers: Mapping[str, Any], base: str) -> None:
    for child in part.children:
        key = child.path.removeprefix(f"{base}/") if base else child.path
        if child.path == "meta":
            continue
        if child.kind == "repeat":
            for row in answers.get(key, ()):
                _write(SubElement(element, child.name), child, row, child.path)
        elif child.kind == "group":
            _write(SubElement(element, child.name), child, answers, base)
        else:
            SubElement(element, child.name).text = answers.get(key, "")


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
