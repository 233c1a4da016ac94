"""Forms of the desk. Lists are typed one a line, as people write them."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.vocabularies import vocabulary
from bothways.directory.organisations.models import Organisation
from bothways.directory.places.models import Place
from bothways.directory.services.models import Service

Choices = list[tuple[str, str]]
STATES: list[tuple[str, Any]] = [
    ("active", _("open to people")), ("temporarily closed", _("closed for the time being")),
    ("inactive", _("not offered at present")), ("defunct", _("given up")),
]  # fmt: skip


def line(label: Any, hint: Any = "", *, required: bool = False, most: int = 300,
         ltr: bool = False) -> forms.CharField:  # fmt: skip
    box = forms.TextInput(attrs={"dir": "ltr" if ltr else "auto"})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=box
    )


def words(label: Any, hint: Any = "", *, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=8000, widget=area
    )


class ServiceForm(forms.Form):
    """The fields of ``edits.editable``; one box of hours for each address."""

    name = line(_("Name of the service"), required=True)
    description = words(_("What it does, in plain words"), rows=4)
    status = forms.ChoiceField(label=_("State"), choices=STATES)
    alert = words(_("Notice"), _("Shown at the top of the page."), rows=2)
    phones = words(_("Phones"), _("One a line; after a | what the number is for."))
    email = line(_("Email"), ltr=True)
    url = line(_("Website"), _("In full, with https:// before it."), most=500, ltr=True)
    languages = line(_("Languages spoken"), _("Codes with a space between, as in: de ar uk"),
                     ltr=True)  # fmt: skip
    required_documents = words(_("Papers to bring"), _("One a line."))
    application_process = words(_("How to apply"))
    eligibility_description = words(_("For whom"))
    fees_description = words(_("Cost"))

    def __init__(self, service: Service, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in service.at_locations.select_related("location"):
            self.fields[f"hours.{at.pk}"] = line(
                _("Opening hours: %(place)s") % {"place": at.location.name or service.name},
                _("As in: Mo-Fr 08:00-12:00; PH off; Dec 24 off. PH means public holidays."),
                most=1000, ltr=True,
            )  # fmt: skip


class ProposalForm(ServiceForm):
    note = words(_("A word to the editors"), rows=2)


class AnswerForm(forms.Form):
    answer = words(_("Why not"), _("The organisation reads this."), rows=2)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("HSDS as .json; its tables, or those of the Ohana API, as .zip."),
    )
    place = forms.ChoiceField(label=_("Place of the services"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [(p.code, p.name(language)) for p in Place.objects.order_by("code")]


class OrganisationForm(forms.Form):
    name = line(_("Name"), required=True)
    alternate_name = line(_("Other name or abbreviation"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = line(_("Place"), _("Code of a place of the directory or of a country."), most=40,
                 ltr=True)  # fmt: skip
    description = words(_("What it does, in plain words"))
    email = line(_("Email"), ltr=True)
    website = line(_("Website"), _("In full, with https:// before it."), most=500, ltr=True)
    languages = line(_("Languages spoken"), _("Codes with a space between, as in: de ar uk"),
                     ltr=True)  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["kind"])
        kinds, language = vocabulary("register_kind"), get_language() or "en"
        field.choices = [("", ""), *((code, kinds.label(code, language)) for code in kinds)]

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["languages"] = given["languages"].replace(",", " ").split()
        return given

    @staticmethod
    def of(found: Organisation) -> dict[str, Any]:
        plain = {name: getattr(found, name) for name in OrganisationForm.base_fields}
        return {**plain, "languages": " ".join(found.languages)}


class MemberForm(forms.Form):
    who = line(_("User name or email address"), required=True, ltr=True)
