"""Templates for kinds of programme: goal, results, indicators, groups, risks, partners, as data.

A file a kind under ``kinds/``, each text in all six languages. Indicators and risks that several
kinds share stand in ``kinds/shared``. ``civic_education@DE`` is a kind with the variant of a
country. Files are read at first use and checked on the way: a kind that breaks a rule is an error
that names file and place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bothways.core.places_and_languages import country_codes
from bothways.core.vocabularies import LANGUAGES, Texts, vocabulary
from bothways.programmes.models import Indicator
from bothways.programmes.plan.groups import is_group
from bothways.programmes.plan.totals import DIMENSIONS

FOLDER = Path(__file__).parent / "kinds"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KEYS = {"id", "edition", "title", "summary", "goal", "phases", "groups", "partners", "outcomes",
        "risks"}  # fmt: skip


class KindError(ValueError):
    """A file of a kind breaks the rules; the message names file and place."""


@dataclass(frozen=True)
class KindIndicator:
    title: Texts
    definition: Texts
    unit: Texts
    measure: str
    over_time: str
    counted: str
    disaggregated_by: tuple[str, ...]
    more_is_better: bool


@dataclass(frozen=True)
class KindResult:
    """An outcome with its outputs, an output with its activities, or an activity."""

    level: str
    title: Texts
    indicators: tuple[KindIndicator, ...]
    children: tuple["KindResult", ...]


@dataclass(frozen=True)
class KindRisk:
    title: Texts
    response: Texts
    likelihood: int
    impact: int


@dataclass(frozen=True)
class Kind:
    id: str
    edition: int
    title: Texts
    summary: Texts
    goal: Texts
    phases: tuple[str, ...]
    groups: tuple[str, ...]
    # (role, kind of organisation): who usually takes part, and as what.
    partners: tuple[tuple[str, str], ...]
    outcomes: tuple[KindResult, ...]
    risks: tuple[KindRisk, ...]
    # What a country adds: an output of its own.
    variants: Mapping[str, KindResult]


def kinds() -> Mapping[str, Kind]:
    """All kinds by id, in the order of their files' ``order``."""
    return _kinds()


def kind_with(key: str) -> tuple[Kind, KindResult | None] | None:
    """The kind and, for ``id@COUNTRY``, what the country adds; nothing for an unknown key."""
    name, _at, country = key.partition("@")
    kind = _kinds().get(name)
    if kind is None or (country and country not in kind.variants):
        return None
    return kind, kind.variants.get(country)


@cache
def _kinds() -> Mapping[str, Kind]:
    shared = _Shared.read()
    found = [_Reader(path.name, shared).kind(_load(path)) for path in sorted(FOLDER.glob("*.yaml"))]
    order = {name: at for at, name in enumerate(_load(FOLDER / "shared" / "order.yaml"))}
    if set(order) != {kind.id for kind in found}:
        raise KindError("shared/order.yaml: must name each kind once.")
    return {kind.id: kind for kind in sorted(found, key=lambda kind: order[kind.id])}


