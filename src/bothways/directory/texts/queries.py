"""Reads of texts: what stands in a language, with its state, and from which source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bothways.directory.texts.models import Text
from bothways.directory.texts.state import Standing, standing

Fields = dict[str, "Worded"]


@dataclass(frozen=True)
class Worded:
    """A text as a reader gets it: in their language, or in the source with its language named."""

    body: str
    language: str
    standing: Standing
    source: str
    source_language: str
    number: int

    @property
    def is_fallback(self) -> bool:
        return self.standing.kind == "missing"


def worded(
    kind: str, things: Iterable[str] | None, language: str
) -> dict[str, Fields]:  # fmt: skip
    """Thing -> field -> words, falling back to the source. One statement."""
    rows = Text.objects.filter(kind=kind, is_newest=True)
    if things is not None:
        rows = rows.filter(thing__in=list(things))
    return worded_of(rows.order_by("pk"), language)


def worded_of(rows: Iterable[Text], language: str) -> dict[str, Fields]:
    """The newest rows of several things, read as one language."""
    by_field: dict[tuple[str, str], dict[str, Text]] = defaultdict(dict)
    for row in rows:
        key = "source" if row.origin == Text.Origin.SOURCE else row.language
        by_field[row.thing, row.field][key] = row
    found: dict[str, Fields] = defaultdict(dict)
    for (thing, field), wordings in by_field.items():
        if "source" in wordings:
            found[thing][field] = _in(wordings, language)
    return dict(found)


def _in(wordings: Mapping[str, Text], language: str) -> Worded:
    source = wordings["source"]
    row = source if source.language == language else wordings.get(language)
    state = standing(source.number, row.of_number if row else None, row.origin if row else "")
    shown = row or source
    return Worded(shown.body, shown.language, state, source.body, source.language, source.number)


def source_wording(kind: str, thing: str, field: str, number: int) -> str:
    """An earlier wording of the source, to show what has changed since."""
    row = Text.objects.filter(
        kind=kind, thing=thing, field=field, number=number, origin=Text.Origin.SOURCE
    ).first()
    return row.body if row else ""
