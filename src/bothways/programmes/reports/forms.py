"""What the small forms of reports ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.vocabularies import vocabulary
from bothways.programmes.reports.models import LEAST_THRESHOLD, MOST_THRESHOLD


def choices_of(name: str) -> list[tuple[str, str]]:
    found, language = vocabulary(name), get_language() or "en"
    return [(code.id, found.label(code.id, language)) for code in found.offered()]


class ReportSettingForm(forms.Form):
    threshold = forms.IntegerField(
        label=_("Smallest count of people that others see"),
        help_text=_("Smaller counts are hidden, and as many others as it takes to keep them so."),
        min_value=LEAST_THRESHOLD,
        max_value=MOST_THRESHOLD,
    )
    reporting_ref = forms.CharField(
        label=_("IATI identifier of the publishing organisation"),
        help_text=_("Agency and number, for instance DE-CR-HRB12345."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    principal_markers = forms.MultipleChoiceField(
        label=_("The main aim"), required=False, widget=forms.CheckboxSelectMultiple
    )
    significant_markers = forms.MultipleChoiceField(
        label=_("An important aim"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        markers = choices_of("iati_marker")
        for name, choices in (
            ("sector", [("", "–"), *choices_of("iati_sector")]),
            ("principal_markers", markers),
            ("significant_markers", markers),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
            field.choices = choices


class FigureForm(forms.Form):
    """One number, as the Friday page asks for it."""

    indicator = forms.IntegerField()
    period = forms.IntegerField()
    value = forms.DecimalField(max_digits=18, decimal_places=4)
