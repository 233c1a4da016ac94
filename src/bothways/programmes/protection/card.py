"""The link on the consent sheet. It can only withdraw, for one person, until it is revoked.

The link is derived from the card's own number with the secret of the site, so that a sheet printed
again carries the same link although only its hash is stored.
"""

import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from bothways.core.models import User
from bothways.programmes.models import ConsentCard, Person

SALT = "bothways.programmes.consent_card"
LENGTH = 32


def token_of(card: ConsentCard) -> str:
    return salted_hmac(SALT, str(card.uid), algorithm="sha256").hexdigest()[:LENGTH]


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(card: ConsentCard) -> str:
    """In the language that is active: the sheet of an Arabic family opens an Arabic page."""
    return settings.SITE_URL + reverse("consent_card", args=[token_of(card)])


def card_of(person: Person) -> ConsentCard | None:
    """The card in use. After the site's secret was changed it can no longer be printed again."""
    card = person.consent_cards.filter(revoked_at=None).first()
    return card if card and card.token_hash == hash_of(token_of(card)) else None


def new_card(person: Person, maker: User | None) -> ConsentCard:
    card = ConsentCard(person=person, made_by=maker)
    card.token_hash = hash_of(token_of(card))
    card.save()
    return card


def card_by_token(token: str) -> ConsentCard | None:
    """The card that this link belongs to, while it may be used."""
    cards = ConsentCard.objects.select_related("person__programme__organisation")
    return cards.filter(token_hash=hash_of(token), revoked_at=None, person__erased_at=None).first()