def _load(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KindError(f"{path.name}: this is not YAML in UTF-8: {error}") from error


@dataclass(frozen=True)
class _Shared:
    indicators: Mapping[str, Any]
    risks: Mapping[str, Any]

    @classmethod
    def read(cls) -> "_Shared":
        folder = FOLDER / "shared"
        return cls(_load(folder / "indicators.yaml"), _load(folder / "risks.yaml"))


@dataclass(frozen=True)
class _Reader:
    """Turns a parsed document into a Kind; carries the file's name for its messages."""

    file: str
    shared: _Shared

    def kind(self, document: Any) -> Kind:
        self.check_keys(document)
        return Kind(
            id=document["id"],
            edition=document["edition"],
            title=self.texts(document["title"], "title"),
            summary=self.texts(document["summary"], "summary"),
            goal=self.texts(document["goal"], "goal"),
            phases=self.codes(document["phases"], "phases", lambda c: c in vocabulary("stage")),
            groups=self.codes(document["groups"], "groups", is_group),
            partners=tuple(self.partner(row) for row in document["partners"]),
            outcomes=tuple(self.result(row, "outcome") for row in document["outcomes"]),
            risks=tuple(self.risk(row) for row in document["risks"]),
            variants={
                self.country(code): self.result(row, "output")
                for code, row in (document.get("variants") or {}).items()
            },
        )

    def check_keys(self, document: Any) -> None:
        if not isinstance(document, dict) or set(document) - {"variants"} != KEYS:
            raise self.wrong("document", f"must hold {sorted(KEYS)}")
        if f"{document['id']}.yaml" != self.file or type(document["edition"]) is not int:
            raise self.wrong("id", "must be the file's name, and the edition a whole number")

    def country(self, code: Any) -> str:
        if code not in country_codes():
            raise self.wrong("variants", f"{code!r} is no country")
        return str(code)

    def codes(self, rows: Any, key: str, is_code: Any) -> tuple[str, ...]:
        if not rows or not all(map(is_code, rows)):
            raise self.wrong(key, f"{rows!r} must be codes of its list")
        return tuple(rows)

    def partner(self, row: Any) -> tuple[str, str]:
        role, kind = row
        if role not in vocabulary("partner_role") or kind not in vocabulary("register_kind"):
            raise self.wrong("partners", f"{row!r} must be a role and a kind of organisation")
        return role, kind

    def result(self, row: Any, level: str) -> KindResult:
        below = {"outcome": ("outputs", "output"), "output": ("activities", "activity")}
        name, child = below.get(level, ("", ""))
        # An activity is only its title.
        fields = row if level != "activity" else {"title": row}
        key = f"{level} {fields.get('title', {}).get('en', '?')}"
        return KindResult(
            level,
            self.texts(fields.get("title"), f"{key}: title"),
            tuple(self.indicator(each, key) for each in fields.get("indicators") or ()),
            tuple(self.result(each, child) for each in fields.get(name) or ()) if name else (),
        )

    def indicator(self, row: Any, key: str) -> KindIndicator:
        if isinstance(row, str):
            row = self.known(self.shared.indicators, row, f"{key}: indicator")
        measure, over_time = row.get("measure", "unit"), row.get("over_time", "sum")
        self.check_indicator(row, measure, over_time, key)
        return KindIndicator(
            self.texts(row["title"], f"{key}: indicator"),
            self.texts(row["definition"], f"{key}: definition"),
            self.texts(row["unit"], f"{key}: unit"),
            measure, over_time, row.get("counted", ""), tuple(row.get("by", ())),
            row.get("more_is_better", True),
        )  # fmt: skip

    def check_indicator(self, row: Any, measure: str, over_time: str, key: str) -> None:
        right = (
            measure in Indicator.Measure
            and over_time in Indicator.OverTime
            and (not row.get("counted") or row["counted"] in Indicator.Counted)
            and set(row.get("by", ())) <= set(DIMENSIONS)
        )
        if not right:
            raise self.wrong(key, "an indicator has a measure, a time or a count that is unknown")

    def risk(self, row: Any) -> KindRisk:
        if isinstance(row, str):
            row = self.known(self.shared.risks, row, "risks")
        grades = row.get("likelihood", 2), row.get("impact", 2)
        if not set(grades) <= {1, 2, 3}:
            raise self.wrong("risks", f"{grades} must be grades from 1 to 3")
        return KindRisk(
            self.texts(row["title"], "risk"), self.texts(row["response"], "response"), *grades
        )

    def known(self, rows: Mapping[str, Any], name: str, key: str) -> Any:
        if name not in rows:
            raise self.wrong(key, f"{name!r} does not stand in shared")
        return rows[name]

    def texts(self, texts: Any, key: str) -> Texts:
        if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
            raise self.wrong(key, f"must be there in {', '.join(LANGUAGES)}")
        if not all(isinstance(text, str) and text.strip() for text in texts.values()):
            raise self.wrong(key, "has an empty text")
        return texts

    def wrong(self, key: str, what: str) -> KindError:
        return KindError(f"{self.file}: {key}: {what}.")
