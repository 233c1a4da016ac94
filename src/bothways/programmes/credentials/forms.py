"""What the forms about certificates, levels and trainers ask."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.places_and_languages import language_label
from bothways.programmes.credentials.levels import methods
from bothways.programmes.credentials.models import CertificateRule, Trainer
from bothways.programmes.credentials.paper import all_words
from bothways.programmes.models import Programme, ProgrammeMember
from bothways.tailoring.plan.forms import day, line

MORE_LANGUAGES = ("it", "nl", "pl", "pt", "ro", "sv", "tr", "ru", "el")


def languages_for_paper() -> list[tuple[str, str]]:
    return [(code, language_label(code, get_language() or "en")) for code in all_words()]


def languages_taught() -> list[tuple[str, str]]:
    """Languages that levels are recorded in, by name."""
    codes = {*all_words(), *MORE_LANGUAGES}
    named = [(code, language_label(code, get_language() or "en")) for code in codes]
    return sorted(named, key=lambda pair: pair[1])


def method_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(code.id, code.labels.get(language, code.labels["en"])) for code in methods()]


class RuleForm(forms.Form):
    title = line(_("Title of the certificate"), required=True, most=160)
    min_units = forms.DecimalField(
        label=_("Units attended at least"), required=False, min_value=0, max_value=9999,
        decimal_places=1,
    )  # fmt: skip
    min_percent = forms.IntegerField(
        label=_("Share of the planned units, in per cent"), required=False, min_value=1,
        max_value=100,
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the place"), choices=languages_for_paper,
        help_text=_("The paper speaks this language and the person's own beside it."),
    )  # fmt: skip
    issuer = line(_("Issued by"), _("Left empty: the organisation of the programme."), most=160)
    signatory = line(_("Who signs"), _("Name and office, under the line."), most=160)
    place = line(_("Place"), most=120)

    @staticmethod
    def of(rule: CertificateRule | None, language: str, title: str) -> dict[str, Any]:
        if rule is None:
            return {"language": language, "title": title}
        return {name: getattr(rule, name) for name in RuleForm.base_fields}


class LevelsForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=languages_taught)
    method = forms.ChoiceField(label=_("How the levels were found"), choices=method_choices)
    taken_on = day(_("Day"), required=True)


class RevokeForm(forms.Form):
    reason = line(
        _("Why it is revoked"), _("Only people of this programme read it."), required=True,
        most=300,
    )  # fmt: skip


class BringForm(forms.Form):
    file = forms.FileField(label=_("Learner file"), help_text=_("The ZIP file of another office."))


class TrustForm(forms.Form):
    name = line(_("Whose key it is"), required=True)
    public_key = line(
        _("Public key"), _("It stands on the page of keys of the other site, as x."), required=True,
        most=64,
    )  # fmt: skip


if TYPE_CHECKING:
    OfMembers = forms.ModelChoiceField[ProgrammeMember]
else:
    OfMembers = forms.ModelChoiceField


class MemberChoice(OfMembers):
    def label_from_instance(self, obj: ProgrammeMember) -> str:
        return str(obj.user)


class TrainerForm(forms.Form):
    name = line(_("Name"), required=True)
    member = MemberChoice(
        ProgrammeMember.objects.none(), label=_("Account"), required=False,
        help_text=_("The sessions that this account held count as theirs."),
    )  # fmt: skip

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = programme.members.filter(trainer=None).select_related("user")
        chooser = self.fields["member"]
        assert isinstance(chooser, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        chooser.queryset = free


class StepForm(forms.Form):
    trainer = forms.ModelChoiceField(Trainer.objects.none(), label=_("Who trained"))
    trainee = forms.ModelChoiceField(Trainer.objects.none(), label=_("Who was trained"))
    trained_on = day(_("Day of the training"), required=True)
    co_taught_on = day(_("First session held together"))
    note = line(_("Note"), most=300)

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("trainer", "trainee"):
            chooser = self.fields[name]
            assert isinstance(chooser, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
            chooser.queryset = Trainer.objects.filter(programme=programme)

    def days(self) -> tuple[date, date | None]:
        return self.cleaned_data["trained_on"], self.cleaned_data["co_taught_on"]


class TogetherForm(forms.Form):
    co_taught_on = day(_("First session held together"), required=True)
