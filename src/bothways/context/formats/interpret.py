"""From columns of text to observations: every format that is a table goes through here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bothways.context.codes import code_list
from bothways.context.codes.published import published_datasets
from bothways.context.columns import Observations
from bothways.context.formats.keys import repeated_keys
from bothways.context.formats.message import Asked, Message
from bothways.context.formats.terms import (
    LISTS,
    LONGEST,
    NEEDED,
    ROLES,
    dataset_code,
    flag_code,
    frequency_of,
    other_code,
    role_of,
    spell_other,
    time_code,
)  # fmt: skip
from bothways.context.observation import COLUMNS
from bothways.core.problems import Problem

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
MISSING = frozenset(("", "NaN", "nan", ":", "NA"))
DATE = re.compile(r"(\d\d)/(\d\d)/(\d\d)(?: .*)?")
# Of one kind of problem this many rows are listed; how many more there are is said.
LISTED = 200
Texts = Sequence[str]
EXAMPLES = {
    "place": "DE, DE-BE, EU27_2020", "sex": "F, M, T", "age": "Y15-64, Y_GE65, TOTAL",
    "citizenship": "NAT, FOR, UA, TOTAL", "country_of_birth": "NAT, FOR, UA, TOTAL",
    "duration": "Y_LT5, Y5-9, TOTAL", "unit": "PC, PER, EUR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextTable:
    """Columns as they stand in the file. ``texts`` holds for each name the cells below it."""

    texts: Mapping[str, Texts]
    rows: int
    decimal_comma: bool = False
    # Rows that were refused before they came here.
    torn: frozenset[int] = frozenset()


@dataclass(slots=True)
class Reading:
    """What is being made of a table: columns of observations, and the rows that are wrong."""

    table: TextTable
    asked: Asked
    problems: list[Problem]
    wrong: set[int]
    columns: dict[str, list[Any]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    def refuse(self, place: int, column: str, code: str, message: str) -> None:
        """One row (counted from 0 here) is wrong and will be left out."""
        self.wrong.add(place)
        if place in self.table.torn:
            return
        self.told[code] += 1
        if self.told[code] <= LISTED:
            self.problems.append(Problem(place + 1, column, code, message))

    def remark(self, place: int, column: str, code: str, message: str) -> None:
        self.told[code] += 1
        if self.told[code] <= LISTED:
            self.problems.append(Problem(place + 1, column, code, message, "warning"))


def interpret(table: TextTable, asked: Asked) -> Message:
    names = _named(table)
    missing = [role for role in NEEDED if role not in names]
    if missing:
        message = _("The file has no column for %(missing)s. It has: %(names)s.")
        values = {"missing": ", ".join(missing), "names": ", ".join(table.texts)[:300]}
        problem = Problem(0, missing[0], "missing_column", message % values)
        return Message(Observations.of({}, 0), [problem])
    reading = Reading(table, asked, _doubled(table), set(table.torn))
    about = _about(table, names, asked)
    used = _read_indicator(reading, names, about["dataset"])
    _read_codes(reading, names)
    _read_measures(reading, names)
    _read_other(reading, names, used)
    return _finished(reading, names, about)


def _named(table: TextTable) -> dict[str, str]:
    """The name of the column for each role; where several fit, the one that ROLES names first."""
    names: dict[str, str] = {}
    for role, known in ROLES.items():
        found = {name.strip().casefold(): name for name in table.texts if role_of(name) == role}
        if first := next((found[plain] for plain in known if plain in found), ""):
            names[role] = first
    return names


def _doubled(table: TextTable) -> list[Problem]:
    """Two columns for one thing, such as geo and country: nobody can say which one holds."""
    message = _("%(names)s say the same thing. Remove one of them.")
    by_role: dict[str, list[str]] = {}
    for name in table.texts:
        by_role.setdefault(role_of(name), []).append(name)
    return [
        Problem(0, names[1], "doubled_column", message % {"names": ", ".join(names)})
        for role, names in by_role.items()
        if role in COLUMNS and len(names) > 1
    ]


def _about(table: TextTable, names: Mapping[str, str], asked: Asked) -> dict[str, Any]:
    first = {
        role: table.texts[names[role]][0].strip() if role in names and table.rows else ""
        for role in ("dataset", "vintage", "source")
    }
    return {
        "dataset": asked.dataset or dataset_code(first["dataset"]),
        "vintage": asked.vintage or _date(first["vintage"]),
        "source": first["source"],
    }


def _date(text: str) -> date | None:
    if found := DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
        return date(2000 + year, month, day) if 0 < month < 13 and 0 < day < 32 else None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _read_indicator(reading: Reading, names: Mapping[str, str], dataset: str) -> set[str]:
    """Fill the column of indicators; returns the names of columns it took for that."""
    table, asked = reading.table, reading.asked
    held = published_datasets().get(dataset.rpartition(":")[2])
    if "indicator" in names:
        return _indicator_column(reading, names["indicator"], {})
    if asked.indicator or held is None or not held.by:
        code = asked.indicator or (held.indicator if held else "")
        reading.columns["indicator"] = [code] * table.rows
        if code not in asked.indicators:
            _no_indicator(reading, code or dataset)
        return set()
    column = next((name for name in table.texts if name.casefold() == held.by), "")
    if not column:
        _no_indicator(reading, dataset)
        reading.columns["indicator"] = [""] * table.rows
        return set()
    return _indicator_column(reading, column, held.values)


def _no_indicator(reading: Reading, name: str) -> None:
    message = _(
        "%(name)s: no indicator is known for these figures. "
        "Say which one they are (--indicator, or the choice on the page)."
    )
    reading.problems.append(
        Problem(0, "indicator", "unknown_indicator", message % {"name": name or "?"})
    )


def _indicator_column(reading: Reading, column: str, meant: Mapping[str, str]) -> set[str]:
    def _code(text: str) -> str | None:
        code = meant.get(text, text if not meant else None)
        return code if code in reading.asked.indicators else None

    message = _("“%(text)s” is no indicator that is known here. See bothways observations list.")
    texts = reading.table.texts[column]
    reading.columns["indicator"] = _translated(reading, column, texts, _code, message)
    return {column}


def _translated(
    reading: Reading,
    column: str,
    texts: Texts,
    code_of: Callable[[str], str | None],
    message: str,
    code: str = "unknown_code",
) -> list[Any]:
    """Codes for texts: each different text is looked up once."""
    codes = {text: code_of(text) for text in dict.fromkeys(texts)}
    if unknown := {text for text, found in codes.items() if found is None}:
        for place, text in enumerate(texts):
            if text in unknown:
                reading.refuse(place, column, code, message % {"text": text})
    return [codes[text] for text in texts]


def _read_codes(reading: Reading, names: Mapping[str, str]) -> None:
    unknown = _("“%(text)s” is no code that is known here. Write one such as %(examples)s.")
    for role, list_name in LISTS.items():
        if role in names:
            found = code_list(list_name)
            texts = reading.table.texts[names[role]]
            reading.columns[role] = _translated(
                reading,
                names[role],
                texts,
                _or_total(role, found.code_of),
                unknown.replace("%(examples)s", EXAMPLES[role]),
            )
    no_time = _("“%(text)s” is no time. Write 2024, 2022-07, 2022-Q3 or 2022-07-15.")
    texts = reading.table.texts[names["time"]]
    reading.columns["time"] = _translated(
        reading, names["time"], texts, time_code, no_time, "bad_time"
    )


def _or_total(role: str, code_of: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """An empty cell means all people; a place must be named."""
    empty = {"place": None, "sex": "T", "unit": "PC"}.get(role, "TOTAL")
    return lambda text: code_of(text) if text else empty


def _read_measures(reading: Reading, names: Mapping[str, str]) -> None:
    for role in ("value", "standard_error", "ci_low", "ci_high", "n"):
        if role in names:
            reading.columns[role] = _numbers(reading, names[role], whole=role == "n")
    _check_intervals(reading, names)
    if "flag" in names:
        unknown = _("“%(text)s” is no flag that is known. Write letters such as b, u or bu.")
        texts = reading.table.texts[names["flag"]]
        reading.columns["flag"] = _translated(
            reading, names["flag"], texts, flag_code, unknown, "unknown_flag"
        )
    if "confidential" in names:
        _mark_confidential(reading, reading.table.texts[names["confidential"]])


def _check_intervals(reading: Reading, names: Mapping[str, str]) -> None:
    low, high = reading.columns.get("ci_low"), reading.columns.get("ci_high")
    if low is None or high is None:
        return
    for place, (lower, upper) in enumerate(zip(low, high, strict=True)):
        if lower is not None and upper is not None and lower > upper:
            message = _("The interval ends (%(high)s) before it begins (%(low)s).")
            values = {"low": lower, "high": upper}
            reading.refuse(place, names["ci_low"], "bad_interval", message % values)


def _mark_confidential(reading: Reading, texts: Texts) -> None:
    if not any(texts):
        return
    flags = reading.columns.get("flag") or [""] * reading.table.rows
    reading.columns["flag"] = [
        flag if text in ("", "F", "f") else "".join(sorted({*(flag or ""), "c"}))
        for flag, text in zip(flags, texts, strict=True)
    ]


def _numbers(reading: Reading, column: str, *, whole: bool) -> list[Any]:
    texts = reading.table.texts[column]
    if reading.table.decimal_comma:
        texts = [text.replace(",", ".") for text in texts]
    number: Callable[[str], Any] = int if whole else float
    match = NUMBER.fullmatch
    if all(match(text) or text in MISSING for text in texts) and not whole:
        return [None if text in MISSING else float(text) for text in texts]
    return [_number(reading, column, place, text, number) for place, text in enumerate(texts)]


def _number(
    reading: Reading, column: str, place: int, text: str, number: Callable[[str], Any]
) -> Any:
    text = text.strip()
    if text in MISSING:
        return None
    try:
        if NUMBER.fullmatch(text):
            return number(text)
    except (ValueError, OverflowError):
        pass  # a number, but not a whole one: said below
    if re.fullmatch(r"[+-]?[\d.]*,\d+", text):
        message = _(
            "“%(text)s” has a decimal comma, other numbers of the file a point. "
            "Write all numbers with a point."
        )
        reading.refuse(place, column, "decimal_comma", message % {"text": text})
    else:
        message = _("“%(text)s” is no number. Leave the cell empty where there is no figure.")
        reading.refuse(place, column, "not_a_number", message % {"text": text[:60]})
    return None


def _read_other(reading: Reading, names: Mapping[str, str], used: set[str]) -> None:
    """Dimensions that have no column of their own, in the order of the file."""
    texts = reading.table.texts
    extra = {
        name: texts[name]
        for name in texts
        if name not in used and role_of(name) == "" and any(texts[name])
    }
    stated = texts[names["other"]] if "other" in names else None
    if names.get("frequency") and _tells_more(reading, texts[names["frequency"]]):
        extra[names["frequency"]] = texts[names["frequency"]]
    if not extra:
        reading.columns["other"] = list(stated or [""] * reading.table.rows)
        return
    rows = list(zip(*extra.values(), strict=True))
    spelled = {row: _spelled(tuple(extra), row) for row in set(rows)}
    made = [spelled[row] for row in rows]
    if stated:
        made = [";".join(filter(None, pair)) for pair in zip(stated, made, strict=True)]
    reading.columns["other"] = made


def _spelled(names: tuple[str, ...], row: tuple[str, ...]) -> str:
    pairs = zip(names, row, strict=True)
    return spell_other({name: other_code(name, text.strip()) for name, text in pairs})


def _tells_more(reading: Reading, texts: Texts) -> bool:
    """Whether the frequency says what the time itself does not."""
    told = set(zip(texts, reading.columns["time"], strict=True))
    return any(time and text[:1] not in ("", frequency_of(time)) for text, time in told)


def _finished(reading: Reading, names: Mapping[str, str], about: dict[str, Any]) -> Message:
    _check_lengths(reading)
    rows = reading.table.rows
    made = Observations.of(reading.columns, rows, **about)
    repeated = repeated_keys(made, reading.wrong)
    for place, first, same in repeated:
        _tell_repeated(reading, place, first, same=same)
    if dropped := {place for place, _first, _same in repeated} | reading.wrong:
        made = made.picked([place for place in range(rows) if place not in dropped])
    return Message(made, _problems(reading), about["source"])


def _check_lengths(reading: Reading) -> None:
    message = _("“%(text)s” is longer than %(longest)s characters. Shorten it.")
    for name, longest in LONGEST.items():
        column: Iterable[Any] = reading.columns.get(name, ())
        if long := {text for text in set(column) if text and len(text) > longest}:
            for place, text in enumerate(column):
                if text in long:
                    values = {"text": text[:60], "longest": longest}
                    reading.refuse(place, name, "too_long", message % values)


def _tell_repeated(reading: Reading, place: int, first: int, *, same: bool) -> None:
    if same:
        message = _("The same figure stands in row %(row)s already. It is taken once.")
        reading.remark(place, "", "repeated", message % {"row": first + 2})
    else:
        message = _(
            "Row %(row)s has another value for the same place, time and group. "
            "Keep the right one of the two."
        )
        reading.refuse(place, "", "duplicate_key", message % {"row": first + 2})


def _problems(reading: Reading) -> list[Problem]:
    for code, count in reading.told.items():
        if count > LISTED:
            message = _("%(count)s more rows have this problem.") % {"count": count - LISTED}
            level = next(p.level for p in reading.problems if p.code == code)
            reading.problems.append(Problem(0, "", code, message, level))
    return sorted(reading.problems)
