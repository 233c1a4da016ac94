"""JSON-stat 2.0: dense and sparse cubes, status kept, collections with their datasets inside."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from bothways.context.codes import code_list
from bothways.context.codes.published import indicator_entries
from bothways.context.columns import Observations
from bothways.context.formats.interpret import TextTable, interpret
from bothways.context.formats.layout import (
    OTHER,
    FileColumn,
    LayoutColumn,
    field_of,
    learnt_column,
    shortest,
    spelled_cells,
)  # fmt: skip
from bothways.context.formats.message import Asked, Message, refused
from bothways.context.formats.packed import text_of
from bothways.context.formats.separated import Separated
from bothways.context.formats.terms import LISTS, read_other, role_of
from bothways.context.observation import DIMENSIONS

MEASURE = "measure"
MEASURES = ("value", "standard_error", "ci_low", "ci_high", "n")
MOST_CELLS = 50_000_000
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cube:
    """A dataset of JSON-stat: its dimensions with their categories, its cells by position."""

    names: list[str]
    categories: list[list[str]]
    values: Mapping[int, str]
    status: Mapping[int, str]
    document: Document = field(repr=False)

    def positions(self) -> list[int]:
        return sorted({*self.values, *self.status})

    def cells_of(self, place: int, positions: Sequence[int]) -> list[str]:
        """The category of one dimension in each cell."""
        step = prod(len(found) for found in self.categories[place + 1 :])
        found = self.categories[place]
        return [found[position // step % len(found)] for position in positions]


class _NotReadable(ValueError):
    """The document breaks a rule of JSON-stat; the message says which."""


def read_json_stat(content: bytes, asked: Asked | None = None) -> Message:
    asked = asked or Asked()
    text, problems = text_of(content)
    if problems:
        return Message(Observations.of({}, 0), problems)
    try:
        cubes = list(_cubes(text))
    except json.JSONDecodeError as error:
        message = _("Line %(line)s: this is no JSON (%(reason)s). Was the download cut off?")
        return refused("cut_off", message % {"line": error.lineno, "reason": error.msg})
    except (_NotReadable, RecursionError) as error:
        message = _("This is no JSON-stat 2.0 that can be read: %(reason)s.")
        return refused("not_json_stat", message % {"reason": error})
    return _joined([_read_cube(cube, asked) for cube in cubes])


def _joined(messages: list[Message]) -> Message:
    if len(messages) == 1:
        return messages[0]
    rows = Observations.from_rows([row for message in messages for row in message.observations])
    return Message(rows, [problem for message in messages for problem in message.problems])


def _cubes(text: str) -> Iterator[Cube]:
    document = json.loads(text, parse_constant=_no_constant)
    spelled = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    if not isinstance(document, dict):
        raise _NotReadable(_("it is no object"))
    if document.get("class") != "collection":
        yield _cube(document, spelled)
        return
    pairs = zip(_inside(document), _inside(spelled), strict=True)
    found = [pair for pair in pairs if isinstance(pair[0], dict) and "value" in pair[0]]
    if not found:
        raise _NotReadable(_("the collection only names its datasets; download them one by one"))
    for part, spelled_part in found:
        yield _cube(part, spelled_part)


def _inside(document: Document) -> list[Any]:
    held = document.get("link", {})
    found = held.get("item", []) if isinstance(held, dict) else []
    return found if isinstance(found, list) else []


def _no_constant(name: str) -> None:
    raise _NotReadable(_("%(name)s is no number of JSON") % {"name": name})


def _cube(document: Document, spelled: Document) -> Cube:
    names, sizes = document.get("id"), document.get("size")
    dimensions = document.get("dimension")
    if not isinstance(names, list) or not isinstance(dimensions, dict):
        raise _NotReadable(_("it has no list of dimensions (id, dimension)"))
    categories = [_categories(str(name), dimensions.get(name)) for name in names]
    if sizes != [len(found) for found in categories]:
        raise _NotReadable(_("its sizes do not fit the categories of its dimensions"))
    cells = prod(map(len, categories))
    if cells > MOST_CELLS:
        raise _NotReadable(_("it has more than %(most)s cells") % {"most": MOST_CELLS})
    values = _by_position(spelled.get("value"), cells)
    return Cube([str(name) for name in names], categories, values,
                _statuses(document.get("status"), cells, values), document)  # fmt: skip


def _categories(name: str, dimension: Any) -> list[str]:
    category = dimension.get("category") if isinstance(dimension, dict) else None
    if not isinstance(category, dict):
        raise _NotReadable(_("the dimension %(name)s has no categories") % {"name": name})
    index = category.get("index")
    if isinstance(index, list):
        return [str(code) for code in index]
    if isinstance(index, dict):
        return [str(code) for code in sorted(index, key=lambda code: int(index[code]))]
    # A dimension with one category needs no index.
    return [str(code) for code in category.get("label", {})]


def _by_position(found: Any, cells: int) -> dict[int, str]:
    if isinstance(found, list):
        if len(found) != cells:
            values = {"found": len(found), "cells": cells}
            raise _NotReadable(_("it has %(found)s values for %(cells)s cells") % values)
        return {place: str(held) for place, held in enumerate(found) if held is not None}
    if isinstance(found, dict) and all(str(key).isdigit() for key in found):
        placed = {int(key): str(held) for key, held in found.items() if held is not None}
        if placed and max(placed) >= cells:
            raise _NotReadable(_("a value lies outside of its %(cells)s cells") % {"cells": cells})
        return placed
    raise _NotReadable(_("it has no values"))


def _statuses(found: Any, cells: int, values: Mapping[int, str]) -> dict[int, str]:
    """One status for all cells that have a value, or one each."""
    if found is None or found == {}:
        return {}
    return dict.fromkeys(values, found) if isinstance(found, str) else _by_position(found, cells)


def _read_cube(cube: Cube, asked: Asked) -> Message:
    table = _table(cube)
    found = interpret(table, asked)
    return Message(found.observations, found.problems, str(cube.document.get("label", "")))


def _table(cube: Cube) -> TextTable:
    positions = cube.positions()
    texts: dict[str, Sequence[str]] = {
        _name(cube, place): cube.cells_of(place, positions) for place in range(len(cube.names))
    }
    texts["OBS_VALUE"] = [cube.values.get(position, "") for position in positions]
    texts["OBS_FLAG"] = [cube.status.get(position, "") for position in positions]
    for name, text in _about(cube.document).items():
        texts[name] = [text] * len(positions)
    if MEASURE in texts:
        texts = _unfolded(texts)
    return TextTable(texts, len(texts["OBS_VALUE"]))


def _name(cube: Cube, place: int) -> str:
    """The dimension's own name if we know it, else what its role says."""
    name = cube.names[place]
    if role_of(name):
        return name
    roles = cube.document.get("role", {})
    for role, ours in (("time", "TIME_PERIOD"), ("geo", "geo")):
        if roles.get(role) == [name]:
            return ours
    return name


