"""The two numbers on a family's sheet: one that finds the plan, one that takes the yes back.

Digits only, because every script of the world reads them. The second is derived from the site's
secret, so that a sheet printed again carries the same number although only its hash is stored.
"""

import secrets
import unicodedata

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac

from bothways.directory.steps.models import KeptPlan

SALT = "bothways.directory.kept_plan"
REFERENCE_DIGITS = 8
CODE_DIGITS = 12


def new_reference() -> str:
    """No zero in front: people leave it out."""
    return str(secrets.randbelow(9 * 10 ** (REFERENCE_DIGITS - 1)) + 10 ** (REFERENCE_DIGITS - 1))


def code_of(plan: KeptPlan) -> str:
    digest = salted_hmac(SALT, f"{plan.pk}.{plan.sheet}", algorithm="sha256").digest()
    return str(int.from_bytes(digest, "big"))[-CODE_DIGITS:]


def give_code(plan: KeptPlan) -> None:
    plan.code_hash = make_password(code_of(plan))


def is_code_of(plan: KeptPlan | None, code: str) -> bool:
    """As slow for a plan that is not there as for one that is."""
    if plan is None or not plan.code_hash:
        make_password(code)
        return False
    return check_password(code, plan.code_hash)


def digits_in(text: str, most: int = 40) -> str:
    """What somebody typed, in the digits of any script, with or without gaps."""
    found = (unicodedata.decimal(letter, None) for letter in text[:most])
    return "".join(str(digit) for digit in found if digit is not None)


def grouped(number: str) -> str:
    """In groups of four, as people read long numbers aloud."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
