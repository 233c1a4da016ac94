"""How far class codes and cards can be guessed. The figures behind it are in docs/surveys.md."""

from django.core.signing import Signer
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from bothways.core.guessing import Brake

CLASS_CODES = Brake("class", at_once=600, an_hour=120)
CARDS = Brake("card", at_once=120, an_hour=12)


def pass_for(code: str, card: str) -> str:
    """What a page carries on, so that whoever is in the middle is not stopped by others."""
    return Signer(salt="answers of a card").signature(f"{code} {card}")


def has_pass(request: HttpRequest, code: str, card: str) -> bool:
    return constant_time_compare(request.POST.get("pass", ""), pass_for(code, card))