def _about(document: Document) -> dict[str, str]:
    extension = document.get("extension") or {}
    code = str(extension.get("id") or "")
    agency = str(extension.get("agencyId") or "")
    return {
        "DATASET": f"{agency}:{code}" if agency and code else code,
        "VINTAGE": str(document.get("updated") or ""),
        "SOURCE": str(extension.get("source", document.get("label")) or ""),
    }


def _unfolded(texts: dict[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Our own cubes hold value, standard error and interval as categories of one dimension."""
    measures = texts.pop(MEASURE)
    names = [name for name in texts if name not in ("OBS_VALUE", "OBS_FLAG")]
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    keys = zip(*(texts[name] for name in names), strict=True)
    for key, measure, value, flag in zip(
        keys, measures, texts["OBS_VALUE"], texts["OBS_FLAG"], strict=True
    ):
        row = rows.setdefault(key, {})
        row[measure] = value
        if measure == "value":
            row["flag"] = flag
    unfolded: dict[str, Sequence[str]] = dict(
        zip(names, map(list, zip(*rows, strict=True)), strict=True)
    )
    for measure in (*MEASURES, "flag"):
        unfolded[measure] = [row.get(measure, "") for row in rows.values()]
    unfolded["OBS_VALUE"] = unfolded.pop("value")
    unfolded["OBS_FLAG"] = unfolded.pop("flag")
    return unfolded


@dataclass(frozen=True, slots=True)
class JsonStatLayout:
    """The document without its cells, how its dimensions spell ours, how its cells are kept."""

    document: Document
    columns: tuple[LayoutColumn, ...]
    categories: tuple[tuple[str, ...], ...]
    values: LayoutColumn
    flags: LayoutColumn
    dense: bool = False
    status: str = "sparse"


def json_stat_layout(content: bytes) -> JsonStatLayout:
    """How this cube is laid out, so that its observations can be written as they came."""
    text, _problems = text_of(content)
    [cube] = list(_cubes(text))
    rows = read_json_stat(content).observations
    positions = cube.positions()
    cells = [tuple(cube.cells_of(place, positions)) for place in range(len(cube.names))]
    cells += [tuple(held.get(p, "") for p in positions) for held in (cube.values, cube.status)]
    names = [*(_name(cube, place) for place in range(len(cube.names))), "OBS_VALUE", "OBS_FLAG"]
    table = Separated(names, cells, len(positions), [])
    learnt = [learnt_column(FileColumn(k, name), table.columns[k], rows)
              for k, name in enumerate(names)]  # fmt: skip
    held = cube.document
    status = held.get("status")
    kept = {key: value for key, value in held.items() if key not in ("value", "status")}
    return JsonStatLayout(
        kept, tuple(learnt[:-2]), tuple(map(tuple, cube.categories)), learnt[-2], learnt[-1],
        isinstance(held.get("value"), list), _way(status),
    )  # fmt: skip


def _way(status: Any) -> str:
    """How a cube keeps the status of its cells."""
    if isinstance(status, list):
        return "dense with blanks" if "" in status else "dense"
    return "one" if isinstance(status, str) else "sparse" if isinstance(status, dict) else "none"


def write_json_stat(
    rows: Observations, layout: JsonStatLayout | None = None, language: str = "en"
) -> bytes:
    """In the layout of a cube that was read, or as a sparse cube of our own."""
    layout = layout or own_cube(rows, language)
    folded = [rows] if MEASURE not in layout.document["id"] else None
    cells = _placed(rows, layout) if folded else _placed_by_measure(rows, layout)
    total = prod(map(len, layout.categories))
    values = {place: json.loads(text) for place, (text, _flag) in cells.items() if text}
    flags = {
        place: flag
        for place, (_text, flag) in cells.items()
        if flag or layout.status == "dense with blanks"
    }
    document = {**layout.document, "value": _kept(values, total, dense=layout.dense)}
    if layout.status == "one":
        document["status"] = next(iter(flags.values()), "")
    elif layout.status != "none" and (flags or layout.status != "sparse"):
        document["status"] = _kept(flags, total, dense=layout.status != "sparse")
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _kept(cells: Mapping[int, Any], total: int, *, dense: bool) -> Any:
    if dense:
        return [cells.get(place) for place in range(total)]
    return {str(place): cells[place] for place in sorted(cells)}


def _placed(rows: Observations, layout: JsonStatLayout) -> dict[int, tuple[str, str]]:
    positions = _positions(rows, layout.columns, layout.categories)
    texts = spelled_cells(rows, layout.values)
    flags = spelled_cells(rows, layout.flags)
    return dict(zip(positions, zip(texts, flags, strict=True), strict=True))


def _positions(
    rows: Observations,
    columns: Sequence[LayoutColumn],
    categories: Sequence[Sequence[str]],
) -> list[int]:
    positions = [0] * len(rows)
    for column, found in zip(columns, categories, strict=True):
        places = {code: place for place, code in enumerate(found)}
        cells = spelled_cells(rows, column)
        positions = [
            p * len(found) + places[cell] for p, cell in zip(positions, cells, strict=True)
        ]
    return positions


def _placed_by_measure(rows: Observations, layout: JsonStatLayout) -> dict[int, tuple[str, str]]:
    measures = layout.categories[-1]
    bases = _positions(rows, layout.columns, layout.categories[:-1])
    cells: dict[int, tuple[str, str]] = {}
    for place, measure in enumerate(measures):
        texts = [shortest(number) for number in rows.column(measure)]
        flags = rows.column("flag") if measure == "value" else [""] * len(rows)
        for base, text, flag in zip(bases, texts, flags, strict=True):
            if text or flag:
                cells[base * len(measures) + place] = (text, flag)
    return cells


def own_cube(rows: Observations, language: str = "en") -> JsonStatLayout:
    """A cube with our dimensions, further ones of the sources, and a name for every code.

    Two datasets may hold one figure each of the same key, so that several of them are a dimension.
    """
    others = sorted({name for other in set(rows.column("other")) for name in read_other(other)})
    columns = [LayoutColumn(name, name) for name in DIMENSIONS if name != "other"]
    columns += [LayoutColumn(name, f"{OTHER}{name}") for name in others]
    columns += [LayoutColumn("dataset", "dataset")] * (len(set(rows.column("dataset"))) > 1)
    categories = [tuple(sorted(set(field_of(rows, column.follows)))) for column in columns]
    names = [column.name for column in columns]
    present = [name for name in MEASURES if name == "value" or any(
        number is not None for number in rows.column(name))]  # fmt: skip
    if len(present) > 1:
        names.append(MEASURE)
        categories.append(tuple(present))
    document = {
        "version": "2.0", "class": "dataset",
        "label": ", ".join(_label("indicator", code, language) for code in categories[0]),
        "source": "; ".join(sorted({str(source) for source in rows.column("source") if source})),
        "updated": max((str(day) for day in rows.column("vintage") if day), default=""),
        "id": names, "size": [len(found) for found in categories],
        "role": {"time": ["time"], "geo": ["place"],
                 **({"metric": [MEASURE]} if MEASURE in names else {})},
        "dimension": {name: _dimension(name, found, language)
                      for name, found in zip(names, categories, strict=True)},
        "extension": {"id": _first(rows, "dataset"), "source": _first(rows, "source")},
    }  # fmt: skip
    return JsonStatLayout(
        document, tuple(columns), tuple(categories),
        LayoutColumn("OBS_VALUE", "value", spell=shortest), LayoutColumn("OBS_FLAG", "flag"),
    )  # fmt: skip


def _first(rows: Observations, name: str) -> str:
    return min((str(text) for text in rows.column(name) if text), default="")


def _dimension(name: str, codes: Sequence[str], language: str) -> Document:
    labels = {code: _label(name, code, language) for code in codes}
    index = {code: place for place, code in enumerate(codes)}
    return {"label": name, "category": {"index": index, "label": labels}}


def _label(name: str, code: str, language: str) -> str:
    if name == "indicator":
        entry = indicator_entries().get(code)
        return entry.names.get(language, code) if entry else code
    listed = LISTS.get(name)
    return code_list(listed).label(code, language) if listed else code
