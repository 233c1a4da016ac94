"""Writes the starter set of observations from a table of published figures.

    python -m scripts.make_observations VALUES.csv

The table has the columns indicator, country, year, sex, age, birth, value, unit, source, url.
What it holds about one thing in several rows (a mean, its standard error, its n) becomes one
observation; figures whose unit the publisher does not state are left out.
"""

import csv
import gzip
import io
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bothways.context.codes import code_list
from bothways.context.codes.published import published_datasets

DATA = Path(__file__).parents[1] / "src/bothways/context/data"
FLAG = re.compile(r"^(?P<source>.*?)(?: flag=(?P<flag>\w+))?$")
EUROSTAT = re.compile(r"^Eurostat (?P<code>[a-z]+_\w+)$")
# The date Eurostat gives as the last update, where the download states it. For everything else
# the vintage is the day the figures were collected.
UPDATED = {"ilc_di15": "2025-03-21", "demo_poppcctb": "2025-03-13"}
COLLECTED = "2026-11-01"
NO_UNIT = "eige_bpfa_report551_ratio_by_country_of_birth"
NAMES = ("dataset", "indicator", "place", "time", "sex", "age", "citizenship",
         "country_of_birth", "unit", "other", "value", "flag", "standard_error", "n")  # fmt: skip
KEY = NAMES[:10]
GENERATIONS = {
    "NONIMMIGRANT": "none", "SECOND_GEN_code2": "second", "FIRST_GEN_code3": "first",
    "FIRST_GEN_vs_NONIMM": "first_minus_none",
}  # fmt: skip
PARENTS = {"PARENT_IMMIGRANT_BACKGROUND": "immigrant", "PARENT_NATIONAL": "national"}
# Which union a publication means depends on the union its figure is about.
UNIONS = {"EU27_2020": "EU27_2020", "EU27_2007": "EU27_2007", "EU28": "EU28"}
TITLES = {
    "computed, PISA NLD file": "PISA 2003 Netherlands, computed from the pupils’ file",
    "EdSurvey test reference": "PISA 2012 United States, reference figures of EdSurvey",
}
ADULT = {"adults": "ADULTS", "young adults": "YOUNG_ADULTS", "": "_U"}


def main(path: str) -> None:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        given = [row for row in csv.DictReader(stream) if row["indicator"] != NO_UNIT]
    sources = _sources(given)
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in sorted(given, key=_measure_last):
        _take(row, sources, rows)
    _write("observations.csv.gz", NAMES, rows.values())
    _write("datasets.csv", ("dataset", "vintage", "title", "publisher", "url"), sources.values())
    print(len(rows), "observations of", len(sources), "datasets")


def _measure_last(row: dict[str, str]) -> bool:
    return row["indicator"].endswith(("_se", "_n"))


def _sources(given: list[dict[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    numbers: Counter[str] = Counter()
    titles = {code: dataset.title for code, dataset in published_datasets().items()}
    # What was computed from a file stands first, so that a published figure outweighs it.
    for row in sorted(given, key=lambda row: not row["source"].startswith("computed")):
        source = _source(row)[0]
        place = (source, row["url"])
        if place in found:
            continue
        if bulk := EUROSTAT.match(source):
            code = bulk["code"]
            about = {"dataset": f"ESTAT:{code.upper()}", "vintage": UPDATED.get(code, COLLECTED),
                     "title": titles[code.upper()], "publisher": "Eurostat"}  # fmt: skip
        else:
            slug = re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:50].strip("-")
            numbers[slug] += 1
            about = {"dataset": f"PUB:{slug}-{numbers[slug]}", "vintage": COLLECTED,
                     "title": TITLES.get(source, source),
                     "publisher": _publisher(source)}  # fmt: skip
        url = row["url"] if row["url"].startswith("http") else ""
        found[place] = {**about, "url": url}
    return found


def _publisher(source: str) -> str:
    # Press and institutes quote; the publisher is who made the figure.
    names = {"Cedefop": "Cedefop", "Eurostat": "Eurostat", "NCES": "NCES"}
    return next((name for mark, name in names.items() if mark in source), "OECD")


def _source(row: dict[str, str]) -> tuple[str, str]:
    found = FLAG.match(row["source"])
    if found is None:
        sys.exit(f"source: {row['source']!r} has a form that is not known")
    return found["source"], found["flag"] or ""


def _take(row: dict[str, str], sources: Any, rows: dict[tuple[str, ...], dict[str, Any]]) -> None:
    source, flag = _source(row)
    made = _observation(row, sources[source, row["url"]]["dataset"], flag)
    name = row["indicator"]
    if name == "pisa_n":
        targets = ["pisa_math_mean", "pisa_reading_mean"]
    elif name.endswith("_n"):
        targets = [name.removesuffix("_n") + "_mean"]
    else:
        targets = [name.removesuffix("_se")]
    column = "n" if name.endswith("_n") else "standard_error" if name.endswith("_se") else "value"
    for target in targets:
        keyed = {**made, "indicator": made["indicator"] if column == "value" else target}
        if column != "value":
            keyed["unit"] = "PC" if target == "pisa_share_of_sex" else "SCORE"
        key = tuple(keyed[part] for part in KEY)
        if column == "value":
            if key in rows:
                sys.exit(f"two values of one key: {key}")
            rows[key] = keyed
        held = rows[key]
        held[column] = _number(row["value"])


def _observation(row: dict[str, str], dataset: str, flag: str) -> dict[str, Any]:
    name, other = row["indicator"], []
    if name.startswith("attainment_"):
        name, level = name.split("_", 1)
        other.append(f"isced11={level}")
    place = _code("place", row["country"])
    citizenship, birth = _origins(row["birth"], row["country"], row["source"], other)
    unit = _code("unit", row["unit"])
    age = ADULT.get(row["age"]) or _code("age", row["age"])
    return {
        "dataset": dataset, "indicator": name, "place": place, "time": row["year"],
        "sex": row["sex"], "age": age, "citizenship": citizenship, "country_of_birth": birth,
        "unit": unit, "other": ";".join(other), "flag": flag, "value": "",
        "standard_error": "", "n": "",
    }  # fmt: skip


def _origins(birth: str, country: str, source: str, other: list[str]) -> tuple[str, str]:
    if birth in GENERATIONS:
        other.append(f"generation={GENERATIONS[birth]}")
    if birth in PARENTS:
        other.append(f"parents={PARENTS[birth]}")
    axis, _mark, origin = birth.partition("_")
    if axis not in ("CIT", "COB"):
        return "TOTAL", "TOTAL"
    # The press releases of 2015 speak of the union of 28.
    union = UNIONS.get(country, "EU28")
    origin = {"EU_FOR": f"{union}_FOR", "NEU": f"N{union}_FOR"}.get(origin, origin)
    code = _code("origin", origin)
    return (code, "TOTAL") if axis == "CIT" else ("TOTAL", code)


def _code(name: str, text: str) -> str:
    code = code_list(name).code_of(text)
    if code is None:
        sys.exit(f"{name}: {text!r} is no known code")
    return code


def _number(text: str) -> str:
    value = float(text)
    return str(int(value)) if value == int(value) else repr(value)


def _write(name: str, names: tuple[str, ...], rows: Any) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: 0) if name.startswith("datasets") else
                     sorted(rows, key=lambda row: tuple(row[part] for part in KEY)))  # fmt: skip
    content = text.getvalue().encode()
    if name.endswith(".gz"):
        content = gzip.compress(content, 9, mtime=0)
    (DATA / name).write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1])
