"""Which column of a file is which dimension, and what its values mean there."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bothways.context.codes import code_list
from bothways.context.formats.terms import LISTS
from bothways.core.errors import Refused

# Those left out of a table with totals: everybody.
TOTALS = {"sex": "T", "age": "TOTAL", "citizenship": "TOTAL", "country_of_birth": "TOTAL",
          "duration": "TOTAL"}  # fmt: skip
UNKNOWN = "UNK"


@dataclass(frozen=True, slots=True)
class Dimension:
    """``name`` is one of ours or a further one; ``codes`` says what the file's values mean."""

    name: str
    column: str
    codes: dict[str, str] = field(default_factory=dict)

    def code(self, value: str) -> str:
        if value in ("", "nan", "None"):
            return UNKNOWN
        code = self.codes.get(value, value)
        if self.name not in LISTS:
            return code
        found = code_list(LISTS[self.name]).code_of(code)
        if found is None:
            message = _(
                "The value “%(value)s” of the column %(column)s has no code for %(name)s. "
                "Say what it means: --by %(name)s=%(column)s:%(value)s=CODE"
            )
            values = {"value": value, "column": self.column, "name": self.name}
            raise Refused(message % values)
        return found


def dimensions(texts: list[str]) -> list[Dimension]:
    """``sex=ST03Q01:1=F,2=M``; a bare ``IMMIG`` is a dimension of the column's own name."""
    found = []
    for text in texts:
        if "=" in text:
            found.append(_dimension(text))
        else:
            found += [Dimension(name.strip().lower(), name.strip()) for name in text.split(",")]
    names = [one.name for one in found]
    if len(set(names)) != len(names):
        raise Refused(_("--by names a dimension twice: %(names)s.") % {"names": ", ".join(names)})
    return found


def _dimension(text: str) -> Dimension:
    name, _mark, rest = text.partition("=")
    column, _mark, pairs = rest.partition(":")
    codes = {}
    for pair in filter(None, pairs.split(",")):
        value, mark, code = pair.partition("=")
        if not mark or not value or not code:
            message = _("--by %(text)s: expected %(name)s=COLUMN:VALUE=CODE,VALUE=CODE.")
            raise Refused(message % {"text": text, "name": name})
        codes[value.strip()] = code.strip()
    return Dimension(name.strip(), column.strip(), codes)
