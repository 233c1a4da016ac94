"""How a translation stands to its source. Pure: no database, no clock."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["source", "missing", "machine", "current", "behind"]
SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Standing:
    """``by`` is how many wordings of the source a translation has not followed."""

    kind: Kind
    by: int = 0

    @property
    def is_readable(self) -> bool:
        return self.kind != "missing"


def normalised(body: str) -> str:
    """What counts as the wording: a changed line break or a doubled space is no new one."""
    return SPACE.sub(" ", body.replace("\u00a0", " ")).strip()


def is_same_wording(one: str, other: str) -> bool:
    return normalised(one) == normalised(other)


def standing(source_number: int, of_number: int | None, origin: str) -> Standing:
    """``of_number`` is None where there is no translation."""
    if origin == "source":
        return Standing("source")
    if of_number is None:
        return Standing("missing")
    if of_number < source_number:
        return Standing("behind", source_number - of_number)
    return Standing("machine" if origin == "machine" else "current")
