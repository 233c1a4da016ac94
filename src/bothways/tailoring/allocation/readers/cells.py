"""One row of a table, read cell by cell; what cannot be read is named by row and column."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.tailoring.allocation.readers.sheet import Sheet

CODE = re.compile(r"^[a-z0-9][a-z0-9._:-]{0,39}$")
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
KEY_LENGTH = 80
YES = ("yes", "y", "1", "true", "oui", "ja", "si", "sí", "نعم", "так")
NO = ("no", "n", "0", "false", "non", "nein", "لا", "ні")


class Row:
    """Reads cells by the name of their column and collects what is wrong."""

    def __init__(self, sheet: Sheet, number: int, cells: list[str]) -> None:
        self.sheet, self.number, self.cells = sheet, number, cells
        self.problems: list[Problem] = []

    def wrong(self, column: str, code: str, message: str) -> None:
        self.problems.append(Problem(self.number, column, code, message))

    def text(self, column: str) -> str:
        at = self.sheet.column(column)
        return self.cells[at] if at is not None else ""

    def key(self, column: str) -> str:
        text = self.text(column)
        if not text:
            self.wrong(column, "no_key", _("This cell must not be empty."))
        elif len(text) > KEY_LENGTH:
            message = _("This has %(n)s characters; at most %(most)s.")
            self.wrong(column, "too_long", message % {"n": len(text), "most": KEY_LENGTH})
        return text

    def whole(self, column: str, low: int, high: int, *, must: bool = False) -> int | None:
        text = self.text(column)
        if not text:
            if must:
                message = _("This is empty. Write a whole number; 0 means none.")
                self.wrong(column, "blank_number", message)
            return None
        if not re.fullmatch(r"-?\d{1,9}", text) or not low <= int(text) <= high:
            message = _("“%(text)s” is not a whole number from %(low)s to %(high)s.")
            values = {"text": text[:40], "low": low, "high": high}
            self.wrong(column, "bad_number", message % values)
            return None
        return int(text)

    def several(self, column: str) -> tuple[str, ...]:
        parts = [part.strip() for part in re.split(r"[;|]", self.text(column))]
        found = tuple(part for part in parts if part)
        doubled = sorted({part for part in found if found.count(part) > 1})
        if doubled:
            message = _("%(names)s stands twice in this cell.")
            self.wrong(column, "doubled", message % {"names": ", ".join(doubled)})
        return found

    def codes(self, column: str) -> tuple[str, ...]:
        return self._matching(
            column, CODE, _("“%(text)s” is no code: use a to z, 0 to 9, - and _.")
        )

    def languages(self, column: str) -> tuple[str, ...]:
        message = _("“%(text)s” is no code of a language, such as de, ar or pt-br.")
        return self._matching(column, LANGUAGE, message)

    def _matching(self, column: str, form: re.Pattern[str], message: str) -> tuple[str, ...]:
        found = tuple(part.lower().replace("_", "-") for part in self.several(column))
        for part in found:
            if not form.match(part):
                self.wrong(column, "bad_code", message % {"text": part[:40]})
        return found

    def choice(self, column: str, known: Iterable[str]) -> str:
        text = self.text(column).lower()
        if text and text not in known:
            message = _("“%(text)s” is not known here. Write one of: %(known)s.")
            values = {"text": text[:40], "known": ", ".join(known)}
            self.wrong(column, "unknown_code", message % values)
            return ""
        return text

    def yes(self, column: str, otherwise: bool) -> bool:
        text = self.text(column).lower()
        if text and text not in (*YES, *NO):
            self.wrong(column, "not_yes_no", _("Write yes or no."))
        return text in YES if text else otherwise

    def position(self) -> tuple[float, float] | None:
        lat, lon = self._degrees("lat", 90.0), self._degrees("lon", 180.0)
        if (lat is None) != (lon is None):
            self.wrong("lat", "half_position", _("Give both lat and lon, or neither."))
        return None if lat is None or lon is None else (lat, lon)

    def _degrees(self, column: str, most: float) -> float | None:
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = most + 1
        if not -most <= value <= most:
            message = _("“%(text)s” is no number of degrees, such as 52.5 (with a point).")
            self.wrong(column, "bad_number", message % {"text": text[:40]})
            return None
        return value
