"""Reads families: one row each, under a pseudonym."""

import re

from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.tailoring.allocation.core.people import Family
from bothways.tailoring.allocation.readers.cells import Row
from bothways.tailoring.allocation.readers.forbidden import forbidden, looks_personal
from bothways.tailoring.allocation.readers.sheet import Sheet, read_sheet

COLUMNS = ("family", "persons", "ages", "siblings_together", "instruction", "needs", "gender_need",
           "services", "languages", "preferences", "ties", "lat", "lon")  # fmt: skip
GENDERS = ("girls", "boys", "women", "men")
PSEUDONYM = re.compile(r"^[\w.-]{1,40}$")
MOST_PERSONS = 30


def read_families(name: str, content: bytes) -> tuple[tuple[Family, ...], list[Problem]]:
    """Families and what is wrong. A file with a forbidden column gives no family at all."""
    sheet = read_sheet(name, content)
    problems = [*sheet.problems, *column_problems(sheet, COLUMNS, "family")]
    if any(problem.level == "error" for problem in problems):
        return (), problems
    families: list[Family] = []
    first: dict[str, int] = {}
    for number, cells in sheet.rows:
        row = Row(sheet, number, cells)
        family = read_family(row)
        if first.setdefault(family.id, number) != number and family.id:
            message = _("The family %(id)s stands in row %(row)s already.")
            row.wrong("family", "doubled", message % {"id": family.id, "row": first[family.id]})
        problems += row.problems
        families.append(family)
    return tuple(families), problems


def column_problems(sheet: Sheet, known: tuple[str, ...], key: str) -> list[Problem]:
    """Columns that must not be there, the one that must, and those that nobody reads."""
    if not sheet.names:
        return []
    found = [_column_problem(name, sheet, known) for name in sheet.names]
    if sheet.column(key) is None:
        message = _("There is no column %(name)s.") % {"name": key}
        found.append(Problem(1, key, "no_column", message))
    return [problem for problem in found if problem is not None]


def _column_problem(name: str, sheet: Sheet, known: tuple[str, ...]) -> Problem | None:
    if sheet.names.index(name) in {sheet.column(column) for column in known}:
        return None
    hit = forbidden(name, *_tables(known))
    if hit is None:
        message = _("The column %(name)s is not read and not kept.") % {"name": name}
        return Problem(1, name, "not_read", message, "warning")
    return Problem(1, name, f"forbidden_{hit[0]}", _refusal(hit[0]) % {"name": name})


def _tables(known: tuple[str, ...]) -> tuple[str, ...]:
    """What this kind of file must not have: places have names, and groups are for the report."""
    if "place" in known:
        return ("protected",)
    return ("protected", "personal") if "sex" in known else ("protected", "groups", "personal")


def _refusal(table: str) -> str:
    if table == "protected":
        return _(
            "The column %(name)s is refused: nationality, ethnicity, religion and legal status "
            "never steer a suggestion. Take the column out of the file."
        )
    if table == "groups":
        return _(
            "The column %(name)s is refused here: it must not steer a suggestion. Bring it apart, "
            "for the fairness report; a need for a group of one gender goes into gender_need."
        )
    return _(
        "The column %(name)s is refused: it tells who a person is. Use a pseudonym for each "
        "family and keep the key elsewhere."
    )


def read_family(row: Row) -> Family:
    identity = row.key("family")
    _check_pseudonym(row, identity)
    ages = _ages(row)
    persons = row.whole("persons", 1, MOST_PERSONS)
    together = row.yes("siblings_together", True)
    if ages and persons is not None and persons != len(ages):
        message = _("%(persons)s persons, but %(ages)s ages.")
        row.wrong("persons", "disagree", message % {"persons": persons, "ages": len(ages)})
    if not row.text("ages") and not row.text("persons"):
        row.wrong("persons", "blank_number", _("Give the number of persons or their ages."))
    if not together and (not ages or max(ages) >= 18):
        message = _("Only children with known ages can be placed one by one.")
        row.wrong("siblings_together", "not_children", message)
    return Family(
        identity, persons or len(ages) or 1, ages, together, row.languages("instruction"),
        row.codes("needs"), row.choice("gender_need", GENDERS), row.codes("services"),
        row.languages("languages"), row.several("preferences"), row.several("ties"),
        row.position(),
    )  # fmt: skip


def _check_pseudonym(row: Row, identity: str) -> None:
    reason = looks_personal(identity) if identity else ""
    if reason:
        message = {
            "email": _("This looks like an e-mail address. Use a pseudonym, such as F-017."),
            "phone": _("This looks like a telephone number. Use a pseudonym, such as F-017."),
            "name": _("This looks like a name: a pseudonym has a digit, such as F-017."),
        }[reason]
        row.wrong("family", "personal", message)
    elif identity and not PSEUDONYM.match(identity):
        message = _("A pseudonym has letters, digits, points, - and _ only, at most 40.")
        row.wrong("family", "bad_key", message)


def _ages(row: Row) -> tuple[int, ...]:
    found = []
    for part in re.split(r"[;|]", row.text("ages")) if row.text("ages") else []:
        if not re.fullmatch(r"\d{1,3}", part.strip()) or int(part) > 120:
            message = _("“%(text)s” is no age in whole years. Write ages like 34; 7; 5.")
            row.wrong("ages", "bad_number", message % {"text": part.strip()[:40]})
        else:
            found.append(int(part))
    return tuple(found[:MOST_PERSONS])
