"""What the forms of a programme ask. Labels and hints are the field's own words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.places_and_languages import country_codes, country_label, language_label
from bothways.directory.organisations.models import Organisation
from bothways.programmes.choosing import offer
from bothways.programmes.models import Indicator, Programme, Result
from bothways.programmes.plan.groups import group_choices
from bothways.programmes.plan.kinds import kinds
from bothways.programmes.plan.numbers import plain_number, read_number
from bothways.programmes.plan.words import (
    BY,
    COUNTED,
    GRADES,
    LEVELS,
    MEASURES,
    OVER_TIME,
    ROLE_MEANS,
    ROLES,
)
from bothways.tailoring.plan.forms import CodesField, day, labels_of, line, words

# Languages that courses, leaflets and interpreters are most asked for; any other tag can be typed.
SPOKEN = (
    "am", "ar", "bn", "bs", "ckb", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "ha",
    "hi", "hr", "hu", "it", "ku", "my", "ne", "nl", "no", "pl", "ps", "pt", "ro", "ru", "rw", "so",
    "sq", "sr", "sv", "sw", "ta", "ti", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
MOST_NAMES = 500
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "UAH",
              "CAD", "AUD", "NZD", "JPY", "KRW", "TRY", "JOD", "EGP", "KES", "ZAR")  # fmt: skip


def pairs(found: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    # The labels stay lazy: forms are made once, and shown in many languages.
    return [(str(code), label) for code, label in found.items()]


def one_of(label: Any, choices: Any, hint: Any = "", *, none: Any = None) -> forms.ChoiceField:
    def _choices() -> list[tuple[str, Any]]:
        found = choices() if callable(choices) else choices
        return list(found) if none is None else [("", none), *found]

    return forms.ChoiceField(label=label, help_text=hint, required=none is None, choices=_choices)


def countries() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return sorted(((c, country_label(c, language)) for c in country_codes()), key=lambda p: p[1])


def spoken() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return sorted(((tag, language_label(tag, language)) for tag in SPOKEN), key=lambda p: p[1])


class NumberField(forms.Field):
    """A number as people write it; ``read_number`` says what it takes."""

    widget = forms.TextInput

    def __init__(self, label: Any, hint: Any = "", *, required: bool = False) -> None:
        box = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})
        super().__init__(label=label, help_text=hint, required=required, widget=box)

    def to_python(self, value: Any) -> Any:
        try:
            return read_number(str(value or ""))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else plain_number(value)


def ticks(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=False, choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def kind_choices() -> list[tuple[str, str]]:
    """Every template and, under it, its countries."""
    language = get_language() or "en"
    found: list[tuple[str, str]] = []
    for kind in kinds().values():
        title = kind.title.get(language.split("-")[0]) or kind.title["en"]
        found.append((kind.id, title))
        found += [(f"{kind.id}@{country}", f"{title}: {country_label(country, language)}")
                  for country in kind.variants]  # fmt: skip
    return found


class NewForm(forms.Form):
    """What a practice page or a plan page sends along, the template, and the title."""

    title = line(_("Title of the programme"), _("You find it again by this title."), required=True)
    template = one_of(
        _("Template"), kind_choices,
        _("Brings goal, results, indicators and risks to start from. All of it can be changed."),
        none=_("no template"),
    )  # fmt: skip
    language = one_of(_("Language of the plan"), settings.LANGUAGES,
                      _("The language that its words are written in."))  # fmt: skip


class AboutForm(forms.Form):
    title = line(_("Title of the programme"), required=True)
    goal = words(_("Goal"), _("What shall be different for whom, and by when?"))
    summary = words(_("In short"), _("What is done, in words that partners understand."))
    starts_on = day(_("Start"))
    ends_on = day(_("End"))
    country = one_of(_("Country"), countries, none=_("not said"))
    places = words(_("Places"), _("Town, district, school. One a line."))
    target_groups = ticks(_("Whom it is for"), group_choices)
    phases = CodesField("stage", _("Stage of stay"))
    languages = ticks(_("Languages of the activities"), spoken)
    language = one_of(_("Language of the plan"), settings.LANGUAGES,
                      _("The language that its words are written in."))  # fmt: skip
    organisation = line(
        _("Organisation that answers for it"),
        _("It answers for the programme and for the data of its people. Its name in the register."),
        most=300,
    )  # fmt: skip
    currency = one_of(_("Currency"), [(code, code) for code in CURRENCIES])
    iati_identifier = line(_("IATI identifier"), _("Only if the funder gave one."))
    keep_months = forms.IntegerField(
        label=_("Months that the data of people stays"), min_value=1, max_value=120,
        help_text=_("Counted from the last day that a person took part."),
    )  # fmt: skip
    silence_days = forms.IntegerField(
        label=_("Days of silence"), min_value=1, max_value=365,
        help_text=_("After so many days without session or contact somebody is told."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.initial.get("languages") or []
        own = [(tag, language_label(tag, get_language() or "en"))
               for tag in stored if tag not in SPOKEN]  # fmt: skip
        offer(self, "languages", [*spoken(), *own])

    @staticmethod
    def of(programme: Programme) -> dict[str, Any]:
        same = set(AboutForm.base_fields) - {"country", "places", "organisation"}
        first, *others = programme.places or [""]
        is_country = first in country_codes()
        return {
            **{name: getattr(programme, name) for name in same},
            "country": first if is_country else "",
            "places": "\n".join(others if is_country else filter(None, [first, *others])),
            "organisation": programme.organisation.name if programme.organisation else "",
        }

    def clean_organisation(self) -> Organisation | None:
        name = self.cleaned_data["organisation"].strip()
        found = Organisation.objects.filter(name__iexact=name).order_by("pk").first()
        if name and found is None:
            raise forms.ValidationError(
                _("It is not in the register yet. Add it as a partner first.")
            )
        return found

    def fields_of_programme(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        lines = [place.strip()[:200] for place in found["places"].splitlines()]
        country = found.pop("country")
        return {**found, "places": [place for place in (country, *lines) if place]}


class PartForm(forms.Form):
    part = line(_("What is added"), required=True, most=1000)
    change = words(_("How, and why"), rows=2)


class OfProgramme(forms.Form):
    """A form whose choices are rows of the programme."""

    def __init__(self, *args: Any, programme: Programme, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.row = programme, row
        self.prepare()

    def prepare(self) -> None:
        """Fills in the choices."""

    def columns(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)

    def row_of(self, rows: Any, name: str) -> Any:
        number = self.cleaned_data.pop(name, "")
        return rows.filter(pk=number).first() if number else None


class ResultForm(OfProgramme):
    level = one_of(_("Level"), pairs(LEVELS))
    parent = one_of(_("Belongs to"), [], none=_("stands alone"))
    title = line(_("What is to be reached or done"), required=True, most=300)
    description = words(_("More about it"), rows=2)

    def prepare(self) -> None:
        if self.row is not None:
            del self.fields["level"]
        rows = self.programme.results.exclude(level=Result.Level.ACTIVITY)
        rows = rows.exclude(pk=self.row.pk if self.row else 0)
        named = [(str(row.pk), f"{LEVELS[row.level]}: {row.title}") for row in rows]
        offer(self, "parent", [("", _("stands alone")), *named])

    @staticmethod
    def of(row: Result) -> dict[str, Any]:
        return {"title": row.title, "description": row.description, "parent": row.parent_id or ""}

    def columns(self) -> dict[str, Any]:
        parent = self.row_of(self.programme.results, "parent")
        return {**self.cleaned_data, "parent": parent}


class IndicatorForm(OfProgramme):
    result = one_of(_("Result that it tells of"), [])
    title = line(_("What is counted or measured"), required=True, most=300)
    definition = words(_("Definition"), _("Who counts, and what exactly? So that everybody counts "
                                          "alike."), rows=2)  # fmt: skip
    unit = line(_("Unit"), _("People, sessions, points."), most=60)
    measure = one_of(_("Kind of figure"), pairs(MEASURES))
    over_time = one_of(_("Over the periods"), pairs(OVER_TIME))
    counted = one_of(
        _("Who counts"), pairs(COUNTED), _("What the register counts, nobody has to enter."),
        none=_("a person enters the figures"),
    )  # fmt: skip
    disaggregated_by = ticks(_("Broken down by"), pairs(BY))
    more_is_better = forms.BooleanField(label=_("More is better"), required=False)
    baseline = NumberField(_("Baseline"), _("The figure before the programme."))
    baseline_on = day(_("Day of the baseline"))
    target = NumberField(_("Target"), _("The figure wanted for the whole programme."))
    source = line(_("Where the figures come from"), most=300)

    def prepare(self) -> None:
        named = [(str(row.pk), f"{LEVELS[row.level]}: {row.title}")
                 for row in self.programme.results.all()]  # fmt: skip
        offer(self, "result", named)

    @staticmethod
    def of(row: Indicator) -> dict[str, Any]:
        of_all = row.figures.filter(period=None, sex="", age="", stage="")
        figures = {figure.kind: figure for figure in of_all}
        same = set(IndicatorForm.base_fields) - {"baseline", "baseline_on", "target", "result"}
        baseline, target = figures.get("baseline"), figures.get("target")
        return {
            **{name: getattr(row, name) for name in same},
            "result": row.result_id,
            "baseline": baseline.value if baseline else None,
            "baseline_on": baseline.on if baseline else None,
            "target": target.value if target else None,
        }

    def columns(self) -> dict[str, Any]:
        result = self.row_of(self.programme.results, "result")
        return {**self.cleaned_data, "result": result}


class PeriodForm(OfProgramme):
    starts_on = day(_("First day"), required=True)
    ends_on = day(_("Last day"), required=True)
    label = line(_("Name"), _("Such as “Spring”. Left empty, the days stand for it."), most=60)
    due_on = day(_("Report is due on"))


class PartnerForm(OfProgramme):
    name = line(
        _("Organisation"),
        _("Its name in the register of organisations. A new name is added to the register."),
        required=True, most=300,
    )  # fmt: skip
    kind = one_of(_("Kind of organisation"), lambda: labels_of("register_kind"),
                  _("Only for a new name."), none=_("as in the register"))  # fmt: skip
    place = one_of(_("Country"), countries, _("Tells two organisations of one name apart."),
                   none=_("not said"))  # fmt: skip
    role = one_of(_("Role in the programme"), lambda: labels_of("partner_role"))
    contribution = words(_("What it brings"), rows=2)
    since = day(_("Since"))
    until = day(_("Until"))

    def prepare(self) -> None:
        self.fields["name"].widget.attrs["list"] = "organisations"
        self.names = list(
            Organisation.objects.order_by("name", "pk").values_list("name", flat=True)[:MOST_NAMES]
        )

    @staticmethod
    def of(row: Any) -> dict[str, Any]:
        own = ("role", "contribution", "since", "until")
        return {
            **{name: getattr(row, name) for name in own},
            "name": row.organisation.name, "place": row.organisation.place,
        }  # fmt: skip


class BudgetForm(OfProgramme):
    category = one_of(_("Kind of cost"), lambda: labels_of("budget_category"))
    title = line(_("What for"), required=True)
    planned = NumberField(_("Planned amount"), required=True)
    spent = NumberField(_("Spent amount"))
    funder = one_of(_("Paid by"), [], none=_("not said"))

    def prepare(self) -> None:
        rows = self.programme.partners.select_related("organisation")
        named = {str(row.organisation_id): row.organisation.name for row in rows}
        if self.row is not None and self.row.funder is not None:
            named[str(self.row.funder_id)] = self.row.funder.name
        offer(self, "funder", [("", _("not said")), *named.items()])

    def columns(self) -> dict[str, Any]:
        funder = self.row_of(Organisation.objects, "funder")
        return {**self.cleaned_data, "funder": funder}

    @staticmethod
    def of(row: Any) -> dict[str, Any]:
        own = ("category", "title", "planned", "spent")
        return {**{name: getattr(row, name) for name in own}, "funder": str(row.funder_id or "")}


class RiskForm(OfProgramme):
    title = line(_("What could go wrong"), required=True, most=300)
    likelihood = one_of(_("Likelihood"), pairs(GRADES))
    impact = one_of(_("Impact"), pairs(GRADES))
    response = words(_("What we do about it"), rows=2)
    owner = line(_("Who watches it"), _("A role or an organisation."))
    review_on = day(_("Look at it again on"))
    is_closed = forms.BooleanField(label=_("It is over"), required=False)

    def columns(self) -> dict[str, Any]:
        grades = {name: int(self.cleaned_data[name]) for name in ("likelihood", "impact")}
        return {**self.cleaned_data, **grades}


def role_choices() -> list[tuple[str, str]]:
    return [(str(code), f"{words} – {ROLE_MEANS[code]}") for code, words in ROLES.items()]


class MemberForm(OfProgramme):
    who = line(_("User name or email address"), required=True)
    role = one_of(_("Role"), role_choices)
    organisation = one_of(_("Speaks for"), [], none=_("no partner"))

    def prepare(self) -> None:
        rows = self.programme.partners.select_related("organisation")
        named = {str(row.organisation_id): row.organisation.name for row in rows}
        offer(self, "organisation", [("", _("no partner")), *named.items()])

    def columns(self) -> dict[str, Any]:
        organisation = self.row_of(Organisation.objects, "organisation")
        return {**self.cleaned_data, "organisation": organisation}


class RoleForm(forms.Form):
    role = one_of(_("Role"), pairs(ROLES))
