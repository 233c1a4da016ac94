"""Names, numbers and flags in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bothways.context.codes import TOTAL, code_list
from bothways.context.pages.figures import Figure, Gap
from bothways.context.pages.place_figures import HOSTS, NEWCOMERS, Axis, Measure

MINUS = "\N{MINUS SIGN}"
WHOLE_UNITS = frozenset(("EUR", "PPS", "NR", "PER", "NAC"))
FLAG_WORDS = {
    "u": gettext_lazy("few people asked, read with care"),
    "b": gettext_lazy("counted differently from here on"),
    "c": gettext_lazy("held back to protect people"),
}
# What sources split by that has no code list of its own.
OTHER_WORDS = {
    "generation=none": gettext_lazy("no immigrant background"),
    "generation=first": gettext_lazy("first generation"),
    "generation=second": gettext_lazy("second generation"),
    "generation=first_minus_none": gettext_lazy("first generation less no immigrant background"),
    "parents=immigrant": gettext_lazy("parents with an immigrant background"),
    "parents=national": gettext_lazy("parents are nationals"),
}


def language() -> str:
    return get_language() or "en"


def label(listed: str, code: str) -> str:
    return code_list(listed).label(code, language())


def place_name(code: str) -> str:
    return label("place", code)


def number(value: float, places: int) -> str:
    """As the reader writes it, with a true minus sign and never a minus before nothing."""
    return _number(language(), value, places)


@lru_cache(maxsize=8192)
def _number(_spoken: str, value: float, places: int) -> str:
    """Kept, since a page writes the same few hundred numbers again and again."""
    rounded = Decimal(f"{abs(value):.{places}f}")  # number_format alone cuts digits off
    text = str(number_format(rounded, places, force_grouping=rounded >= 1_000))
    has_size = any(digit in "123456789" for digit in text)
    return f"{MINUS}{text}" if value < 0 and has_size else text


def decimals(unit: str) -> int:
    return 0 if unit in WHOLE_UNITS else 1


def amount(value: float, unit: str) -> str:
    """A number without its unit, as exactly as it is published."""
    return number(value, decimals(unit))


def with_unit(value: float, unit: str) -> str:
    """``80.0 %``; ``24,060 euros``."""
    if unit == "RATIO":
        return number(value, 2)
    return f"{amount(value, unit)}\N{NO-BREAK SPACE}{label('unit', unit)}"


def gap_unit(unit: str) -> str:
    """What a difference of two figures is counted in."""
    return label("unit", "PP" if unit == "PC" else unit)


@dataclass(frozen=True)
class Sides:
    """What the two sides are called on one axis."""

    hosts: str
    newcomers: str
    axis: str

    @property
    def names(self) -> tuple[str, str]:
        return self.hosts, self.newcomers


def sides(axis: Axis, side: str = NEWCOMERS) -> Sides:
    """``side`` is who stands for newcomers; a finer group goes by its name in the code list."""
    if axis == "birth":
        new = _("born abroad") if side == NEWCOMERS else _finer_birth(side)
        return Sides(_("born here"), new, _("By country of birth"))
    new = _("foreign citizens") if side == NEWCOMERS else _finer_citizenship(side)
    return Sides(_("citizens"), new, _("By citizenship"))


def _finer_birth(side: str) -> str:
    return _("born in: %(place)s") % {"place": label("origin", side)}


def _finer_citizenship(side: str) -> str:
    return _("citizens of: %(place)s") % {"place": label("origin", side)}


def origin_name(axis: Axis, origin: str) -> str:
    """The two sides by their names here; every finer group as the code list has it."""
    words = sides(axis)
    known = {HOSTS: words.hosts, NEWCOMERS: words.newcomers, TOTAL: _("everybody")}
    return known.get(origin) or sides(axis, origin).newcomers


def panel_name(sex: str) -> str:
    return {"F": _("Women"), "M": _("Men")}.get(sex, _("All"))


def flag_words(flag: str) -> list[str]:
    """Every letter of a flag in words: no flag without its meaning."""
    return [str(FLAG_WORDS.get(letter) or label("flag", letter)) for letter in flag]


def flags_of(*figures: Figure | Gap | None) -> str:
    """All letters that these figures carry, each once."""
    return "".join(sorted({letter for f in figures if f for letter in f.flag}))


def flag_key(flags: Iterable[str]) -> list[tuple[str, str]]:
    """The letters that occur with their words, for the key above a chart or under a table."""
    return [(letter, flag_words(letter)[0]) for letter in sorted(set("".join(flags)))]


def interval(low: float, high: float, unit: str) -> str:
    return f"{amount(low, unit)} – {amount(high, unit)}"


def measure_name(measure: Measure, names: Mapping[str, str]) -> str:
    """The indicator, with what its source splits it by beside our own axes."""
    name = capfirst(names.get(measure.indicator, measure.indicator))
    if not measure.other:
        return name
    parts = [_other(part) for part in measure.other.split(";")]
    return f"{name}: {', '.join(parts)}"


def _other(part: str) -> str:
    if part in OTHER_WORDS:
        return str(OTHER_WORDS[part])
    dimension, _equals, code = part.partition("=")
    try:
        return label(dimension, code)
    except FileNotFoundError:
        return part
