"""Template words of studies: designs, states, arms and sides in the reader's language."""

from django import template
from django.utils.translation import gettext_lazy as _

from bothways.studies.designs import DESIGNS

register = template.Library()

STATES = {
    "planned": _("being planned"), "assigned": _("lots drawn"), "locked": _("plan locked"),
    "analysed": _("analysed"), "released": _("finding released"),
}  # fmt: skip
ARMS = {"programme": _("programme"), "comparison": _("comparison"), "": _("not drawn yet")}
SIDES = {"newcomer": _("newcomers"), "host": _("hosts"), "": _("everybody")}


@register.filter
def design_words(code: str) -> str:
    return str(DESIGNS[code].words) if code in DESIGNS else code


@register.filter
def study_state(code: str) -> str:
    return str(STATES.get(code, code))


@register.filter
def arm_words(code: str) -> str:
    return str(ARMS.get(code, code))


@register.filter
def side_words(code: str) -> str:
    return str(SIDES.get(code, code))
