"""What the small forms of a study ask."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.models import User
from bothways.core.vocabularies import vocabulary
from bothways.studies.designs import DESIGNS, UNITS
from bothways.studies.models import Study, StudyOutcome
from bothways.surveys.instruments.catalogue import instruments
from bothways.surveys.models import Survey, Wave
from bothways.tailoring.plan.forms import labels_of, line, words


class DesignForm(forms.Form):
    title = line(_("Title of the study"), required=True)
    question = words(_("Question"), _("What do you want to know, of whom, by when?"), rows=2)
    design = forms.ChoiceField(
        label=_("Design"), widget=forms.RadioSelect,
        choices=lambda: [(d.code, f"{d.words}. {d.meaning}") for d in DESIGNS.values()],
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Lots fall on"), widget=forms.RadioSelect, choices=lambda: list(UNITS.items())
    )
    share = forms.DecimalField(
        label=_("Share with the programme"), min_value=Decimal("0.05"), max_value=Decimal("0.95"),
        decimal_places=2,
    )  # fmt: skip
    is_stratified = forms.BooleanField(
        label=_("Draw inside each stratum, such as a school"), required=False
    )
    mechanism = forms.ChoiceField(label=_("What the message plays on"), required=False)
    comparison_mechanism = forms.ChoiceField(
        label=_("What the other message plays on"), required=False
    )
    ends_at = forms.IntegerField(
        label=_("People after whom a message trial ends"), min_value=50, max_value=100_000
    )
    registration = line(_("Registration"), _("Where the study is registered, if it is."), most=300)
    independent = forms.NullBooleanField(
        label=_("The evaluator is independent of those who made the practice"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mechanism", "comparison_mechanism"):
            choices = [("", _("not said")), *labels_of("influence_mechanism")]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def of(study: Study | None) -> dict[str, Any]:
        if study is None:
            return {"design": "lottery", "unit": "group", "share": Decimal("0.50"),
                    "is_stratified": True, "ends_at": 500}  # fmt: skip
        return {name: getattr(study, name) for name in DesignForm.base_fields}


class SurveyChoiceForm(forms.Form):
    """One of the person's own surveys that no study uses, or a new one."""

    survey = forms.ChoiceField(label=_("Survey"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Survey.objects.filter(owner=user, study=None).order_by("title", "pk")
        rows = [(str(survey.pk), survey.title) for survey in free]
        self.fields["survey"].choices = [("", _("make a new one")), *rows]  # type: ignore[attr-defined]


class WavesForm(forms.Form):
    baseline = forms.ChoiceField(label=_("Before"), required=False)
    endline = forms.ChoiceField(label=_("After"))

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waves = Wave.objects.filter(survey=study.survey).order_by("number")
        self.waves = {str(wave.pk): wave for wave in waves}
        rows = [(key, f"{wave.number}. {wave.title}") for key, wave in self.waves.items()]
        self.fields["baseline"].choices = [("", _("none")), *rows]  # type: ignore[attr-defined]
        self.fields["endline"].choices = rows  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Wave | None, Wave]:
        given = self.cleaned_data
        return self.waves.get(given["baseline"]), self.waves[given["endline"]]


class OutcomeForm(forms.Form):
    title = line(_("What is measured"), _("As it shall stand in the sentence of the result."),
                 required=True)  # fmt: skip
    key = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$", label=_("Short name"),
        help_text=_("Lower case letters, digits and underscores. It names the columns."),
    )  # fmt: skip
    scale = forms.ChoiceField(label=_("Scale"), required=False)
    path = line(_("Or the name of one question"), most=200)
    unit = line(_("Counted in"), required=True, most=40)
    family = forms.ChoiceField(label=_("Outcome family"), required=False)
    side = forms.ChoiceField(label=_("Measured on"), required=False)
    lower_is_better = forms.BooleanField(label=_("A lower value is better"), required=False)
    is_primary = forms.BooleanField(label=_("It decides the question of the study"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["scale"].choices = [("", _("no scale")), *_scales()]
        fields["family"].choices = [("", _("not said")), *labels_of("outcome_families")]
        fields["side"].choices = [
            (StudyOutcome.Side.ALL, _("everybody")),
            (StudyOutcome.Side.NEWCOMER, _("newcomers")),
            (StudyOutcome.Side.HOST, _("hosts")),
        ]

    def fields_of_outcome(self) -> dict[str, Any]:
        instrument, _colon, scale = self.cleaned_data["scale"].partition(":")
        return {**self.cleaned_data, "instrument": instrument, "scale": scale}


class ThreatsForm(forms.Form):
    """What a careful reader asks of a study. Left open, a threat counts as not weighed."""

    LEVELS = (("low", _("low")), ("moderate", _("moderate")), ("high", _("high")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = vocabulary("threat")
        for code in found.offered():
            self.fields[code.id] = forms.ChoiceField(
                label=code.labels.get(get_language() or "en", code.labels["en"]),
                help_text=code.definitions.get(get_language() or "en", code.definitions["en"]),
                required=False, widget=forms.RadioSelect, choices=self.LEVELS,
            )  # fmt: skip

    def weighed(self) -> dict[str, str]:
        return {code: level for code, level in self.cleaned_data.items() if level}


class ListForm(forms.Form):
    file = forms.FileField(label=_("List of groups"), help_text=_("CSV or XLSX"))


def _scales() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [
        (f"{one.id}:{scale.id}", f"{one.titles.get(language, one.titles['en'])} ({scale.id})")
        for one in instruments().values()
        for scale in one.scales
    ]
