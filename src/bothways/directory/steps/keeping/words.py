"""The words for codes of kept plans, and the languages that a conversation may be in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bothways.core.places_and_languages import language_label
from bothways.directory.steps.models import KeptPlan, PlanConsent

GIVERS: dict[str, Any] = {
    PlanConsent.GivenBy.SELF: _("an adult of the household, for the household"),
    PlanConsent.GivenBy.GUARDIAN: _("the guardian of minors who live without their parents"),
}
WAYS: dict[str, Any] = {
    PlanConsent.Way.PERSON: _("in person"),
    PlanConsent.Way.PERSON_INTERPRETER: _("in person, with an interpreter"),
    PlanConsent.Way.PHONE: _("by phone"),
    PlanConsent.Way.PHONE_INTERPRETER: _("by phone, with an interpreter"),
}
ENDINGS: dict[str, Any] = {
    KeptPlan.EndedBy.OFFICE: _("the family took its yes back at the office"),
    KeptPlan.EndedBy.FAMILY: _("the family took its yes back by itself"),
    KeptPlan.EndedBy.TIME: _("its time was over"),
}
SPOKEN = (
    "ar", "am", "az", "bn", "bs", "ckb", "da", "de", "dv", "el", "en", "es", "et", "fa", "ff", "fi",
    "fr", "gu", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "it", "ja", "ka", "km", "ko", "ku",
    "lt", "lv", "mk", "ml", "mn", "my", "nb", "ne", "nl", "om", "pa", "pl", "prs", "ps", "pt", "ro",
    "rom", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tl",
    "tr", "uk", "ur", "uz", "vi", "wo", "yo", "zh",
)  # fmt: skip


def spoken_choices(language: str) -> list[tuple[str, str]]:
    found = [(code, language_label(code, language)) for code in SPOKEN]
    return sorted(found, key=lambda pair: pair[1])
