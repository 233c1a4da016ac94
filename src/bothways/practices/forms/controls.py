"""Controls of the editing form, laid out from the field list. Pure; templates draw them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from bothways.core.problems import Problem
from bothways.core.vocabularies import vocabulary
from bothways.practices.forms.posted import LONG_LISTS, Posted, Spec
from bothways.practices.record.codes import code_label, codes_of, offered_codes
from bothways.practices.record.spec import Field

# From here on a closed list of choices is calmer than a column of round buttons.
MOST_RADIOS = 7
# Up to here each code shows its definition; above, the definitions fold into one list.
MOST_DEFINED = 6
TEMPLATE_ROW = "%"
# The number of a source is given, not typed; quotes are attached at the fields they speak for.
SHAPES_OF_THEIR_OWN = {"id": "given", "provenance": "quotes"}


@dataclass(frozen=True)
class Option:
    """One choice: its code, its name, what it means."""

    value: str
    label: Any
    definition: str = ""
    chosen: bool = False


YES, NO = Option("yes", _("yes")), Option("no", _("no"))
YES_NO = (YES, NO)
ANSWERS = (YES, NO, Option("not_applicable", _("does not apply")))


@dataclass(frozen=True)
class Control:
    """One thing to fill in. ``shape`` names the template that draws it."""

    path: str
    shape: str
    label: Any
    kind: str = ""
    hint: Any = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    parts: tuple["Control", ...] = ()
    rows: tuple["Row", ...] = ()
    blank: "Row | None" = None
    problems: tuple[Problem, ...] = ()
    required: bool = False
    words: tuple[int, int] | None = None
    vocabulary: str = ""

    @property
    def id(self) -> str:
        return f"f-{self.path}"

    @property
    def template(self) -> str:
        return f"practices/desk/controls/{self.shape}.html"

    @property
    def is_bad(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)

    @property
    def described_by(self) -> str:
        """The ids of hint and problems, for ``aria-describedby``."""
        ids = [f"{self.id}-h"] if self.hint else []
        return " ".join([*ids, *([f"{self.id}-e"] if self.problems else [])])

    @property
    def word_count(self) -> int:
        return len(self.value.split())

    @property
    def defined_apart(self) -> bool:
        return len(self.options) > MOST_DEFINED and any(o.definition for o in self.options)

    @property
    def is_grouped(self) -> bool:
        """Several controls under one name: a fieldset with a legend."""
        return self.shape in ("radios", "ticks", "names", "group", "table", "checklist",
                              "quotes")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of a table, counted from 1; the row that scripts copy has a sign for number."""

    path: str
    number: str
    parts: tuple[Control, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What all controls of one form share: posted values, problems by path, the language."""

    posted: Posted
    language: str
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    extra_rows: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[Option, ...] = ()

    def values(self, path: str) -> list[str]:
        return self.posted.get(path, [])


def problems_by_path(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        found[problem.column] = (*found.get(problem.column, ()), problem)
    return found


def control(spec: Spec, path: str, sheet: Sheet) -> Control:
    """The control of a field, or of one column in a row."""
    made = Control(
        path=path,
        shape=_shape(spec),
        label=spec.label,
        kind=spec.kind,
        hint=getattr(spec, "hint", ""),
        value=next(iter(sheet.values(path)), ""),
        problems=_own_problems(spec, path, sheet),
        required=spec.required,
        words=getattr(spec, "words", None),
        vocabulary=spec.vocabulary,
    )
    return replace(made, **_inside(spec, path, sheet))


def _shape(spec: Spec) -> str:
    if spec.id in SHAPES_OF_THEIR_OWN:
        return SHAPES_OF_THEIR_OWN[spec.id]
    if spec.kind == "code":
        few = (
            spec.vocabulary not in LONG_LISTS and len(offered_codes(spec.vocabulary)) <= MOST_RADIOS
        )
        return "radios" if few and isinstance(spec, Field) else "choice"
    if spec.kind == "codes":
        return "names" if spec.vocabulary in LONG_LISTS else "ticks"
    shapes = {"prose": "lines", "texts": "lines", "yesno": "choice", "integer": "line",
              "number": "line", "text": "line", "url": "line"}  # fmt: skip
    return shapes.get(spec.kind, spec.kind)


def _own_problems(spec: Spec, path: str, sheet: Sheet) -> tuple[Problem, ...]:
    """Problems of the path; lines of a list have no control of their own, so theirs count too."""
    own = sheet.problems.get(path, ())
    if spec.kind not in ("texts", "codes"):
        return own
    inside = (
        p for key, found in sheet.problems.items() if key.startswith(f"{path}.") for p in found
    )
    return (*own, *inside)


def _inside(spec: Spec, path: str, sheet: Sheet) -> dict[str, Any]:
    if spec.kind in ("code", "codes", "yesno", "checklist"):
        return _choices(spec, path, sheet)
    if spec.kind == "group":
        return {"parts": _parts(spec, path, sheet)}
    if spec.kind == "table":
        count = _row_count(path, sheet) + sheet.extra_rows.get(path, 0)
        rows = tuple(_row(spec, path, str(number), sheet) for number in range(1, count + 1))
        return {"rows": rows, "blank": _row(spec, path, TEMPLATE_ROW, sheet)}
    return {}


def _choices(spec: Spec, path: str, sheet: Sheet) -> dict[str, Any]:
    if spec.kind == "yesno":
        return {"options": _chosen(YES_NO, sheet.values(path))}
    if spec.kind == "checklist":
        codes = options(spec.vocabulary, [], sheet.language)
        return {"parts": tuple(_question(code, path, sheet) for code in codes)}
    if spec.vocabulary in LONG_LISTS and spec.kind == "codes":
        return {"options": _named(spec.vocabulary, sheet.values(path), sheet.language)}
    return {"options": options(spec.vocabulary, sheet.values(path), sheet.language)}


def _question(code: Option, path: str, sheet: Sheet) -> Control:
    place = f"{path}.{code.value}"
    return Control(
        path=place,
        shape="answer",
        label=code.label,
        hint=code.definition,
        options=_chosen(ANSWERS, sheet.values(place)),
        problems=sheet.problems.get(place, ()),
    )


def _parts(spec: Spec, path: str, sheet: Sheet) -> tuple[Control, ...]:
    return tuple(control(column, f"{path}.{column.id}", sheet) for column in spec.columns)


def _row(spec: Spec, path: str, number: str, sheet: Sheet) -> Row:
    place = f"{path}.{number}"
    return Row(place, number, _parts(spec, place, sheet), sheet.problems.get(place, ()))


def _row_count(path: str, sheet: Sheet) -> int:
    heads = (name[len(path) + 1 :].partition(".")[0] for name in sheet.posted
             if name.startswith(f"{path}."))  # fmt: skip
    return max((int(head) for head in heads if head.isdigit()), default=0)


def options(name: str, chosen: list[str], language: str) -> tuple[Option, ...]:
    """The codes on offer; what was chosen and is not on offer any more comes last."""
    offered = offered_codes(name)
    meaning = vocabulary(name).definition if name not in LONG_LISTS else _no_meaning
    made = [
        Option(code, code_label(name, code, language), meaning(code, language), code in chosen)
        for code in offered
    ]
    if name in LONG_LISTS:
        made.sort(key=lambda option: option.label)
    return (*made, *_named(name, [code for code in chosen if code not in offered], language))


def _no_meaning(code: str, language: str) -> str:
    return ""


def _named(name: str, chosen: list[str], language: str) -> tuple[Option, ...]:
    known = codes_of(name)
    return tuple(
        Option(code, code_label(name, code, language) if code in known else code, "", True)
        for code in chosen
    )


def _chosen(choices: tuple[Option, ...], values: list[str]) -> tuple[Option, ...]:
    made = tuple(replace(choice, chosen=choice.value in values) for choice in choices)
    known = {choice.value for choice in choices}
    return (*made, *(Option(value, value, "", True) for value in values if value not in known))
