"""What a caseworker fills in beside a family, and what the family types by itself."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bothways.directory.guide.access import language
from bothways.directory.organisations.queries import OrganisationRow
from bothways.directory.steps.keeping.actions import Agreed
from bothways.directory.steps.keeping.codes import CODE_DIGITS, REFERENCE_DIGITS, digits_in
from bothways.directory.steps.keeping.difference import Differs
from bothways.directory.steps.keeping.retention import USUAL_MONTHS
from bothways.directory.steps.keeping.words import GIVERS, WAYS, spoken_choices

MONTHS: list[tuple[int, Any]] = [
    (3, _("3 months")), (USUAL_MONTHS, _("6 months")), (12, _("12 months")),
]  # fmt: skip


def day(label: Any) -> forms.DateField:
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=box, initial=timezone.localdate, input_formats=["%Y-%m-%d"]
    )


def note() -> forms.CharField:
    return forms.CharField(
        label=_("One line about the meeting"), required=False, max_length=200,
        help_text=_("What you agreed on, such as: school papers next week. Nothing about health, "
                    "residence status, religion, and no names."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip


class ConsentForm(forms.Form):
    """``read_in`` comes from a row of buttons: the words have to stand there before the yes."""

    organisation = forms.ChoiceField(label=_("Kept by"))
    months = forms.TypedChoiceField(
        label=_("Kept so long after the last meeting"), choices=MONTHS, coerce=int,
        initial=USUAL_MONTHS,
    )  # fmt: skip
    given_by = forms.ChoiceField(label=_("Who says yes"), choices=list(GIVERS.items()))
    way = forms.ChoiceField(label=_("How you speak with the family"), choices=list(WAYS.items()))
    spoken = forms.ChoiceField(label=_("Language of the conversation"))
    given_on = day(_("Day of the conversation"))

    def __init__(self, organisations: list[OrganisationRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("organisation", [(str(row.id), row.name) for row in organisations])
        self._offer("spoken", spoken_choices(language()))
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = str(organisations[0].id)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def agreed(self, read_in: str) -> Agreed:
        given = self.cleaned_data
        return Agreed(
            given_by=given["given_by"], way=given["way"], spoken=given["spoken"], read_in=read_in,
            given_on=given["given_on"], months=given["months"],
        )  # fmt: skip


class KeepForm(ConsentForm):
    note = note()


class MeetingForm(forms.Form):
    on = day(_("Day of the meeting"))
    note = note()

    def sent_with(self, form: str) -> "MeetingForm":
        """Its boxes stand below the list of steps and are sent with the form above it."""
        for field in self.fields.values():
            field.widget.attrs["form"] = form
        return self


class ChoiceForm(forms.Form):
    """One choice for each answer that differs; none is made in advance."""

    def __init__(self, rows: list[Differs], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            sides = [("ours", ""), ("theirs", "")]
            self.fields[f"take.{row.key}"] = forms.ChoiceField(choices=sides)

    def taken(self) -> list[str]:
        """The keys for which the other side was chosen."""
        return [name.partition(".")[2] for name, side in self.cleaned_data.items()
                if side == "theirs"]  # fmt: skip


class SheetForm(forms.Form):
    """The two numbers of the sheet, typed in the digits of any script."""

    reference = forms.CharField(label=_("Number of your plan"), max_length=40)
    code = forms.CharField(label=_("Number for taking back"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}

    def numbers(self) -> tuple[str, str]:
        """Empty where what was typed cannot be such a number."""
        self.is_valid()
        reference = digits_in(self.cleaned_data.get("reference", ""))
        code = digits_in(self.cleaned_data.get("code", ""))
        if len(reference) != REFERENCE_DIGITS or len(code) != CODE_DIGITS:
            return "", ""
        return reference, code


def day_of(form: forms.Form, name: str) -> date:
    """The day that stands in the form, for words that name it; today while it cannot be read."""
    found: date | None = getattr(form, "cleaned_data", {}).get(name)
    return found or timezone.localdate()
