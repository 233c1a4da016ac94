"""What the columns of a roster are called: by code, or by their words in any of the languages."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bothways.tailoring.allocation.readers.forbidden import plain

WORDS = {
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "own_script_name": _("Name in own script"),
    "birth_year": _("Year of birth"),
    "sex": _("Sex or gender"),
    "stage": _("Stage of stay"),
    "side": _("Side"),
    "language": _("Language"),
    "phone": _("Phone"),
    "guardian_name": _("Guardian"),
    "guardian_phone": _("Phone of the guardian"),
    "needs": _("Needs"),
    "since": _("In the group since"),
}
SIDES = {"newcomer": _("newcomer"), "host": _("host")}
# What lists of other programs call them.
OTHER = {
    "first name": "given_name", "vorname": "given_name", "prenom": "given_name",
    "nombre": "given_name", "last name": "family_name", "surname": "family_name",
    "nachname": "family_name", "nom": "family_name", "apellido": "family_name",
    "apellidos": "family_name", "name": "own_script_name", "date of birth": "birth_year",
    "geburtsdatum": "birth_year", "geburtsjahr": "birth_year", "year of birth": "birth_year",
    "gender": "sex", "geschlecht": "sex", "telephone": "phone", "telefon": "phone",
    "start": "since",
}  # fmt: skip


def column_called(words: str) -> str:
    """The column that these words name, or nothing."""
    return _called("columns").get(plain(words), "") or OTHER.get(plain(words), "")


def side_called(words: str) -> str:
    return _called("sides").get(plain(words), "")


@cache
def _called(kind: str) -> Mapping[str, str]:
    table = WORDS if kind == "columns" else SIDES
    found = {plain(code): code for code in table}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(str(words)): code for code, words in table.items()}
    return found
