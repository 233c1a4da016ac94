"""The needs that people filter by: our vocabulary ``need`` as a taxonomy of HSDS."""

from uuid import NAMESPACE_URL, UUID, uuid5

from bothways.core.vocabularies import vocabulary
from bothways.directory.services.hsds.names import Doc

ADDRESS = "https://bothways.example/vocabularies/need"
NEED_TAXONOMY = uuid5(NAMESPACE_URL, ADDRESS)


def need_id(code: str) -> UUID:
    """The same id in every installation."""
    return uuid5(NEED_TAXONOMY, code)


def need_taxonomy() -> Doc:
    return {
        "id": str(NEED_TAXONOMY), "name": "Needs", "description": vocabulary("need").name("en"),
        "uri": ADDRESS, "version": str(vocabulary("need").edition),
    }  # fmt: skip


def need_term(code: str) -> Doc:
    needs = vocabulary("need")
    return {
        "id": str(need_id(code)), "code": code, "name": needs.label(code, "en"),
        "description": needs.definition(code, "en"), "taxonomy": "Needs",
        "taxonomy_detail": need_taxonomy(), "language": "en",
    }  # fmt: skip


def need_attribute(owner: UUID, code: str) -> Doc:
    """What files an object under a need."""
    return {"id": str(uuid5(owner, f"need {code}")), "taxonomy_term": need_term(code)}
