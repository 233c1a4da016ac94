"""One reading for every address, form and shell option; what is not understood is named."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from bothways.practices.record.codes import codes_of
from bothways.tailoring.fit.wish import LINES, MOST_SHOWN, OLDEST, Wish

SIDES = ("newcomers", "hosts")
COMPANIES = ("with_family", "unaccompanied")
SPAN = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})|(\d{1,3})\s*(\+?)")
NUMBER = re.compile(r"\d{1,12}(\.\d{1,4})?")
CURRENCY = re.compile(r"[A-Za-z]{3}")
TOKEN = re.compile(r"[0-9a-f]{12}")
REGION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,4}")
# The statistical offices of the European Union write two countries otherwise than ISO does.
ALSO_WRITTEN = {"EL": "GR", "UK": "GB"}
YES, NO = ("yes", "1", "true", "on"), ("no", "0", "false", "off")
MOST_VALUES = 60
CODES = {
    "stage": "stage", "stay": "duration_of_stay", "outcome": "outcome_families",
    "language": "language", "team_language": "language",
}  # fmt: skip
CHOICES = {"gender": ("f", "m", "any"), "company": COMPANIES, "order": LINES}
SEVERAL = {"side": SIDES, "only": LINES}
NUMBERS = ("budget", "staff", "hours", "devices", "weeks")
FLAGS = ("south_south", "variety")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not understood, and why: no_such_parameter, no_such_code, not_a_range,
    not_a_number, not_a_place, only_one or too_many; ``near`` holds what may have been meant."""

    name: str
    value: str
    reason: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    wish: Wish
    left_out: tuple[LeftOut, ...] = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        return self.wish.lacking


@dataclass(slots=True)
class _Reader:
    """What was understood so far."""

    said: dict[str, Any] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    age_ends: dict[str, int] = field(default_factory=dict)

    def leave(self, name: str, value: str, reason: str, near: Iterable[str] = ()) -> None:
        if len(self.left_out) < MOST_VALUES:
            self.left_out.append(LeftOut(name[:60], value[:60], reason, tuple(near)[:8]))

    def put(self, name: str, value: Any, written: str) -> None:
        if name in self.said and self.said[name] != value:
            self.leave(name, written, "only_one")
        else:
            self.said[name] = value

    def add(self, name: str, value: str) -> None:
        held = self.said.get(name, ())
        if len(held) >= MOST_VALUES:
            self.leave(name, value, "too_many")
        elif value not in held:
            self.said[name] = (*held, value)


def read_wish(parameters: Mapping[str, Any] | str) -> Reading:
    """Read any address, form or set of options. Never raises."""
    reader = _Reader()
    for name, value in _pairs(parameters):
        written = value.strip()
        if written:
            _read(reader, name, written)
    _join_ages(reader)
    for name in ("stage", "stay", "outcome", "language", "team_language", "side", "only", "met",
                 "unmet"):  # fmt: skip
        # In one order, so that the same wish has one address.
        if name in reader.said:
            reader.said[name] = tuple(sorted(reader.said[name]))
    return Reading(Wish(**reader.said), tuple(reader.left_out))


def _pairs(parameters: Mapping[str, Any] | str) -> Iterable[tuple[str, str]]:
    if isinstance(parameters, str):
        yield from parse_qsl(parameters[:20_000].lstrip("?"), errors="replace")
        return
    several: Callable[[str], list[Any]] | None = getattr(parameters, "getlist", None)
    for name in parameters:
        value = several(name) if several else parameters[name]
        for each in value if isinstance(value, list | tuple) else [value]:
            if each is not None:
                yield name, str(each)


def _read(reader: _Reader, name: str, value: str) -> None:
    if name in CODES:
        for code in value.split(",")[:MOST_VALUES]:
            _read_code(reader, name, code.strip())
    elif name in SEVERAL:
        for code in filter(None, value.split(",")[:MOST_VALUES]):
            _choose(reader, name, code.strip(), SEVERAL[name], reader.add)
    elif name in CHOICES:
        _choose(reader, name, value, CHOICES[name], lambda n, v: reader.put(n, v, value))
    elif name in NUMBERS:
        _read_number(reader, name, value)
    elif name in FLAGS:
        _read_flag(reader, name, value)
    elif name in READERS:
        READERS[name](reader, name, value)
    else:
        reader.leave(name, value, "no_such_parameter", sorted(KNOWN))


