"""Which column of a file holds what, and how sources spell times, flags and other dimensions."""

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, unquote

from bothways.context.codes import code_list

# Names of columns by what they hold; case does not matter.
ROLES: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator",),
    "place": ("place", "geo", "ref_area", "reference_area", "country"),
    "time": ("time_period", "time", "year"),
    "sex": ("sex",),
    "age": ("age",),
    "citizenship": ("citizen", "citizenship"),
    "country_of_birth": ("c_birth", "country_of_birth", "birth"),
    "duration": ("duration",),
    "unit": ("unit", "unit_measure"),
    "other": ("other",),
    "value": ("obs_value", "value"),
    "flag": ("obs_flag", "obs_status", "flag"),
    "confidential": ("conf_status",),
    "frequency": ("freq", "frequency"),
    "standard_error": ("standard_error", "std_error"),
    "ci_low": ("ci_low",),
    "ci_high": ("ci_high",),
    "n": ("n", "n_obs"),
    "dataset": ("dataset", "dataflow", "structure_id"),
    "vintage": ("vintage", "last update", "last_update"),
    "source": ("source", "structure_name"),
    "frame": ("structure", "action"),
}
# The code list of each coded column.
LISTS = {
    "place": "place", "sex": "sex", "age": "age", "citizenship": "origin",
    "country_of_birth": "origin", "duration": "duration", "unit": "unit",
}  # fmt: skip
NEEDED = ("place", "time", "value")
# SDMX observation statuses (CL_OBS_STATUS 2.x) that our letters do not cover by themselves.
STATUSES = {
    "A": "", "G": "b", "H": "m", "J": "d", "K": "", "L": "m", "O": "m", "Q": "c", "V": "u",
    "W": "", "X": "",
}  # fmt: skip
# The name of a dataset without its version and without the view it was downloaded through.
DATASET_ID = re.compile(r"^(?P<code>[^($]+)(?:\$[^(]*)?(?:\((?P<version>[^)]*)\))?$")
TIME = re.compile(
    r"(?P<year>\d{4})(?:-?(?:(?P<part>[QSW]\d{1,2})|M?(?P<month>0[1-9]|1[0-2])(?P<day>-\d\d)?))?"
)
SAFE = " -_.,()/<>*+:'’&"
KNOWN_OTHERS = ("isced11",)


@cache
def role_of(name: str) -> str:
    """What a column of this name holds; an unknown name is a dimension of its own."""
    plain = name.strip().casefold()
    found = [role for role, names in ROLES.items() if plain in names]
    return found[0] if found else ""


def time_code(text: str) -> str | None:
    """2024, 2022-07, 2022-Q3, 2022-07-15: as ISO writes them."""
    found = TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, part, month, day = found.group("year", "part", "month", "day")
    return f"{year}-{part}" if part else f"{year}-{month}{day or ''}" if month else str(year)


def frequency_of(time: str) -> str:
    """The frequency that a time itself tells."""
    rest = time[5:6]
    return "A" if not rest else rest if rest in "QSW" else "D" if len(time) == 10 else "M"


def flag_code(text: str) -> str | None:
    """Letters of our list, each once, in the order of the alphabet."""
    text = text.strip()
    if text in STATUSES:
        return STATUSES[text]
    flags = code_list("flag")
    letters = text.lower().replace(" ", "").replace(",", "")
    if all(letter in flags.labels for letter in letters):
        return "".join(sorted(set(letters)))
    return _flag_of_words(text)


def _flag_of_words(text: str) -> str | None:
    words = code_list("flag").words
    left, found = text.casefold(), set()
    for phrase in sorted(words, key=len, reverse=True):
        if phrase in left:
            left = left.replace(phrase, "")
            found.add(words[phrase])
    return "".join(sorted(found)) if found and not left.strip(" ,;") else None


def dataset_code(text: str) -> str:
    found = DATASET_ID.match(text.strip())
    return found["code"] if found else text.strip()


def spell_other(parts: Mapping[str, str]) -> str:
    """Further dimensions as one text: ``isced11=ED0-2;wstatus=EMP``; empty ones are left out.

    In the order of the alphabet, so that two files that name them in another order agree.
    """
    return ";".join(f"{quote(k, SAFE)}={quote(parts[k], SAFE)}" for k in sorted(parts) if parts[k])


def read_other(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {unquote(name): unquote(value) for name, _mark, value in pairs}


def other_code(name: str, text: str) -> str:
    """The code of a further dimension if we keep its list, else the text as it stands."""
    if name.casefold() in KNOWN_OTHERS:
        return code_list(name.casefold()).code_of(text) or text
    return text


LONGEST = {
    "indicator": 60, "place": 20, "time": 10, "other": 300, "flag": 10, "citizenship": 30,
    "country_of_birth": 30, "unit": 30, "age": 20, "duration": 20, "sex": 4,
}  # fmt: skip
