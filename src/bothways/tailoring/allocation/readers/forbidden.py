"""Columns that must not stand in these files, by their names in six languages.

Nationality, ethnicity, religion and legal status never steer a suggestion; sex and region of origin
may be given for the fairness report alone; names and addresses of people are not needed at all.
"""

import re
import unicodedata
from functools import cache

PROTECTED = {
    "nationality": (
        "nationality nationalities citizenship citizen nationalite citoyennete "
        "staatsangehorigkeit nationalitat staatsburgerschaft nacionalidad ciudadania جنسية جنسيه "
        "الجنسية مواطنة المواطنة національність громадянство"
    ),
    "ethnicity": (
        "ethnicity ethnic race racial ethnie ethnique ethnizitat ethnie ethnische rasse etnia "
        "etnico etnicidad raza عرق العرق عرقي العرقي اثنية етнічність етнічне етнічна раса"
    ),
    "religion": (
        "religion religious faith confession denomination konfession glaube religiose religieuse "
        "religioso confesion دين الدين ديانة الديانة مذهب المذهب релігія віросповідання конфесія"
    ),
    "legal status": (
        "legal status|residence status|residence permit|permit|asylum|asylum status|visa|"
        "immigration status|refugee status|statut juridique|statut legal|titre de sejour|"
        "statut de sejour|asile|aufenthaltsstatus|aufenthaltstitel|rechtsstatus|asylstatus|asyl|"
        "estatus legal|estado legal|situacion legal|situacion administrativa|permiso de residencia|"
        "asilo|visado|الوضع القانوني|وضع قانوني|الاقامة|وضع الاقامة|اللجوء|تاشيرة|правовий статус|"
        "статус перебування|посвідка|притулок|віза"
    ),
}
GROUPS = {
    "origin": (
        "origin|country of origin|region of origin|origin region|country of birth|birth country|"
        "birthplace|origine|pays d origine|region d origine|pays de naissance|herkunft|"
        "herkunftsland|herkunftsregion|geburtsland|origen|pais de origen|pais de nacimiento|"
        "بلد المنشا|بلد الاصل|بلد الميلاد|الاصل|країна походження|походження|країна народження"
    ),
    "sex": "sex|gender|sexe|genre|geschlecht|sexo|genero|الجنس|جنس|النوع|стать|гендер",
}
PERSONAL = {
    "a name": (
        "name|names|first name|last name|surname|full name|given name|nom|prenom|"
        "nom de famille|vorname|nachname|familienname|nombre|apellido|apellidos|اسم|الاسم|اللقب|"
        "ім я|імя|прізвище|піб"
    ),
    "a telephone number": (
        "phone|telephone|tel|mobile|cell|telefon|handy|mobil|telefono|movil|portable|هاتف|الهاتف|"
        "رقم الهاتف|جوال|телефон|мобільний|whatsapp|telegram"
    ),
    "an e-mail address": (
        "email|e mail|mail|courriel|adresse mail|correo|correo electronico|بريد|"
        "البريد الالكتروني|пошта|електронна пошта"
    ),
    "an address": "address|street|adresse|rue|anschrift|strasse|direccion|calle|عنوان|العنوان|شارع|"
    "адреса|вулиця",
    "a date of birth": (
        "birth date|birthdate|date of birth|dob|birthday|geburtsdatum|geburtstag|"
        "date de naissance|fecha de nacimiento|تاريخ الميلاد|дата народження"
    ),
    "an identity number": (
        "passport|passport number|id number|social security|passeport|reisepass|ausweis|pasaporte|"
        "dni|nie|جواز|جواز السفر|رقم الهوية|паспорт|номер документа"
    ),
}


def plain(name: str) -> str:
    """Lower case, without accents and marks, words apart by one blank."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    bare = "".join(c for c in unicodedata.normalize("NFKD", split) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ")))


@cache
def _names(table: str) -> tuple[tuple[str, str], ...]:
    source = {"protected": PROTECTED, "groups": GROUPS, "personal": PERSONAL}[table]
    return tuple(
        (kind, plain(name))
        for kind, names in source.items()
        for name in (names.split("|") if "|" in names else names.split())
    )


def forbidden(column: str, *tables: str) -> tuple[str, str] | None:
    """The table and kind that this name of a column belongs to, if to any."""
    padded = f" {plain(column)} "
    for table in tables:
        for kind, name in _names(table):
            if f" {name} " in padded:
                return table, kind
    return None


EMAIL = re.compile(r"\S@\S")
PHONE = re.compile(r"^\+?[\d ()/-]{9,}$")


def looks_personal(identity: str) -> str:
    """Why this cannot be a pseudonym; empty if it can."""
    if EMAIL.search(identity):
        return "email"
    if PHONE.match(identity):
        return "phone"
    if not any(character.isdigit() for character in identity):
        return "name"
    return ""
