"""Forms of allocation: the files and rules of a batch, and one family by hand."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bothways.tailoring.allocation.core.people import TERMS, Rules, Weights
from bothways.tailoring.allocation.wording import TERM_LABELS

KEEP_DAYS = 180
ACCEPT = ".csv,.tsv,.xlsx"


class BatchForm(forms.Form):
    """Two files, the office and the rules."""

    title = forms.CharField(label=_("Title"), max_length=200)
    office = forms.CharField(
        label=_("Office that decides"), max_length=200,
        help_text=_("It stands on the explanation for the family."),
    )  # fmt: skip
    families = forms.FileField(
        label=_("Families"),
        help_text=_("CSV or XLSX, a row a family, under a pseudonym. No names, no nationality."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    places = forms.FileField(
        label=_("Places"), help_text=_("CSV or XLSX, a row a place, with its seats."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )  # fmt: skip
    capacities = forms.FileField(
        label=_("Seats, if they stand in a file of their own"), required=False,
        help_text=_("CSV or XLSX with the columns place and capacity. Joined by the key."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )  # fmt: skip
    keep_until = forms.DateField(
        label=_("Rows of families are kept until"),
        help_text=_("Then they are to be taken out. At most two years from now."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    capacity_in = forms.ChoiceField(
        label=_("A seat is for"),
        choices=[("persons", _("one person")), ("cases", _("one family, whatever its size"))],
    )
    count = forms.ChoiceField(
        label=_("Fit is added up for"),
        choices=[("persons", _("each person, so that large families do not come last")),
                 ("families", _("each family once"))],
    )  # fmt: skip
    far_km = forms.FloatField(
        label=_("From how many kilometres on is a place not near at all?"), min_value=0.1,
        max_value=20_000,
    )  # fmt: skip
    floor = forms.IntegerField(
        label=_("Floor, in per cent"),
        min_value=0,
        max_value=100,
        help_text=_("No group below this share of what it would have if it chose first. 0: none."),
    )
    floor_by = forms.ChoiceField(
        label=_("Groups of the floor"),
        choices=[("size", _("size of the family")), ("age", _("age of the youngest")),
                 ("needs", _("with and without a special need"))],
    )  # fmt: skip
    seed = forms.IntegerField(
        label=_("Seed of the lottery"),
        min_value=0,
        max_value=2**31,
        help_text=_("It decides between places that fit just as well. Same seed, same result."),
    )

    WEIGHTS = tuple(f"weight_{term}" for term in TERMS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rules = Rules()
        start = {
            "keep_until": timezone.localdate() + timedelta(days=KEEP_DAYS),
            "far_km": rules.far_km, "floor": 0, "seed": rules.seed,
        }  # fmt: skip
        super().__init__(*args, **{"initial": start, **kwargs})
        for term in TERMS:
            self.fields[f"weight_{term}"] = forms.FloatField(
                label=TERM_LABELS[term], min_value=0, max_value=1000,
                initial=getattr(rules.weights, term),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        weights = [cleaned.get(name) for name in self.WEIGHTS]
        if None not in weights and not any(weights):
            raise forms.ValidationError(_("At least one weight must be above 0."))
        return cleaned

    def rules(self) -> Rules:
        sent = self.cleaned_data
        return Rules(
            Weights(**{term: sent[f"weight_{term}"] for term in TERMS}), sent["capacity_in"],
            sent["count"], far_km=sent["far_km"], floor=sent["floor"] / 100,
            floor_by=sent["floor_by"], seed=sent["seed"],
        )  # fmt: skip


class FamilyForm(forms.Form):
    """One family typed in for directory mode. Nothing of it is kept."""

    ages = forms.CharField(
        label=_("Ages"), required=False, max_length=120, help_text=_("Such as 14; 8")
    )
    persons = forms.IntegerField(
        label=_("Number of persons, if ages are not known"), required=False, min_value=1,
        max_value=30,
    )  # fmt: skip
    instruction = forms.CharField(
        label=_("Taught in one of these languages"), required=False, max_length=120,
        help_text=_("Codes such as de; en. Empty: any."),
    )  # fmt: skip
    needs = forms.CharField(label=_("Must be there"), required=False, max_length=200)
    gender_need = forms.ChoiceField(
        label=_("Only a group for"), required=False,
        choices=[("", _("no such need")), ("girls", _("girls")), ("boys", _("boys")),
                 ("women", _("women")), ("men", _("men"))],
    )  # fmt: skip
    services = forms.CharField(label=_("Would be good to have"), required=False, max_length=200)
    languages = forms.CharField(label=_("Languages of the family"), required=False, max_length=120)
    preferences = forms.CharField(
        label=_("Wishes, the dearest first"), required=False, max_length=400,
        help_text=_("Keys of places, such as P3; P1"),
    )  # fmt: skip
    ties = forms.CharField(
        label=_("Places where relatives or friends live"), required=False, max_length=400
    )
