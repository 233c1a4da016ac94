"""What HSDS 3.1 calls its tables, which list lies in which object, and what a field must be."""

from functools import cache
from typing import Any

Doc = dict[str, Any]

# The objects that are kept one by one; all others lie inside them.
CORE = ("organization", "service", "service_at_location", "location", "taxonomy", "taxonomy_term")

# Object -> its lists -> the object in the list.
LISTS: dict[str, dict[str, str]] = {
    "organization": {
        "additional_websites": "url", "funding": "funding", "contacts": "contact",
        "phones": "phone", "programs": "program",
        "organization_identifiers": "organization_identifier",
    },
    "service": {
        "additional_urls": "url", "phones": "phone", "schedules": "schedule",
        "service_areas": "service_area", "languages": "language", "funding": "funding",
        "cost_options": "cost_option", "required_documents": "required_document",
        "contacts": "contact", "capacities": "service_capacity",
    },
    "service_at_location": {
        "service_areas": "service_area", "contacts": "contact", "phones": "phone",
        "schedules": "schedule",
    },
    "location": {
        "languages": "language", "addresses": "address", "contacts": "contact",
        "accessibility": "accessibility", "phones": "phone", "schedules": "schedule",
    },
    "contact": {"phones": "phone"},
    "phone": {"languages": "language"},
}  # fmt: skip
# Lists that every object may have; they name their owner in columns of their own.
EVERYWHERE = {"attributes": "attribute", "metadata": "metadata"}
# Objects inside objects that are no list: property -> (object, column that names it).
SINGLE: dict[str, dict[str, tuple[str, str]]] = {
    "service": {"program": ("program", "program_id")},
    "service_capacity": {"unit": ("unit", "unit_id")},
    "attribute": {"taxonomy_term": ("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": ("taxonomy", "taxonomy_id")},
}
FILES = {
    "organization": "organizations", "service": "services", "location": "locations",
    "service_at_location": "service_at_location", "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms", "url": "url", "funding": "funding", "contact": "contacts",
    "phone": "phones", "program": "programs",
    "organization_identifier": "organization_identifiers", "schedule": "schedules",
    "service_area": "service_areas", "language": "languages", "cost_option": "cost_options",
    "required_document": "required_documents", "service_capacity": "service_capacity",
    "unit": "units", "address": "addresses", "accessibility": "accessibility",
    "attribute": "attributes", "metadata": "metadata",
}  # fmt: skip
OTHER_FILES = {"services_at_location": "service_at_location"}
REQUIRED: dict[str, tuple[str, ...]] = {
    "organization": ("name", "description"),
    "service": ("name", "status"),
    "location": ("location_type",),
    "phone": ("number",),
    "taxonomy_term": ("name", "description"),
    "taxonomy": ("name", "description"),
    "program": ("name", "description"),
    "url": ("url",),
    "unit": ("name",),
    "service_capacity": ("available", "updated"),
    "organization_identifier": ("identifier_type", "identifier"),
    "metadata": (
        "last_action_date", "last_action_type", "field_name", "previous_value",
        "replacement_value", "updated_by",
    ),
}  # fmt: skip
NUMBERS = {
    "amount", "latitude", "longitude", "year_incorporated", "extension", "count", "interval",
    "timezone", "maximum_age", "minimum_age", "available", "maximum",
}  # fmt: skip
ONE_OF = {
    ("service", "status"): ("active", "inactive", "defunct", "temporarily closed"),
    ("location", "location_type"): ("physical", "postal", "virtual"),
    ("schedule", "freq"): ("WEEKLY", "MONTHLY"),
    ("schedule", "wkst"): ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}
EMAILS = {"email", "assurer_email"}
ADDRESSES = {"url", "website", "uri", "schedule_link", "term_uri", "logo"}
# Columns that say where an object lies, once it stands in a table of its own.
OWNERS = (
    "organization_id", "service_id", "service_at_location_id", "location_id", "contact_id",
    "phone_id", "link_id", "link_entity", "resource_id", "resource_type",
)  # fmt: skip


@cache
def lists_of(kind: str) -> dict[str, str]:
    return {**LISTS.get(kind, {}), **EVERYWHERE}


def kept(doc: Doc) -> Doc:
    """Without what says nothing: null, empty words, empty lists."""
    return {name: value for name, value in doc.items() if value not in (None, "", [], {})}