def _read_code(reader: _Reader, name: str, written: str) -> None:
    """A code, or the beginning of exactly one: ``belonging`` is ``belonging_identity``."""
    spelled = _spelling(CODES[name])
    code = written.casefold().replace(" ", "_")
    if code in spelled:
        reader.add(name, spelled[code])
        return
    near = [known for small, known in spelled.items() if code and small.startswith(code)]
    if len(near) == 1 and name not in ("language", "team_language"):
        reader.add(name, near[0])
    elif written:
        few = near or ([] if "language" in name else list(spelled.values()))
        reader.leave(name, written, "no_such_code", few)


@cache
def _spelling(vocabulary: str) -> dict[str, str]:
    return {code.casefold(): code for code in codes_of(vocabulary)}


def _choose(
    reader: _Reader, name: str, value: str, offered: tuple[str, ...],
    take: Callable[[str, str], None],
) -> None:  # fmt: skip
    if value.casefold() in offered:
        take(name, value.casefold())
    else:
        reader.leave(name, value, "no_such_code", offered)


def _read_number(reader: _Reader, name: str, value: str) -> None:
    plain = value.replace(",", ".") if value.count(",") == 1 and "." not in value else value
    found = NUMBER.fullmatch(plain)
    # 1,000 is a thousand to one reader and one to another, so it is no number here.
    if not found or re.fullmatch(r"\d{1,3},\d{3}", value):
        reader.leave(name, value, "not_a_number")
        return
    number = float(plain)
    if math.isfinite(number):
        reader.put(name, number, value)


def _read_flag(reader: _Reader, name: str, value: str) -> None:
    if value.casefold() in (*YES, *NO):
        reader.put(name, value.casefold() in YES, value)
    else:
        reader.leave(name, value, "no_such_code", ("yes", "no"))


def _read_age(reader: _Reader, name: str, value: str) -> None:
    found = SPAN.fullmatch(value)
    if not found:
        reader.leave(name, value, "not_a_range")
        return
    low = int(found[1] or found[3])
    high = OLDEST if found[4] else int(found[2] or found[3])
    if low > high or high > OLDEST:
        reader.leave(name, value, "not_a_range")
    else:
        reader.put("age", (low, high), value)


def _read_age_end(reader: _Reader, name: str, value: str) -> None:
    if value.isascii() and value.isdecimal() and int(value[:4]) <= OLDEST:
        reader.age_ends[name] = int(value)
    else:
        reader.leave(name, value, "not_a_range")


def _join_ages(reader: _Reader) -> None:
    """The two boxes of the form; one alone leaves the other end open."""
    if not reader.age_ends:
        return
    low = reader.age_ends.get("age_from", 0)
    high = reader.age_ends.get("age_to", OLDEST)
    if low > high:
        reader.leave("age", f"{low}-{high}", "not_a_range")
    else:
        reader.put("age", (low, high), f"{low}-{high}")


def _read_place(reader: _Reader, name: str, value: str) -> None:
    code = value.upper().replace("_", "-")
    code = ALSO_WRITTEN.get(code, code)
    region = REGION.fullmatch(code)
    country = region[1] if region else code
    if country in codes_of("country"):
        reader.put(name, code, value)
    else:
        reader.leave(name, value, "not_a_place")


def _read_currency(reader: _Reader, name: str, value: str) -> None:
    if CURRENCY.fullmatch(value):
        reader.put(name, value.upper(), value)
    else:
        reader.leave(name, value, "no_such_code", ("EUR", "USD"))


def _read_token(reader: _Reader, name: str, value: str) -> None:
    other = "unmet" if name == "met" else "met"
    if not TOKEN.fullmatch(value):
        reader.leave(name, value, "no_such_code")
    elif value in reader.said.get(other, ()):
        reader.leave(name, value, "only_one")
    else:
        reader.add(name, value)


def _read_show(reader: _Reader, name: str, value: str) -> None:
    if value.isascii() and value.isdecimal() and 1 <= int(value[:6]) <= MOST_SHOWN:
        reader.put(name, int(value), value)
    else:
        reader.leave(name, value, "not_a_number")


READERS: dict[str, Callable[[_Reader, str, str], None]] = {
    "age": _read_age, "age_from": _read_age_end, "age_to": _read_age_end, "place": _read_place,
    "currency": _read_currency, "met": _read_token, "unmet": _read_token, "show": _read_show,
}  # fmt: skip
KNOWN = {*CODES, *SEVERAL, *CHOICES, *NUMBERS, *FLAGS, *READERS}
