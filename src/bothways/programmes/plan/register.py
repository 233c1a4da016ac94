"""Organisations as a partner form names them: one of the register, or one that joins it now."""

from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.core.vocabularies import vocabulary
from bothways.directory.organisations.models import Organisation
from bothways.programmes.plan.writing import require_words


def registered(name: str, kind: str, place: str) -> Organisation:
    """The organisation of this name, or a new one that no editor has verified yet."""
    name = require_words(name, _("Give the organisation a name."))[:300]
    same = Organisation.objects.filter(name__iexact=name).order_by("pk")
    found = list((same.filter(place=place) if place else same)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(
            _("Several organisations have the name %(name)s. Say in which country it is.")
            % {"name": name}
        )
    if kind not in vocabulary("register_kind"):
        raise Refused(
            _("%(name)s is not in the register yet. Say what kind of organisation it is, and it "
              "is added.") % {"name": name}
        )  # fmt: skip
    return Organisation.objects.create(name=name, kind=kind, place=place)
