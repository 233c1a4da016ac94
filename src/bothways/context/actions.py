"""Writes of what ships with the package: indicators and the starter set of observations."""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from bothways.context.codes.published import IndicatorEntry, indicator_entries, publishers
from bothways.context.columns import DEFAULTS
from bothways.context.models import Dataset, Indicator
from bothways.context.observation import COLUMNS
from bothways.context.policies import require_importer
from bothways.context.stored import write_rows
from bothways.core.audit import audit
from bothways.core.models import User

FOLDER = Path(__file__).parent / "data"
OBSERVATIONS = FOLDER / "observations.csv.gz"
DATASETS = FOLDER / "datasets.csv"
NUMBERS: dict[str, Any] = {"value": float, "standard_error": float, "n": int}
Cells = dict[str, str]


@transaction.atomic
def indicators_load(*, actor: User | None) -> int:
    """Write the indicators as the package describes them; a second time changes nothing."""
    require_importer(actor)
    rows = [_indicator(place, entry) for place, entry in enumerate(indicator_entries().values())]
    fields = [field.name for field in Indicator._meta.fields if not field.primary_key]
    Indicator.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
    audit("load", "indicators", len(rows), actor=actor)
    return len(rows)


def _indicator(place: int, entry: IndicatorEntry) -> Indicator:
    return Indicator(
        code=entry.code, names=dict(entry.names), definitions=dict(entry.definitions),
        unit=entry.unit, direction=entry.direction, theme=entry.theme,
        outcome_families=list(entry.families), position=place,
    )  # fmt: skip


@transaction.atomic
def starter_load(*, actor: User | None) -> int:
    """Take in the published figures that ship with the package; vintages that are here stay."""
    require_importer(actor)
    content = OBSERVATIONS.read_bytes()
    made = Dataset.objects.bulk_create(_datasets_not_here(hashlib.sha256(content).hexdigest()))
    rows = list(_rows(content, {dataset.code: dataset.pk for dataset in made})) if made else []
    write_rows(rows, len(rows))
    audit("load", "observations", OBSERVATIONS.name, actor=actor, rows=len(rows))
    return len(rows)


def _datasets_not_here(stamp: str) -> list[Dataset]:
    here = {(code, str(day)) for code, day in Dataset.objects.values_list("code", "vintage")}
    with DATASETS.open(encoding="utf-8", newline="") as stream:
        given = list(csv.DictReader(stream))
    return [_dataset(row, stamp) for row in given if (row["dataset"], row["vintage"]) not in here]


def _dataset(row: Cells, stamp: str) -> Dataset:
    publisher = publishers().get(row["dataset"].partition(":")[0])
    return Dataset(
        code=row["dataset"], vintage=date.fromisoformat(row["vintage"]), title=row["title"],
        publisher=row["publisher"], url=row["url"], licence=publisher.licence if publisher else "",
        file_name=OBSERVATIONS.name, file_format="csv", file_hash=stamp,
    )  # fmt: skip


def _rows(content: bytes, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    text = io.StringIO(gzip.decompress(content).decode("utf-8"), newline="")
    for row in csv.DictReader(text):
        if row["dataset"] in ids:
            yield ids[row["dataset"]], *(_cell(name, row.get(name, "")) for name in COLUMNS)


def _cell(name: str, text: str | None) -> Any:
    if name in NUMBERS or name in ("ci_low", "ci_high"):
        return NUMBERS.get(name, float)(text) if text else None
    return text or DEFAULTS.get(name, "")
