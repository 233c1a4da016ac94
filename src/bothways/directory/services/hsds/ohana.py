"""The CSV tables of the Ohana API, read as rows of HSDS 3.1. Pure.

Its ids are plain numbers; each becomes a UUID from the place the file is brought for, its table
and the number, so that a later export of the same office meets the same records again. Lists that
stand in one cell become rows of their own, and hours by weekday one OpenStreetMap expression.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from bothways.core.places_and_languages import language_code
from bothways.core.problems import Problem
from bothways.core.tables import Table
from bothways.directory.services.hsds import weekdays
from bothways.directory.services.hsds.names import Doc, kept

Cells = Mapping[str, str]
NAMESPACE = UUID("7b4f2f8e-5f0a-5d6c-9c8e-2f9f5f1b6a11")
OWNERS = {"organization_id": "organizations", "location_id": "locations",
          "service_id": "services", "contact_id": "contacts", "program_id": "programs"}  # fmt: skip
SCHEDULES = ("regular_schedules", "holiday_schedules")
# HSDS 3 has none of these tables; HSDS 1 and 2 have some, and beside them what Ohana lacks.
MARKS = frozenset({*SCHEDULES, "mail_addresses"})
OLDER = frozenset({"services_at_location", "languages"})


@dataclass(frozen=True)
class Layout:
    """One table: what its rows are, the columns taken as they are or by another name, the cells
    that hold a list (object and property of each entry), and what every row says besides."""

    kind: str
    same: str
    renamed: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, str]] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    # Columns that ``_more`` reads.
    other: str = ""

    def knows(self, column: str) -> bool:
        words = {"id", *OWNERS, *self.same.split(), *self.other.split()}
        return column in words or column in self.renamed or column in self.lists


POSTAL = "address_1 address_2 city state_province postal_code country"
LAYOUTS = {
    "organizations": Layout(
        "organization", "name alternate_name description email website tax_id tax_status "
        "legal_status accreditations licenses",
        lists={"funding_sources": ("funding", "source")}, other="date_incorporated",
    ),
    "programs": Layout("program", "name alternate_name", other="description"),
    "locations": Layout(
        "location", "name alternate_name description transportation latitude longitude",
        {"website": "url"},
        {"languages": ("language", "name"), "accessibility": ("accessibility", "description")},
        other="virtual email short_desc",
    ),
    "services": Layout(
        "service", "name alternate_name description status application_process wait_time email "
        "interpretation_services",
        {"fees": "fees_description", "website": "url"},
        {"languages": ("language", "name"), "required_documents": ("required_document", "document"),
         "service_areas": ("service_area", "name"), "funding_sources": ("funding", "source"),
         "accepted_payments": ("cost_option", "option"), "keywords": ("attribute", "value"),
         "taxonomy_ids": ("attribute", "taxonomy_term_id")},
        other="audience eligibility",
    ),
    "contacts": Layout("contact", "name title department email"),
    "phones": Layout("phone", "extension", {"number_type": "type", "department": "description"},
                     other="number country_prefix"),
    "addresses": Layout("address", POSTAL, says={"address_type": "physical"}),
    "mail_addresses": Layout("address", POSTAL + " attention", says={"address_type": "postal"}),
    "taxonomy": Layout("taxonomy_term", "name", {"taxonomy_id": "code"},
                       other="parent_id parent_name"),
}  # fmt: skip


def is_ohana(stems: Iterable[str]) -> bool:
    found = set(stems)
    return bool(MARKS & found) and not OLDER & found


@dataclass
class Ohana:
    """The tables of one file. ``source`` keeps the numbers of two offices apart."""

    tables: Mapping[str, Table]
    source: str
    problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, int, str, Doc]]:
        """Table, number of the row, object and document, with what lay in its cells."""
        for stem, layout in LAYOUTS.items():
            records = self._records(stem)
            self._left_out(stem, layout, records)
            for number, cells in records:
                for kind, doc in self._of_row(stem, layout, number, cells):
                    yield stem, number, kind, kept(doc)

    def _of_row(
        self, stem: str, layout: Layout, number: int, cells: Cells
    ) -> Iterator[tuple[str, Doc]]:
        key = self._key(stem, cells.get("id") or cells.get("taxonomy_id", ""))
        owners = {column: self._key(OWNERS[column], cells[column])
                  for column in OWNERS if cells.get(column)}  # fmt: skip
        if stem == "services":
            place = owners.pop("location_id", "")
            owners["organization_id"] = self.owner_of.get(place, "")
            yield from self._at_location(key, place, number, cells)
        yield layout.kind, {
            "id": key, **owners, **layout.says,
            **{column: cells.get(column, "") for column in layout.same.split()},
            **{to: cells.get(column, "") for column, to in layout.renamed.items()},
            **self._more(stem, cells),
        }  # fmt: skip
        if stem == "locations":
            yield from self._mailbox(key, cells)
        for column in layout.lists:
            yield from self._listed(stem, layout, key, number, column, cells.get(column, ""))

    def _more(self, stem: str, cells: Cells) -> Doc:
        """What takes more than another name."""
        match stem:
            case "organizations":
                born = weekdays.read_day(cells.get("date_incorporated", ""))
                return {"year_incorporated": str(born.year)} if born else {}
            case "programs":
                return {"description": cells.get("description") or cells.get("name", "")}
            case "taxonomy":
                parent = self._key("taxonomy", cells.get("parent_id", ""))
                return {"description": cells.get("name", ""), "parent_id": parent}
            case "locations":
                virtual = cells.get("virtual", "").lower() in ("true", "1", "yes")
                words = cells.get("description") or cells.get("short_desc", "")
                return {"description": words, "location_type": "virtual" if virtual else "physical"}
            case "phones":
                prefix = cells.get("country_prefix", "").strip("+ ")
                number = cells.get("number", "")
                return {"number": f"+{prefix} {number}" if prefix and number else number}
            case "services":
                said = [cells.get("audience", ""), cells.get("eligibility", "")]
                return {"eligibility_description": "\n".join(filter(None, said))}
        return {}

    def _at_location(
        self, service: str, place: str, number: int, cells: Cells
    ) -> Iterator[tuple[str, Doc]]:
        if not place:
            message = _("This service names no location, so no address and no owner are known.")
            self._warn("services", number, "location_id", "no_location", message)
            return
        hours = self.hours.get(service) or self.hours.get(place, "")
        key = self._key("services.location", f"{service}/{place}")
        yield "service_at_location", {"id": key, "service_id": service, "location_id": place,
                                      "opening_hours": hours}  # fmt: skip

    def _mailbox(self, key: str, cells: Cells) -> Iterator[tuple[str, Doc]]:
        if cells.get("email"):
            contact = self._key("locations.email", cells["id"])
            yield "contact", {"id": contact, "location_id": key, "email": cells["email"]}

    def _listed(
        self, stem: str, layout: Layout, owner: str, number: int, column: str, cell: str
    ) -> Iterator[tuple[str, Doc]]:
        kind, name = layout.lists[column]
        link = ({"link_id": owner, "link_entity": layout.kind} if kind == "attribute"
                else {f"{layout.kind}_id": owner})  # fmt: skip
        for entry in filter(None, map(str.strip, cell.split(","))):
            doc = {"id": self._key(f"{stem}.{column}", f"{owner}/{entry}"), **link, name: entry}
            match column:
                case "languages":
                    doc["code"] = self._language(stem, number, entry)
                case "taxonomy_ids":
                    doc[name] = self._key("taxonomy", entry)
                case "keywords":
                    doc["label"] = "keyword"
            yield kind, doc

    def _language(self, stem: str, number: int, name: str) -> str:
        code = language_code(name.partition("(")[0].strip(), "en")
        if not code:
            message = _("“%(name)s” is not the English name of a language; the name is kept, but "
                        "nobody finds the service by it.") % {"name": name[:60]}  # fmt: skip
            self._warn(stem, number, "languages", "unknown_language", message)
        return code

    @cached_property
    def owner_of(self) -> dict[str, str]:
        """Address -> organisation: an Ohana service belongs to one through its address."""
        return {
            self._key("locations", cells.get("id", "")):
            self._key("organizations", cells.get("organization_id", ""))
            for _number, cells in self._records("locations")
        }  # fmt: skip

    @cached_property
    def hours(self) -> dict[str, str]:
        """Service or address -> its hours."""
        week: dict[str, list[tuple[str, str]]] = defaultdict(list)
        exceptions: dict[str, list[weekdays.Exceptional]] = defaultdict(list)
        for number, cells in self._records("regular_schedules"):
            if found := self._of_weekday(number, cells):
                week[self._owner(cells)].append(found)
        for number, cells in self._records("holiday_schedules"):
            if exception := self._of_holiday(number, cells):
                exceptions[self._owner(cells)].append(exception)
        return {key: weekdays.expression_of(week[key], exceptions[key])
                for key in {*week, *exceptions}}  # fmt: skip

    def _of_weekday(self, number: int, cells: Cells) -> tuple[str, str] | None:
        day, span = weekdays.read_weekday(cells.get("weekday", "")), self._span(cells)
        if day and span:
            return day, span
        message = _("This must be a weekday with two times, such as Monday, 08:00, 17:00.")
        self.problems.append(Problem(number, "regular_schedules.csv: weekday", "hours", message))
        return None

    def _of_holiday(self, number: int, cells: Cells) -> weekdays.Exceptional | None:
        start, end = (weekdays.read_day(cells.get(name, "")) for name in ("start_date", "end_date"))
        closed = cells.get("closed", "").lower() in ("true", "1", "yes")
        span = "" if closed else self._span(cells)
        if start and end and (closed or span):
            return weekdays.Exceptional(start, end, span)
        message = _("This must be two days, such as December 24, 2026, and either closed or two "
                    "times.")  # fmt: skip
        self.problems.append(Problem(number, "holiday_schedules.csv: start_date", "hours", message))
        return None

    def _span(self, cells: Cells) -> str:
        opens, closes = (weekdays.read_clock(cells.get(f"{end}_at", "")) for end in
                         ("opens", "closes"))  # fmt: skip
        return f"{opens}-{closes}" if opens and closes else ""

    def _owner(self, cells: Cells) -> str:
        column = "service_id" if cells.get("service_id") else "location_id"
        return self._key(OWNERS[column], cells.get(column, ""))

    def _key(self, table: str, number: str) -> str:
        return str(uuid5(NAMESPACE, f"{self.source}/{table}/{number}")) if number else ""

    def _records(self, stem: str) -> list[tuple[int, dict[str, str]]]:
        return self.tables.get(stem, Table()).records()

    def _left_out(
        self, stem: str, layout: Layout, records: list[tuple[int, dict[str, str]]]
    ) -> None:
        filled = {column for _number, cells in records for column in cells if cells[column]}
        for column in sorted(column for column in filled if not layout.knows(column)):
            message = _("HSDS has no place for this column; it is left out.")
            self._warn(stem, 0, column, "left_out", message)

    def _warn(self, stem: str, number: int, column: str, code: str, message: str) -> None:
        self.problems.append(Problem(number, f"{stem}.csv: {column}", code, message, "warning"))
