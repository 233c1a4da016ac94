"""What the read API may be asked, and the shape of its envelopes."""

import re
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field, field_validator

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
A_PAGE, MOST_A_PAGE, MOST_PAGE = 50, 500, 100_000
Format = Literal["json", "ndjson"]


class Page(Schema):
    """The envelope of a list."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


class Failure(Schema):
    error: str


class Root(Schema):
    version: str
    profile: str
    openapi_url: str


class Paging(Schema):
    """Asked in the address, whether by GET or by POST."""

    search: str = Field("", max_length=200, description="Words in name or description.")
    page: int = Field(1, ge=1, le=MOST_PAGE)
    per_page: int = Field(A_PAGE, ge=1, le=MOST_A_PAGE)
    format: Format = "json"

    @field_validator("search", mode="after")
    @classmethod
    def _is_text(cls, value: str) -> str:
        """PostgreSQL holds no null characters, so nothing can match one."""
        if "\0" in value:
            raise ValueError("leave out the null character")
        return value


class Narrowing(Paging):
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None
    full: bool = False

    @field_validator("modified_after", mode="before")
    @classmethod
    def _is_written_as_a_day(cls, value: Any) -> Any:
        """A bare number would be taken for seconds since 1970; nobody means that."""
        if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d", value):
            raise ValueError("write it as 2026-01-31 or 2026-01-31T09:00:00Z")
        return value

    @field_validator("modified_after", mode="after")
    @classmethod
    def _is_of_our_time(cls, value: datetime | None) -> datetime | None:
        """In UTC, and a day before or after all of ours becomes the nearest that databases know."""
        if value is None:
            return None
        if not EARLIEST.year < value.year < LATEST.year:
            return EARLIEST if value.year <= EARLIEST.year else LATEST
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class ServiceAsked(Narrowing):
    minimal: bool = False


class OrganizationAsked(Paging):
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    full: bool = False
    full_service: bool = False


class PlaceAsked(Narrowing):
    postcode: str = Field("", max_length=20)
    proximity: float | None = Field(None, ge=0, le=20_100_000, description="Metres.")


class TermAsked(Paging):
    taxonomy_id: UUID | None = None
    parent_id: UUID | None = None
    top_only: bool = False
