"""Lengths, directions and reasons in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def length_words(metres: float) -> str:
    """A round length, for the scale and the rings."""
    if metres < 1000:
        return _("%(metres)s m") % {"metres": f"{metres:g}"}
    return _("%(kilometres)s km") % {"kilometres": f"{metres / 1000:g}"}


def north_letter() -> str:
    return pgettext("north on a map, one or two letters", "N")


def direction_words(eighth: int) -> str:
    """Eighths of a turn from north, the way a clock goes."""
    return (
        _("to the north"), _("to the north-east"), _("to the east"), _("to the south-east"),
        _("to the south"), _("to the south-west"), _("to the west"), _("to the north-west"),
    )[eighth % 8]  # fmt: skip


def reason_words(reason: str) -> str:
    """Why a service is not on the map."""
    return {
        "none": _("Its address has no point yet."),
        "virtual": _("By telephone or online; there is nowhere to go."),
        "zero": _("The point that came with it (0, 0) stands for no place."),
        "off_earth": _("The point that came with it is not on earth."),
        "far": _("Too far away for this map."),
    }[reason]


def kind_of_ground(kind: str) -> str:
    return {
        "water": _("Water"),
        "green": _("Park or wood"),
        "road": _("Road"),
        "rail": _("Railway"),
        "district": _("Border of a district"),
        "landmark": _("Landmark"),
    }[kind]


def spot_words(number: int, names: list[str], services: int) -> str:
    """What a marker is called where it cannot be seen."""
    shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    said = ngettext("%(number)s: %(names)s, %(n)s service", "%(number)s: %(names)s, %(n)s services",
                    services)  # fmt: skip
    return said % {"number": number, "names": shown, "n": services}
