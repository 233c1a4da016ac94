"""The words for codes of this room."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bothways.programmes.protection.consent import State

SAFEGUARDS: dict[str, Any] = {
    "background": _("The mentor has no valid background check."),
    "training": _("The mentor has no valid safeguarding training."),
    "consent": _("There is no consent to mentoring that holds today."),
    "supervisor": _("No supervisor is named who may protect people in this programme."),
    "supervisor_is_mentor": _("The mentor cannot be their own supervisor."),
    "mentor_gone": _("The mentor’s account or role is no longer in use."),
    "person_gone": _("The person is no longer in this programme."),
    "pairing": _("The adult and the minor are no active pairing with every safeguard."),
    "by_hand": _("Somebody of the programme suspended it."),
}
STATES: dict[str, Any] = {
    State.HOLDS: _("agreed"),
    State.SOON: _("agreed, ends soon"),
    State.ANEW: _("agreed to an earlier text: ask anew"),
    State.VOICE: _("one of two signatures is missing"),
    State.EXPIRED: _("has run out"),
    State.WITHDRAWN: _("taken back"),
    State.MISSING: _("not asked, or no"),
}
VOICES: dict[str, Any] = {"guardian": _("guardian"), "self": _("the person")}
PAIRING_STATES: dict[str, Any] = {
    "proposed": _("proposed"),
    "active": _("active"),
    "suspended": _("suspended"),
    "closing": _("closing"),
    "closed": _("closed"),
}
CHECKS: dict[str, Any] = {"background": _("background check"), "training": _("training")}
MODES: dict[str, Any] = {
    "on_site": _("in person"),
    "online": _("online"),
    "phone": _("by phone"),
}
# What taking a consent back does, as the family reads it before and after.
CONSEQUENCES: dict[str, Any] = {
    "taking_part": _("Taking part ends today, and so does every other consent."),
    "photos": _("No more pictures are taken; the team takes shown pictures down."),
    "study": _("Answers and attendance are no longer used to study the programme."),
    "sharing": _("Nothing more is sent to another office."),
    "mentoring": _("The mentor stops the meetings at once."),
    "phone": _("The phone numbers are deleted at once."),
}
