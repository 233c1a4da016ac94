"""The shapes of the API's answers, as OpenAPI describes them."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Place(Schema):
    """A parameter, and what is wrong with it."""

    name: str
    message: str


class ErrorBody(Schema):
    code: str = Field(description="not_found, bad_request, unprocessable, withdrawn or error")
    message: str
    places: list[Place]


class Failure(Schema):
    """The one shape of every error."""

    error: ErrorBody


class Reason(Schema):
    outcome: str = Field(description="Outcome family, or the outcome as the record calls it")
    low: int
    high: int
    direction: str
    reasons: list[str]


class Lowered(Schema):
    level: int
    reason: str


class RatingShape(Schema):
    """How far a practice can be trusted, computed from its record. Read only."""

    low: int = Field(description="C0 to C5 at worst, after lowering", ge=0, le=5)
    high: int = Field(description="C0 to C5 at best; equal to low where nothing is open")
    label: str
    direction: str
    reasons: list[str] = Field(description="What binds the rating")
    outcomes: list[Reason]
    flags: list[str]
    rule_version: str
    inputs_hash: str = Field(description="SHA-256 of all that the rating reads")
    lowered: Lowered | None = Field(description="What a reviewer lowered it to, and why")


class PracticeHead(Schema):
    id: str
    number: int = Field(description="Number of the release")
    title: str
    language: str | None
    countries: list[str] = Field(description="ISO 3166-1 alpha-2")
    released_at: datetime
    content_hash: str = Field(description="SHA-256 of the released record in canonical JSON")
    address: str = Field(description="The page for people")
    rating: RatingShape | None = Field(
        None, description="Computed, never typed; null while nothing is computed yet"
    )
    document: dict[str, Any] | None = Field(
        None, description="The whole record, when documents=true"
    )


class Practice(PracticeHead):
    document: dict[str, Any] = Field(description="The whole record; see /fields")


class PracticePage(Schema):
    count: int
    page: int
    pages: int
    next: str | None = Field(description="Address of the next page")
    practices: list[PracticeHead]


class VocabularyHead(Schema):
    id: str
    edition: int
    name: str
    codes: int


class Code(Schema):
    id: str
    label: str
    definition: str
    not_this: str = Field(description="What the code is easily mistaken for")
    broader: str | None
    deprecated: bool
    replaced_by: str | None


class Vocabulary(Schema):
    id: str
    edition: int
    name: str
    codes: list[Code]


class FieldShape(Schema):
    id: str
    kind: str
    label: str
    hint: str
    section: str
    level: str = Field(description="The completeness level that asks for it")
    vocabulary: str
    required: bool
    translatable: bool
    columns: list["FieldShape"]


class FieldList(Schema):
    edition: int
    fields: list[FieldShape]
